#!/usr/bin/env python3
"""Whether a test says so: tests/mutants/run.py [WORD…] [--texts] [--jobs N]

Each mutant of mutants.py is put into a copy of the tree, built, and given to the tests of its folder, the quickest
first, until one fails: killed. Fails where one survives, no longer stands in its file, or does not compile; or
where a test fails without a mutant.
WORD: only those with it in their file or rule. --texts only looks whether each still stands in its file, once.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from mutants import MUTANTS

TOP = Path(__file__).resolve().parents[2]
SECONDS = 240  # that a test may take, on a machine that has other things to do: one that hangs is a failure

# A folder's tests, the quickest first. A word alone is a unit test; others are commands with {rcti}.
GOLDEN = "python3 -B tests/golden/run.py --rcti {rcti} --holidays holidays "
HISTORIES = "python3 tests/property/histories.py --rcti {rcti} --holidays holidays --seeds 3"
PASSED_BY = ("python3 tests/property/histories.py --rcti {rcti} --holidays holidays --partners 16 --seeds 1 "
             "--start 3")
CLI = "python3 -B tests/cli/run.py {rcti} "
CORE = ["rules", "money", "clock", "settlement", "adjustment", "bank_days", "policy", "month_properties", "remedy"]
AFTER = ["correct", "issued", "issue_write", "changes", GOLDEN + "2026-07-to-09-three-months-with-late-facts",
         GOLDEN + "2026-07-to-10-payments-by-decision", HISTORIES, PASSED_BY,
         CLI + "corrections taken_back undone paying decided_payments deciding proving by_hand"]
TESTS = {
    "engine/core": CORE,
    "engine/run": AFTER,
    "engine/store": AFTER,
    "reports/tables": ["direct_entry", GOLDEN + "2026-07-to-10-payments-by-decision"],
}


def tests_of(file: str) -> list[str]:
    return next(tests for folder, tests in TESTS.items() if file.startswith(folder + "/"))


def binary(test: str) -> str:
    return "rcti" if " " in test else f"tests/test_{test}"


class Tree:
    """A copy of the project with a build of its own."""

    def __init__(self, place: Path):
        self.top = place
        names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=TOP,
                               capture_output=True, check=True).stdout.decode().split("\0")
        for name in filter(None, names):
            if (TOP / name).is_file():
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(TOP / name, place / name)
        self.build = place / "build"
        self.call("cmake", "-S", ".", "-B", "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_C_FLAGS_DEBUG=-O1 -w",
                  "-DBUILD_TESTING=ON")

    def call(self, *command: str) -> subprocess.CompletedProcess:
        return subprocess.run(command, cwd=self.top, capture_output=True, check=True, stdin=subprocess.DEVNULL)

    def passes(self, test: str) -> bool:
        """Whether the test does, which is built for it; a build that fails is CalledProcessError."""
        self.call("ninja", "-C", "build", "--quiet", binary(test))
        command = (test.format(rcti=self.build / "rcti").split() if " " in test
                   else [str(self.build / "tests" / f"test_{test}")])
        try:
            return subprocess.run(command, cwd=self.top, stdin=subprocess.DEVNULL, capture_output=True,
                                  timeout=SECONDS, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def try_out(self, mutant: tuple[str, str, str, str], sound: dict[str, bool]) -> tuple[str, str]:
        """What became of it: "killed" and by which test, "survived", or "does not compile" and why. sound: which tests
        pass without one, as far as that is known."""
        file, _, old, new = mutant
        path = self.top / file
        whole = path.read_text(encoding="utf-8")
        try:
            for test in tests_of(file):
                if test not in sound:
                    path.write_text(whole, encoding="utf-8")
                    sound[test] = self.passes(test)
                if not sound[test]:
                    return "FAILS WITHOUT", test
                path.write_text(whole.replace(old, new), encoding="utf-8")
                if not self.passes(test):
                    return "killed", test.replace("{rcti}", "rcti")
            return "SURVIVED", ""
        except subprocess.CalledProcessError as problem:
            return "DOES NOT COMPILE", (problem.stdout + problem.stderr).decode()
        finally:
            path.write_text(whole, encoding="utf-8")


def texts_missing() -> list[str]:
    missing = []
    for file, rule, old, new in MUTANTS:
        count = (TOP / file).read_text(encoding="utf-8").count(old)
        if count != 1 or old == new:
            missing.append(f"{file}: {rule}: its text stands there {count} times: {old}")
    return missing


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", metavar="WORD", nargs="*")
    parser.add_argument("--texts", action="store_true")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    given = parser.parse_args()
    missing = texts_missing()
    print("\n".join(missing) or f"{len(MUTANTS)} mutants stand in their files")
    if missing or given.texts:
        return 1 if missing else 0
    chosen = [mutant for mutant in MUTANTS
              if not given.words or any(word in f"{mutant[0]}: {mutant[1]}" for word in given.words)]
    start = time.monotonic()
    sound: dict[str, bool] = {}
    bad = 0
    with tempfile.TemporaryDirectory(prefix="rcti-mutants.") as place:
        trees: SimpleQueue[Tree] = SimpleQueue()
        first = [Tree(Path(place) / str(number)) for number in range(min(given.jobs, len(chosen) or 1))]
        for tree in first:
            trees.put(tree)

        def try_one(mutant):
            tree = trees.get()
            began = time.monotonic()
            try:
                return *tree.try_out(mutant, sound), time.monotonic() - began
            finally:
                trees.put(tree)

        with ThreadPoolExecutor(len(first)) as pool:
            for mutant, (became, by, seconds) in zip(chosen, pool.map(try_one, chosen)):
                bad += became != "killed"
                print(f"{became} {seconds:5.1f} s  {mutant[0]}: {mutant[1]}{': ' + by if by else ''}", flush=True)
    print(f"{len(chosen) - bad} of {len(chosen)} mutants killed in {time.monotonic() - start:.0f} s")
    return 1 if bad or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
