#!/usr/bin/env python3
"""Every verdict, reason, exception code and import error is produced by a fixture or an example.

A code counts where the program wrote it: in fixtures/*/expected/*.csv and in the expected.txt of
tests/errors/; where an example of engine/policy/RULES.md, which run as tests, expects it; or where
a test of the commands (tests/cli) looks for it in what they wrote.
"""

import re
from pathlib import Path

import tidy
from tidy import Finding, Problem

# header, the table `#define NAME(X) X(CODE, …) …` in it
TABLES = [
    ("engine/core/outcome.h", "OUTCOME_TABLE"),
    ("engine/core/outcome.h", "REASON_TABLE"),
    ("engine/core/outcome.h", "EXCEPTION_TABLE"),
    ("engine/core/outcome.h", "GATE_TABLE"),
    ("importers/text/issue_codes.h", "ISSUE_TABLE"),
]


def examples(text: str) -> str:
    """The fenced blocks that run."""
    return "\n".join(re.findall(r"^```example[^\n]*\n(.*?)^```", text, re.M | re.S))


def produced(top: Path) -> set[str]:
    rules = top / "engine/policy/RULES.md"
    texts = [examples(rules.read_text(encoding="utf-8"))] if rules.is_file() else []
    written = ["fixtures/*/expected/**/*.csv", "tests/errors/**/expected.txt", "tests/cli/*.py"]
    for path in [path for pattern in written for path in top.glob(pattern)]:
        texts.append(path.read_text(encoding="utf-8", errors="replace"))
    return {word for text in texts for word in re.findall(r"\b[A-Z][A-Z0-9_]+\b", text)}


def check(top: Path) -> Finding:
    words = produced(top)
    problems = []
    count = 0
    for header, table in TABLES:
        path = top / header
        rows = list(tidy.table_rows(path.read_text(encoding="utf-8"), table)) if path.is_file() else []
        if not rows:
            problems.append(Problem(header, 1, f"no rows of {table} found; is TABLES out of date?"))
        for code, line, _ in rows:
            count += 1
            if code not in words:
                problems.append(Problem(header, line, f"{code}: no fixture and no example produces it"))
    return Finding(count, problems)


if __name__ == "__main__":
    tidy.main(
        check,
        "codes",
        [
            "engine/core/outcome.h:1",
            "engine/core/outcome.h:3",
            "engine/core/outcome.h:9",
            "engine/core/outcome.h:13",
            "importers/text/issue_codes.h:5",
        ],
        tidy.SAMPLES / "codes",
    )
