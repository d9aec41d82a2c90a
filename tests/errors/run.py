#!/usr/bin/env python3
"""One reproducible import for each error: tests/errors/run.py RCTI [CASE…] [--accept]

A case is a folder CODE or CODE-what-it-shows. Its files are laid over the small valid month in
base/input, those in its holidays/ over base/holidays; absent.txt names files to leave out. Files in
its before/ make a month that is imported first (for the period in before/period.txt, if that is
there); make.py is run with the input folder and may change it. The import with --every has to fail with
the lines of expected.txt, exit status 3, and leave the store as it was; without it, where a case has
causes.txt, with those. --accept writes what is there anew.
"""

import argparse
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
from confirming import confirmations

TOP = HERE.parents[1]
PERIOD = "2026-09"
AS_AT = "2026-10-12T09:00+11:00"
NO_DATA = {"expected.txt", "causes.txt", "absent.txt", "period.txt", "make.py", "before", "holidays"}


def codes() -> list[str]:
    """Every code of the table in importers/text/issue_codes.h."""
    text = (TOP / "importers" / "text" / "issue_codes.h").read_text(encoding="utf-8")
    return re.findall(r"^ {4}X\((\w+),", text, re.MULTILINE)


def lay(source: Path, target: Path) -> None:
    for path in source.iterdir() if source.is_dir() else ():
        if path.name in NO_DATA:
            continue
        if path.is_dir():
            place = target / path.name
            if place.is_file():
                place.unlink()
            shutil.copytree(path, place)
        else:
            shutil.copyfile(path, target / path.name)


def month(folder: Path, *overlays: Path) -> Path:
    shutil.copytree(HERE / "base" / "input", folder)
    for overlay in overlays:
        lay(overlay, folder)
    return folder


def run_import(rcti: str, folder: Path, place: Path, period: str = PERIOD,
               *words: str) -> tuple[int, str]:
    command = [rcti, "import", period, str(folder), "--store", str(place / "store.db"),
               "--holidays", str(place / "holidays"), "--as-at", AS_AT, *words]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    return done.returncode, done.stderr.decode("utf-8", "backslashreplace")


def dump(store: Path) -> list[str]:
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as connection:
        return list(connection.iterdump())


def problems(rcti: str, case: Path, accept: bool) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copytree(HERE / "base" / "holidays", place / "holidays")
        if (case / "before").is_dir():
            period = case / "before" / "period.txt"
            month_before = month(place / "before", case / "before")
            name = period.read_text().strip() if period.is_file() else PERIOD
            status, text = run_import(rcti, month_before, place, name)
            status, text = run_import(rcti, month_before, place, name,
                                      *confirmations(status, text))
            if status != 0:
                return [f"before/: exit status {status}, not 0", *text.splitlines()]
        lay(case / "holidays", place / "holidays")
        folder_in = month(place / "input", case)
        absent = case / "absent.txt"
        for name in absent.read_text(encoding="utf-8").split() if absent.is_file() else ():
            (folder_in / name).unlink()
        if (case / "make.py").is_file():
            subprocess.run([sys.executable, case / "make.py", folder_in], check=True)
        store = place / "store.db"
        was = dump(store) if store.is_file() else None
        status, text = run_import(rcti, folder_in, place, PERIOD, "--every")
        by_cause = run_import(rcti, folder_in, place)[1]
        found = []
        if was is not None and dump(store) != was:
            found.append("the store has changed")
    if status != 3:
        return [*found, f"exit status {status}, not 3", *text.splitlines()]
    expected, causes = case / "expected.txt", case / "causes.txt"
    if accept:
        expected.write_text(text, encoding="utf-8")
        if causes.is_file():
            causes.write_text(by_cause, encoding="utf-8")
    wanted = expected.read_text(encoding="utf-8") if expected.is_file() else ""
    if causes.is_file() and by_cause != causes.read_text(encoding="utf-8"):
        found += ["causes differ; wanted:", *causes.read_text(encoding="utf-8").splitlines(),
                  "got:", *by_cause.splitlines()]
    code = case.name.partition("-")[0]
    if not re.search(rf': {code} "|^{code}:', wanted, re.M):
        found.append("expected.txt does not have the case's own code")
    if text != wanted:
        found += ["standard error differs; wanted:", *wanted.splitlines(), "got:",
                  *text.splitlines()]
    return found


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("rcti")
    arguments.add_argument("case", nargs="*")
    arguments.add_argument("--accept", action="store_true")
    options = arguments.parse_args()
    cases = sorted(path for path in HERE.iterdir() if path.is_dir() and path.name.isupper()
                   or re.fullmatch(r"[A-Z0-9_]+-[a-z0-9-]+", path.name))
    if options.case:
        cases = [case for case in cases if case.name in options.case]
    passed = failed = 0
    rcti = str(Path(options.rcti).resolve())
    for case in cases:
        found = problems(rcti, case, options.accept)
        passed, failed = passed + (not found), failed + bool(found)
        for line in found:
            print(f"{case.name}: {line}")
    shown = {case.name.partition("-")[0] for case in cases}
    for code in codes() if not options.case else ():
        if code not in shown:
            print(f"{code}: no case in tests/errors/")
            failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
