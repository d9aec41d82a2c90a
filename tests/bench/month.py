"""The whole month, measured: import, calculate, a PDF a partner, the workbook; then the same in Python."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

from measure import BENCH, BUILD, PEER, TOP, Measured, measure

SECONDS_ASKED = 20  # for 10,000 partners on two cores
MEMORY_ASKED = 200  # MB
TIMES_ASKED = 10


def say(what: str, measured: Measured) -> None:
    print(
        f"  {what:<28} {measured.seconds:7.2f} s  {measured.processor:7.2f} s of processor"
        f"  {measured.peak_mb:6.0f} MB",
        flush=True,
    )


def make(count: int, directory: Path) -> Path:
    subprocess.run([sys.executable, BENCH / "make_month.py", str(count), directory], check=True)
    os.sync()  # a run ends with a sync of its own, which is not to wait for what others wrote
    return directory


def month(source: Path, jobs: int, place: Path) -> list[Measured]:
    """Import and run."""
    common: list[str | Path] = ["--store", place / "rcti.db", "--holidays", TOP / "holidays", "--quiet"]
    dates = ["--as-at", "2026-10-20T09:00", "--issue-date", "2026-10-20"]
    rcti = BUILD / "rcti"
    return [
        measure([rcti, "import", "2026-09", source, *common]),
        measure([rcti, "run", "2026-09", *common, *dates, "--out", place / "out", "--jobs", str(jobs)]),
    ]


def total_of(register: Path) -> int:
    with register.open(encoding="utf-8", newline="") as file:
        return sum(int(row["total"].replace(".", "")) for row in csv.DictReader(file) if row["total"])


def in_python(count: int, place: Path) -> Measured:
    """The peer, which has to arrive at the same total."""
    source = make(count, place / "python-input")
    peer = measure([PEER, "-B", BENCH / "python_month.py", source, TOP / "holidays", place / "python"])
    check = place / "python-check"
    check.mkdir()
    month(source, 1, check)
    ours = total_of(check / "out/2026-09/draft/register.csv")
    theirs = json.loads(peer.said)["total"]
    if ours != theirs:
        sys.exit(f"the totals differ: {ours} cents, in Python {theirs}")
    return peer


def whole_print(count: int, jobs: int, place: Path) -> Measured:
    print(f"a month of {count} partners, --jobs {jobs}", flush=True)
    imported, run = month(make(count, place / "month-input"), jobs, place)
    whole = Measured(
        imported.seconds + run.seconds,
        imported.processor + run.processor,
        max(imported.peak_mb, run.peak_mb),
        "",
    )
    say("import", imported)
    say("calculate, PDFs, workbook", run)
    say("together", whole)
    print(f"  asked: at most {SECONDS_ASKED} s for 10000 partners on two cores, under {MEMORY_ASKED} MB", flush=True)
    return whole


def month_print(count: int, python_count: int, jobs: int, place: Path) -> None:
    """Its last line is how many times as fast it is as the same in Python."""
    whole = whole_print(count, jobs, place)
    peer = in_python(python_count, place)
    say(f"{python_count} partners in Python", peer)
    steps = json.loads(peer.said)["seconds"]
    print("    of it: " + ", ".join(f"{name} {value:.2f} s" for name, value in steps.items()))
    # Starting up is done once, whatever the number of partners.
    more = sum(steps.values()) * (count / python_count - 1)
    print(f"    scaled to {count}: {peer.seconds + more:.0f} s in one process, as such scripts run; that is")
    print(f"    {(peer.processor + more) / whole.processor:.1f} times the processor time of rcti")
    times = (peer.seconds + more) / whole.seconds
    print(
        f"the month: {times:.1f} times as fast as with Python, ReportLab and XlsxWriter"
        f" (asked: at least {TIMES_ASKED})"
    )
