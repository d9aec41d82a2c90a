#!/usr/bin/env python3
"""gcc's analyzer over what reads, keeps and pays: tests/analyzer.py [FILE…]

Each file of core, store, importers and run as the release compiles it, but for the optimisation, which hides paths.
What is said and is none is switched off at its line, with the reason. One of its checks is left out: this version
loses what a struct holds once it is copied, and calls a field of the copy uninitialized; clang-tidy's follows it.
"""

import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
BUILD = TOP / "build"
FOLDERS = ("engine/core", "engine/store", "engine/run", "importers")
ANALYZER = ["-fanalyzer", "-O0", "-Wno-analyzer-use-of-uninitialized-value"]
# A pointer that is followed where it may be NULL, to see that such a thing is said at all.
WRONG = "#include <stdlib.h>\nint main(void) { int *p = malloc(4); if (!p) { return *p; } free(p); return *p; }\n"


def analyse(command: list[str], text: str | None = None) -> str:
    """What is said of it: "" where nothing is."""
    done = subprocess.run([*command, *ANALYZER, "-o", "/dev/null"], cwd=BUILD, input=text or "", text=True,
                          capture_output=True, check=False)
    return done.stderr if done.returncode != 0 or "-Wanalyzer" in done.stderr else ""


def commands(names: list[str]) -> dict[str, list[str]]:
    found = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text(encoding="utf-8")):
        path = os.path.relpath(os.path.join(entry["directory"], entry["file"]), TOP)
        if path.startswith(tuple(folder + "/" for folder in FOLDERS)) and (not names or path in names):
            words = shlex.split(entry["command"])
            if Path(words[0]).name == "ccache":
                words = words[1:]
            at = words.index("-o")
            # Without -O there is nothing for _FORTIFY_SOURCE to do.
            found[path] = [word for word in words[:at] + words[at + 2:] if "_FORTIFY_SOURCE" not in word]
    return found


def main() -> int:
    if "-Wanalyzer" not in analyse(["gcc", "-c", "-x", "c", "-"], WRONG):
        print("the analyzer says nothing of what is wrong")
        return 1
    chosen = commands(sys.argv[1:])
    bad = 0
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for said in pool.map(analyse, chosen.values()):
            bad += said != ""
            print(said, end="")
    print(f"{len(chosen)} files, {bad} with something to look at")
    return 1 if bad or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
