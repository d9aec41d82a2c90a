#!/usr/bin/env python3
"""SQL is written in engine/store only: no statement in another folder's string literals."""

import re
from pathlib import Path

import tidy
from tidy import Finding, Problem

# Keywords in capitals give a statement away wherever they stand. In small letters its form has to:
# a message may well begin with "Select …" or "Update …".
STATEMENT = re.compile(
    r"\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|ALTER|DROP|ATTACH|VACUUM)\s+[\w*('\"%]"
    r"|^\s*(?:"
    r"select\s.+\sfrom\s|insert\s+(?:or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s"
    r"|create\s+(?:\w+\s+)?(?:table|index|view|trigger)\s|pragma\s+\w+)"
)


def check(top: Path) -> Finding:
    problems = []
    count = 0
    for path in tidy.files(top, ".c", ".h", ".sql"):
        name = path.relative_to(top).as_posix()
        # The store's own tests ask it directly, and what measures SQLite alone has no store.
        if "/store/" in name or name == "tests/bench/floor_bench.c":
            continue
        if path.suffix == ".sql":
            problems.append(Problem(name, 1, "an SQL file outside engine/store"))
            continue
        for text, line in tidy.literals(path.read_text(encoding="utf-8")):
            count += 1
            if STATEMENT.search(text):
                problems.append(Problem(name, line, f'SQL outside engine/store: "{text[:60]}"'))
    return Finding(count, problems)


if __name__ == "__main__":
    tidy.main(
        check,
        "string literals",
        [f"reports/bad.c:{line}" for line in (3, 4, 6)] + ["importers/bad.sql:1"],
        tidy.SAMPLES / "sql",
    )
