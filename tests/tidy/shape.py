#!/usr/bin/env python3
"""No way back: no ring of folders, and none of files (a .c and a .h of one name are one); and nothing
outside engine/cli prints or ends the program."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Iterator

import tidy
from tidy import Finding, Problem

# Functions, where a '(' follows.
PRINTS = {
    "printf", "vprintf", "puts", "putchar", "putchar_unlocked", "perror", "psignal", "dprintf", "vdprintf",
    "err", "errx", "warn", "warnx", "syslog", "g_print", "g_printerr", "g_log", "g_message", "g_warning",
    "g_critical", "g_error", "g_info", "g_debug",
}  # fmt: skip
EXITS = {"exit", "_exit", "_Exit", "quick_exit", "abort", "g_abort"}
# Wherever they stand.
SCREENS = {"stdout", "stderr", "STDOUT_FILENO"}
# Where CHECK stands, with which a program that is wrong is stopped.
CHECK_PLACE = ("engine/core/money.h", "abort")

Place = tuple[str, int]  # a file, and the line of an include


def node(path: str) -> str:
    return path.rsplit(".", 1)[0]


def folder(path: str) -> str:
    return path.rsplit("/", 1)[0]


def rings(edges: dict[str, dict[str, Place]]) -> Iterator[list[str]]:
    """Whatever can be reached from itself, together with what it goes through (Tarjan)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []

    def visit(at: str) -> Iterator[list[str]]:
        order[at] = low[at] = len(order)
        path.append(at)
        for to in sorted(edges.get(at, {})):
            if to not in order:
                yield from visit(to)
            if to in path:
                low[at] = min(low[at], low[to])
        if low[at] == order[at]:
            start = path.index(at)
            ring = sorted(path[start:])
            del path[start:]
            if len(ring) > 1:
                yield ring

    for at in sorted(edges):
        if at not in order:
            yield from visit(at)


def screen_problems(name: str, tokens: list[tidy.Token]) -> Iterator[Problem]:
    for token, after in zip(tokens, [*tokens[1:], tidy.Token("code", "", 0)]):
        if token.kind != "code" or (name, token.text) == CHECK_PLACE:
            continue
        called = after.text == "("
        if token.text in SCREENS or (called and token.text in PRINTS):
            yield Problem(name, token.line, f"{token.text}: only engine/cli prints")
        elif called and token.text in EXITS:
            yield Problem(name, token.line, f"{token.text}: only engine/cli ends the program")


def check(top: Path) -> Finding:
    paths = tidy.files(top, ".c", ".h", folders=("engine", "importers", "holidays", "reports"))
    problems = []
    files: dict[str, dict[str, Place]] = defaultdict(dict)
    folders: dict[str, dict[str, Place]] = defaultdict(dict)
    for path in paths:
        name = path.relative_to(top).as_posix()
        tokens = [t for t in tidy.tokens(path.read_text(encoding="utf-8")) if t.kind != "comment"]
        if not name.startswith("engine/cli/"):
            problems += screen_problems(name, tokens)
        for token in tokens:
            match = re.search(r'include\s*"([^"]+)"', token.text) if token.kind == "directive" else None
            if match:
                for graph, of in ((files, node), (folders, folder)):
                    if of(name) != of(match[1]):
                        graph[of(name)].setdefault(of(match[1]), (name, token.line))
    for graph, what in ((files, "files"), (folders, "folders")):
        for ring in rings(graph):
            # Told at the first include that is of it.
            name, line = min(graph[at][to] for at in ring for to in graph.get(at, {}) if to in ring)
            problems.append(Problem(name, line, f"a ring of {what}: {', '.join(ring)}"))
    return Finding(len(paths), problems)


if __name__ == "__main__":
    tidy.main(
        check,
        "C files",
        [
            "engine/core/bad.c:1",  # a ring of two folders
            "engine/core/money.h:5",
            "engine/run/bad.c:5",
            "engine/run/bad.c:6",
            "engine/run/bad.c:7",
            "engine/run/bad.c:8",
            "reports/one.c:1",  # a ring of three files
        ],
        tidy.SAMPLES / "shape",
    )
