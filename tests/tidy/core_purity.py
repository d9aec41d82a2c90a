#!/usr/bin/env python3
"""The core is pure: by what its archive calls, by where its data lie, and without floating point.

usage: core_purity.py [ARCHIVE]    a release without sanitizers; build/engine/core/librcti_core.a
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import tidy
from tidy import Finding, Problem

# No heap, no file, no clock, no locale, no state. Not qsort: glibc's takes memory for large arrays.
ALLOWED = {
    "abort", "bsearch",
    "memchr", "memcmp", "memcpy", "memmove", "memset",
    "strchr", "strcmp", "strlen", "strncmp",
    # What the compiler puts in: stack protection, checked copies, the table of addresses.
    "__stack_chk_fail", "__memcpy_chk", "__memmove_chk", "__memset_chk", "_GLOBAL_OFFSET_TABLE_",
}  # fmt: skip

# .data.rel.ro is a constant with an address in it: filled in by the loader, then made read-only.
READ_ONLY = re.compile(r"\.(text|rodata|data\.rel\.ro|note|comment|debug|eh_frame|init_array)")


def symbols(archive: Path) -> list[tuple[str, str, str, str]]:
    """name, class, section and FILE:LINE of each symbol; a used one has the line of its use."""
    listing = subprocess.run(
        ["nm", "--line-numbers", "--format=sysv", archive], check=True, text=True, capture_output=True
    ).stdout
    rows = []
    member = "?"
    for line in listing.splitlines():
        if match := re.match(r"Symbols from .*\[(.*?)(\.o)?\]:", line):
            member = match.group(1)
        elif line.count("|") == 6:
            name, _, kind, _, _, _, section = (cell.strip() for cell in line.split("|"))
            if name != "Name":
                section, _, place = section.partition("\t")
                rows.append((name, kind, section.strip(), place.strip() or f"{member}:0"))
    return rows


def problem(place: str, message: str) -> Problem:
    # The compiler's folder stands before the source's path, which starts at the top.
    path, _, line = place.rpartition(":")
    return Problem(path[max(path.rfind("engine/core/"), 0) :], int(line), message)


def check_archive(archive: Path) -> Finding:
    if not archive.is_file():
        return Finding(0, [Problem(str(archive), 0, "no such archive: build the release first")])
    rows = symbols(archive)
    defined = {name for name, kind, _, _ in rows if kind != "U"}
    problems = []
    for name, kind, section, place in rows:
        if kind == "U":
            if name not in ALLOWED and name not in defined:
                problems.append(problem(place, f"calls {name}, which a pure core may not"))
        elif section != "*ABS*" and not READ_ONLY.match(section):
            problems.append(problem(place, f"{name} is data that can be written ({section})"))
    return Finding(len(rows), problems)


def check_text(top: Path) -> list[Problem]:
    return [
        Problem(path.relative_to(top).as_posix(), token.line, f"{token.text}: money has no floating point")
        for path in tidy.files(top, ".c", ".h", folders=("engine/core",))
        for token in tidy.tokens(path.read_text(encoding="utf-8"))
        if token.kind == "code"
        and (token.text in ("float", "double", "_Complex") or re.fullmatch(r"\d+[eE]\d+", token.text))
    ]


def check(top: Path) -> Finding:
    if top == tidy.TOP:
        archive = Path(sys.argv[1]) if len(sys.argv) > 1 else top / "build/engine/core/librcti_core.a"
        finding = check_archive(archive)
    else:
        with tempfile.TemporaryDirectory() as folder:
            source = "engine/core/bad.c"
            made, archive = Path(folder) / "bad.c.o", Path(folder) / "bad.a"
            flags = ["-std=c17", "-O2", "-g", "-fPIC", "-fno-common", f"-ffile-prefix-map={top}/="]
            subprocess.run(["gcc", *flags, "-c", source, "-o", made], cwd=top, check=True)
            subprocess.run(["ar", "rcs", archive, made], check=True)
            finding = check_archive(archive)
    return Finding(finding.count, finding.problems + check_text(top))


if __name__ == "__main__":
    tidy.main(
        check,
        "symbols of the core",
        [f"engine/core/bad.c:{line}" for line in (7, 8, 9, 18, 19, 25, 26)],
        tidy.SAMPLES / "core_purity",
    )
