"""Counting what holds and showing what does not."""

import difflib

LINES_SHOWN = 60


class Checks:
    """Every comparison is counted; only those that fail are told."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    def check(self, what: str, good: bool, detail: str = "") -> bool:
        if good:
            self.passed += 1
            return True
        self.failed += 1
        print(f"  FAIL {what}")
        for line in cut(detail.splitlines()):
            print(f"    | {line}")
        return False

    def equal(self, what: str, expected: object, found: object) -> bool:
        return self.check(what, expected == found, f"expected {expected}\nfound    {found}")

    def nothing(self, what: str, problems: list[str]) -> bool:
        return self.check(what, not problems, "\n".join(problems))


def cut(lines: list[str]) -> list[str]:
    if len(lines) <= LINES_SHOWN:
        return lines
    return lines[:LINES_SHOWN] + [f"… and {len(lines) - LINES_SHOWN} more lines"]


def readable(data: bytes) -> list[str]:
    """Lines by LF alone, as files have them; what cannot be seen is made visible."""
    text = data.decode("utf-8", "backslashreplace").replace("\r", "␍")
    lines = text.split("\n")
    if lines[-1] == "":
        return lines[:-1]
    return lines[:-1] + [lines[-1] + "␃"]  # ends without an LF


def difference(name: str, expected: bytes, found: bytes) -> str:
    return "\n".join(
        difflib.unified_diff(
            readable(expected), readable(found), f"expected/{name}", f"found/{name}", lineterm=""
        )
    )


def changed_lines(expected: bytes, found: bytes) -> tuple[int, int]:
    """How many lines are new and how many are gone."""
    lines = difference("", expected, found).splitlines()[2:]
    return sum(line[0] == "+" for line in lines), sum(line[0] == "-" for line in lines)
