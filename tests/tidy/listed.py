#!/usr/bin/env python3
"""Every C file is in some target: sources are listed by hand, and one that is forgotten, a test above
all, would pass unseen. Read from the compilation databases of the builds with tests."""

import json
from pathlib import Path

import tidy
from tidy import Finding, Problem


def check(top: Path) -> Finding:
    compiled = set()
    for build in ("build-asan", "build-dev", "build-fuzz"):
        database = top / build / "compile_commands.json"
        if database.is_file():
            for entry in json.loads(database.read_text(encoding="utf-8")):
                compiled.add((top / entry["directory"] / entry["file"]).resolve())
    sources = tidy.files(top, ".c")
    problems = [
        Problem(path.relative_to(top).as_posix(), 1, "in no CMakeLists.txt")
        for path in sources
        # What only clang builds may not have been built here.
        if path.resolve() not in compiled and "fuzz" not in path.relative_to(top).parts
    ]
    return Finding(len(sources) if compiled else 0, problems)


if __name__ == "__main__":
    tidy.main(check, "C files", ["engine/core/forgotten.c:1"], tidy.SAMPLES / "listed")
