"""What the benchmarks have in common: a command run and measured."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

BENCH = Path(__file__).resolve().parent
TOP = BENCH.parents[1]
BUILD = TOP / "build-bench"
PEER = "/usr/bin/python3"  # Debian's: ReportLab and XlsxWriter are its packages


class Measured(NamedTuple):
    seconds: float
    processor: float  # seconds of all threads
    peak_mb: float
    said: str


def measure(command: list[str | Path], good: tuple[int, ...] = (0,)) -> Measured:
    """Runs a command; its own children count with it."""
    with tempfile.TemporaryFile("w+") as said:
        before = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], stdout=said)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - before
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in good:
            sys.exit(f"{command[0]}: exit status {process.returncode}")
        said.seek(0)
        return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e3, said.read())


def build(*packages: str) -> None:
    """The preset bench, and Debian packages beside those that it needs."""
    wanted = " ".join(['"${build_packages[@]}"', *packages])
    script = f"source tests/setup.sh && packages_require {wanted} && build_preset bench build-bench"
    done = subprocess.run(["bash", "-euc", script], cwd=TOP, check=False)
    if done.returncode != 0:
        sys.exit(done.returncode)
