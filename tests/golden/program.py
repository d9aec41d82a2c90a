"""A fixture through the program, in a temporary directory."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).resolve().parents[2]
FIXTURES = TOP / "fixtures"
DONE, HELD, REJECTED = 0, 1, 3  # the exit statuses that a fixture may show


class Program(NamedTuple):
    path: Path
    holidays: Path | None  # for fixtures that bring none, where the program cannot find its own


class Fixture(NamedTuple):
    name: str
    directory: Path
    period: str
    run_options: list[str]
    import_options: list[str]

    @property
    def expected(self) -> Path:
        return self.directory / "expected"


class Place(NamedTuple):
    """Where one fixture's store and drafts are."""

    directory: Path

    @property
    def store(self) -> Path:
        return self.directory / "store" / "rcti.db"

    def out(self, name: str = "out") -> Path:
        return self.directory / name


class Month(NamedTuple):
    """An import and a run of a fixture."""

    fixture: Fixture
    place: Place
    imported: subprocess.CompletedProcess
    run: subprocess.CompletedProcess | None  # none after an import that was refused

    @property
    def draft(self) -> Path:
        return draft_of(self.fixture, self.place.out())

    @property
    def crashed(self) -> bool:
        good = self.imported.returncode in (DONE, HELD, REJECTED)
        return not good or (self.run is not None and self.run.returncode not in (DONE, HELD))


def draft_of(fixture: Fixture, out: Path) -> Path:
    return out / fixture.period / "draft"


def read_fixture(directory: Path, program: Program) -> Fixture:
    words = (directory / "arguments").read_text(encoding="utf-8").split()
    words = [word.replace("@", str(directory)) for word in words]
    if "--holidays" not in words and program.holidays:
        words += ["--holidays", str(program.holidays)]
    of_import = [word for word in words if word == "--hold-bad"]
    words = [word for word in words if word != "--hold-bad"]
    if "--holidays" in words:
        at = words.index("--holidays")
        of_import += words[at : at + 2]
    return Fixture(directory.name, directory, directory.name[:7], words, of_import)


def all_fixtures(program: Program) -> list[Fixture]:
    """Those of one import and one run have `arguments`, those of several commands `steps`."""
    months = [read_fixture(path.parent, program) for path in FIXTURES.glob("*/arguments")]
    rows = [
        Fixture(path.parent.name, path.parent, path.parent.name[:7], [], [])
        for path in FIXTURES.glob("*/steps")
    ]
    return sorted(months + rows, key=lambda fixture: fixture.name)


def call(
    program: Program, words: list[str], zone: str = "", cwd: Path | None = None
) -> subprocess.CompletedProcess:
    """The program itself has to see to the modes of its files: here is no umask to help it."""
    environment = dict(os.environ)
    if zone:
        environment["TZ"] = zone
    return subprocess.run(
        [str(program.path), *words], capture_output=True, check=False, umask=0, env=environment, cwd=cwd
    )


def run_month(
    program: Program, fixture: Fixture, place: Place, out: Path, jobs: int, zone: str = ""
) -> subprocess.CompletedProcess:
    return call(
        program,
        ["run", fixture.period, *fixture.run_options, "--store", str(place.store), "--out", str(out)]
        + ["--jobs", str(jobs), "--quiet"],
        zone,
    )


def make_month(program: Program, fixture: Fixture, directory: Path) -> Month:
    place = Place(directory)
    place.store.parent.mkdir(mode=0o700)
    imported = call(
        program,
        ["import", fixture.period, str(fixture.directory / "input"), *fixture.import_options]
        + ["--store", str(place.store)],
    )
    run = None
    if imported.returncode in (DONE, HELD):
        run = run_month(program, fixture, place, place.out(), jobs=1)
    return Month(fixture, place, imported, run)


def files_below(directory: Path) -> dict[str, Path]:
    """By their path from there."""
    paths = (path for path in sorted(directory.rglob("*")) if path.is_file())
    return {path.relative_to(directory).as_posix(): path for path in paths}


def contents(directory: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in files_below(directory).items()}
