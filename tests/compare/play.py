"""One build of the program at work in a directory of its own: what it said and left, command by command.

The clock stands still at an instant that only the number of the command decides, so that seals and
times of issue can be compared too.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).resolve().parents[2]
for folder in ("golden", "property"):
    sys.path.append(str(TOP / "tests" / folder))

from program import contents  # noqa: E402

FIRST_COMMAND = 1_800_000_000  # January 2027
SECONDS_BETWEEN = 3600
STORE = "rcti.db"

# Preloaded: only the time of day stands still, timeouts go on.
CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

time_t time(time_t *result) {
    time_t now = atoll(getenv("COMPARE_CLOCK"));
    if (result) *result = now;
    return now;
}

int gettimeofday(struct timeval *result, void *zone) {
    (void) zone;
    *result = (struct timeval) {time(NULL), 0};
    return 0;
}

int clock_gettime(clockid_t clock, struct timespec *result) {
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    if (clock != CLOCK_REALTIME) return real(clock, result);
    *result = (struct timespec) {time(NULL), 0};
    return 0;
}
"""


def build_clock(directory: Path) -> Path:
    library = directory / "clock.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-x", "c", "-", "-o", str(library), "-ldl"],
        input=CLOCK, text=True, check=True,
    )
    return library


class Build(NamedTuple):
    program: Path
    clock: Path


class Step(NamedTuple):
    """A command, and all files that were there after it but stores."""

    words: list[str]
    status: int
    said: bytes
    complained: bytes
    files: dict[str, bytes]


class Play:
    """Paths in commands are relative, so that both builds are told and can print the same ones."""

    def __init__(self, build: Build, directory: Path) -> None:
        self.build, self.directory = build, directory
        self.steps: list[Step] = []
        directory.mkdir(parents=True, exist_ok=True)

    def call(self, *words: object) -> Step:
        texts = [str(word) for word in words]
        now = FIRST_COMMAND + SECONDS_BETWEEN * len(self.steps)
        done = subprocess.run(
            [str(self.build.program), *texts],
            cwd=self.directory, capture_output=True, check=False, stdin=subprocess.DEVNULL,
            env=os.environ | {"LD_PRELOAD": str(self.build.clock), "COMPARE_CLOCK": str(now)},
        )
        before = self.steps[-1].files if self.steps else {}
        files = contents(self.directory / "out")
        for name, data in files.items():
            if before.get(name) == data:
                files[name] = before[name]  # kept once
        self.steps.append(Step(texts, done.returncode, done.stdout, done.stderr, files))
        return self.steps[-1]
