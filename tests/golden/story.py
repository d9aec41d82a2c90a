"""The tables of a fixture's README, worked out by hand, against what the program wrote."""

import csv
import re
from pathlib import Path

from checks import Checks

Row = dict[str, str]
REGISTER = ["partner", "slots", "partner_minutes"]
LINES = ["partner", "kind", "rate", "taxable", "minutes", "amount", "gst"]
ADJUSTMENTS = ["partner", "period", "number", "kind", "rate", "taxable", "minutes", "amount", "gst"]
EXCEPTIONS = ["severity", "code", "partner", "about"]
SENTENCE = re.compile(
    r"(\d+) ready, (\d+) held, (\d+) nil\. Ready documents together: "
    r"subtotal ([\d.]+), GST ([\d.]+), total ([\d.]+\d)"
)


def table_cells(line: str) -> list[str]:
    """The cells between the outer bars, empty ones too: "| P0018 | | |"."""
    return [cell.strip().strip("`") for cell in line.strip()[1:-1].split("|")]


def tables(text: str) -> list[list[Row]]:
    """Every table, a dictionary a row."""
    found: list[list[Row]] = []
    headings: list[str] = []
    for line in text.splitlines():
        if not line.startswith("|"):
            headings = []
        elif not headings:
            headings = table_cells(line)
            found.append([])
        elif not set(line) <= set("|-: "):
            found[-1].append(dict(zip(headings, table_cells(line))))
    return found


def tables_with(text: str, headings: list[str]) -> list[Row]:
    return [row for table in tables(text) for row in table if set(headings) <= set(row)]


def read_csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check_story(checks: Checks, readme: str, draft: Path) -> None:
    register = read_csv(draft / "register.csv")
    check_register(checks, tables_with(readme, REGISTER), register)
    check_lines(checks, tables_with(readme, LINES), read_csv(draft / "lines.csv"))
    check_exceptions(checks, tables_with(readme, EXCEPTIONS), read_csv(draft / "exceptions.csv"))
    sentence = SENTENCE.search(re.sub(r"\s+", " ", readme))
    if sentence:
        checks.equal("README: the sums of the month", list(sentence.groups()), month_sums(register))


def check_step(checks: Checks, heading: str, text: str, directory: Path) -> None:
    """The tables of one step of a row of commands: what they have of columns is what is compared."""
    register = {row["partner_id"]: row for row in read_csv(directory / "register.csv")}
    told_rows = [row for row in tables_with(text, ["partner", "status"])]
    if told_rows:
        partners = [row["partner"] for row in told_rows]
        checks.equal(f"README, {heading}: the partners", partners, list(register))
    for row in told_rows:
        want = {key: cell for key, cell in row.items() if key != "partner"}
        found = register.get(row["partner"], {})
        have = {key: found.get(key) for key in want}
        checks.equal(f"README, {heading}: {row['partner']} in register.csv", want, have)
    adjustments = [tuple(row.values()) for row in tables_with(text, ADJUSTMENTS)]
    if adjustments:
        columns = ["partner_id", "period", "number", "kind", "hourly_rate", "taxable"]
        columns += ["minutes", "amount", "gst"]
        rows = read_csv(directory / "adjustments.csv")
        have = sorted(tuple(row[column] for column in columns) for row in rows)
        checks.equal(f"README, {heading}: adjustments.csv", sorted(adjustments), have)
    exceptions = tables_with(text, EXCEPTIONS)
    if exceptions:
        check_exceptions(checks, exceptions, read_csv(directory / "exceptions.csv"))


# ---- the register -----------------------------------------------------------------------------------


def told(row: Row) -> Row:
    """A row of the README in the columns of register.csv."""
    status, _, document = row["status"].partition(" ")
    numbers = {key: cell for key, cell in row.items() if key not in ("partner", "status", "reasons")}
    return numbers | {
        "status": status,
        "document": document.strip("()"),
        "reasons": ";".join(row["reasons"].replace("`", "").replace(",", " ").split()),
    }


def check_register(checks: Checks, expected: list[Row], register: list[Row]) -> None:
    found = {row["partner_id"]: row for row in register}
    checks.equal(
        "README and register.csv have the same partners",
        [row["partner"] for row in expected],
        list(found),
    )
    for row in expected:
        want = told(row)
        have = found.get(row["partner"], {})
        checks.equal(
            f"README: {row['partner']} in register.csv", want, {key: have.get(key) for key in want}
        )


def cents(text: str) -> int:
    dollars, _, rest = text.partition(".")
    return int(dollars) * 100 + int(rest)


def month_sums(register: list[Row]) -> list[str]:
    counts = [str(sum(row["status"] == word for row in register)) for word in ("ready", "held", "nil")]
    for column in ("subtotal", "gst", "total"):
        total = sum(cents(row[column]) for row in register if row["status"] == "ready")
        counts.append(f"{total // 100}.{total % 100:02d}")
    return counts


# ---- lines and exceptions ---------------------------------------------------------------------------


def check_lines(checks: Checks, expected: list[Row], lines: list[Row]) -> None:
    """For the partners that have such a table, every line of theirs."""
    for partner in sorted({row["partner"] for row in expected}):
        want = [list(row.values())[1:] for row in expected if row["partner"] == partner]
        columns = ["kind", "hourly_rate", "taxable", "minutes", "amount", "gst"]
        have = [[row[key] for key in columns] for row in lines if row["partner_id"] == partner]
        checks.equal(f"README: {partner} in lines.csv", sorted(want), sorted(have))


def words_of(text: str) -> set[str]:
    return {word.strip(".:") for word in re.split(r"[;,()\s]+", text)} - {""}


def is_about(want: Row, have: Row) -> bool:
    """The README says in a few words what the row says in its subject and message."""
    same = (want["severity"], want["code"]) == (have["severity"], have["code"])
    said = words_of(f"{have['partner_id']} {have['subject']} {have['message']}")
    return same and words_of(f"{want['partner']} {want['about']}") <= said


def check_exceptions(checks: Checks, expected: list[Row], exceptions: list[Row]) -> None:
    left = list(exceptions)
    problems = []
    for want in expected:
        match = next((have for have in left if is_about(want, have)), None)
        if match:
            left.remove(match)
        else:
            problems.append("only in the README:      " + " ".join(want.values()))
    problems += ["only in exceptions.csv:  " + ",".join(have.values()) for have in left]
    checks.nothing("README: the exceptions", problems)
