"""The days themselves: how many, those that others get wrong, and what takes which one away."""

import re
from pathlib import Path

from asked import Program, Row, chains, days, rows_in, shipped
from checks import Checks

HERE = Path(__file__).resolve().parent
STATES = {"AU-ACT", "AU-NSW", "AU-NT", "AU-QLD", "AU-SA", "AU-TAS", "AU-VIC", "AU-WA"}
NO_YEAR = "1970"


def check_counts(checks: Checks, program: Program) -> None:
    """counts.csv: whole and part days of each state and year, and of each local area where known."""
    rows = rows_in(HERE / "counts.csv")
    told = {(row["jurisdiction"], row["year"]) for row in rows}
    years = [year for year in shipped(program) if year >= "2024"]
    wanted = {(state, year) for state in STATES for year in years}
    for area in rows_in(program.holidays / "areas.csv"):
        if area["area"] not in STATES | {"AU"}:
            wanted |= {(area["area"], year) for year in years_of(area["complete"])}
    checks.equal("counts: every area and year", wanted, told)
    for row in rows:
        found = days(program, row["jurisdiction"], row["year"])
        part_days = sum(day["from"] != "" for day in found)
        checks.equal(
            f"counts: {row['jurisdiction']} {row['year']}",
            (row["days"], row["part_days"]),
            (str(len(found)), str(part_days)),
        )


def check_expectations(checks: Checks, program: Program) -> None:
    """expectations.csv. applies = yes: that day, that name, that window, once. no: no day of that
    name on that date, or where name is blank no day at all."""
    rows = rows_in(HERE / "expectations.csv")
    checks.check("expectations: there are a hundred and more", len(rows) >= 100, str(len(rows)))
    names = {day["name"] for year in shipped(program).values() for day in year}
    for row in rows:
        there = [
            day
            for day in days(program, row["area"], row["year"])
            if day["date"] == row["date"] and row["name"] in ("", day["name"])
        ]
        what = f"{row['area']} {row['date']} {row['name']}: {row['applies']}, {row['why']}"
        if row["applies"] == "yes":
            checks.equal(what, [(row["from"], row["to"])], [(day["from"], day["to"]) for day in there])
        else:
            known = row["name"] in names | {""}
            checks.check(what, row["applies"] == "no" and known and not there, str(there))


def target_area(row: Row, rows: list[Row], chain: list[str]) -> str:
    """The area above whose day the row names."""
    owners = {
        day["area"]
        for day in rows
        if (day["date"], day["name"]) == (row["target_date"], row["target_name"])
        and day["effect"] != "cancel"
    }
    return next(area for area in chain[1:] if area in owners)


def check_replaced(checks: Checks, program: Program, row: Row, rows: list[Row]) -> None:
    """In its area and below it, the row's day and not its target; elsewhere just as it was."""
    of_area = chains(program)
    target = (row["target_date"], row["target_name"])
    owner = target_area(row, rows, of_area[row["area"]])
    takers = {other["area"] for other in rows if (other["target_date"], other["target_name"]) == target}
    problems = []
    for area, chain in of_area.items():
        found = {(day["date"], day["name"], day["area"]) for day in days(program, area, row["date"][:4])}
        has_target = (*target, owner) in found
        has_own = (row["date"], row["name"], row["area"]) in found
        if has_target != (owner in chain and not takers & set(chain)):
            problems.append(f"{area}: {'has' if has_target else 'lacks'} {' '.join(target)}")
        if has_own != (row["area"] in chain and row["effect"] == "substitute"):
            problems.append(f"{area}: {'has' if has_own else 'lacks'} {row['date']} {row['name']}")
    checks.nothing(f"{row['area']} {row['date']} {row['name']} in place of {' '.join(target)}", problems)


def check_substitutes(checks: Checks, program: Program) -> None:
    count = 0
    for rows in shipped(program).values():
        for row in rows:
            if row["effect"] != "declare":
                count += 1
                check_replaced(checks, program, row, rows)
    checks.check("days in place of others: there are some", count > 20, str(count))


# ---- the files ----------------------------------------------------------------------------------------


def check_form(checks: Checks, path: Path) -> None:
    data = path.read_bytes()
    checks.check(f"{path.name}: LF, and one at the end", b"\r" not in data and data.endswith(b"\n"))
    rows = rows_in(path)
    keys = [(row.get("date", "").encode(), row["area"].encode(), row["name"].encode()) for row in rows]
    if path.name == "areas.csv":
        keys = [(row["area"].encode(), b"", b"") for row in rows]
    checks.check(f"{path.name}: sorted", keys == sorted(keys))
    if path.name != "areas.csv":
        years = {row["date"][:4] for row in rows}
        checks.equal(f"{path.name}: has its year", {path.stem[3:]}, years)
        checks.nothing(f"{path.name}: a source each", [str(row) for row in rows if not row["source"]])
        checks.nothing(
            f"{path.name}: both readings of what a state has not settled",
            [
                f"{row['date']} {row['area']} {row['name']}"
                for row in rows
                if row["status"] == "provisional"
                and row["area"] in STATES
                and not ("Reading 1" in row["source"] and "Reading 2" in row["source"])
            ],
        )


def years_of(complete: str) -> set[str]:
    years = set()
    for span in complete.split(";"):
        first, _, last = span.partition("..")
        years |= {str(year) for year in range(int(first[:4]), int((last or first)[:4]) + 1)}
    return years - {NO_YEAR}


def check_complete(checks: Checks, program: Program) -> None:
    """Every area says for itself for which years it is complete, a local one none without rows."""
    rows = [row for year in shipped(program).values() for row in year]
    problems = []
    for area in rows_in(program.holidays / "areas.csv"):
        if not re.fullmatch(r"[\d.;-]+", area["complete"]):
            problems.append(f"{area['area']}: complete is {area['complete']!r}")
            continue
        said = years_of(area["complete"])
        has = {row["date"][:4] for row in rows if row["area"] == area["area"]}
        if area["area"] != "AU" and said - has:
            problems.append(f"{area['area']}: complete for {sorted(said - has)} without a row")
        if not area["definition"]:
            problems.append(f"{area['area']}: nothing defines it")
    checks.nothing("areas.csv: complete", problems)


def check_answers(checks: Checks, program: Program) -> None:
    for path in sorted(program.holidays.glob("*.csv")):
        check_form(checks, path)
    check_complete(checks, program)
    check_counts(checks, program)
    check_expectations(checks, program)
    check_substitutes(checks, program)
