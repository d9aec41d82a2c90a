#!/usr/bin/env python3
"""No two threads meet unordered: tests/threads/run.py [--rcti RCTI] [--partners N]

Two months of so many partners through a program that is built with ThreadSanitizer, with --jobs 4: imported,
drafted, issued, trued up, verified, and settings tried. Each command has to do what it does without a word of the
sanitizer. Beforehand it is asked whether it finds a race at all.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.append(str(TOP / "tests"))
from confirming import confirmations  # noqa: E402

RACE = """#include <pthread.h>
static int counted;
static void *count(void *data) { for (int i = 0; i < 1000; i++) { counted++; } return data; }
int main(void) {
    pthread_t one, other;
    pthread_create(&one, 0, count, 0);
    pthread_create(&other, 0, count, 0);
    pthread_join(one, 0);
    pthread_join(other, 0);
    return counted == 0;
}
"""
FOUND = 66  # the exit status where a race was told
OPTIONS = f"exitcode={FOUND} second_deadlock_stack=1 suppressions={TOP}/tests/threads/suppressions.txt"


def environment(place: Path) -> dict[str, str]:
    """What is found goes to files called races.*."""
    return {**os.environ, "TSAN_OPTIONS": f"{OPTIONS} log_path={place}/races"}


def race_is_found(place: Path) -> bool:
    source, program = place / "race.c", place / "race"
    source.write_text(RACE)
    subprocess.run(["gcc", "-fsanitize=thread", "-g", source, "-o", program], check=True)
    found = subprocess.run([program], env=environment(place), capture_output=True, check=False).returncode == FOUND
    for path in place.glob("races.*"):
        path.unlink()
    return found


class Program:
    def __init__(self, rcti: Path, place: Path):
        self.rcti, self.place = rcti, place
        self.done = 0

    def __call__(self, *words: str, good: tuple[int, ...] = (0, 1)) -> str:
        """What it printed; of gates that stand all are confirmed."""
        more: list[str] = []
        for _ in range(2):
            answer = subprocess.run([self.rcti, *words, *more], cwd=self.place, env=environment(self.place), text=True,
                                    capture_output=True, check=False, stdin=subprocess.DEVNULL)
            more = confirmations(answer.returncode, answer.stderr)
            if not more:
                break
        races = sorted(self.place.glob("races.*"))
        if answer.returncode not in good or races:
            print(answer.stderr[-4000:], *(path.read_text(encoding="utf-8")[:12000] for path in races))
            sys.exit(f"rcti {' '.join(words)}: exit status {answer.returncode}")
        self.done += 1
        return answer.stdout


def month(rcti: Program, period: str, partners: int, as_at: str) -> None:
    folder = rcti.place / f"input-{period}"
    subprocess.run([sys.executable, "-B", TOP / "tests/bench/make_month.py", str(partners), folder, period], check=True)
    rcti("import", period, str(folder))
    said = rcti("run", period, "--as-at", f"{as_at}T09:00", "--issue-date", as_at, "--jobs", "4", "--quiet")
    digest = re.search(r"^digest +([0-9a-f]+)$", said, re.M).group(1)
    rcti("issue", period, "--draft", digest, "--approved-by", "Ana Approver", "--jobs", "4", "--quiet")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rcti", type=Path, default=TOP / "build-tsan/rcti")
    parser.add_argument("--partners", type=int, default=50)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if not race_is_found(place):
            print("the sanitizer finds no race here")
            return 1
        rcti = Program(given.rcti.resolve(), place)
        month(rcti, "2026-09", given.partners, "2026-10-12")
        late = place / "input-2026-09/rates.csv"  # from the month's first day on, so that all hours are others
        late.write_text(re.sub(r"^(\w+),partner,[0-9-]+,\S+$", r"\1,partner,2026-09-01,99.00",
                               late.read_text(encoding="utf-8"), flags=re.M), encoding="utf-8")
        rcti("import", "2026-09", str(late.parent))
        month(rcti, "2026-10", given.partners, "2026-11-12")
        rcti("verify", "--jobs", "4", "--quiet")
        rcti("what-if", "--set", "adhoc_no_show=paid", "--from", "2026-09", "--to", "2026-10", "--jobs", "4")
        print(f"{rcti.done} commands of {given.partners} partners, no race")
    return 0


if __name__ == "__main__":
    sys.exit(main())
