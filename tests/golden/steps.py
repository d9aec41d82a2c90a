"""A fixture that is a row of commands: imports, runs, issues and voids of several months.

Its file `steps` has a command a line, as a shell would split it; @ is the fixture's directory. The
digest of an issue is that which the last run of its period printed. Each command leaves a part of
expected/, named by its number and what it is: what was said, and of a run or an issue its files.
"""

import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

sys.path.append(str(Path(__file__).resolve().parents[1]))

import as_text
import story
from as_text import Document
from checks import Checks
from option_table import taken
from program import TOP, Fixture, Place, Program, call, contents

WITH_OUT = ("run", "issue", "void", "verify")
WITH_HOLIDAYS = ("import", "run", "issue", "explain")
OF_A_DRAFT = ("register.csv", "adjustments.csv", "exceptions.csv")  # the issue has all the rest
GOOD = (0, 1)
HEXADECIMAL = re.compile(r"\b[0-9a-f]{64}\b")
# In a manifest: who ran it, and what depends on a clock or on the bytes of documents.
MASKED_KEYS = ("prepared_by", "previous_seal", "facts_sha256")
# What is said is folded by its length: paths in it are the same wherever it is run.
FIXTURE, STORE, OUT = "FIXTURE", "store/rcti.db", "out"
REGISTER = ("-documents.tsv", "-year-totals.tsv")
FROZEN_MASKED = ("issues", "issue_true_ups")  # the latter names the program by its sources


class Step(NamedTuple):
    """One command, after it was run."""

    title: str  # "09-run-2026-08"
    words: list[str]
    done: subprocess.CompletedProcess
    directory: Path | None  # the draft or issue that it made
    documents: dict[str, Document]

    @property
    def heading(self) -> str:
        """How the README calls it."""
        command, period = self.words[:2]
        if command == "issue" and self.directory is not None:
            return f"issue {period} {self.directory.name}"
        as_at = self.words[self.words.index("--as-at") + 1] if "--as-at" in self.words else ""
        return f"{command} {period} as at {as_at[:10]}" if as_at else f"{command} {period}"


def read_steps(fixture: Fixture) -> list[list[str]]:
    text = (fixture.directory / "steps").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [[word.replace("@", FIXTURE) for word in shlex.split(line)] for line in lines]


# ---- running ----------------------------------------------------------------------------------------


class Sequence:
    def __init__(self, program: Program, fixture: Fixture, directory: Path) -> None:
        self.program, self.fixture, self.place = program, fixture, Place(directory)
        self.digests: dict[str, str] = {}
        self.steps: list[Step] = []
        self.place.store.parent.mkdir(mode=0o700)
        (directory / FIXTURE).symlink_to(fixture.directory)

    def arguments(self, words: list[str]) -> list[str]:
        command, period = words[0], words[1] if len(words) > 1 else ""
        more = ["--store", STORE, "--quiet", "--jobs", "1"]
        if command == "issue":
            more += ["--draft", self.digests.get(period, "none")]
        if command in WITH_OUT:
            more += ["--out", OUT]
        if command == "statement":
            more += ["--out", "-".join(words)]
        if self.program.holidays and command in WITH_HOLIDAYS:
            more += ["--holidays", str(self.program.holidays)]
        return words + taken(self.program.path, words, more)

    def made(self, words: list[str], before: set[Path]) -> Path | None:
        if words[0] == "statement":
            return self.place.directory / "-".join(words)
        period = self.place.out() / words[1] if len(words) > 1 else self.place.out()
        if words[0] == "run":
            draft = period / "draft"
            return draft if draft.is_dir() else None
        new = set(period.glob("issue-*")) - before if words[0] == "issue" else set()
        return new.pop() if new else None

    def play(self, with_documents: bool = True) -> None:
        for number, words in enumerate(read_steps(self.fixture), 1):
            period = self.place.out() / words[1] if len(words) > 1 else self.place.out()
            before = set(period.glob("issue-*"))
            done = call(self.program, self.arguments(words), cwd=self.place.directory)
            directory = self.made(words, before)
            named = words[1] if len(words) > 1 and not words[1].startswith("-") else "all"
            documents = {}
            if directory is not None and words[0] in ("issue", "statement") and with_documents:
                documents = as_text.read_documents(directory)
            self.steps.append(
                Step(f"{number:02d}-{words[0]}-{named}", words, done, directory, documents)
            )
            if words[0] == "run":
                self.digests.update(digest_of(words[1], done))
                self.keep_draft(directory)

    def keep_draft(self, directory: Path | None) -> None:
        """The next draft takes this one's place: what is needed of it is put aside."""
        if directory is None:
            return
        step = self.steps[-1]
        kept = self.place.directory / "drafts" / step.title
        kept.mkdir(mode=0o700, parents=True)
        for name in OF_A_DRAFT:
            (kept / name).write_bytes((directory / name).read_bytes())
        self.steps[-1] = step._replace(directory=kept)


def digest_of(period: str, done: subprocess.CompletedProcess) -> dict[str, str]:
    found = re.search(rb"^digest +([0-9a-f]{12})$", done.stdout, re.MULTILINE)
    return {period: found[1].decode()} if found else {}


# ---- as text ----------------------------------------------------------------------------------------


def said_text(sequence: Sequence, step: Step) -> str:
    """What was printed, apart from what is of that machine and that moment."""
    text = (step.done.stdout + step.done.stderr).decode("utf-8", "backslashreplace")
    user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    text = re.sub(rf"\b{re.escape(user)}\b", "USER", text)
    return f"exit status {step.done.returncode}\n" + HEXADECIMAL.sub("…", text)


def manifest_text(data: bytes) -> str:
    manifest = json.loads(as_text.manifest_text(data))
    for table in FROZEN_MASKED:
        if table in manifest.get("frozen", {}):
            manifest["frozen"][table] = "…"
    for key in MASKED_KEYS:
        if key in manifest:
            manifest[key] = "…"
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def pays_by_hand(fixture: Fixture) -> bool:
    """Rows of the register of documents then have the day on which a decision was entered."""
    return any(words[:2] in (["decide", "paid"], ["decide", "returned"]) for words in read_steps(fixture))


def without_register(files: dict[str, bytes]) -> dict[str, bytes]:
    """tests/property/histories.py and tests/cli/registering.py hold these sheets against all else."""
    kept = {name: data for name, data in files.items() if not name.endswith(REGISTER)}
    parts = kept.get("workbook/parts.tsv")
    if parts:
        text = re.sub(r"^name\t.*\t'?(Documents|Year totals)'?!.*\n", "", parts.decode(), flags=re.MULTILINE)
        kept["workbook/parts.tsv"] = re.sub(
            r"^sheet\t(Documents|Year totals)\t.*\n(\t.*\n)*", "", text, flags=re.MULTILINE
        ).encode()
    return kept


def recorded_texts(sequence: Sequence) -> dict[str, bytes]:
    texts: dict[str, bytes] = {}
    for step in sequence.steps:
        texts[f"{step.title}/summary.txt"] = said_text(sequence, step).encode("utf-8")
        if step.directory is None:
            continue
        files = as_text.files_as_text(step.directory, step.documents, manifest_text)
        if pays_by_hand(sequence.fixture):
            files = without_register(files)
        texts |= {f"{step.title}/{name}": data for name, data in files.items()}
    return texts


# ---- what holds -------------------------------------------------------------------------------------


def check_story(checks: Checks, sequence: Sequence) -> None:
    """Each step's part of the README: its register, its adjustments, its exceptions."""
    readme = (sequence.fixture.directory / "README.md").read_text(encoding="utf-8")
    told = {}
    for part in re.split(r"^### ", readme, flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        told[heading.strip()] = re.split(r"^## ", text, flags=re.MULTILINE)[0]
    found: dict[str, Step] = {}
    for step in sequence.steps:
        if step.directory is not None:
            found.setdefault(step.heading, step)
    checks.nothing(
        "README: steps that are not there", [name for name in told if name not in found]
    )
    for heading, text in told.items():
        directory = found[heading].directory if heading in found else None
        if directory is not None:
            story.check_step(checks, heading, text, directory)


def check_again(checks: Checks, sequence: Sequence, again: Sequence) -> None:
    """The same commands elsewhere give the same bytes (R3), but for seals and clocks."""
    again.play(with_documents=False)
    first, second = contents(sequence.place.out()), contents(again.place.out())
    for files in (first, second):
        # An issue's manifest has the seal before it, that of a void perhaps, which has a clock.
        manifests = [name for name in files if name.endswith("manifest.json")]
        files.update((name, manifest_text(files[name]).encode()) for name in manifests)
    problems = [
        name
        for name in sorted(first | second)
        if first.get(name) != second.get(name) and not same_book(name, first, second)
    ]
    checks.nothing(f"{sequence.fixture.name}: played again gives the same bytes", problems)


def same_book(name: str, first: dict[str, bytes], second: dict[str, bytes]) -> bool:
    """The register of documents has the seals of earlier issues."""
    if not name.endswith(".xlsx") or name not in first or name not in second:
        return False
    one, other = (as_text.book_texts(io.BytesIO(files[name])) for files in (first, second))
    return one == other


def check_absent(checks: Checks, sequence: Sequence) -> None:
    """No path of a machine gets anywhere."""
    written = contents(sequence.place.directory)
    for step in sequence.steps:
        texts = {name: document.text.encode() for name, document in step.documents.items()}
        written |= {f"{step.title}: {name}": text for name, text in texts.items()}
    for what, word in (
        ("the place of the run", str(sequence.place.directory).encode()),
        ("the place of the project", f"{TOP}/".encode()),
    ):
        places = [name for name, data in written.items() if word in data]
        checks.nothing(f"{sequence.fixture.name}: {what} nowhere in store and outputs", places)


def failed_steps(sequence: Sequence) -> list[str]:
    return [
        f"{step.title}: exit status {step.done.returncode}\n"
        + (step.done.stdout + step.done.stderr).decode("utf-8", "replace")
        for step in sequence.steps
        if step.done.returncode not in GOOD
    ]


def has_steps(directory: Path) -> bool:
    return (directory / "steps").is_file()


def unread_inputs(directory: Path) -> list[str]:
    """Inputs that no step imports."""
    steps = (directory / "steps").read_text(encoding="utf-8")
    return [path.name for path in directory.glob("input-*") if f"@/{path.name}" not in steps]
