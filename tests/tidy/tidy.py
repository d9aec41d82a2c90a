"""What the checks share: a walk over the tree, C cut into tokens, and the report.

A check is a function of a folder. It gets the project's top, and before that a small bad tree
(samples/NAME) in which it must find exactly the lines that it is known to find: a check that
cannot fail is worse than none.
"""

import re
import sys
from pathlib import Path
from typing import Callable, Iterator, NamedTuple

TOP = Path(__file__).resolve().parents[2]
SAMPLES = TOP / "tests/tidy/samples"
CODE_FOLDERS = ("engine", "importers", "holidays", "reports", "tests")


class Problem(NamedTuple):
    path: str  # from the top
    line: int
    message: str


class Finding(NamedTuple):
    """How many things were looked at, and what is wrong with them."""

    count: int
    problems: list[Problem]


class Token(NamedTuple):
    kind: str  # comment, string, directive, code
    text: str
    line: int


_TOKEN = re.compile(
    r"(?P<comment>/\*.*?\*/|//[^\n]*)"
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<character>'(?:\\.|[^'\\\n])*')"
    r"|(?P<directive>^[ \t]*\#[ \t]*include[^\n]*)"
    r"|(?P<code>\w+|[^\w\s])",
    re.DOTALL | re.MULTILINE,
)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a C file; #include lines come whole."""
    line, at = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        yield Token(match.lastgroup or "code", match.group(), line)


def literals(text: str) -> Iterator[tuple[str, int]]:
    """The string literals of a C file, neighbours joined, with the line of the first piece."""
    pieces: list[str] = []
    start = 0
    for token in tokens(text):
        if token.kind == "string":
            if not pieces:
                start = token.line
            pieces.append(token.text[1:-1])
        elif token.text == "\\" or token.kind == "comment":
            continue  # a macro's continued line; a remark between two pieces
        elif pieces:
            yield "".join(pieces), start
            pieces = []
    if pieces:
        yield "".join(pieces), start


def table_rows(text: str, table: str) -> Iterator[tuple[str, int, list[Token]]]:
    """The rows X(CODE, …) of `#define TABLE(X)`: code, line, the tokens after the code."""
    start = re.search(rf"^[ \t]*#[ \t]*define[ \t]+{table}\(X\)(?:.*\\\n)*.*$", text, re.MULTILINE)
    if not start:
        return
    first_line = text.count("\n", 0, start.start())
    found = [t for t in tokens(start.group()) if t.text != "\\"]
    for i, token in enumerate(found):
        if token.text == "X" and i + 2 < len(found) and found[i + 1].text == "(":
            code = found[i + 2]
            if code.kind == "code" and re.fullmatch(r"\w+", code.text) and found[i + 3].text == ",":
                yield code.text, first_line + code.line, found[i + 4 :]


def files(top: Path, *suffixes: str, folders: tuple[str, ...] = CODE_FOLDERS) -> list[Path]:
    """The files of those folders, but for the samples, which are wrong on purpose."""
    return sorted(
        path
        for folder in folders
        for path in (top / folder).rglob("*")
        if path.suffix in suffixes and path.is_file() and not (top == TOP and SAMPLES in path.parents)
    )


def main(check: Callable[[Path], Finding], what: str, expected: list[str], sample: Path) -> None:
    """Runs the check on the sample, where it must find the expected FILE:LINE, then on the top."""
    name = Path(sys.argv[0]).stem
    found = sorted(f"{p.path}:{p.line}" for p in check(sample).problems)
    if found != sorted(expected):
        print(f"{name}: the check itself is broken: its bad sample gave")
        print(f"  {' '.join(found) or 'nothing'}\ninstead of\n  {' '.join(sorted(expected))}")
        sys.exit(1)
    finding = check(TOP)
    for problem in finding.problems:
        print(f"{problem.path}:{problem.line}: {problem.message}")
    if finding.count == 0:
        print(f"{name}: found no {what} to look at")
    if finding.problems or finding.count == 0:
        sys.exit(1)
    print(f"{name}: {finding.count} {what}; the bad sample gave its {len(expected)} problems")
