#!/usr/bin/env python3
"""Which lines the tests run: tests/coverage.py [--counted] [--jobs N]

Runs the unit tests, the golden fixtures, the errors, the commands' tests, the e-invoices' and the mail's with the
build that counts (preset coverage), and adds up what gcov says, a line once however often it was compiled. Fails where a test does,
or where a folder has less than its share. What is not run is listed by file, function and line in
build-coverage/not-run.txt. --counted only adds up what was counted before.
"""

import argparse
import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
BUILD = TOP / "build-coverage"
LISTED = BUILD / "not-run.txt"
SHARES = {"engine/core": 95, "engine/store": 90, "engine/run": 90, "importers": 90}  # percent of the lines
RCTI = str(BUILD / "rcti")


def tests(jobs: int) -> list[list[str]]:
    return [
        ["ctest", "--preset", "coverage", "-j", str(jobs)],
        [sys.executable, "-B", "tests/golden/run.py", "--rcti", RCTI, "--holidays", "holidays"],
        [sys.executable, "-B", "tests/errors/run.py", RCTI],
        [sys.executable, "-B", "tests/holidays/run.py", "--rcti", RCTI],
        [sys.executable, "-B", "tests/cli/run.py", RCTI],
        [sys.executable, "-B", "tests/einvoice/run.py", RCTI],
        ["/usr/bin/python3", "-B", "tests/mail/run.py", RCTI],  # Debian's, that has the mail server
    ]


def run_tests(jobs: int) -> bool:
    for path in BUILD.rglob("*.gcda"):
        path.unlink()
    good = True
    # A process that is killed may leave a count half written: told beside, and not where a test reads.
    environment = {**os.environ, "GCOV_ERROR_FILE": str(BUILD / "not-counted.txt")}
    for command in tests(jobs):
        done = subprocess.run(command, cwd=TOP, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                              env=environment)
        if done.returncode != 0:
            good = False
            print(done.stdout[-6000:] + done.stderr[-6000:])
            print(f"{' '.join(command)}: exit status {done.returncode}")
    return good


class File:
    def __init__(self) -> None:
        self.counts: dict[int, int] = defaultdict(int)  # by line
        self.functions: dict[int, str] = {}  # by line


def counted() -> dict[str, File]:
    """By path from the top: the program's own files, as they were compiled for it and for tests."""
    notes = [path for path in sorted(BUILD.rglob("*.gcno")) if "tests" not in path.relative_to(BUILD).parts]
    files: dict[str, File] = defaultdict(File)
    answer = subprocess.run(["gcov", "--json-format", "--stdout", *map(str, notes)], cwd=BUILD,
                            capture_output=True, text=True, check=True).stdout
    for text in filter(None, answer.splitlines()):
        data = json.loads(text)
        for found in data["files"]:
            path = Path(os.path.normpath(TOP / found["file"]))  # -ffile-prefix-map leaves it from the top
            if TOP not in path.parents or BUILD in path.parents:
                continue
            file = files[path.relative_to(TOP).as_posix()]
            for line in found["lines"]:
                number = line["line_number"]
                file.counts[number] += max(line["count"], 0)
                file.functions[number] = line.get("function_name", "")
    return files


def spans(lines: list[int]) -> str:
    """1, 2, 3, 7: "1-3 7"."""
    out: list[list[int]] = []
    for line in lines:
        if out and line == out[-1][1] + 1:
            out[-1][1] = line
        else:
            out.append([line, line])
    return " ".join(f"{first}-{last}" if last > first else str(first) for first, last in out)


def listed(path: str, file: File) -> list[str]:
    """A line a function of which some lines are not run."""
    by_function: dict[str, list[int]] = defaultdict(list)
    for line in sorted(line for line, count in file.counts.items() if count == 0):
        by_function[file.functions[line]].append(line)
    run = sum(1 for count in file.counts.values() if count > 0)
    rows = [f"{path}: {run} of {len(file.counts)} lines"] if by_function else []
    return rows + [f"    {function}: {spans(lines)}" for function, lines in by_function.items()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counted", action="store_true")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    given = parser.parse_args()
    good = given.counted or run_tests(given.jobs)
    files = counted()
    LISTED.write_text("\n".join(row for path in sorted(files) for row in listed(path, files[path])) + "\n",
                      encoding="utf-8")
    said = []
    for folder, share in SHARES.items():
        counts = [count for path, file in files.items() if path.startswith(folder + "/")
                  for count in file.counts.values()]
        run = sum(1 for count in counts if count > 0)
        percent = 100 * run / len(counts) if counts else 0
        said.append(f"{folder} {percent:.1f} % of {len(counts)}")
        if percent < share:
            good = False
            print(f"{folder}: the tests run {percent:.1f} % of its lines, and {share} % are asked for; what is not run "
                  f"is in {LISTED.relative_to(TOP)}")
    print("; ".join(said))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
