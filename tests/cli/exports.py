"""Exports of other systems, read by sources.ini (exports.md): from the files to what is paid, and what is
kept of how they were read."""

import shutil
import sqlite3
from contextlib import closing

from confirming import confirmations
from corrections import FILES, Months, SEPTEMBER, block, booking, completed

DIARY = """[appointments.csv]
file = Diary*.csv
join = yes
date_order = day month year
zone = Australia/Melbourne
skip_rows_without = appointment_id
ignore = Client

[appointments.csv columns]
appointment_id = No
partner_id = Consultant
case_id = Case
calendar = "open"
start = Start
status = State
booked_by = By
completed_at = Closed

[appointments.csv values of status]
booked = Open
completed = Held

[appointments.csv values of booked_by]
client = (blank)
consultant = (own name)
"""
HEADINGS = "No,Consultant,Case,Client,Start,State,By,Closed\n"
FIRST = HEADINGS + "A1,P1,ASST-1,Somebody,1/9/2026 10:00 AM,Held,,1/9/2026 11:05\n" \
    "A2,P1,ASST-1,Somebody,8/9/2026 10:00 AM,Open,Dr. ADÀ TEST,\n"
SECOND = "Diary of the second half\n\n" + HEADINGS + \
    "A3,P1,ASST-1,Somebody,15/9/2026 11:00 AM,Open,,\n,,,,,,,\n,Total 1,,,,,,\n"
OURS = [{**row, "booked_at": ""} for row in (
    completed("2026-09-01T11:05", start="2026-09-01T10:00", booked_by="client"),
    booking(appointment_id="A2", start="2026-09-08T10:00", booked_by="consultant"),
    booking(appointment_id="A3", start="2026-09-15T11:00", booked_by="client"))]


def lay(months, name, sources=DIARY, **exports):
    """September's files with the diary as two exports in place of appointments.csv."""
    files = {key: rows for key, rows in FILES.items() if key != "appointments"}
    directory = months.write(name, **files)
    shutil.copy(months.place / "input-0/company.ini", directory)
    if sources:
        (directory / "sources.ini").write_text(sources, encoding="utf-8")
    for key, text in {"Diary 1.csv": FIRST, "Diary 2.csv": SECOND, **exports}.items():
        (directory / key).write_text(text, encoding="utf-8")
    return directory


def tables(months):
    out = months.place / "out/2026-09/draft"
    return {name: (out / f"{name}.csv").read_bytes() for name in ("register", "slots", "lines")}


def exports_pay_as_our_own_columns_do(world):
    ours = Months(world, "exports-ours")
    ours.bring("2026-09", appointments=OURS)
    ours.draft("2026-09", SEPTEMBER)
    months = Months(world, "exports")
    told = months.done("import", "2026-09", lay(months, "in")).stdout
    assert "Diary 2.csv: 1 row skipped (appointments.csv), line 6: \"Total 1\"" in told, told
    assert "appointments.csv            3 rows: 3 new" in told, told
    months.draft("2026-09", SEPTEMBER)
    assert tables(ours) == tables(months)
    # The line is that of the export, though it is the second one.
    told = months.done("explain", "P1", "2026-09", "--date", "2026-09-15", *SEPTEMBER).stdout
    assert "Diary 2.csv:4" in told and "appointments.csv" not in told, told
    told = months.done("explain", "P1", "2026-09", "--date", "2026-09-08", *SEPTEMBER).stdout
    assert "Diary 1.csv:3" in told, told
    # The same once more is no new batch, and the sealed month keeps how it was read.
    again = months.done("import", "2026-09", lay(months, "again")).stdout
    assert "nothing has changed" in again, again
    months.issue("2026-09", SEPTEMBER)
    months.done("verify")
    with closing(sqlite3.connect(months.place / "rcti.db")) as store:
        store.execute("DROP TRIGGER sources_no_update")
        store.execute("UPDATE sources SET value = 'cs' WHERE value = '(blank)'")
        store.commit()
    answer = months.world.call("verify", cwd=months.place)
    assert answer.returncode == 5 and "sources" in answer.stdout + answer.stderr, answer


def the_last_source_is_used_again(world):
    months = Months(world, "exports-again")
    months.done("import", "2026-09", lay(months, "in"))
    october = lay(months, "october", sources=None, **{"Diary 1.csv": FIRST.replace("/9/", "/10/")
                                                      .replace("\nA", "\nB"),
                                                      "Diary 2.csv": HEADINGS})
    told = months.done("import", "2026-10", october).stdout
    assert "appointments.csv            2 rows: 2 new" in told, told
    # A word that nobody named stops it, whoever brought the source.
    (october / "Diary 2.csv").write_text(HEADINGS + "A9,P1,,,2/10/2026 10:00,Moved,,\n", encoding="utf-8")
    answer = months.world.call("import", "2026-10", october, cwd=months.place)
    assert answer.returncode == 3 and 'Diary 2.csv:2:State: UNNAMED_VALUE "Moved"' \
        in answer.stderr, answer
    # Another one by name.
    other = months.place / "other.ini"
    other.write_text(DIARY.replace("booked = Open", "booked = Open; Moved"), encoding="utf-8")
    told = months.done("import", "2026-10", october, "--sources", other).stdout
    assert "imported as batch" in told, told


COMMON = "[all exports]\ndate_order = day month year\nzone = Australia/Melbourne\n\n"
ALONE = DIARY.replace("date_order = day month year\nzone = Australia/Melbourne\n", "")


def what_all_exports_have_in_common_is_of_each(world):
    """It is kept with each of them for the next month; what a section says itself stands, and ours in our own
    headings is none of them."""
    months = Months(world, "exports-common")
    own = "[blocks.csv]\nignore = Colour\n"
    months.done("import", "2026-09", lay(months, "in", COMMON + ALONE + own))
    months.draft("2026-09", SEPTEMBER)
    ours = Months(world, "exports-common-ours")
    ours.bring("2026-09", appointments=OURS)
    ours.draft("2026-09", SEPTEMBER)
    assert tables(ours) == tables(months)
    with closing(sqlite3.connect(months.place / "rcti.db")) as store:
        kept = store.execute("SELECT section, key FROM sources WHERE key IN ('zone', 'date_order')").fetchall()
    assert sorted(kept) == [("appointments.csv", "date_order"), ("appointments.csv", "zone")], kept
    october = lay(months, "october", sources=None, **{"Diary 1.csv": FIRST.replace("/9/", "/10/")
                                                      .replace("\nA", "\nB"), "Diary 2.csv": HEADINGS})
    told = months.done("import", "2026-10", october).stdout
    assert "appointments.csv            2 rows: 2 new" in told, told
    # 1/9/2026 is 9 January to who says so.
    other = lay(months, "other", COMMON + DIARY.replace("day month year", "month day year"))
    answer = months.world.call("import", "2026-09", other, "--check", cwd=months.place)
    assert answer.returncode == 3 and "no month day year, which sources.ini says" in answer.stderr, answer


def overlapping_lists_retire_what_began_before(world):
    leave = block("2026-08-31", "2026-09-08", "LEAVE")
    months = Months(world, "exports-lists", blocks=[leave])
    months.bring("2026-09", blocks=[])
    rows = months.draft("2026-09", SEPTEMBER)
    assert [row["code"] for row in rows["exceptions"]].count("NOT_IN_EXPORT") == 1, rows
    months.bring("2026-09", blocks=[], sources_ini="[blocks.csv]\nlists = overlapping\n")
    rows = months.draft("2026-09", SEPTEMBER)
    assert "NOT_IN_EXPORT" not in [row["code"] for row in rows["exceptions"]], rows
    assert rows["register"][0]["blocked_slots"] == "0", rows["register"]


BOOKINGS = """[appointments.csv]
file = Book.csv
date_order of start = day month year
date_order of booked_at = month day year

[appointments.csv columns]
appointment_id = No
partner_id = Who
calendar = "adhoc"
start = From
end = To
status = "completed"
booked_at = Made
booked_by = "cs"
completed_at = Held

[appointments.csv values of status]
completed = Done
"""
BOOK = "No,Who,From,To,Made,Held\n"


def written(months, name, sources, month="2026-09", **exports):
    """A month whose appointments are an export by that source."""
    directory = lay(months, name, sources, **exports)
    for unread in {"Diary 1.csv", "Diary 2.csv"} - set(exports):
        (directory / unread).unlink()
    months.done("import", month, directory)


def an_end_is_after_as_much_time_as_passes(world):
    """From 01:30 to 03:30 as the clocks go forward it is an hour, and from 01:30 to 03:30 as they go back
    three; an order of dates may be that of one column alone, and a constant is ours whatever the words are."""
    months = Months(world, "exports-end")
    rows = "A1,P1,4/10/2026 01:30,4/10/2026 03:30,9/28/2026 10:00,2026-10-04 04:00\n"
    written(months, "october", BOOKINGS, "2026-10", **{"Book.csv": BOOK + rows})
    with closing(sqlite3.connect(months.place / "rcti.db")) as store:
        assert store.execute("SELECT duration_minutes FROM appointments").fetchall() == [(60,)]
    rows = "A2,P1,4/4/2027 01:30,4/4/2027 03:30,3/28/2027 10:00,2027-04-04 04:00\n"
    written(months, "april", BOOKINGS, "2027-04", **{"Book.csv": BOOK + rows})
    with closing(sqlite3.connect(months.place / "rcti.db")) as store:
        assert store.execute("SELECT duration_minutes FROM appointments WHERE appointment_id = 'A2'"
                             ).fetchall() == [(180,)]


def cells_that_a_spreadsheet_cut_are_blank(world):
    months = Months(world, "exports-cut")
    text = HEADINGS + "A1,P1,ASST-1,Somebody,1/9/2026 10:00 AM,Open\n"
    written(months, "in", DIARY, **{"Diary 1.csv": text, "Diary 2.csv": HEADINGS})
    with closing(sqlite3.connect(months.place / "rcti.db")) as store:
        assert store.execute("SELECT booked_by FROM appointments").fetchall() == [("client",)]


def midnights_are_days(world):
    """A calendar's day ends at the midnight after it."""
    months = Months(world, "exports-midnight")
    sources = "[blocks.csv]\nfile = Leave.csv\nall_day_end = exclusive\ndate_order = day month year\n" \
        "[blocks.csv columns]\nblock_id = Event\npartner_id = Who\nstart = From\nend = Until\n"
    leave = "Event,Who,From,Until\nL1,P1,7/9/2026 12:00 AM,9/9/2026 12:00 AM\nL2,P1,14/9/2026,15/9/2026\n"
    directory = lay(months, "in", DIARY + sources, **{"Leave.csv": leave})
    (directory / "blocks.csv").unlink()
    months.done("import", "2026-09", directory)
    with closing(sqlite3.connect(months.place / "rcti.db")) as store:
        spans = store.execute("SELECT end - start FROM blocks ORDER BY block_id").fetchall()
    assert spans == [(2 * 1440,), (1440,)], spans


def days_and_months_that_changed_places_are_asked_for(world):
    """In some rows alone, each a day as good as any: but all of that month would be in this one. Where others of
    that month are there it is leave of June; so is what somebody confirms."""
    months = Months(world, "exports-exchanged")
    sources = "[blocks.csv]\nfile = Leave.csv\ndate_order = day month year\n" \
        "[blocks.csv columns]\nblock_id = Event\npartner_id = Who\nstart = From\nend = Until\n"
    leave = "Event,Who,From,Until\nL1,P1,8/9/2026,8/9/2026\nL2,P1,9/6/2026,9/6/2026\n"
    directory = lay(months, "in", DIARY + sources, **{"Leave.csv": leave})
    (directory / "blocks.csv").unlink()
    answer = months.world.call("import", "2026-09", directory, cwd=months.place)
    told = "Leave.csv, From: 1 date in 2026-06, like 9/6/2026 in line 3, would be in 2026-09 with day and month " \
        "exchanged, and no other date of that month is there"
    assert answer.returncode == 3 and "WRONG_PERIOD" in answer.stderr and told in answer.stderr, answer
    (directory / "Leave.csv").write_text(leave + "L3,P1,23/6/2026,23/6/2026\n", encoding="utf-8")
    assert months.world.call("import", "2026-09", directory, "--check", cwd=months.place).returncode == 0
    (directory / "Leave.csv").write_text(leave, encoding="utf-8")
    months.done("import", "2026-09", directory, *confirmations(answer.returncode, answer.stderr))


def cells_that_moved_to_the_side_are_asked_for(world):
    """Where one of a column's words stands beside it, in a column that nobody reads: all rows moved, or one of
    them, and leave that was cancelled would count. A column that has the same words for its own end does not."""
    months = Months(world, "exports-moved")
    sources = "[blocks.csv]\nfile = Leave.csv\ndate_order = day month year\nignore = Whole Day\n" \
        "[blocks.csv columns]\nblock_id = Event\npartner_id = Who\nstart = From\nend = Until\n" \
        "status = Off\n[blocks.csv values of status]\ncancelled = Yes\n"

    def directory(rows):
        text = "Event,Who,From,Until,Whole Day,Off\n" + "".join(
            f"L{i},P1,{i}/9/2026,{i}/9/2026,{row}\n" for i, row in enumerate(rows, 7))
        made = lay(months, f"in-{len(list(months.place.iterdir()))}", DIARY + sources, **{"Leave.csv": text})
        (made / "blocks.csv").unlink()
        return made

    def checked(rows):
        return months.world.call("import", "2026-09", directory(rows), "--check", cwd=months.place)

    for moved in ([",", ",", "yes,"], ["TRUE,", "TRUE,", "FALSE,", "FALSE,Yes", "Yes,"]):
        answer = checked(moved)
        assert answer.returncode == 3 and f"Leave.csv, line {len(moved) + 1}: Off is blank, and \"Yes\", which is a " \
            "word of it, stands in the column beside it" in " ".join(answer.stderr.split()), answer
    for right in (["TRUE,", "TRUE,Yes"], ["Yes,Yes", "Yes,", "No,"], ["Yes,", "No,", "Yes,"]):
        answer = checked(right)
        assert answer.returncode == 0 and "beside" not in answer.stderr, answer


def a_word_that_nobody_named_holds_who_has_it(world):
    months = Months(world, "exports-hold")
    directory = lay(months, "in", **{"Diary 2.csv": HEADINGS + "A3,P1,ASST-1,Somebody,15/9/2026 11:00,Gone,,\n"})
    answer = months.world.call("import", "2026-09", directory, "--hold-bad", cwd=months.place)
    assert answer.returncode == 1, answer
    with closing(sqlite3.connect(months.place / "rcti.db")) as store:
        held = store.execute("SELECT partner_id, error_line FROM held_rows").fetchall()
    assert [row[0] for row in held] == ["P1"] and "UNNAMED_VALUE" in held[0][1] and "Gone" not in held[0][1], held


TESTS = [exports_pay_as_our_own_columns_do, the_last_source_is_used_again,
         what_all_exports_have_in_common_is_of_each,
         overlapping_lists_retire_what_began_before, an_end_is_after_as_much_time_as_passes,
         cells_that_a_spreadsheet_cut_are_blank, midnights_are_days,
         days_and_months_that_changed_places_are_asked_for,
         cells_that_moved_to_the_side_are_asked_for, a_word_that_nobody_named_holds_who_has_it]
