"""What an import is told before it is made, and what it says of much that is wrong: by cause."""

import json

from values import import_of
from world import TOP


def month_first(text):
    """Every start as a spreadsheet of another country writes it."""
    lines = text.splitlines()
    place = lines[0].split(",").index("start")
    for number in range(1, len(lines)):
        row = lines[number].split(",")
        date, time = row[place][:10].split("-"), row[place][11:16]
        row[place] = f"{int(date[1])}/{int(date[2])}/{date[0]} {time}"
        lines[number] = ",".join(row)
    return "\n".join(lines) + "\n"


def a_column_is_one_line(world):
    own, answer = import_of(world, "causes", appointments=month_first)
    lines = answer.stderr.splitlines()
    rows = len((own.place / "input" / "appointments.csv").read_text().splitlines()) - 1
    assert answer.returncode == 3 and len(lines) == 2, lines
    assert f"appointments.csv, start: {rows} times (lines 2, 3, 4 …): AMBIGUOUS_FORMAT: " in lines[0]
    assert "fit only month day year: date_order = month day year in [appointments.csv]" in lines[0]
    assert lines[1] == f"{rows} errors of 1 kind, --every lists each; nothing was imported", lines
    every = own.call("import", "2026-09", own.place / "input", "--every").stderr.splitlines()
    assert len(every) == rows + 1 and every[0].startswith("appointments.csv:2:start: "), every[:2]
    assert not any("if the month is first" in line for line in every), every[:5]
    told = own.call("import", "2026-09", own.place / "input", "--json")
    found = json.loads(told.stdout)
    assert (found["errors"], len(found["issues"]), found["batch"]) == (rows, rows, 0), found
    assert told.stderr.splitlines() == lines


def months_by_their_names_pay_the_same(world):
    names = ("January February March April May June July August September October November "
             "December").split()

    def named(text):
        lines = text.splitlines()
        place = lines[0].split(",").index("start")
        for number in range(1, len(lines)):
            row = lines[number].split(",")
            (year, month, day), time = row[place][:10].split("-"), row[place][11:]
            row[place] = f"{int(day)} {names[int(month) - 1][:3 + number % 7]} {year} {time}"
            lines[number] = ",".join(row)
        return "\n".join(lines) + "\n"

    own, answer = import_of(world, "named", appointments=named)
    assert answer.returncode == 0, answer
    again = own.call("import", "2026-09", TOP / "fixtures/2026-09-demonstration/input")
    assert "nothing has changed since the last import" in again.stdout, again


def checking_stores_nothing(world):
    own, answer = import_of(world, "check", "--check")
    assert answer.returncode == 0 and "checked; nothing is stored" in answer.stdout, answer
    assert not (own.place / "rcti.db").exists()
    done = own.call("import", "2026-09", own.place / "input")
    counts = [line for line in done.stdout.splitlines() if " rows: " in line]
    assert counts == [line for line in answer.stdout.splitlines() if " rows: " in line], done
    assert any("; 3 of other periods" in line for line in counts), counts
    assert "475 in 2026-09, 472 of them in hours of the schedules" in answer.stdout, answer
    schedules = own.place / "input" / "schedules.csv"
    schedules.write_text("".join(schedules.read_text().splitlines(keepends=True)[:30]))
    before = (own.place / "rcti.db").read_bytes()
    gate = own.call("import", "2026-09", own.place / "input", "--check")
    assert gate.returncode == 3 and "MASS_RETIREMENT:" in gate.stderr, gate
    assert "0 new, 0 changed, 51 gone" in gate.stdout, gate
    listed = json.loads(own.call("import", "2026-09", own.place / "input", "--check",
                                 "--json").stdout)
    assert "MASS_RETIREMENT" in [row["code"] for row in listed["gates"]], listed
    assert (own.place / "rcti.db").read_bytes() == before


TESTS = [a_column_is_one_line, months_by_their_names_pay_the_same, checking_stores_nothing]
