#!/usr/bin/env python3
"""Reads a direct entry file by the banks' layout, knowing nothing of the program that wrote it.

usage: direct_entry.py FILE [--balanced] [--mutate]

Prints a line for each thing that is wrong, and exits with 1; otherwise how much is paid to how many.
--balanced: a file without a balancing debit is wrong, too. --mutate: proves on this good file that
one byte off is found, wherever something in the file can tell.
As a module: read(bytes) gives the lines and what is wrong.
"""

import argparse
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Iterator, NamedTuple

LENGTH = 120
END = b"\r\n"
CENTS_MAX = 10**10 - 1
# What banks agree to take in names and references.
TEXT = r"[A-Za-z0-9][A-Za-z0-9 &',\-./+$!%()*#=:?\[\]_^@]*"
BSB = r"\d{3}-\d{3}"
ACCOUNT = r" *\d+"


class Field(NamedTuple):
    name: str
    first: int  # positions count from 1, both ends included
    last: int
    form: str  # the whole field, as a regular expression
    free: bool = False  # another value of this form is as good: nothing in the file can tell


def blank(first: int, last: int) -> Field:
    return Field("blank", first, last, " +")


def text(name: str, first: int, last: int) -> Field:
    return Field(name, first, last, TEXT, True)


LAYOUT = {
    "0": [
        Field("record type", 1, 1, "0"),
        blank(2, 18),
        Field("reel sequence", 19, 20, "01"),
        Field("institution", 21, 23, "[A-Z]{3}", True),
        blank(24, 30),
        text("user name", 31, 56),
        Field("user id", 57, 62, r"\d{6}", True),
        text("description", 63, 74),
        Field("processing date", 75, 80, r"\d{6}", True),
        blank(81, 120),
    ],
    "1": [
        Field("record type", 1, 1, "1"),
        Field("bsb", 2, 8, BSB, True),
        Field("account", 9, 17, ACCOUNT, True),
        blank(18, 18),
        Field("transaction code", 19, 20, "13|5[0-7]", True),
        Field("amount", 21, 30, r"\d{10}"),
        text("title", 31, 62),
        text("reference", 63, 80),
        Field("trace bsb", 81, 87, BSB),
        Field("trace account", 88, 96, ACCOUNT),
        text("remitter", 97, 112),
        Field("withholding tax", 113, 120, "0{8}"),
    ],
    "7": [
        Field("record type", 1, 1, "7"),
        Field("bsb filler", 2, 8, "999-999"),
        blank(9, 20),
        Field("net total", 21, 30, r"\d{10}"),
        Field("credit total", 31, 40, r"\d{10}"),
        Field("debit total", 41, 50, r"\d{10}"),
        blank(51, 74),
        Field("count", 75, 80, r"\d{6}"),
        blank(81, 120),
    ],
}


class Line(NamedTuple):
    """One record of type 1."""

    bsb: str
    account: str
    code: str
    cents: int
    title: str
    reference: str
    remitter: str
    trace: tuple[str, str]

    @property
    def is_debit(self) -> bool:
        return self.code == "13"


class File(NamedTuple):
    lines: list[Line]
    problems: list[str]

    @property
    def payments(self) -> list[Line]:
        return [line for line in self.lines if not line.is_debit]

    @property
    def total(self) -> int:
        return sum(line.cents for line in self.payments)


def records_of(data: bytes, problems: list[str]) -> list[str]:
    records = data.split(END)
    if records.pop() != b"":
        problems.append("the last record does not end in CRLF")
    for number, record in enumerate(records, 1):
        if len(record) != LENGTH:
            problems.append(f"record {number}: {len(record)} characters, not {LENGTH}")
        if any(byte < 0x20 or byte > 0x7E for byte in record):
            problems.append(f"record {number}: not all printable ASCII")
    return [record.decode("ascii", "replace") for record in records]


def fields_of(number: int, record: str, kind: str, problems: list[str]) -> dict[str, str]:
    values = {}
    for field in LAYOUT[kind]:
        value = record[field.first - 1 : field.last]
        # Text is to the left, so blanks behind it are not its own.
        shown = value.rstrip(" ") if field.form == TEXT else value
        if not re.fullmatch(field.form, shown):
            problems.append(
                f"record {number}: {field.name} at {field.first}-{field.last} is {value!r}"
            )
        values[field.name] = value.strip(" ")
    return values


def number_of(value: str) -> int:
    return int(value) if re.fullmatch(r"\d+", value) else 0


def line_of(values: dict[str, str]) -> Line:
    return Line(
        values["bsb"],
        values["account"],
        values["transaction code"],
        number_of(values["amount"]),
        values["title"],
        values["reference"],
        values["remitter"],
        (values["trace bsb"], values["trace account"]),
    )


def date_is_real(value: str) -> bool:
    try:
        return bool(datetime.strptime(value, "%d%m%y"))
    except ValueError:
        return False


def line_problems(lines: list[Line]) -> Iterator[str]:
    for number, line in enumerate(lines, 2):
        if line.cents == 0:
            yield f"record {number}: an amount of nothing"
        if number_of(line.account) == 0:
            yield f"record {number}: an account of zeros"
        if line.trace != lines[0].trace:
            yield f"record {number}: traced to another account than the first"
        if line.is_debit and line is not lines[-1]:
            yield f"record {number}: a debit that is not the last line"
        if line.is_debit and (line.bsb, line.account) != line.trace:
            yield f"record {number}: a debit from another account than the payer's"
        if line.remitter != lines[0].remitter:
            yield f"record {number}: another remitter than the first"


def total_problems(lines: list[Line], total: dict[str, str], balanced: bool) -> Iterator[str]:
    credits = sum(line.cents for line in lines if not line.is_debit)
    debits = sum(line.cents for line in lines if line.is_debit)
    expected = {
        "net total": abs(credits - debits),
        "credit total": credits,
        "debit total": debits,
        "count": len(lines),
    }
    for name, value in expected.items():
        if number_of(total[name]) != value or value > CENTS_MAX:
            yield f"{name} is {total[name]}, and the lines make {value}"
    if debits not in (0, credits) or (balanced and not debits):
        yield f"not balanced: debits of {debits}, credits of {credits}"


def read(data: bytes, balanced: bool = False) -> File:
    problems: list[str] = []
    records = records_of(data, problems)
    kinds = "".join(record[:1] for record in records)
    if not re.fullmatch("01+7", kinds):
        return File([], [*problems, f"records of types {kinds[:40]}, not a 0, some 1s and a 7"])
    values = [
        fields_of(number, record, record[0], problems) for number, record in enumerate(records, 1)
    ]
    if not date_is_real(values[0]["processing date"]):
        problems.append(f"no date: {values[0]['processing date']}")
    lines = [line_of(row) for row in values[1:-1]]
    if all(line.is_debit for line in lines):
        problems.append("nobody is paid")
    problems += line_problems(lines)
    problems += total_problems(lines, values[-1], balanced)
    return File(lines, problems)


# ---- mutations: what the reader has to find ------------------------------------------------------


def field_at(record: bytes, column: int) -> Field:
    fields = LAYOUT[chr(record[0])]
    return next(field for field in fields if field.first <= column <= field.last)


def mutations(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What was done to the file, and the file."""
    for place, byte in enumerate(data):
        line, offset = divmod(place, LENGTH + len(END))
        at = f"record {line + 1}, position {offset + 1}"
        yield f"{at}: a tilde", data[:place] + b"~" + data[place + 1 :]
        yield f"{at}: left out", data[:place] + data[place + 1 :]
        yield f"{at}: a second time", data[:place] + data[place : place + 1] + data[place:]
        if offset < LENGTH:
            field = field_at(data[place - offset : place - offset + LENGTH], offset + 1)
            other = str((byte - 0x30 + 1) % 10).encode() if chr(byte).isdigit() else b"0"
            if not field.free:
                yield f"{at}: {other!r}", data[:place] + other + data[place + 1 :]
    records = data.split(END)[:-1]
    for number in range(len(records)):
        rest = records[:number] + records[number + 1 :]
        yield f"without record {number + 1}", b"".join(record + END for record in rest)
    yield "a record of blanks behind", data + b" " * LENGTH + END
    yield "LF alone", data.replace(END, b"\n")
    yield "the first line twice", END.join([*records[:2], *records[1:]]) + END


def mutate(data: bytes) -> int:
    count = missed = 0
    for what, changed in mutations(data):
        count += 1
        if not read(changed).problems:
            missed += 1
            print(f"not found: {what}")
    print(f"{count - missed} mutations found, {missed} missed")
    return 1 if missed or not count else 0


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--balanced", action="store_true")
    arguments.add_argument("--mutate", action="store_true")
    options = arguments.parse_args()
    data = options.file.read_bytes()
    found = read(data, options.balanced)
    for problem in found.problems:
        print(problem)
    if found.problems:
        return 1
    if options.mutate:
        return mutate(data)
    dollars, cents = divmod(found.total, 100)
    print(f"{len(found.payments)} payments, {dollars}.{cents:02} in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
