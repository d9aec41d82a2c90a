#!/usr/bin/env python3
"""Who may include whom: data flows importers -> store -> core -> store -> reports, never back."""

import re
from pathlib import Path

import tidy
from tidy import Finding, Problem

# What the core may use of the language's library: nothing with state, files, clocks or locales.
PURE = {"assert", "inttypes", "limits", "stdalign", "stdbool", "stddef", "stdint", "stdlib", "string"}
HOSTED = PURE | {
    "ctype", "dirent", "dlfcn", "errno", "fcntl", "locale", "math", "pthread", "pwd", "setjmp", "signal", "stdarg",
    "stdatomic", "stdio", "stdnoreturn", "strings", "sys/file", "sys/random", "sys/resource", "sys/stat",
    "sys/statvfs", "sys/types", "sys/wait", "termios", "threads", "time", "unistd",
}  # fmt: skip

GLIB = r"glib\.h|glib/\w+\.h"
ZLIB = r"zlib\.h"  # to inflate what was written
HARU = r"hpdf\w*\.h"
XLSX = r"xlsxwriter\.h|xlsxwriter/\w+\.h"
HARFBUZZ = r"hb(-\w+)?\.h"
PNG = r"png\.h"
DEFLATE = r"libdeflate\.h"
CSV = r"csv\.h"
CRYPTO = r"openssl/evp\.h"
GMIME = r"gmime/gmime\.h"
CURL = r"curl/curl\.h"
SQLITE = r"sqlite3\.h"

# folder: the project's folders that it may include besides itself, the libraries, the C headers.
# The longest folder that fits a file counts.
TABLE: dict[str, tuple[list[str], list[str], set[str]]] = {
    "engine/core": ([], [], PURE),
    "engine/store": (["engine/core"], [CRYPTO, DEFLATE, SQLITE, GLIB], HOSTED),
    "importers": (["engine/core", "engine/store"], [CSV, GLIB, PNG], HOSTED),
    "holidays": (["engine/core"], [GLIB], HOSTED),
    "reports": (["engine/core"], [HARU, XLSX, HARFBUZZ, GLIB, ZLIB, DEFLATE, CRYPTO, PNG, GMIME], HOSTED),
    "engine/run": (
        ["engine/core", "engine/store", "importers", "holidays", "reports"],
        [SQLITE, HARU, XLSX, HARFBUZZ, GLIB, CURL],
        HOSTED,
    ),
    "engine/cli": (
        ["engine/core", "engine/store", "importers", "holidays", "reports", "engine/run"],
        [SQLITE, CSV, HARU, XLSX, HARFBUZZ, GLIB],
        HOSTED,
    ),
}
ALL = {*TABLE, "tests"}


def check(top: Path) -> Finding:
    paths = tidy.files(top, ".c", ".h", folders=("engine", "importers", "holidays", "reports"))
    problems = []
    for path in paths:
        name = path.relative_to(top).as_posix()
        folder = next((f for f in TABLE if name.startswith(f + "/")), None)
        if folder is None:
            problems.append(Problem(name, 1, "in no folder of the table in tests/tidy/includes.py"))
            continue
        projects, libraries, headers = TABLE[folder]
        for token in tidy.tokens(path.read_text(encoding="utf-8")):
            if token.kind != "directive":
                continue
            match = re.search(r'include\s*(["<])([^">]+)[">]', token.text)
            if not match:
                problems.append(Problem(name, token.line, f"not a plain include: {token.text}"))
                continue
            quote, header = match.groups()
            if quote == '"':
                if not any(header.startswith(f + "/") for f in ALL):
                    wrong = "written without its folder from the top"
                elif not any(header.startswith(f + "/") for f in [folder, *projects]):
                    wrong = f"{folder} may include only {', '.join([folder, *projects])}"
                else:
                    continue
            else:
                if header.removesuffix(".h") in headers:
                    continue
                if any(re.fullmatch(library, header) for library in libraries):
                    continue
                wrong = f"not a library of {folder} (tests/tidy/includes.py has the table)"
            problems.append(Problem(name, token.line, f"includes {header}: {wrong}"))
    return Finding(len(paths), problems)


if __name__ == "__main__":
    tidy.main(
        check,
        "C files",
        [
            "engine/core/bad.c:1",
            "engine/core/bad.c:3",
            "engine/core/bad.c:5",
            "engine/core/bad.c:7",
            "engine/other/bad.c:1",
            "holidays/bad.c:3",
            "importers/bad.c:2",
            "importers/bad.c:5",
            "reports/bad.c:4",
        ],
        tidy.SAMPLES / "includes",
    )
