"""The audit workbook, calculated again by another program."""

import math
import subprocess
from pathlib import Path

from checks import Checks
from workbook import Cell, Sheet, Workbook, copy_with_number, read_workbook, row_of

SECONDS_ALLOWED = 300

# Without this LibreOffice believes the values in the file. 0 is "always recalculate".
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculate(paths: list[Path], directory: Path) -> list[Path]:
    """Files of the same names in a directory of their own, with every formula calculated anew."""
    profile = directory / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
    target = directory / "recalculated"
    done = subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore"]
        + ["--convert-to", "xlsx", "--outdir", str(target), *map(str, paths)],
        capture_output=True,
        check=False,
        timeout=SECONDS_ALLOWED,
    )
    made = [target / path.name for path in paths]
    if not all(path.is_file() for path in made):
        said = done.stderr.decode(errors="replace")
        raise RuntimeError(f"soffice: exit status {done.returncode}\n{said}")
    return made


def same(one: Cell, other: Cell | None) -> bool:
    if other is None or one.kind == "blank":
        return one.kind == "blank"
    numbers = ("number", "boolean")
    if one.kind in numbers and other.kind in numbers:
        # Sums of binary fractions may differ beyond the fifteenth digit.
        return math.isclose(one.number, other.number, rel_tol=1e-12, abs_tol=1e-9)
    return (one.kind, one.value) == (other.kind, other.value)


def differing(one: Sheet, other: Sheet | None) -> list[Cell]:
    """The cells of the first that are otherwise in the second."""
    cells = other.cells if other else {}
    return [cell for cell in one.cells.values() if not same(cell, cells.get(cell.reference))]


def check_same(checks: Checks, book: Workbook, recalculated: Workbook) -> None:
    for name, sheet in book.sheets.items():
        other = recalculated.sheets.get(name)
        problems = []
        for cell in differing(sheet, other):
            now = other.cells.get(cell.reference) if other else None
            problems.append(f"{cell.reference} ={cell.formula} {cell.shown} -> {now and now.shown}")
        checks.nothing(f"recalculated: {name}", problems)


# ---- a change that must be noticed ------------------------------------------------------------------

# The beginnings of the checks that a changed slot has to turn FALSE, and those that a line's changed rate
# has to; all others stay TRUE.
NOTICING_RATE = ["Register, live", "Lines, live", "Register = sum of lines", "Subtotal + GST"]
NOTICING = ["Hours balance", *NOTICING_RATE]
MINUTES_TAKEN = 15
PAID_MINUTES = 60


def paid_slot(book: Workbook) -> tuple[str, str]:
    """The first slot that is paid in full, of a partner with a document: its partner, its cell."""
    register, slots = book.sheets["Register"], book.sheets["Slots"]
    ready = {
        register.cells[f"{register.column('partner_id')}{row}"].value
        for row in register.rows()
        if register.cells[f"{register.column('status')}{row}"].value in ("ready", "issued")
    }
    partner_id, paid, penalty = map(slots.column, ("partner_id", "paid_minutes", "penalty_minutes"))
    for row in slots.rows()[1:]:
        partner = slots.cells[f"{partner_id}{row}"].value
        minutes = slots.cells[f"{paid}{row}"].value, slots.cells[f"{penalty}{row}"].value
        if partner in ready and minutes == (str(PAID_MINUTES), "0"):
            return partner, f"{paid}{row}"
    raise ValueError("no slot is paid in full")


def verdicts(book: Workbook) -> dict[str, bool]:
    """The checks of the sheet Summary: the rows below the heading Checks, to the next empty one. What
    cannot be checked yet says so in words."""
    summary = book.sheets["Summary"]
    start = next(row_of(cell.reference) for cell in summary.cells.values() if cell.value == "Checks")
    found = {}
    row = start + 1
    while f"A{row}" in summary.cells:
        if summary.cells[f"B{row}"].kind != "text":
            found[summary.cells[f"A{row}"].value] = summary.cells[f"B{row}"].number != 0
        row += 1
    return found


def summary_value(book: Workbook, label: str) -> float:
    """What stands beside a label of the sheet Summary."""
    cells = book.sheets["Summary"].cells
    row = next(row_of(name) for name, cell in cells.items() if cell.value == label)
    return cells[f"B{row}"].number


def register_value(
    book: Workbook, partner: str, heading: str, sheet: str = "Register"
) -> float:
    register = book.sheets[sheet]
    partners = register.column("partner_id")
    row = next(row for row in register.rows() if register.cells[f"{partners}{row}"].value == partner)
    return register.cells[f"{register.column(heading)}{row}"].number


def lines_sum(book: Workbook, partner: str, heading: str) -> float:
    lines = book.sheets["Lines"]
    partners, column = lines.column("partner_id"), lines.column(heading)
    rows = [row for row in lines.rows() if lines.cells[f"{partners}{row}"].value == partner]
    return sum(lines.cells[f"{column}{row}"].number for row in rows)


# Of Register, and what says the same in the sheet Summary.
FOLLOWING = {
    "partner_amount": "Partner amount",
    "subtotal": "Subtotal",
    "gst": "GST",
    "total": "Total of documents",
    "payment": "Payments",
}


def check_change(checks: Checks, book: Workbook, changed: Workbook, partner: str) -> None:
    def taken(heading: str) -> float:
        return register_value(book, partner, heading) - register_value(changed, partner, heading)

    def close(one: float, other: float) -> bool:
        return math.isclose(one, other, abs_tol=1e-6)

    checks.equal(f"changed slot: minutes of {partner}", MINUTES_TAKEN, taken("partner_minutes"))
    for heading, label in FOLLOWING.items():
        checks.check(f"changed slot: {heading} of {partner} follows", taken(heading) > 0)
        less = summary_value(book, label) - summary_value(changed, label)
        checks.check(f"changed slot: Summary, {label} follows", close(less, taken(heading)))
    for heading in ("gst", "total"):
        same = close(lines_sum(changed, partner, heading), register_value(changed, partner, heading))
        checks.check(f"changed slot: {heading} of {partner} in Lines follows", same)
    engines = [
        register_value(each, partner, "engine: partner_minutes", "Register check")
        for each in (book, changed)
    ]
    checks.equal(f"changed slot: the engine's minutes of {partner} stay", engines[0], engines[1])
    register = differing(book.sheets["Register"], changed.sheets["Register"])
    partners = book.sheets["Register"].column("partner_id")
    rows = {row_of(cell.reference) for cell in register}
    touched = {book.sheets["Register"].cells[f"{partners}{row}"].value for row in rows}
    checks.equal("changed slot: rows of Register that change", {partner}, touched)


def check_verdicts(checks: Checks, before: dict[str, bool], after: dict[str, bool]) -> None:
    checks.check("Summary has checks", len(before) >= len(NOTICING), str(before))
    checks.nothing("Summary: every check is TRUE", [name for name, good in before.items() if not good])
    check_noticing(checks, "slot", NOTICING, after)


def check_noticing(checks: Checks, what: str, noticing: list[str], after: dict[str, bool]) -> None:
    for name, good in after.items():
        expected = not name.startswith(tuple(noticing))
        checks.equal(f"changed {what}: Summary, {name}", expected, good)


def check_recalculated(checks: Checks, path: Path, directory: Path) -> None:
    """The workbook calculated anew is the same; with a slot changed it shows that."""
    book = read_workbook(path)
    partner, reference = paid_slot(book)
    changed_path = directory / f"changed-{path.name}"
    less = str(PAID_MINUTES - MINUTES_TAKEN)
    copy_with_number(path, changed_path, book.sheets["Slots"], reference, less)
    lines = book.sheets["Lines"]
    rate_path = directory / f"rate-{path.name}"
    copy_with_number(path, rate_path, lines, f"{lines.column('hourly_rate')}2", "151")
    again, changed, rated = map(read_workbook, recalculate([path, changed_path, rate_path], directory))
    for name in ("Summary", "Register", "Register check", "Lines"):
        formulas = [cell for cell in book.sheets[name].cells.values() if cell.formula]
        checks.check(f"formulas in {name}", bool(formulas))
    check_same(checks, book, again)
    check_change(checks, again, changed, partner)
    check_verdicts(checks, verdicts(again), verdicts(changed))
    check_noticing(checks, "rate", NOTICING_RATE, verdicts(rated))
