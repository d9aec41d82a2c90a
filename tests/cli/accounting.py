"""What became of each line of an export: told at the import, and kept with the month."""

import shutil
import sqlite3
from contextlib import closing

from corrections import Months

WEEK = """[schedules.csv]
file = Week.csv
weekdays = Mon..Tue
[schedules.csv columns]
partner_id = Id
effective_from = "2026-07-01"
"""
VISITS = """[appointments.csv]
file = Visits.csv
ignore = Rated
[appointments.csv columns]
appointment_id = Number
partner_id = Partner
calendar = "open"
start = Start
status = Status
booked_by = "client"
[appointments.csv 2]
[appointments.csv 2 columns]
appointment_id = Second
"""
OWN = "[blocks.csv]\nignore = Colour\n"


def account_of(months, section):
    with closing(sqlite3.connect(months.place / "rcti.db")) as store:
        rows = store.execute("SELECT key, value, count FROM sources WHERE known_until IS NULL"
                             " AND section LIKE ?", (f"read {section}:%",))
        return {key: (value, count) for key, value, count in rows}


def imported(world, name, without, **files):
    """An import of September by files as they are; those of `without` are ours no more."""
    months = Months(world, f"accounting-{name}")
    directory = months.place / "in"
    directory.mkdir()
    for file in (months.place / "input-0").iterdir():
        if file.name not in without:
            (directory / file.name).write_bytes(file.read_bytes())
    for key, text in files.items():
        (directory / key.replace("_", ".")).write_text(text, encoding="utf-8")
    return months, months.world.call("import", "2026-09", directory, cwd=months.place)


def days_are_read_columns(world):
    months, answer = imported(world, "days", ["schedules.csv"], sources_ini=WEEK,
                              Week_csv="Id,Mon,Tuesday\nP1,10:00,\n")
    assert answer.returncode == 0, answer
    read = account_of(months, "schedules.csv")
    assert read["column: weekday Mon"] == ("Mon", 0), read
    assert read["column: weekday Tue"] == ("Tuesday", 0), read


def rows_without_a_row_are_told_by_reason(world):
    months, answer = imported(
        world, "reasons", ["appointments.csv"], sources_ini=VISITS,
        Visits_csv="Number,Second,Partner,Start,Status,Rated\n"
                   "A1,A2,P1,2026-09-07T10:00,booked,\n"
                   "A3,,P1,2026-09-07T11:00,,\n"
                   "A4,,,2026-09-07T12:00,booked,\n")
    assert answer.returncode == 0, answer
    for reason in ("Partner", "Status"):
        assert f"Visits.csv: 1 row gives no row of appointments.csv, for {reason} is blank\n" \
            in answer.stdout, answer.stdout
    read = account_of(months, "appointments.csv")
    assert read["lines without a row: Partner is blank"][1] == 1, read
    lines = {key: count for key, (_, count) in read.items() if key.startswith("lines ")}
    assert sum(lines.values()) == read["lines"][1] == 4, read


def what_is_not_there_is_not_read(world):
    months, answer = imported(
        world, "own", ["blocks.csv"], sources_ini=OWN,
        blocks_csv="block_id,partner_id,start,end,Colour\nB1,P1,2026-09-11,2026-09-11,red\n")
    assert answer.returncode == 0, answer
    read = account_of(months, "blocks.csv")
    assert "column: start" in read and "column: reason" not in read, read
    assert "column: status" not in read, read


def our_own_titles_are_told(world):
    """At the import, and in the account of the file, whose lines add up."""
    months, answer = imported(
        world, "titles", ["blocks.csv"],
        blocks_csv="Leave\nblock_id,partner_id,start,end\nB1,P1,2026-09-11,2026-09-11\n"
                   "block_id,partner_id,start,end\n")
    told = "blocks.csv: 4 lines; 1 above the headings, 1 with the headings again, 0 blank\n"
    assert answer.returncode == 0 and told in answer.stdout, answer
    assert account_of(months, "blocks.csv") == {
        "lines": ("", 4), "lines above the headings": ("", 1), "lines of headings": ("", 2),
        "lines used": ("", 1)}, account_of(months, "blocks.csv")


def each_line_of_ours_is_accounted_for(world):
    """What is blank, of another month, within a quoted value or set aside; a file at a time."""
    rows = "L1,P1,2026-09-11,2026-09-11,\n\nL2,P1,2026-08-11,2026-08-11,\n" \
        "L3,P1,2026-13-11,2026-09-11,\nL4,P1,2026-09-14,2026-09-14,\"away\nall day\"\n"
    months = Months(world, "accounting-lines")
    directory = months.place / "in"
    shutil.copytree(months.place / "input-0", directory)
    (directory / "blocks.csv").write_text("block_id,partner_id,start,end,reason\n" + rows, encoding="utf-8")
    answer = months.world.call("import", "2026-09", directory, "--hold-bad", cwd=months.place)
    assert answer.returncode == 1, answer
    wanted = {"lines": ("", 7), "lines of headings": ("", 1), "lines that are blank": ("", 1),
              "lines used": ("", 2), "lines of another period": ("", 1), "lines set aside": ("", 1),
              "lines within a row": ("", 1)}
    assert account_of(months, "blocks.csv") == wanted, account_of(months, "blocks.csv")
    for file in directory.glob("*.csv"):
        read = account_of(months, file.name)
        assert read["lines"][1] == len(file.read_text(encoding="utf-8").splitlines()), (file.name, read)
        assert sum(count for key, (_, count) in read.items() if key != "lines") == read["lines"][1], read
    # A part of a file says what it left out, and leaves the account of the others.
    with (directory / "schedules.csv").open("a", encoding="utf-8") as file:
        file.write("P9,Wed,10:00,,,\n")
    months.done("import", "2026-09", directory, "--only", "schedules.csv", "--partner", "P1")
    assert account_of(months, "blocks.csv") == wanted, account_of(months, "blocks.csv")
    assert account_of(months, "schedules.csv") == {
        "lines": ("", 3), "lines of headings": ("", 1), "lines used": ("", 1),
        "lines of partners not asked for": ("", 1)}, account_of(months, "schedules.csv")


TESTS = [days_are_read_columns, rows_without_a_row_are_told_by_reason, what_is_not_there_is_not_read,
         our_own_titles_are_told, each_line_of_ours_is_accounted_for]
