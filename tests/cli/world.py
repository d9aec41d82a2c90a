"""A directory in which commands are tried, and what the tests of this folder share."""

import csv
import hashlib
import json
import os
import pty
import shutil
import sqlite3
import subprocess
from contextlib import closing
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator

TOP = Path(__file__).resolve().parents[2]
DEMONSTRATION = TOP / "fixtures/2026-09-demonstration"
MONTH = ["--as-at", "2026-10-12T09:00+11:00", "--issue-date", "2026-10-12"]
APPROVER = "Ana Approver"


COLUMNS = 80
FOR_PROGRAMS = {"--json", "--csv", "--every"}  # whose results are no words for a screen
SCHEMAS = TOP / "tests/cli/schemas"


@cache
def schema_of(name):
    return Draft202012Validator(json.loads((SCHEMAS / f"{name}.json").read_text("utf-8")))


def shape_of(words):
    """diff of a whole month has no partner, and a shape of its own; rerun --explain has that of explain."""
    if words[0] == "diff" and (len(words) == 2 or str(words[2]).startswith("--")):
        return "diff-month"
    return "explain" if words[0] == "rerun" and "--explain" in words else words[0]


def indent(line):
    return len(line) - len(line.lstrip(" "))


class Said(str):
    """What a command said, each line whole that the end of the screen broke; `printed` is as it came."""

    printed = ""


def said(text):
    lines, last = [], ""
    for line in text.split("\n"):
        word = line.strip().split(" ")[0]
        together = word.startswith(("rcti", "(rcti", "`rcti", "--"))
        full = len(last) + 1 + len(line.strip() if together else word) > COLUMNS
        if lines and word and full and indent(line) > indent(lines[-1]):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
        last = line
    whole = Said("\n".join(lines))
    whole.printed = text
    return whole


def fits(text):
    """No line is broken by a screen of 80 columns, but for a word that is longer: a path, a seal."""
    return [line for line in text.splitlines()
            if len(line) > COLUMNS and (" " in line.strip() or indent(line) > COLUMNS // 2)
            and not line.endswith("\\") and max(map(len, line.split())) < COLUMNS - 20]


class World:
    """A directory with the demonstration month imported."""

    def __init__(self, rcti: Path, place: Path):
        self.rcti, self.place = rcti, place
        self.store = place / "rcti.db"
        self.out = place / "out"

    def call(self, *words, cwd=None, env=None):
        """What is said for people fits a screen; what is said as JSON has the command's schema."""
        answer = subprocess.run([str(self.rcti), *map(str, words)], capture_output=True, text=True,
                                check=False, cwd=cwd or self.place, env=env, errors="replace")
        asked = {str(word) for word in words}
        if not asked & {*FOR_PROGRAMS, "--width"} and words[0] not in ("sources", "holidays"):
            assert not fits(answer.stdout), (words, fits(answer.stdout))
        assert "--every" in asked or not fits(answer.stderr), (words, fits(answer.stderr))
        if "--json" in asked and answer.stdout:
            wrong = [problem.message for problem in schema_of(shape_of(words)).iter_errors(json.loads(answer.stdout))]
            assert not wrong, (words, wrong)
        answer.stdout, answer.stderr = said(answer.stdout), said(answer.stderr)
        return answer

    def on_a_terminal(self, *words, stream="stdout", env=None, status=None):
        """What a command writes to a stream that is a terminal; its other one goes nowhere."""
        leader, follower = pty.openpty()
        streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: follower}
        with subprocess.Popen([str(self.rcti), *map(str, words)], cwd=self.place, env=env, **streams) as process:
            os.close(follower)
            written = bytearray()
            try:
                while piece := os.read(leader, 65536):
                    written += piece
            except OSError:
                pass  # the end, on Linux
            assert process.wait() == status or status is None, (words, bytes(written))
        os.close(leader)
        return written.decode("utf-8")

    def import_month(self, directory=DEMONSTRATION / "input", store=None):
        return self.call("import", "2026-09", directory, "--store", store or self.store)

    def run_month(self, *words):
        return self.call("run", "2026-09", *MONTH, "--store", self.store, *words)

    def copy_of_input(self, name, **changes):
        """The demonstration's input with some files changed: changes[file stem] is a function."""
        copy = self.place / name
        shutil.copytree(DEMONSTRATION / "input", copy)
        for path in copy.iterdir():
            if path.stem in changes:
                path.write_text(changes[path.stem](path.read_text(encoding="utf-8")),
                                encoding="utf-8")
        return copy

    # ---- issuing: out/ and rcti.db below the place --------------------------------------------------

    def copy(self, name):
        """The same store and results in a directory of their own."""
        place = self.place / name
        place.mkdir()
        shutil.copy(self.store, place)
        for beside in ("rcti.db.backups", "rcti.db.seals"):
            if (self.place / beside).exists():
                shutil.copy(self.place / beside, place)
        if self.out.exists():
            shutil.copytree(self.out, place / "out")
        return World(self.rcti, place)

    def issued(self, name):
        """A copy of a world whose month is issued; made once."""
        origin = World(self.rcti, self.place / "issued")
        if not origin.place.exists():
            origin = self.copy("issued")
            assert origin.issue(origin.draft()).returncode == 1
        return origin.copy(f"../{name}")

    def draft(self, *words):
        """Drafts the month; the digest."""
        answer = self.run_month("--json", *words)
        assert answer.returncode in (0, 1), answer
        return json.loads(answer.stdout)["digest"]

    def issue(self, digest, *words):
        return self.call("issue", "2026-09", "--draft", digest, "--approved-by", APPROVER, *words)

    def void(self, number):
        return self.call("void", number, "--reason", "a wrong name", "--approved-by", APPROVER)

    def verify(self, *words):
        return self.call("verify", *words)

    def rows(self, issue, table):
        path = self.out / "2026-09" / issue / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def fingerprint(self):
        """Of the store's bytes and of every file of the results."""
        paths = [self.store, *sorted(path for path in self.out.rglob("*") if path.is_file())]
        return [(path, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths]

    def query(self, sql, *values):
        with closing(sqlite3.connect(self.store)) as store:
            return store.execute(sql, values).fetchall()
