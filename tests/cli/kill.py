#!/usr/bin/env python3
"""Stops the program at random instants of each command that writes, and looks at what is left.

    kill.py RCTI [TRIALS [SEED]]      the last line is `N passed, M failed`

A third of the signals that a step gets are those by which people and systems stop a program (INT, TERM,
HUP): it ends as by that signal, says so in one sentence, and leaves nothing behind, at once; or it had
done its work, and says that. PIPE (whoever reads has gone) cuts nothing short. The others are KILL: the
next start puts right what it finds. Whatever it was, the step is there whole or not at all: the
store's rows are those from before it or those after it, no others. Then `rcti verify` is clean, or says
to let another command take back what was begun, the command can be given again, and in the end the store
and the files are those of a month that nobody stopped.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).resolve().parents[2]
MONTH = TOP / "fixtures/2026-04-clocks-back"
PERIOD = MONTH.name[:7]
DATES = ["--as-at", "2026-05-29T09:00+10:00", "--issue-date", "2026-05-29"]
HOLIDAYS = ["--holidays", str(MONTH / "holidays")]
VOIDED = "RCTI-202604-P0001"
STEPS = ("import", "run", "issue", "verify", "restore", "void")  # in this order
# An issue is the longest, and has the most at stake.
OFTEN = ("import", "issue", "run", "issue", "void", "issue", "verify", "issue", "restore", "import")
# What the clock says, and hashes of it.
NOT_COMPARED = {"batches": ["imported_at"], "issues": ["issued_at"], "voids": ["voided_at"],
                "issue_hashes": ["sha256"], "links": ["manifest", "previous_seal", "seal"]}
ROWS_COMPARED = {"issue_files": "WHERE path <> 'manifest.json'"}
DONE = (0, 1)  # 1: partners are held
HEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WORKERS = 2
LATE = 0.85  # of the time that a step takes: an instant that says whether that is still right


class Month:
    """A store and its results in a directory of its own."""

    def __init__(self, rcti: Path, place: Path, digest=""):
        self.rcti, self.place, self.digest = rcti, place, digest
        self.store = place / "rcti.db"
        self.passing = place / "tmp"
        self.passing.mkdir(exist_ok=True)

    def start(self, *words, settings=None):
        return subprocess.Popen([str(self.rcti), *words], cwd=self.place, text=True, errors="replace",
                                env={**os.environ, "TMPDIR": str(self.passing), **(settings or {})},
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def call(self, *words):
        process = self.start(*words)
        out, told = process.communicate()
        return process.returncode, out, told

    def words(self, step):
        return {"import": ["import", PERIOD, str(MONTH / "input"), *HOLIDAYS],
                "run": ["run", PERIOD, *DATES, *HOLIDAYS],
                "issue": ["issue", PERIOD, "--draft", self.digest, "--approved-by", "Ana Approver",
                          *HOLIDAYS],
                "verify": ["verify"],
                "restore": ["restore"],
                "void": ["void", VOIDED, "--reason", "a wrong ABN", "--approved-by",
                         "Ana Approver"]}[step]

    def rows(self):
        """All that the store holds, but for what the clock says. The next start has been."""
        if not self.store.exists():
            return {}
        with closing(sqlite3.connect(self.store)) as store:
            tables = [name for (name,) in store.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
            return {name: table_rows(store, name) for name in tables}

    def files(self):
        out = self.place / "out"
        return {path.relative_to(out): path.read_bytes()
                for path in out.rglob("*") if path.is_file() and path.name != "manifest.json"}

    def leftovers(self):
        """What is only there while something is done."""
        return sorted(str(path.relative_to(self.place)) for pattern in (
            "out/*/.*", "tmp/*", "*.partial", "*-journal") for path in self.place.glob(pattern))


def table_rows(store, name):
    columns = [row[1] for row in store.execute(f"PRAGMA table_info({name})")]
    wanted = [f'"{column}"' for column in columns if column not in NOT_COMPARED.get(name, ())]
    some = ROWS_COMPARED.get(name, "")
    return sorted(store.execute(f"SELECT {', '.join(wanted)} FROM {name} {some}"), key=repr)


class Result(NamedTuple):
    stopped: bool  # before it ended by itself
    whole: bool  # what it did was done all the same
    unplaced: bool  # … but for its files
    problem: str | None


class Trials:
    """What an undisturbed month looks like before and after each step, and how long a step takes."""

    def __init__(self, rcti: Path, place: Path):
        self.rcti, self.place = rcti, place
        (place / "month").mkdir(parents=True)
        month = Month(rcti, place / "month")
        self.before, self.after, self.files, self.seconds = {}, {}, {}, {}
        for step in STEPS:
            if step == "restore":
                shutil.rmtree(month.place / "out")
            shutil.copytree(month.place, place / step)
            self.before[step] = month.rows()
            started = time.monotonic()
            status, out, told = month.call(*month.words(step))
            self.seconds[step] = time.monotonic() - started
            assert status in DONE, told
            if step == "run":
                month.digest = out.split("digest")[-1].split()[0]
            self.after[step] = month.rows()
            self.files[step] = month.files()
        self.digest = month.digest
        # Tables without rows are what a first start leaves, whatever comes of it.
        self.allowed = {step: [self.before[step], self.after[step]] for step in STEPS}
        self.allowed["import"].append({name: [] for name in self.after["import"]})

    def run(self, place: Path, step: str, number: int, fraction: float):
        """One signal, the next start, and the step given again."""
        shutil.copytree(self.place / step, place)
        month = Month(self.rcti, place, self.digest)
        process = month.start(*month.words(step))
        time.sleep(self.seconds[step] * fraction)
        process.send_signal(number)
        _, told = process.communicate()
        stopped = process.returncode == -number
        if fraction >= LATE:  # how long it takes depends on what else the machine does
            self.seconds[step] *= 1.05 if stopped else 0.9
        unplaced = step == "issue" and not (place / "out" / PERIOD / "issue-1").exists()
        problem, whole = self.told(month, step, number, process.returncode, told), False
        if not problem:
            problem, whole = self.look(month, step)
        shutil.rmtree(place)
        return Result(stopped, whole, whole and unplaced, problem)

    def told(self, month, step, number, status, told):
        """What is wrong before anything else was started, if something is."""
        if number == signal.SIGKILL and status == -number:
            return None
        # Before the program listens, the system's own way is all there is.
        before = status == -number and not told and month.rows() == self.before[step]
        if number == signal.SIGPIPE and status not in DONE and not before:
            return f"cut short: {status} {told}"
        if status not in (*DONE, -number):
            return f"exit status {status} {told}"
        if status == -number and not before and (
                told.count("\n") != 1 or f"rcti: {step} was stopped (" not in told):
            return f"says: {told!r}"
        leftovers = month.leftovers()
        if leftovers:
            return f"left behind at once: {leftovers}"
        if step == "import" and status == -number and month.store.exists():
            return "a first import that was stopped left a store"
        return None

    def look(self, month, step):
        """What is wrong, if something is, and whether the step was whole when it was stopped."""
        if month.store.exists() and month.store.stat().st_size > 0:
            status, out, told = month.call("verify")
            if status == 4 and "was cut off while it wrote to the store" in told:  # verify never writes
                month.call("status")
                status, out, told = month.call("verify")
            if status == 5 and step == "restore" and "is missing" in out:
                status = 0  # what it has not come to yet
            if status != 0:
                return f"verify afterwards: {status} {out} {told}", False
        rows = month.rows()
        whole = rows == self.after[step]
        if rows not in self.allowed[step]:
            return "the store is neither as before nor as after", whole
        status, out, told = month.call(*month.words(step))
        if status not in DONE and not (step == "void" and whole and status == 2):
            return f"given again: {status} {out} {told}", whole
        if month.rows() != self.after[step]:
            return "given again, the store is another", whole
        if month.files() != self.files[step]:
            return "the files are others", whole
        leftovers = month.leftovers()
        return (f"left behind: {leftovers}" if leftovers else None), whole


def plan_make(place, count, chance):
    for number in range(count):
        step = OFTEN[number % len(OFTEN)]
        how = chance.choice([signal.SIGKILL] * 6 + [*HEARD] + [signal.SIGPIPE])
        # Its last instants have the most at stake.
        yield place / str(number), step, how, chance.choice([chance.uniform(LATE, 1.1),
                                                             chance.random()])


def main():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell runs in the background ignores it
    rcti = Path(sys.argv[1]).resolve()
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 220
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
    os.umask(0o077)
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        trials = Trials(rcti, place / "undisturbed")
        plan = list(plan_make(place, count, random.Random(seed)))
        with ThreadPoolExecutor(WORKERS) as pool:
            results = list(pool.map(lambda trial: trials.run(*trial), plan))
    failed = 0
    for (_, step, number, fraction), result in zip(plan, results):
        if result.problem:
            failed += 1
            print(f"FAIL {step} {number.name} at {fraction:.3f} of its time (seed {seed}): "
                  f"{result.problem}")
    stopped = sum(result.stopped for result in results)
    whole = sum(result.stopped and result.whole for result in results)
    unplaced = sum(result.stopped and result.unplaced for result in results)
    print(f"seed {seed}: {stopped} of {count} were stopped before they ended; {whole} of these had "
          f"done it all the same, {unplaced} but for the files")
    if stopped < count // 3:
        failed += 1
        print("FAIL too few were stopped in time to mean anything")
    print(f"{count - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
