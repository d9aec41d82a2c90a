"""`rcti holidays` as a command: its forms, and what it says to a wrong question."""

import json
import os
import pty
import subprocess

from asked import AREA_COLUMNS, DAY_COLUMNS, Program, rows_in, rows_of
from checks import Checks

WRONG_USAGE = 2
GEELONG = "VIC-GREATER-GEELONG"


def on_terminal(program: Program, *words: str) -> str:
    """What it prints where standard output is a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [program.path, *words, "--holidays", program.holidays], stdout=theirs, stderr=subprocess.DEVNULL
    ) as running:
        os.close(theirs)
        text = b""
        while True:
            try:
                piece = os.read(ours, 1 << 16)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            text += piece
        running.wait()
    os.close(ours)
    return text.decode("utf-8").replace("\r\n", "\n")


def check_forms(checks: Checks, program: Program) -> None:
    done = program.call("holidays", "AU-SA", "2026")
    checks.equal("CSV: status and standard error", (0, ""), (done.returncode, done.stderr))
    checks.equal("CSV: headings", ",".join(DAY_COLUMNS), done.stdout.splitlines()[0])
    rows = rows_of(done.stdout)
    order = [(row["date"], row["from"], row["name"]) for row in rows]
    checks.equal("CSV: by date", sorted(order), order)
    eve = next(row for row in rows if row["name"] == "Christmas Eve")
    checks.equal("CSV: a part day", ("2026-12-24", "19:00", "24:00"), (eve["date"], eve["from"], eve["to"]))
    as_json = json.loads(program.call("holidays", "AU-SA", "2026", "--json").stdout)
    told = [{key: value or "" for key, value in day.items()} for day in as_json["holidays"]]
    checks.equal("JSON: the same days", rows, told)
    checks.equal("JSON: whole days have no hours", None, as_json["holidays"][0]["from"])
    checks.equal(
        "JSON: its question",
        ("AU-SA", "South Australia", 2026, True, ""),
        tuple(as_json[key] for key in ("area", "name", "year", "complete", "gaps")),
    )
    screen = on_terminal(program, "holidays", "AU-SA", "2026")
    part_day = "Thu 24 Dec  19:00-24:00  Christmas Eve"
    for words in ("South Australia (AU-SA)", part_day, "whole day", "15 days"):
        checks.check(f"on a terminal: {words}", words in screen, screen)
    screen = on_terminal(program, "holidays", "NT-BORROLOOLA", "2026")
    checks.check("on a terminal: the source of what is provisional", "say 21 Aug" in screen, screen)
    borders = program.call("holidays", "AU-VIC", "2026")
    checks.check("Geelong's day is not Victoria's", "Geelong" not in borders.stdout)


def check_areas(checks: Checks, program: Program) -> None:
    done = program.call("holidays", "--areas")
    rows = rows_of(done.stdout)
    checks.equal("--areas: status", 0, done.returncode)
    checks.equal("--areas: headings", AREA_COLUMNS, list(rows[0]))
    file_rows = rows_in(program.holidays / "areas.csv")
    checks.equal("--areas: every area", [row["area"] for row in file_rows], [row["area"] for row in rows])
    for row, in_file in zip(rows, file_rows):
        if in_file["complete"] == "1970":
            in_file["complete"] = ""
        checks.equal(f"--areas: {row['area']} as in its file", in_file, row)
    tasmania = [row["area"] for row in rows if "TAS" in row["area"]]
    for state in ("AU-TAS", "TAS", "tas"):
        found = [row["area"] for row in rows_of(program.call("holidays", "--areas", state).stdout)]
        checks.equal(f"--areas {state}", tasmania, found)
    as_json = json.loads(program.call("holidays", "--areas", "--json").stdout)
    checks.equal("--areas --json: the same", rows, as_json)
    screen = on_terminal(program, "holidays", "--areas", "NT")
    checks.check("--areas on a terminal: what defines one", "show day region, as on" in screen, screen)


def check_wrong(checks: Checks, program: Program) -> None:
    """Where an area is not known, those that may be meant."""
    for word, near in (
        ("geelong", GEELONG),
        ("VIC-GELONG", GEELONG),
        ("Gold Coast", "QLD-GOLD-COAST"),
        ("Brisbne", "QLD-BRISBANE"),
        ("Hobart", "TAS-SOUTH-REGATTA"),
        ("Latrobe", "TAS-DEVONPORT"),
        ("VICTORIA", "AU-VIC"),
        ("Nowhere-At-All", "--areas"),
        ("", "--areas"),
    ):
        done = program.call("holidays", word, "2026")
        checks.equal(f"area {word!r}: status, output", (WRONG_USAGE, ""), (done.returncode, done.stdout))
        checks.check(f"area {word!r}: says {near}", near in done.stderr, done.stderr)
    for words in (
        ["AU-VIC"],
        ["AU-VIC", "26"],
        ["AU-VIC", "2026x"],
        ["AU-VIC", "1066"],
        ["AU-VIC", "2026", "2027"],
        ["--areas", "VIC", "NSW"],
        ["--areas", "California"],
        [],
    ):
        done = program.call("holidays", *words)
        checks.equal(f"{words}: status, output", (WRONG_USAGE, ""), (done.returncode, done.stdout))


def check_horizon(checks: Checks, program: Program) -> None:
    """What is known is told; that it is not all goes to standard error."""
    for area, year, count, words in (
        (GEELONG, "2027", 15, f"{GEELONG}: known for 2024..2026; AU-VIC: known for 2024-01-01..2027-08-31"),
        ("AU-NSW", "2028", 12, "AU-NSW: known for 2024..2027"),
        ("AU-NSW", "2031", 0, "AU-NSW: known for 2024..2027"),
        ("WA-KARRATHA", "2025", 11, "WA-KARRATHA: known for 2024;2026"),
        ("VIC-YARRIAMBIACK-WARRACKNABEAL", "2026", 14, "known for no year"),
    ):
        done = program.call("holidays", area, year)
        checks.equal(f"{area} {year}: status", 0, done.returncode)
        checks.equal(f"{area} {year}: days", count, len(rows_of(done.stdout)))
        checks.check(f"{area} {year}: {words}", words in " ".join(done.stderr.split()), done.stderr)
        as_json = json.loads(program.call("holidays", area, year, "--json", "--quiet").stdout)
        checks.check(
            f"{area} {year}: in JSON", not as_json["complete"] and words in as_json["gaps"], str(as_json)
        )
    done = program.call("holidays", GEELONG, "2027", "--quiet")
    checks.equal("--quiet: nothing on standard error", "", done.stderr)


def check_command(checks: Checks, program: Program) -> None:
    check_forms(checks, program)
    check_areas(checks, program)
    check_wrong(checks, program)
    check_horizon(checks, program)
