"""month.py RCTI PARTNERS PYTHON_PARTNERS: a whole month, measured; see tests/bench/month."""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

BENCH = Path(__file__).resolve().parent
TOP = BENCH.parents[1]


class Measured(NamedTuple):
    seconds: float
    processor: float  # seconds of all threads
    peak_mb: float
    said: str


def measure(command: list[str | Path]) -> Measured:
    """Runs a command; its own children count with it."""
    with tempfile.TemporaryFile("w+") as said:
        before = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], stdout=said)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - before
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{command[0]}: exit status {process.returncode}")
        said.seek(0)
        return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e3, said.read())


def say(what: str, measured: Measured) -> None:
    print(
        f"{what:<30} {measured.seconds:7.2f} s  {measured.processor:7.2f} s of processor"
        f"  {measured.peak_mb:6.0f} MB",
        flush=True,
    )


def make(count: int, directory: Path) -> Path:
    subprocess.run([sys.executable, BENCH / "make_month.py", str(count), directory], check=True)
    return directory


def month(rcti: Path, source: Path, place: Path) -> list[Measured]:
    """Import and run."""
    common: list[str | Path] = ["--store", place / "rcti.db", "--holidays", TOP / "holidays", "--quiet"]
    dates = ["--as-at", "2026-10-20T09:00", "--issue-date", "2026-10-20", "--out", str(place / "out")]
    return [
        measure([rcti, "import", "2026-09", source, *common]),
        measure([rcti, "run", "2026-09", *common, *dates]),
    ]


def total_of(register: Path) -> int:
    with register.open(encoding="utf-8", newline="") as file:
        return sum(int(row["total"].replace(".", "")) for row in csv.DictReader(file) if row["total"])


def python_month(count: int, rcti: Path, place: Path) -> Measured:
    """The peer, which has to arrive at the same total."""
    source = make(count, place / "python-input")
    peer = measure([sys.executable, BENCH / "python_month.py", source, TOP / "holidays", place / "python"])
    store = place / "python-check"
    store.mkdir()
    month(rcti, source, store)
    ours = total_of(store / "out/2026-09/draft/register.csv")
    theirs = json.loads(peer.said)["total"]
    if ours != theirs:
        sys.exit(f"the totals differ: {ours} cents, in Python {theirs}")
    return peer


def main() -> None:
    rcti = Path(sys.argv[1])
    count, python_count = int(sys.argv[2]), int(sys.argv[3])
    with tempfile.TemporaryDirectory(prefix="month-") as temporary:
        place = Path(temporary)
        imported, run = month(rcti, make(count, place / "input"), place)
        say(f"import of {count} partners", imported)
        say("calculate, PDFs, workbook", run)
        whole = Measured(
            imported.seconds + run.seconds,
            imported.processor + run.processor,
            max(imported.peak_mb, run.peak_mb),
            "",
        )
        say("the whole month", whole)
        peer = python_month(python_count, rcti, place)
        say(f"{python_count} partners in Python", peer)
        steps = json.loads(peer.said)["seconds"]
        print("  of it: " + ", ".join(f"{name} {value:.2f} s" for name, value in steps.items()))
        # Starting up is done once, whatever the number of partners.
        more = sum(steps.values()) * (count / python_count - 1)
        print(f"scaled to {count} partners: {peer.seconds + more:.0f} s in one process, as such scripts run;")
        print(f"{(peer.processor + more) / whole.processor:.1f} times the processor time")
        times = (peer.seconds + more) / whole.seconds
        print(f"the month against Python, ReportLab and XlsxWriter: {times:.1f} times as fast")


if __name__ == "__main__":
    main()
