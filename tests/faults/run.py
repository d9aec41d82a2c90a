#!/usr/bin/env python3
"""Lets each system call of each command that writes fail once, and looks at what comes of it.

    tests/faults/run.py SHIM RCTI [--all] [--trials N] [--seed S] [--step NAME] [--kinds WORDS]

SHIM is the library of tests/faults/shim.c. Every command is told that its n-th call of the system (open, write,
fsync, rename, mkdir, close, pthread_create …) failed: no room, a disk error, too many files, try again.
Without --all, N of them by chance (the seed is printed); --all takes each, with each error in turn. Also sampled is
memory that cannot be had (malloc): GLib ends the program then, which is as good as KILL and treated so.

Whatever fails: the exit status is 4 with one sentence, or the command did its work all the same; nothing crashes;
the store's rows are those from before or those after; what an issue froze is what it freezes undisturbed; and
the command, given again, does what it does undisturbed, and leaves nothing behind. Streams (fwrite) are sampled
too: libxlsxwriter does not look whether a write to its temporary files failed. The last line is `N passed, M failed`.
"""

import argparse
import errno
import os
import random
import shutil
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from kill import DONE, STEPS, Month, Trials  # noqa: E402

WORKERS = 2
ERRORS = (errno.ENOSPC, errno.EIO, errno.EMFILE, errno.EAGAIN)
# What the program ends by where there is no memory: g_error traps, GLib aborts, SQLite and the libraries tell.
ENDED = (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGSEGV)


class Fault(NamedTuple):
    step: str
    at: int
    error: int
    kinds: str  # "" for all but malloc


class Faults(Trials):
    def __init__(self, shim: Path, rcti: Path, place: Path):
        super().__init__(rcti, place)
        self.shim = shim

    def shimmed(self, month, fault):
        """Status, what is said, how many calls there were, what failed."""
        report = month.place / "tmp" / "fault-report"
        settings = {"LD_PRELOAD": str(self.shim), "FAULT_AT": str(fault.at), "FAULT_ERROR": str(fault.error),
                    "FAULT_KINDS": fault.kinds, "FAULT_REPORT": str(report)}
        process = month.start(*month.words(fault.step), settings=settings)
        out, told = process.communicate()
        told = told.replace("\n    ", " ")  # a sentence on several lines of the terminal
        text = report.read_text(encoding="utf-8", errors="replace") if report.exists() else "0 "
        report.unlink(missing_ok=True)
        number, _, what = text.strip().partition(" ")
        return process.returncode, out, told, int(number), what

    def count(self, place, step, kinds):
        shutil.copytree(self.place / step, place)
        status, _, told, number, _ = self.shimmed(Month(self.rcti, place, self.digest), Fault(step, 0, 0, kinds))
        shutil.rmtree(place)
        assert status in DONE, (step, status, told, number)
        return number

    def fail(self, place, fault):
        """Problem or None, and what failed."""
        shutil.copytree(self.place / fault.step, place)
        month = Month(self.rcti, place, self.digest)
        status, out, told, _, what = self.shimmed(month, fault)
        problem = self.first(month, fault, what, status, out, told)
        if not problem:
            problem, _ = self.look(month, fault.step)
        shutil.rmtree(place)
        return (f"{problem}\n    status {status}, said {told!r}" if problem else None), what

    def first(self, month, fault, what, status, out, told):
        if fault.kinds == "malloc" and status in ENDED:
            return None
        if status == 5 and what.startswith("pread") and what.endswith("rcti.db"):
            return None  # SQLite takes a page that the disk does not give for a damaged one
        if status not in (*DONE, 4):
            if status == 3 and fault.step in ("import", "run", "issue") and "UNREADABLE_FILE" in told:
                return None  # an input file that cannot be read is named as such
            return f"exit status {status}: {out[-400:]}"
        # Files that are read are named in lines of their own.
        lines = [line for line in told.splitlines() if "UNREADABLE_FILE" not in line
                 and not line.endswith("nothing was calculated")]
        if any(not line.startswith("rcti: ") for line in lines) or "Zip generic" in told:
            return "that is no sentence"
        if status == 4 and not 1 <= len(lines) <= 2:  # what was made good may be told before
            return f"{len(lines)} sentences"
        if status == 4 and fault.step == "import" and month.store.exists() and month.store.stat().st_size \
                and month.rows() == self.before["import"]:
            return "a first import that failed left a store"
        if status in DONE and month.rows() != self.after[fault.step]:
            return "it says that it is done, and the store is another"
        if status in DONE and month.files() != self.files[fault.step]:
            return "it says that it is done, and the files are others"
        return None


def faults_plan(counts, options, chance):
    everything = [(step, at, kinds) for (step, kinds), number in counts.items() for at in range(1, number + 1)]
    if options.all:
        return [Fault(step, at, errno.ENOMEM if kinds == "malloc" else chance.choice(ERRORS), kinds)
                for step, at, kinds in everything if kinds != "malloc" or chance.random() < 0.005]
    plan = []
    for number in range(options.trials):
        step, kinds = list(counts)[number % len(counts)]
        at = chance.randint(1, counts[step, kinds])
        plan.append(Fault(step, at, errno.ENOMEM if kinds == "malloc" else chance.choice(ERRORS), kinds))
    return plan


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shim", type=lambda text: Path(text).resolve())
    parser.add_argument("rcti", type=lambda text: Path(text).resolve())
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--trials", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--step", choices=STEPS, action="append")
    parser.add_argument("--kinds", help="just these calls")
    options = parser.parse_args()
    os.umask(0o077)
    failed = done = 0
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        faults = Faults(options.shim, options.rcti, place / "undisturbed")
        kinds = [options.kinds] if options.kinds else ["", "malloc", "fwrite"]
        counts = {(step, kind): faults.count(place / "count", step, kind) for step in options.step or STEPS
                  for kind in kinds}
        counts = {which: number for which, number in counts.items() if number > 0}
        assert counts, "no such call was made"
        plan = faults_plan(counts, options, random.Random(options.seed))
        with ThreadPoolExecutor(WORKERS) as pool:
            places = [place / str(number) for number in range(len(plan))]
            for fault, (problem, what) in zip(plan, pool.map(faults.fail, places, plan)):
                done += 1
                if problem:
                    failed += 1
                    print(f"FAIL {fault.step}: call {fault.at}{' ' + fault.kinds if fault.kinds else ''} "
                          f"({what}) with {errno.errorcode[fault.error]}: {problem}", flush=True)
    print(f"seed {options.seed}: of " + ", ".join(f"{number} {kind or 'calls'} of {step}"
                                                  for (step, kind), number in counts.items()))
    print(f"{done - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
