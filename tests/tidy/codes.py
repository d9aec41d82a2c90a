#!/usr/bin/env python3
"""Every verdict, reason, exception code and import error is produced by a fixture or a test.

A code counts where it stands as a word of its own in fixtures/*/expected/*.csv, in tests/errors/ or,
outside comments, in a C file of tests/ (there also as its enumerator, OUTCOME_BOOKED).
"""

import re
from pathlib import Path

import tidy
from tidy import Finding, Problem

# header, the table `#define NAME(X) X(CODE, …) …` in it, the prefix of its enumerators
TABLES = [
    ("engine/core/outcome.h", "OUTCOME_TABLE", "OUTCOME_"),
    ("engine/core/outcome.h", "REASON_TABLE", "REASON_"),
    ("engine/core/exception.h", "EXCEPTION_TABLE", "EXCEPTION_"),
    ("importers/issue_codes.h", "ISSUE_TABLE", "ISSUE_"),
]


def produced(top: Path) -> set[str]:
    words: set[str] = set()

    def take(text: str) -> None:
        words.update(re.findall(r"\b[A-Z][A-Z0-9_]+\b", text))

    for path in [*top.glob("fixtures/*/expected/**/*.csv"), *top.glob("tests/errors/**/*")]:
        if path.is_file():
            take(path.read_text(encoding="utf-8", errors="replace"))
    for path in tidy.files(top, ".c", folders=("tests",)):
        for token in tidy.tokens(path.read_text(encoding="utf-8")):
            if token.kind in ("code", "string"):
                take(token.text)
    return words


def check(top: Path) -> Finding:
    words = produced(top)
    problems = []
    count = 0
    for header, table, prefix in TABLES:
        path = top / header
        rows = list(tidy.table_rows(path.read_text(encoding="utf-8"), table)) if path.is_file() else []
        if not rows:
            problems.append(Problem(header, 1, f"no rows of {table} found; is TABLES out of date?"))
        for code, line, _ in rows:
            count += 1
            if not words & {code, prefix + code}:
                problems.append(Problem(header, line, f"{code}: no fixture and no test produces it"))
    return Finding(count, problems)


if __name__ == "__main__":
    tidy.main(
        check,
        "codes",
        [
            "engine/core/outcome.h:3",
            "engine/core/outcome.h:9",
            "engine/core/exception.h:1",
            "importers/issue_codes.h:5",
        ],
        tidy.SAMPLES / "codes",
    )
