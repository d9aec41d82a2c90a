#!/usr/bin/env python3
"""Two builds of the program do the same: what they print and every file that they write, for all fixtures,
random months and random histories.

    builds.py OLD NEW [--fixtures] [--months N] [--histories N] [--seed S] [--jobs N] [--keep DIR]

OLD and NEW are binaries; without any of the three counts all fixtures, 200 months, 100 histories.
Texts, tables and payment files have the same bytes. A document or workbook whose bytes differ has to
be the same once unpacked: documents as qpdf --qdf shows them, workbooks cell by cell. Only hashes of
such files, and seals made of those, may then differ in manifests and in what is printed.
The last line is "N files compared, M differ"; the exit status 1, if any does or nothing was compared.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Callable, NamedTuple

import play
import same
import scenarios
from play import TOP, Build, Play, Step
from program import Program, all_fixtures

DIFFERENCES_SHOWN = 5  # of a scenario
MONTHS, HISTORIES = 200, 100
PLURALS = {"fixture": "fixtures", "month": "months", "history": "histories"}


class Scenario(NamedTuple):
    kind: str
    name: str
    perform: Callable[..., None]
    arguments: tuple


class Result(NamedTuple):
    counts: Counter
    differences: list[str]


# ---- one scenario -----------------------------------------------------------------------------------


class Comparison:
    """Two plays of a scenario, command by command."""

    def __init__(self) -> None:
        self.renaming = same.Renaming()
        self.counts: Counter = Counter()
        self.differences: list[str] = []

    def tell(self, where: str, found: list[str]) -> None:
        self.counts["compared"] += 1
        if found:
            self.counts["differ"] += 1
            self.differences.append("\n".join([where, *(f"    {line}" for line in found)]))

    def files(self, where: str, old: dict[str, bytes], new: dict[str, bytes], names: set[str]) -> None:
        """Manifests last, for they have the others' hashes."""
        for name in sorted(names, key=lambda name: (name.endswith("manifest.json"), name)):
            self.counts[Path(name).suffix.lstrip(".")] += 1
            self.tell(f"{where}: {name}", self.file_differences(name, old, new))

    def file_differences(self, name: str, old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
        if name not in old or name not in new:
            return [f"only the {'old' if name in old else 'new'} build has it"]
        if name.endswith("/manifest.json"):
            return same.manifest_differences(name, old, new, self.renaming)
        if Path(name).suffix in same.PACKED:
            return same.packed_differences(name, old[name], new[name], self.renaming)
        return same.text_differences(old[name], new[name], self.renaming)

    def steps(self, old: list[Step], new: list[Step]) -> None:
        before_old: dict[str, bytes] = {}
        before_new: dict[str, bytes] = {}
        for number, (one, other) in enumerate(zip(old, new), 1):
            where = f"{number} rcti {' '.join(one.words)}"
            changed = {name for files, before in ((one.files, before_old), (other.files, before_new))
                       for name, data in files.items() if before.get(name) is not data}
            gone = one.files.keys() ^ other.files.keys()
            self.files(where, one.files, other.files, changed | gone)
            self.said(where, one, other)
            before_old, before_new = one.files, other.files
        if len(old) != len(new):
            self.tell("the builds led to different commands", [f"{len(old)} and {len(new)}"])

    def said(self, where: str, old: Step, new: Step) -> None:
        self.counts["commands"] += 1
        for what, one, other in (
            ("command", " ".join(old.words).encode(), " ".join(new.words).encode()),
            ("exit status", b"%d" % old.status, b"%d" % new.status),
            ("standard output", old.said, new.said),
            ("standard error", old.complained, new.complained),
        ):
            self.tell(f"{where}: {what}", same.text_differences(one, other, self.renaming))


def run_scenario(scenario: Scenario, builds: list[Build], directory: Path, keep: bool) -> Result:
    plays = [Play(build, directory / name) for build, name in zip(builds, ("old", "new"))]
    comparison = Comparison()
    try:
        for one in plays:
            scenario.perform(one, *scenario.arguments)
        comparison.steps(plays[0].steps, plays[1].steps)
    except Exception as error:  # one that cannot be looked at is a difference, not the end of all
        comparison.tell("cannot be compared", [f"{type(error).__name__}: {error}"])
    if not keep:
        shutil.rmtree(directory, ignore_errors=True)
    return Result(comparison.counts, comparison.differences)


# ---- all of them ------------------------------------------------------------------------------------


def chosen_scenarios(options: argparse.Namespace) -> list[Scenario]:
    chosen = []
    if options.fixtures:
        program = Program(Path("rcti"), TOP / "holidays")
        chosen += [Scenario("fixture", fixture.name, scenarios.play_fixture, (fixture,))
                   for fixture in all_fixtures(program)]
        chosen.append(Scenario("fixture", "helps and wrong usage", scenarios.play_words, ()))
    for kind, count, perform in (
        ("month", options.months, scenarios.play_random_month),
        ("history", options.histories, scenarios.play_history),
    ):
        seeds = range(options.seed, options.seed + count)
        chosen += [Scenario(kind, f"--seed {seed}", perform, (seed,)) for seed in seeds]
    return chosen


def compare(options: argparse.Namespace, root: Path) -> Counter:
    clock = play.build_clock(root)
    builds = [Build(options.old, clock), Build(options.new, clock)]
    totals: Counter = Counter()
    chosen = chosen_scenarios(options)
    with ProcessPoolExecutor(options.jobs) as pool:
        running = [pool.submit(run_scenario, scenario, builds, root / f"{number}", bool(options.keep))
                   for number, scenario in enumerate(chosen)]
        for scenario, result in zip(chosen, running):
            counts, differences = result.result()
            totals += counts
            totals[PLURALS[scenario.kind]] += 1
            if differences:
                print(f"{scenario.kind} {scenario.name}: {counts['differ']} differ")
                for text in differences[:DIFFERENCES_SHOWN]:
                    print(f"  {text}", flush=True)
    return totals


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("old", type=lambda text: Path(text).resolve(strict=True))
    parser.add_argument("new", type=lambda text: Path(text).resolve(strict=True))
    parser.add_argument("--fixtures", action="store_true")
    parser.add_argument("--months", type=int, metavar="N")
    parser.add_argument("--histories", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1, help="of the first month and history")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--keep", type=Path, help="a new directory to leave both builds' files in")
    options = parser.parse_args()
    if not options.fixtures and options.months is None and options.histories is None:
        options.fixtures, options.months, options.histories = True, MONTHS, HISTORIES
    options.months, options.histories = options.months or 0, options.histories or 0
    return options


def main() -> int:
    options = read_arguments()
    with tempfile.TemporaryDirectory(prefix="compare-") as temporary:
        root = options.keep or Path(temporary)
        root.mkdir(parents=True, exist_ok=True)
        totals = compare(options, root.resolve())
    kinds = {key: count for key, count in totals.items() if key not in ("compared", "differ")}
    print(", ".join(f"{count} {key or 'other files'}" for key, count in sorted(kinds.items())))
    print(f"{totals['compared']} files compared, {totals['differ']} differ")
    return 1 if totals["differ"] or not totals["compared"] else 0


if __name__ == "__main__":
    sys.exit(main())
