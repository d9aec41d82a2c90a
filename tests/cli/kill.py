#!/usr/bin/env python3
"""Kills the program at random instants of imports and issues, and looks at what the next start finds.

    kill.py RCTI [TRIALS [SEED]]      the last line is `N passed, M failed`

A killed import or issue is there whole or not at all: the store's rows are those from before it or those
after it, no others. Then `rcti verify` is clean, or says to let another command take back what was begun, the command can be given again, and in the end the store
and the files are those of a month that nobody killed.
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
# What the clock says, and hashes of it.
NOT_COMPARED = {"batches": ["imported_at"], "issues": ["issued_at"], "issue_hashes": ["sha256"],
                "links": ["manifest", "seal"]}
ROWS_COMPARED = {"issue_files": "WHERE path <> 'manifest.json'"}
DONE = (0, 1)  # 1: partners are held
WORKERS = 2
LATE = 0.85  # of the time that a step takes: an instant that says whether that is still right


class Month:
    """A store and its results in a directory of its own."""

    def __init__(self, rcti: Path, place: Path):
        self.rcti, self.place = rcti, place
        self.store = place / "rcti.db"
        self.digest = ""

    def start(self, *words):
        return subprocess.Popen([str(self.rcti), *words], cwd=self.place, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def call(self, *words):
        process = self.start(*words)
        out, told = process.communicate()
        return process.returncode, out, told

    def words(self, step):
        if step == "import":
            return ["import", PERIOD, str(MONTH / "input"), *HOLIDAYS]
        return ["issue", PERIOD, "--draft", self.digest, "--approved-by", "Ana Approver", *HOLIDAYS]

    def draft(self):
        status, out, told = self.call("run", PERIOD, *DATES, *HOLIDAYS)
        assert status in DONE, told
        self.digest = out.split("digest")[-1].split()[0]

    def rows(self):
        """All that the store holds, but for what the clock says. The next start has been."""
        if not self.store.exists():
            return {}
        with closing(sqlite3.connect(self.store)) as store:
            tables = [name for (name,) in store.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
            return {name: table_rows(store, name) for name in tables}

    def files(self):
        issue = self.place / "out" / PERIOD / "issue-1"
        return {path.relative_to(issue): path.read_bytes()
                for path in issue.rglob("*")
                if path.is_file() and path.name != "manifest.json"}


def table_rows(store, name):
    columns = [row[1] for row in store.execute(f"PRAGMA table_info({name})")]
    wanted = [f'"{column}"' for column in columns if column not in NOT_COMPARED.get(name, ())]
    some = ROWS_COMPARED.get(name, "")
    return sorted(store.execute(f"SELECT {', '.join(wanted)} FROM {name} {some}"), key=repr)


class Result(NamedTuple):
    killed: bool  # before it ended by itself
    whole: bool  # what it did was done all the same
    unplaced: bool  # … but for its files
    problem: str | None


class Trials:
    """What an undisturbed month looks like before and after each step, and how long a step takes."""

    def __init__(self, rcti: Path, place: Path):
        self.rcti, self.place = rcti, place
        place.mkdir()
        month = Month(rcti, place)
        self.before, self.after, self.seconds = {}, {}, {}
        for step in ("import", "issue"):
            if step == "issue":
                month.draft()
                self.digest = month.digest
                shutil.copy(month.store, place / "drafted.db")
            self.before[step] = month.rows()
            started = time.monotonic()
            status, _, told = month.call(*month.words(step))
            self.seconds[step] = time.monotonic() - started
            assert status in DONE, told
            self.after[step] = month.rows()
        self.files = month.files()
        # Tables without rows are what a first start leaves, whatever comes of it.
        empty = {name: [] for name in self.after["import"]}
        self.allowed = {"import": [{}, empty, self.after["import"]],
                        "issue": [self.before["issue"], self.after["issue"]]}

    def run(self, place: Path, step: str, fraction: float):
        """One kill, the next start, and the step given again."""
        place.mkdir()
        month = Month(self.rcti, place)
        month.digest = self.digest
        if step == "issue":
            shutil.copy(self.place / "drafted.db", month.store)
        process = month.start(*month.words(step))
        time.sleep(self.seconds[step] * fraction)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed = process.returncode == -signal.SIGKILL
        if fraction >= LATE:  # how long it takes depends on what else the machine does
            self.seconds[step] *= 1.05 if killed else 0.9
        unplaced = step == "issue" and not (place / "out" / PERIOD / "issue-1").exists()
        problem, whole = self.look(month, step)
        shutil.rmtree(place)
        return Result(killed, whole, whole and unplaced, problem)

    def look(self, month, step):
        """What is wrong, if something is, and whether the step was whole when it was killed."""
        if month.store.exists() and month.store.stat().st_size > 0:
            status, out, told = month.call("verify")
            if status == 4 and "was cut off while it wrote to the store" in told:  # verify never writes
                month.call("status")
                status, out, told = month.call("verify")
            if status != 0:
                return f"verify after the kill: {status} {out} {told}", False
        rows = month.rows()
        whole = rows == self.after[step]
        if rows not in self.allowed[step]:
            return "the store is neither as before nor as after", whole
        status, out, told = month.call(*month.words(step))
        if status not in DONE:
            return f"given again: {status} {out} {told}", whole
        if month.rows() != self.after[step]:
            return "given again, the store is another", whole
        if step == "issue" and month.files() != self.files:
            return "the files are others", whole
        leftovers = [path.name for path in (month.place / "out" / PERIOD).glob(".*")]
        return (f"left behind: {leftovers}" if leftovers else None), whole


def main():
    rcti = Path(sys.argv[1]).resolve()
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 220
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
    chance = random.Random(seed)
    os.umask(0o077)
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        trials = Trials(rcti, place / "undisturbed")
        # An issue is the longer of the two; its last instants have the most at stake.
        plan = [(place / str(number), "import" if number % 4 == 0 else "issue",
                 chance.uniform(LATE, 1.1) if number % 2 else chance.random())
                for number in range(count)]
        with ThreadPoolExecutor(WORKERS) as pool:
            results = list(pool.map(lambda trial: trials.run(*trial), plan))
    failed = 0
    for (_, step, fraction), result in zip(plan, results):
        if result.problem:
            failed += 1
            print(f"FAIL {step} killed at {fraction:.3f} of its time (seed {seed}): "
                  f"{result.problem}")
    killed = sum(result.killed for result in results)
    whole = sum(result.killed and result.whole for result in results)
    unplaced = sum(result.killed and result.unplaced for result in results)
    print(f"seed {seed}: {killed} of {count} were killed before they ended; {whole} of these had done "
          f"it all the same, {unplaced} but for the files")
    if killed < count // 2:
        failed += 1
        print("FAIL too few were killed in time to mean anything")
    print(f"{count - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
