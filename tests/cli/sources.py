"""October as four systems export it: what is proposed for it, and that it pays the same to the byte."""

import re
import shutil

from world import TOP, World

FIXTURES = TOP / "fixtures"
OURS = FIXTURES / "2026-10-own-columns"
SYSTEMS = [FIXTURES / f"2026-10-{name}" for name in
           ("crm-report", "practice-bookings", "week-matrix", "leave-calendar")]
LINES_FEW = 10  # to be changed by hand
MARK = " # confirm"
# Whoever stands in an export: clients, partners, staff.
NAMES = ["Ignored Person", "Robin Sparrow", "Jamie Finch", "Ashgrove", "Zephyrine"]
AS_AT = ["--as-at", "2026-11-10T09:00+11:00", "--issue-date", "2026-11-10"]


def world_of(world, name):
    place = world.place / f"sources-{name}"
    place.mkdir()
    return World(world.rcti, place)


def lines_of(text):
    """What a sources.ini says, section by section, without the marks."""
    section, lines = "", set()
    for line in text.splitlines():
        section = line if line.startswith("[") else section
        if line and not line.startswith("#"):
            lines.add((section, line.removesuffix(MARK)))
    return lines


# The lines of each proposal that a person changes, by section: what is written in place of which line; of
# those that are looked at and right, the mark goes. `None` in place of a line takes it out, in place of what
# was there adds one.
RIGHT = "as it is"
CHANGED = {
    "2026-10-crm-report": {
        "all exports": {"date_order = ?": "date_order = day month year"},
        "partners.csv columns": {"partner_id = Consultant Number": RIGHT},
        "partners.csv values of timezone": {"Australia/Sydney = NSW": RIGHT},
        "rates.csv columns": {"partner_id = Consultant Number": RIGHT},
        "appointments.csv": {"zone = UTC": RIGHT},
        "appointments.csv columns": {"case_id = Case ID": "case_id = Case Number"},
        "appointments.csv values of status": {"cancelled = Canceled": RIGHT},
        "appointments.csv values of booked_by":
            {"cs = Client Services": "cs = Client Services; Robin Sparrow; Jamie Finch"},
        "appointments.csv values of cancelled_by": {None: "converge = Example Assist"}},
    "2026-10-practice-bookings": {
        "appointments.csv": {"date_order = day month year": RIGHT, "zone = Australia/Melbourne": RIGHT},
        "appointments.csv columns": {"case_id = Referral No": RIGHT},
        "appointments.csv values of calendar": {"open = Regular": RIGHT},
        "appointments.csv values of status": {"completed = Attended": RIGHT},
        "appointments.csv values of booked_by": {"cs = Client Services": RIGHT},
        "appointments.csv values of cancelled_by": {
            "client = Client cancelled": "client = Client cancelled; Client unwell",
            None: "consultant = Practitioner unwell\nconverge = Office closed"}},
    "2026-10-week-matrix": {
        "schedules.csv": {"file = Partner schedule.csv": RIGHT},
        "schedules.csv columns": {None: 'effective_from = "2026-07-01"'}},
    "2026-10-leave-calendar": {
        "blocks.csv": {"date_order = day month year": RIGHT, "zone = ?": None, "all_day_end = exclusive": RIGHT},
        "blocks.csv columns": {"status = Cancelled": RIGHT},
        "blocks.csv values of status": {"cancelled = Yes": RIGHT}},
}


def finished(text, changed):
    """The proposal as a person leaves it, and how many lines that took."""
    lines, count = text.splitlines(), 0
    for section, changes in changed.items():
        begin = lines.index(f"[{section}]")
        for was, now in changes.items():
            if was is None:
                more = now.splitlines()
                lines[begin + 1:begin + 1] = more
                count += len(more)
                continue
            at = lines.index(was + MARK, begin)
            assert not any(line.startswith("[") for line in lines[begin + 1:at]), (section, was)
            lines[at] = was if now == RIGHT else now or ""
            count += 1
    return "\n".join(lines) + "\n", count


def proposed(world, directory):
    answer = world.call("sources", directory)
    assert answer.returncode == 0 and not answer.stderr, answer
    return answer.stdout


def few_lines_are_to_be_changed(world):
    """Then nothing is left to confirm, and the month is that of our own columns to the byte."""
    wanted = results(world_of(world, "ours-changed"), OURS / "input")
    for system in SYSTEMS:
        own = world_of(world, f"{system.name}-changed")
        copy = own.place / "input"
        shutil.copytree(system / "input", copy)
        text, count = finished(proposed(own, system / "input"), CHANGED[system.name])
        assert count < LINES_FEW, (system.name, count)
        (copy / "sources.ini").write_text(text, encoding="utf-8")
        found = results(own, copy)
        assert found == wanted, (system.name, [name for name in wanted if found.get(name) != wanted[name]])


def the_readme_tells_these_lines(world):
    """Of the first month that it has one try."""
    text = (TOP / "README.md").read_text(encoding="utf-8")
    changes = [now for of in CHANGED["2026-10-crm-report"].values() for was, now in of.items()]
    assert changes.count(RIGHT) == 5 and len(changes) == 9, changes
    assert "eight lines are to be looked at. Three of them change" in text
    for now in changes:
        assert now == RIGHT or now in text, now


def is_written_as_ours(line):
    """`no_show = No Show`, and `AU-NSW = NSW`, which ends as the area does."""
    ours, _, theirs = line.partition(" = ")
    plain = [re.sub("[ _-]", "", text.lower()) for text in [ours.removeprefix("AU-"), *theirs.split("; ")]]
    return len(set(plain)) == 1


def what_pays_is_asked(world):
    """Dates and zones are likely and no more, and so are words and columns that pay; these by one mark for all
    lines of a section, which says so."""
    asked = re.compile(r"(date_order|zone\b.*|all_day_end) = ")
    pays = re.compile(r"(completed_at|cancelled_at|booked_at|moved_from|case_id|gst_from|agreement_from) = ")
    for system in SYSTEMS:
        for section in proposed(world, system / "input").split("\n[")[1:]:
            name, *lines = section.splitlines()
            together = [line for line in lines if pays.match(line) or (
                " values of " in name and " = " in line and not is_written_as_ours(line))]
            marked = [line for line in lines if line.endswith(MARK)]
            assert marked or not together, (system.name, section)
            assert len(set(together) | set(marked)) == len(marked) or "# The mark" in section, section
            for line in lines:
                assert not asked.match(line) or line.endswith(MARK), (system.name, name, line)


def nobody_is_named(world):
    for system in SYSTEMS:
        text = proposed(world, system / "input")
        assert not [name for name in NAMES if name in text], (system.name, text)
    text = proposed(world, FIXTURES / "2026-10-crm-report/input")
    assert "# 2 more words, in 70 rows, may be anybody's and are not shown" in text, text
    assert "consultant = (own name)" in text, text


def a_rival_heading_is_told(world):
    text = proposed(world, FIXTURES / "2026-10-crm-report/input")
    assert "# Or is case_id = Case Number?\ncase_id = Case ID # confirm\n" in text, text


def dates_of_both_orders_are_not_guessed(world):
    text = proposed(world, FIXTURES / "2026-10-crm-report/input")
    assert "each can be day month year (1 July 2019) or" in text, text
    assert "date_order = ? # confirm" in text and "date_order = day" not in text, text


def our_own_columns_need_nothing(world):
    for directory in (OURS, FIXTURES / "2026-09-demonstration"):
        assert not lines_of(proposed(world, directory / "input")), directory


def a_directory_that_is_not_there(world):
    answer = world.call("sources", world.place / "nowhere")
    assert answer.returncode == 4 and answer.stderr.startswith("rcti: "), answer


def what_is_no_table_is_only_named(world):
    """Neither a link nor what is no text is read, and each is said to be there."""
    own = world_of(world, "other")
    (own.place / "notes.csv").write_text("Ignored Person,1\nIgnored Person,2\n", encoding="utf-8")
    (own.place / "hours.csv").symlink_to(OURS / "input/schedules.csv")
    (own.place / "empty.csv").write_bytes(b"")
    (own.place / "rates.xlsx").write_bytes(bytes(range(256)))
    (own.place / "rooms").mkdir()
    text = proposed(own, own.place)
    assert "# Not recognised: notes.csv\n" in text and "Ignored" not in text, text
    assert "# Not recognised: hours.csv (a link, which nothing follows)\n" in text, text
    assert "# Not recognised: rooms (a directory)\n" in text and "rates.xlsx (no table" in text, text
    assert not lines_of(text), text


def a_second_download_is_asked_for(world):
    own = world_of(world, "twice")
    for name in ("Leave calendar October.csv", "Leave calendar October (1).csv"):
        shutil.copy(FIXTURES / "2026-10-leave-calendar/input/Leave calendar October.csv",
                    own.place / name)
    assert "both look like blocks.csv: is one a second download?" in proposed(own, own.place)


LEAVE = """Event ID,Consultant Number,State,Start,End,Approved
L1,CON-1001,NSW,2026-10-05,2026-10-05,No
L2,CON-1002,VIC,2026-10-06,2026-10-09,Yes
"""
VISITS = """Booking ID,Consultant Number,Start (UTC),End (UTC),Diary,Status,Created By,Finalised
V1,CON-1001,2026-10-05 00:00,2026-10-05 01:00,Open,Active,Portal,2026-10-05 02:00
V2,CON-1002,2026-10-06 00:00,2026-10-06 01:00,Open,Completed,Portal,2026-10-06 02:00
"""


def what_decides_is_not_settled_unasked(world):
    """Whether leave was granted, and a word that no appointment may lack; but no zone of an end."""
    own = world_of(world, "settled")
    (own.place / "Leave.csv").write_text(LEAVE, encoding="utf-8")
    (own.place / "Bookings.csv").write_text(VISITS, encoding="utf-8")
    text = proposed(own, own.place)
    assert "# Does Approved say which of its rows count?" in text, text
    assert "ignore = State; Approved # confirm\n" in text and "status = State" not in text, text
    assert "(blank) = Active" not in text and "completed = Completed\n" in text, text
    assert "completed_at = Finalised # confirm\n" in text, text
    assert "zone of duration_minutes" not in text, text


def an_id_tells_rows_from_footers(world):
    """A partner whose state is blank is a partner."""
    own = world_of(world, "footers")
    (own.place / "Consultants.csv").write_text(
        "Mailing State,Consultant Number,Legal Name,ABN\nNSW,CON-1001,Ann,85555100001\n"
        ",CON-1002,Bo,66555100002\n,,Total,\n", encoding="utf-8")
    text = proposed(own, own.place)
    assert "skip_rows_without = partner_id\n" in text, text
    # One between the rows may be a partner's, and is asked for.
    (own.place / "Consultants.csv").write_text(
        "Mailing State,Consultant Number,Legal Name,ABN\nNSW,CON-1001,Ann,85555100001\n,,Total,\n"
        ",CON-1002,Bo,66555100002\n", encoding="utf-8")
    text = proposed(own, own.place)
    assert "skip_rows_without = partner_id # confirm\n" in text, text


def results(world, directory):
    """The tables that pay and the documents of a month that is imported as exported."""
    answer = world.call("import", "2026-10", directory, "--store", world.store)
    assert answer.returncode == 0, answer.stderr
    assert world.call("run", "2026-10", *AS_AT, "--store", world.store).returncode in (0, 1)
    draft = world.out / "2026-10/draft"
    files = [draft / f"{name}.csv" for name in ("register", "lines", "slots", "adhoc", "unscheduled")]
    files += (draft / "documents").iterdir()
    return {path.relative_to(draft).as_posix(): path.read_bytes() for path in files}


def each_system_pays_the_same(world):
    """To the byte; and nothing of the columns that are ignored gets anywhere."""
    wanted = results(world_of(world, "ours"), OURS / "input")
    assert len(wanted) == 5 + 25, list(wanted)
    for system in SYSTEMS:
        own = world_of(world, system.name)
        found = results(own, system / "input")
        assert found == wanted, (system.name, [name for name in wanted if found.get(name) != wanted[name]])
        assert b"Ignored Person" not in own.store.read_bytes(), system.name


def a_proposal_is_no_source(world):
    """Nothing is imported, nor checked through, before somebody has confirmed it."""
    for system in SYSTEMS:
        own = world_of(world, f"{system.name}-proposed")
        copy = own.place / "input"
        shutil.copytree(system / "input", copy)
        (copy / "sources.ini").write_text(proposed(own, system / "input"), encoding="utf-8")
        answer = own.call("import", "2026-10", copy, "--store", own.store)
        assert answer.returncode == 3 and "SOURCE_UNCONFIRMED" in answer.stderr, answer
        assert not own.store.exists(), system.name


def one_mark_left_is_enough(world):
    own = world_of(world, "one-mark")
    copy = own.place / "input"
    shutil.copytree(SYSTEMS[1] / "input", copy)
    source = copy / "sources.ini"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("zone = Australia/Melbourne", f"zone = Australia/Melbourne{MARK}"),
                      encoding="utf-8")
    answer = own.call("import", "2026-10", copy, "--store", own.store)
    assert answer.returncode == 3 and answer.stderr.count("SOURCE_UNCONFIRMED") == 1, answer


TESTS = [few_lines_are_to_be_changed, the_readme_tells_these_lines, what_pays_is_asked, nobody_is_named, a_rival_heading_is_told,
         dates_of_both_orders_are_not_guessed, our_own_columns_need_nothing,
         a_directory_that_is_not_there, what_is_no_table_is_only_named, a_second_download_is_asked_for, what_decides_is_not_settled_unasked,
         an_id_tells_rows_from_footers,
         each_system_pays_the_same, a_proposal_is_no_source, one_mark_left_is_enough]
