"""What `rcti holidays` answers, and the rows that it answers from."""

import csv
import io
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

Row = dict[str, str]
DAY_COLUMNS = ["date", "from", "to", "name", "area", "status", "source"]
AREA_COLUMNS = ["area", "parent", "name", "definition", "complete", "zones"]


class Program(NamedTuple):
    path: Path
    holidays: Path

    def call(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [self.path, *words, "--holidays", self.holidays],
            capture_output=True,
            check=False,
            encoding="utf-8",
        )


def rows_of(text: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def rows_in(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=None)
def days(program: Program, area: str, year: str) -> list[Row]:
    """Of someone based in the area."""
    done = program.call("holidays", area, year, "--quiet")
    if done.returncode != 0 or done.stderr:
        raise RuntimeError(f"holidays {area} {year}: status {done.returncode} {done.stderr}")
    return rows_of(done.stdout)


@lru_cache(maxsize=None)
def chains(program: Program) -> dict[str, list[str]]:
    """Each area with those above it, itself first."""
    parents = {row["area"]: row["parent"] for row in rows_of(program.call("holidays", "--areas").stdout)}
    found = {}
    for area in parents:
        chain = [area]
        while parents[chain[-1]]:
            chain.append(parents[chain[-1]])
        found[area] = chain
    return found


def shipped(program: Program) -> dict[str, list[Row]]:
    """The rows of each au-YEAR.csv."""
    return {path.stem[3:]: rows_in(path) for path in sorted(program.holidays.glob("au-*.csv"))}
