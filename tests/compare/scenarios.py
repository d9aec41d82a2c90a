"""What both builds are made to do: fixtures, random months and random histories."""

import csv
import io
import re
import shlex
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

from play import STORE, TOP, Play, Step

import histories  # isort: skip (play finds it)
import run_property  # isort: skip
from option_table import taken  # isort: skip
from program import Fixture  # isort: skip

APPROVER = "Ana Approver"
HOLIDAYS = TOP / "holidays"
COMMANDS = ("import", "run", "issue", "void", "verify", "explain", "rerun", "diff", "holidays")
PARTNERS_OF_MONTH, PARTNERS_OF_HISTORY = 24, 4
AREAS = ("AU-VIC", "AU-QLD", "AU-NSW", "VIC-GEELONG", "NO-SUCH-AREA")


class Month(NamedTuple):
    """Everything that is done with one month."""

    period: str
    input: Path
    import_options: list[str]
    run_options: list[str]
    holidays: Path


def rows_of(step: Step, directory: str, name: str) -> list[dict[str, str]]:
    data = step.files.get(f"{directory}/{name}", b"")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def digest_of(said: bytes) -> str:
    found = re.search(rb"^digest +([0-9a-f]{12})$", said, re.MULTILINE)
    return found[1].decode() if found else "none"


def spread(names: list[str], count: int) -> list[str]:
    return names[:: max(1, len(names) // count)][:count]


# ---- one month --------------------------------------------------------------------------------------


def play_month(play: Play, month: Month, partners_asked: int) -> None:
    """Draft, questions, issue, again, void, second issue, proof."""
    store, out = ["--store", STORE], ["--out", "out", "--jobs", "1"]
    holidays = ["--holidays", month.holidays]
    run = ["run", month.period, *month.run_options, *store, *out, *holidays]
    play.call("import", month.period, month.input, *month.import_options, *store, *holidays)
    drafted = play.call(*run, "--quiet")
    register = rows_of(drafted, f"{month.period}/draft", "register.csv")
    asked = spread([row["partner_id"] for row in register], partners_asked)
    for partner in asked:
        play.call("explain", partner, month.period, *store, *holidays, *month.run_options)
        play.call("explain", partner, month.period, "--json", *store, *holidays, *month.run_options)
    issue = ["issue", month.period, "--approved-by", APPROVER, *store, *out, *holidays, "--draft"]
    play.call(*issue, "0123456789ab")
    issued = play.call(*issue, digest_of(drafted.said))
    play.call(*issue, digest_of(drafted.said), "--json")
    if partners_asked > 1:
        ask_of_issued(play, month, asked)
    numbers = [row["number"] for row in rows_of(issued, f"{month.period}/issue-1", "register.csv")]
    for number in spread([number for number in numbers if number], 2):
        reason = ["--reason", "a wrong name", "--approved-by", APPROVER]
        play.call("void", number, *reason, *store, "--out", "out")
    drafted = play.call(*run, "--json")
    digest = re.search(rb'"digest": *"([0-9a-f]{12})"', drafted.said)
    play.call(*issue, digest[1].decode() if digest else "none", "--quiet")
    play.call(*run)
    ask_of_issued(play, month, asked[:1])


def ask_of_issued(play: Play, month: Month, asked: list[str]) -> None:
    store, holidays = ["--store", STORE], ["--holidays", month.holidays]
    for json in ([], ["--json"]):
        play.call("verify", *json, *store, "--out", "out")
        play.call("diff", month.period, *json, *store, *holidays)
        for partner in asked:
            play.call("rerun", partner, month.period, "--as-issued", *json, *store)
            play.call("rerun", partner, month.period, *json, *store, *holidays, *month.run_options)
    for partner in asked:
        play.call("diff", month.period, partner, *store, *holidays)


# ---- fixtures ---------------------------------------------------------------------------------------


def without_holidays(words: list[str]) -> tuple[list[str], Path]:
    """The golden test's options, with the folder of holidays apart."""
    at = words.index("--holidays")
    return words[:at] + words[at + 2 :], Path(words[at + 1])


def play_fixture(play: Play, fixture: Fixture) -> None:
    if (fixture.directory / "steps").is_file():
        play_steps(play, fixture)
        return
    run_options, holidays = without_holidays(fixture.run_options)
    import_options, _ = without_holidays(fixture.import_options)
    source = fixture.directory / "input"
    month = Month(fixture.period, source, import_options, run_options, holidays)
    play_month(play, month, partners_asked=100)
    for area in AREAS:
        for json in ([], ["--json"]):
            play.call("holidays", area, fixture.period[:4], *json, "--holidays", holidays)


def play_steps(play: Play, fixture: Fixture) -> None:
    """The commands of tests/golden/steps.py, and after each issue everybody is asked about."""
    digests: dict[str, str] = {}
    for line in (fixture.directory / "steps").read_text(encoding="utf-8").splitlines():
        words = [word.replace("@", str(fixture.directory)) for word in shlex.split(line, comments=True)]
        if not words:
            continue
        period = words[1] if len(words) > 1 else ""
        more = ["--store", STORE, "--jobs", "1", "--out", "out"]
        if words[0] == "issue":
            more += ["--draft", digests.get(period, "none")]
        if words[0] in ("import", "run", "issue"):
            more += ["--holidays", str(HOLIDAYS)]
        done = play.call(*words, *taken(play.build.program, words, more))
        if words[0] == "run":
            digests[period] = digest_of(done.said)
        if words[0] == "issue":
            rows = [row for path in done.files if path.endswith("/register.csv")
                    for row in rows_of(done, path.rpartition("/")[0], "register.csv")]
            partners = sorted({row["partner_id"] for row in rows})
            ask_of_issued(play, Month(period, Path(), [], [], HOLIDAYS), spread(partners, 4))


def play_words(play: Play) -> None:
    """Helps and wrong usage."""
    play.call()
    play.call("--help")
    play.call("--version")
    play.call("no-such-command")
    play.call("holidays", "--areas", "--holidays", HOLIDAYS)
    play.call("holidays", "--areas", "VIC", "--json", "--holidays", HOLIDAYS)
    for command in COMMANDS:
        play.call(command)
        play.call(command, "--help")
        play.call(command, "2026-13", "x", "y", "z")
        play.call(command, "P0001", "2026-09", "--no-such-option")
        play.call(command, "2026-09", "P0001", "--store", "none.db", "--as-at", "yesterday")
        play.call(command, "2026-09", "--store", "none.db")
        play.call(command, "P0001", "2026-09", "--store", "none.db", "--json")


# ---- random months and histories --------------------------------------------------------------------


@lru_cache(maxsize=1)
def planned_month(seed: int, directory: Path) -> SimpleNamespace:
    """Once for both builds."""
    options = SimpleNamespace(partners=PARTNERS_OF_MONTH, holidays=HOLIDAYS)
    return run_property.plan_month(seed, options, directory)


def play_random_month(play: Play, seed: int) -> None:
    plan = planned_month(seed, play.directory.parent)
    options = ["--as-at", run_property.instant_text(plan.as_at)]
    options += ["--issue-date", str(plan.issue_date)]
    month = Month(plan.period, Path("../input"), [], options, Path("../holidays"))
    play_month(play, month, partners_asked=1)


class Standing:
    """As much of a ledger as decides what can be voided and issued again."""

    def __init__(self) -> None:
        self.issued_periods: list[str] = []
        self.document_of: dict[str, tuple[str, str]] = {}
        self.standing: set[str] = set()

    def add(self, number: str, partner_id: str, period: str) -> None:
        self.document_of[number] = partner_id, period
        self.standing.add(number)

    def voided(self, number: str) -> None:
        place = self.document_of[number]
        self.standing -= {other for other, at in self.document_of.items() if at == place}

    def closed(self, partner_id: str, period: str) -> bool:
        return False


class History(histories.Player):
    """A history that is played, but not judged; at the end some more is asked than there."""

    def __init__(self, play: Play, seed: int) -> None:
        options = SimpleNamespace(partners=PARTNERS_OF_HISTORY, holidays=HOLIDAYS)
        super().__init__(seed, options, play.directory)
        self.plays, self.ledger = play, Standing()
        if self.history.holidays.is_relative_to(play.directory):
            self.history.holidays = self.history.holidays.relative_to(play.directory)

    def call_plain(self, words, good):
        step = self.plays.call(*words)
        if step.status not in good:
            raise histories.Failed(f"rcti {' '.join(words)}: exit status {step.status}")
        return SimpleNamespace(returncode=step.status, stdout=step.said.decode("utf-8"),
                               stderr=step.complained.decode("utf-8"))

    def judge(self, period):
        return {}

    def check_issue(self, period, directory, draft, done):
        self.issues.append((period, directory))
        if period not in self.ledger.issued_periods:
            self.ledger.issued_periods.append(period)
        for row in histories.read_rows(directory / "register.csv"):
            if row["number"]:
                self.ledger.add(row["number"], row["partner_id"], period)
        for row in histories.read_rows(directory / "adjustments.csv"):
            self.ledger.add(row["number"], row["partner_id"], row["period"])

    def finish(self):
        places = sorted({self.ledger.document_of[number] for number in self.ledger.standing})
        partner_id, period = self.dice.choice(places or [("NOBODY", self.history.periods[0])])
        for json in ([], ["--json"]):
            self.call("verify", "--out", "out", *json, good=range(256))
            for words in (["diff", period], ["diff", period, partner_id],
                          ["rerun", partner_id, period, "--as-issued"],
                          ["rerun", partner_id, period], ["explain", partner_id, period]):
                self.call(*words, *json, good=range(256))


def play_history(play: Play, seed: int) -> None:
    History(play, seed).play()
