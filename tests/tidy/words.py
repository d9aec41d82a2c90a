#!/usr/bin/env python3
"""Words that do not belong in the repository: the client's name and addresses, the paths and tools
of one person's machine.

The words are kept as hashes, so that this list does not say them itself.
    printf %s 'the word in small letters' | sha256sum | cut -c1-16
"""

import hashlib
import re
import tempfile
from pathlib import Path
from typing import Iterator

import tidy
from tidy import Finding, Problem

# Also a value of cancelled_by in the exports, where it has to stay: a CSV cell, a literal, 'SQL', `so`,
# and a key of sources.ini.
COMPANY = "54caafa49296ec47"
FORBIDDEN = {
    COMPANY: "the client's name",
    "a9b4ea05c9257c5a": "the client's address",
    "54a0662b936a16c0": "the client's address",
    "9b7c4c05628aedfe": "the client's telephone",
    "03a8f0dd8edb3378": "the client's product",
    "94a168d2da574b00": "a tool's word",
    "d298391b07433318": "a tool's word",
    "fbb8037df8cc9050": "a tool's word",
    "8cf10d1b0e07c1d8": "a tool's word",
    "31d123108dba5fd3": "a tool's word",
    "fc90c6845c5b502a": "a tool's word",
    "c857d09db23e6822": "a tool's word",
    "c70eca6b0f88f44d": "a tool's word",
    "60965168ce762e94": "a tool's word",
    "3ea125d0bff386e6": "a tool's word",
    "e680c440a2e92079": "a machine's host",
    "0dc11026ac75c015": "a machine's host",
    "1ba4e37997a2e986": "a machine's host",
}

WORD = re.compile(r"[A-Za-z]+(?:[-_.][A-Za-z]+)*|\d{4} ?\d{3} ?\d{3}")
# The place of somebody's checkout. Not within an address, a variable or a longer path.
MACHINE_PATH = re.compile(r"(?<![\w.~})*/-])/(?:home|root|work|workspace|Users)/\w[^\s\"')]*")
DATA_VALUE = re.compile(r"(?:^|[,\"'`])([a-z]+)(?=$|[,\"'`\r]| = )")


def secret(word: str) -> str:
    return hashlib.sha256(word.replace(" ", "").lower().encode()).hexdigest()[:16]


def parts(word: str) -> Iterator[str]:
    """portal.one-two_three: itself, and everything between its joints."""
    pieces = re.split(r"([-_.])", word)
    for first in range(0, len(pieces), 2):
        for last in range(first, len(pieces), 2):
            yield "".join(pieces[first : last + 1])


def text_files(top: Path) -> Iterator[Path]:
    for path in sorted(top.rglob("*")):
        folder = path.relative_to(top).parts[0]
        if path.is_file() and folder not in (".git", "out") and not folder.startswith("build"):
            if path.suffix not in (".db", ".pyc"):
                yield path


def line_problems(line: str, known: dict[str, str]) -> Iterator[str]:
    for match in MACHINE_PATH.finditer(line):
        yield f"a path of one machine: {match.group()}"
    values = {match.start(1) for match in DATA_VALUE.finditer(line)}
    for match in WORD.finditer(line):
        for part in parts(match.group()) if len(match.group()) < 80 else ():
            if part not in known:
                known[part] = secret(part)
            found = known[part]
            if found in FORBIDDEN and not (found == COMPANY and match.start() in values):
                yield f"{FORBIDDEN[found]} does not belong in the repository"
                break


def check(top: Path) -> Finding:
    known: dict[str, str] = {}
    problems = []
    count = 0
    for path in text_files(top):
        data = path.read_bytes()
        if b"\0" in data:
            continue  # not text
        count += 1
        name = path.relative_to(top).as_posix()
        problems += [Problem(name, 0, message) for message in line_problems(name, known)]
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            problems += [Problem(name, number, message) for message in line_problems(line, known)]
    return Finding(count, problems)


if __name__ == "__main__":
    # A sample with the words in it would break the rule itself: it is made here, with a stand-in.
    word = "zyx" + "corp"
    FORBIDDEN[secret(word)] = "a word for this test"
    with tempfile.TemporaryDirectory() as folder:
        place = "/ho" + "me/someone/rcti"
        (Path(folder) / "bad.md").write_text(
            "A fine line, see https://example.org/home/page and fixtures/home/x.\n"
            f"Made by {word.title()}.\nportal.{word}-online\n{word.upper()}_LIMIT\n{word}s\n"
            f"cd {place}\n",
            encoding="utf-8",
        )
        (Path(folder) / f"{word}.txt").touch()
        tidy.main(
            check,
            "text files",
            ["bad.md:2", "bad.md:3", "bad.md:4", "bad.md:6", f"{word}.txt:0"],
            Path(folder),
        )
