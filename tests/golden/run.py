#!/usr/bin/env python3
"""Every fixture through the program, compared part by part with what was recorded.

usage: run.py [--rcti PATH] [--holidays DIR] [--keep DIR] [--accept] [FIXTURE...]

Each fixtures/NAME with a file `arguments` is imported and run in a temporary directory (one with a
file `steps`: see steps.py), and its tables, documents (as text), workbook (as cells), manifest and
printed summary are compared with fixtures/NAME/expected/ (and where a file `same_as` names another
fixture, with what that has: just what differs is its own, and nothing that pays). --accept records them anew: read the difference before it is kept.
Besides: the same again gives the same bytes, modes, sound PDF files, nothing of ignored columns,
the README's numbers, and the demonstration's workbook calculated anew by LibreOffice.
The last line is "N passed, M failed", counting comparisons.
"""

import argparse
import json
import shutil
import stat
import sys
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path

import recalculate
import steps
import story
from as_text import Document, read_documents, recorded_texts
from checks import Checks, changed_lines, difference
from program import (
    FIXTURES,
    TOP,
    Fixture,
    Month,
    Place,
    Program,
    all_fixtures,
    contents,
    draft_of,
    files_below,
    make_month,
    run_month,
)
from steps import Sequence, Step, failed_steps, has_steps, unread_inputs

DEMONSTRATION = "2026-09-demonstration"
IGNORED = b"Ignored Person"  # so begin all values of a column that must be ignored
ELSEWHERE = "America/St_Johns"  # a zone that no partner has

# ---- what was recorded ------------------------------------------------------------------------------


def accept_command(fixture: Fixture) -> str:
    return f"if that is right: tests/golden/run.sh --accept {fixture.name}"


# What a month pays, whatever system exported it.
PAID = ("register.csv", "lines.csv", "slots.csv", "adhoc.csv", "unscheduled.csv", "documents/")


def same_month(fixture: Fixture) -> dict[str, bytes]:
    """What was recorded of the month of which this fixture is another export (`same_as` names it)."""
    path = fixture.directory / "same_as"
    return contents(FIXTURES / path.read_text("utf-8").strip() / "expected") if path.exists() else {}


def compare(checks: Checks, fixture: Fixture, found: dict[str, bytes]) -> None:
    own = contents(fixture.expected)
    same = same_month(fixture)
    expected = same | own
    if same:
        paid = [name for name in own if name.startswith(PAID)]
        checks.nothing(f"{fixture.name}: pays as the same month in our own columns", paid)
    if not expected:
        checks.check(f"{fixture.name}: was recorded", False, accept_command(fixture))
        return
    wrong = checks.failed
    for name in sorted(expected | found):
        what = f"{fixture.name}: {name}"
        if name not in expected:
            checks.check(what, False, f"was made, but is not in {fixture.expected.name}/")
        elif name not in found:
            checks.check(what, False, f"is in {fixture.expected.name}/, but was not made")
        else:
            detail = difference(name, expected[name], found[name])
            checks.check(what, expected[name] == found[name], detail)
    if checks.failed > wrong:
        print(f"  {accept_command(fixture)}")


def accept(fixture: Fixture, found: dict[str, bytes]) -> None:
    """Records what was found, and says in which way it is new."""
    expected = contents(fixture.expected)
    same = same_month(fixture)
    found = {name: data for name, data in found.items() if same.get(name) != data}
    for name in sorted(expected | found):
        path = fixture.expected / name
        if name not in found:
            path.unlink()
            print(f"  removed  {name}")
        elif name not in expected:
            print(f"  new      {name}")
        elif expected[name] != found[name]:
            new, gone = changed_lines(expected[name], found[name])
            print(f"  changed  {name} (+{new} -{gone} lines)")
        if name in found:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(found[name])


# ---- what holds for every fixture -------------------------------------------------------------------


def check_streams(checks: Checks, month: Month) -> None:
    """With --quiet nothing is said but results."""
    for name, done in (("import", month.imported), ("run", month.run)):
        if done is not None and done.returncode in (0, 1):
            said = done.stderr.decode("utf-8", "replace")
            checks.check(f"{month.fixture.name}: {name} says nothing on standard error", not said, said)


def check_documents(checks: Checks, fixture: Fixture, documents: dict[str, Document]) -> None:
    for name, document in documents.items():
        checks.check(f"{fixture.name}: qpdf --check {name}", not document.form, document.form)
        checks.check(f"{fixture.name}: pdftotext {name}", not document.complaint, document.complaint)


def check_not_tax_invoices(checks: Checks, month: Month, documents: dict[str, Document]) -> None:
    """Whoever is not registered for GST gets a document that nowhere calls itself a tax invoice."""
    for row in story.read_csv(month.draft / "register.csv"):
        if row["document"] == "RCI":
            name = f"documents/DRAFT-{month.fixture.period.replace('-', '')}-{row['partner_id']}.pdf"
            check_not_tax_invoice(checks, month.fixture, name, documents[name])


def check_not_tax_invoice(checks: Checks, fixture: Fixture, name: str, document: Document) -> None:
    text = " ".join(document.text.split()).lower()
    checks.check(f"{fixture.name}: {name} is no tax invoice", "tax invoice" not in text)


def check_modes(checks: Checks, fixture: Fixture, place: Place) -> None:
    """Pay and bank details are for their owner alone."""
    problems = []
    places = [place.store, *place.store.parent.glob("*"), place.out()]
    for path in {*places, *place.out().rglob("*")}:
        wanted = 0o700 if path.is_dir() else 0o600
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode != wanted:
            name = path.relative_to(place.directory)
            problems.append(f"{mode:04o} instead of {wanted:04o}: {name}")
    checks.nothing(f"{fixture.name}: modes", sorted(problems))


def everything_written(month: Month, documents: dict[str, Document]) -> dict[str, bytes]:
    """All bytes that the program left or said, packed ones unpacked."""
    found = contents(month.place.directory)
    found["standard output"] = month.run.stdout if month.run else month.imported.stdout
    for name, path in files_below(month.draft).items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(path) as archive:
                found |= {f"{name}: {part}": archive.read(part) for part in archive.namelist()}
    # A name may be broken over two lines.
    found |= {f"{name}: text": " ".join(d.text.split()).encode() for name, d in documents.items()}
    return found


def check_absent(checks: Checks, month: Month, documents: dict[str, Document]) -> None:
    """Neither clients' names nor the paths of a machine get anywhere."""
    written = everything_written(month, documents)
    del written["standard output"]  # says where the files are
    for what, word in (
        ("ignored columns", IGNORED),
        ("the place of the run", str(month.place.directory).encode()),
        ("the place of the project", f"{TOP}/".encode()),
    ):
        places = [name for name, data in written.items() if word in data]
        checks.nothing(f"{month.fixture.name}: {what} nowhere in store and outputs", places)
    if month.fixture.name == DEMONSTRATION:
        inputs = contents(month.fixture.directory / "input").values()
        checks.check("the demonstration has an ignored column", any(IGNORED in data for data in inputs))


def check_manifest_outputs(checks: Checks, what: str, directory: Path) -> None:
    """Its hashes are those of the files, and it lists them all."""
    manifest = json.loads((directory / "manifest.json").read_bytes())
    listed = {row["file"]: (row["bytes"], row["sha256"]) for row in manifest["outputs"]}
    there = contents(directory)
    del there["manifest.json"]
    hashed = {name: (len(data), sha256(data).hexdigest()) for name, data in there.items()}
    problems = [name for name in sorted(listed | hashed) if listed.get(name) != hashed.get(name)]
    checks.nothing(f"{what}: the manifest's outputs", problems)


def check_manifest(checks: Checks, month: Month) -> None:
    check_manifest_outputs(checks, month.fixture.name, month.draft)
    manifest = json.loads((month.draft / "manifest.json").read_bytes())
    inputs = contents(month.fixture.directory / "input")
    inputs.pop("sources.ini", None)  # the store keeps its lines, and the workbook shows them
    hashes = {row["file"]: row["sha256"] for row in manifest["inputs"] if row["batch"] > 0}
    problems = [
        name
        for name in sorted(inputs | hashes)
        if name not in inputs or hashes.get(name) != sha256(inputs[name]).hexdigest()
    ]
    checks.nothing(f"{month.fixture.name}: the manifest's inputs", problems)


def check_again(checks: Checks, program: Program, month: Month) -> None:
    """Whatever the circumstances, the same bytes."""
    first = contents(month.draft)
    for what, out, jobs, zone in (
        ("a second run into the same place", "out", 1, ""),
        ("--jobs 2", "out-jobs", 2, ""),
        (f"a machine in the zone {ELSEWHERE}", "out-zone", 1, ELSEWHERE),
    ):
        out_path = month.place.out(out)
        done = run_month(program, month.fixture, month.place, out_path, jobs, zone)
        again = contents(draft_of(month.fixture, out_path))
        problems = [name for name in sorted(first | again) if first.get(name) != again.get(name)]
        if month.run is not None and done.returncode != month.run.returncode:
            problems.append(f"exit status {done.returncode} {done.stderr.decode(errors='replace')}")
        checks.nothing(f"{month.fixture.name}: {what} gives the same bytes", problems)
        if out != "out":
            shutil.rmtree(out_path, ignore_errors=True)


# ---- one fixture ------------------------------------------------------------------------------------


def check_written(checks: Checks, month: Month, documents: dict[str, Document]) -> None:
    """What can be said of outputs apart from what was recorded."""
    check_documents(checks, month.fixture, documents)
    check_not_tax_invoices(checks, month, documents)
    check_modes(checks, month.fixture, month.place)
    check_absent(checks, month, documents)
    check_manifest(checks, month)
    if not same_month(month.fixture):
        readme = (month.fixture.directory / "README.md").read_text("utf-8")
        story.check_story(checks, readme, month.draft)


def check_fixture(
    checks: Checks, program: Program, fixture: Fixture, directory: Path, record: bool
) -> None:
    month = make_month(program, fixture, directory)
    if month.crashed:
        done = month.run or month.imported
        said = (done.stderr + done.stdout).decode("utf-8", "replace")
        detail = f"exit status {done.returncode}\n{said}"
        checks.check(f"{fixture.name}: the program works", False, detail)
        return
    check_streams(checks, month)
    documents = read_documents(month.draft)
    found = recorded_texts(month, documents)
    if record:
        accept(fixture, found)
    compare(checks, fixture, found)
    if month.run is None:
        return
    check_written(checks, month, documents)
    check_again(checks, program, month)
    if fixture.name == DEMONSTRATION:
        workbook = month.draft / f"audit-{fixture.period}.xlsx"
        office = directory / "office"
        office.mkdir()
        recalculate.check_recalculated(checks, workbook, office)


def check_issue(checks: Checks, fixture: Fixture, step: Step) -> None:
    check_documents(checks, fixture, step.documents)
    check_manifest_outputs(checks, f"{fixture.name}, {step.title}", step.directory)
    for name, document in step.documents.items():
        if name.startswith(("documents/RCI-", "documents/ADJ-")):
            check_not_tax_invoice(checks, fixture, name, document)


def check_steps(
    checks: Checks, program: Program, fixture: Fixture, directory: Path, record: bool
) -> None:
    """A row of commands."""
    first, second = directory / "first", directory / "second"
    for place in (first, second):
        place.mkdir(mode=0o700)
    sequence = Sequence(program, fixture, first)
    sequence.play()
    checks.nothing(f"{fixture.name}: every command works", failed_steps(sequence))
    checks.nothing(f"{fixture.name}: every input is imported", unread_inputs(fixture.directory))
    found = steps.recorded_texts(sequence)
    if record:
        accept(fixture, found)
    compare(checks, fixture, found)
    for step in sequence.steps:
        if step.words[0] == "issue" and step.directory is not None:
            check_issue(checks, fixture, step)
        elif step.words[0] == "statement":
            check_documents(checks, fixture, step.documents)
    check_modes(checks, fixture, sequence.place)
    steps.check_absent(checks, sequence)
    steps.check_story(checks, sequence)
    steps.check_again(checks, sequence, Sequence(program, fixture, second))


def check_fixture_safely(
    checks: Checks, program: Program, fixture: Fixture, directory: Path, record: bool
) -> None:
    """An output that cannot even be read is a failure of that fixture, not the end of all."""
    before = checks.passed, checks.failed
    print(fixture.name)
    directory.mkdir(mode=0o700)
    try:
        check = check_steps if has_steps(fixture.directory) else check_fixture
        check(checks, program, fixture, directory, record)
    except Exception as error:
        checks.check(f"{fixture.name}: can be looked at", False, f"{type(error).__name__}: {error}")
    print(f"  {checks.passed - before[0]} passed, {checks.failed - before[1]} failed")


# ---- the command ------------------------------------------------------------------------------------


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Compares every fixture's outputs with what was recorded."
    )
    parser.add_argument("fixtures", metavar="FIXTURE", nargs="*", help="only these; all without any")
    parser.add_argument("--accept", action="store_true", help="record what is found")
    parser.add_argument("--rcti", type=Path, default=TOP / "build" / "rcti", help="the program")
    parser.add_argument("--holidays", type=Path, help="for a program that does not stand in build/")
    parser.add_argument("--keep", type=Path, help="a new directory to leave stores and outputs in")
    return parser.parse_args()


def chosen_fixtures(program: Program, names: list[str]) -> list[Fixture]:
    fixtures = {fixture.name: fixture for fixture in all_fixtures(program)}
    unknown = [name for name in names if name not in fixtures]
    if unknown or not fixtures:
        sys.exit(f"no fixture {' '.join(unknown)}; there are: {' '.join(fixtures)}")
    return [fixtures[name] for name in names or fixtures]


def main() -> int:
    arguments = read_arguments()
    holidays = arguments.holidays.resolve() if arguments.holidays else None
    program = Program(arguments.rcti.resolve(), holidays)
    if not program.path.is_file():
        sys.exit(f"{arguments.rcti} is not there; tests/run.sh golden builds it")
    fixtures = chosen_fixtures(program, arguments.fixtures)
    if arguments.keep and arguments.keep.exists():
        sys.exit(f"{arguments.keep} is there already")
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="golden-") as temporary:
        place = arguments.keep.resolve() if arguments.keep else Path(temporary)
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for fixture in fixtures:
            check_fixture_safely(checks, program, fixture, place / fixture.name, arguments.accept)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed or not checks.passed else 0


if __name__ == "__main__":
    sys.exit(main())
