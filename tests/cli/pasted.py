"""What the manual pages and README tell people to type, typed: the examples of engine/package/man, and README's indented
commands, in the order of the sections, over the demonstration month."""

import json
import re
import shlex
import shutil
import subprocess

from option_table import taken
from world import DEMONSTRATION, MONTH, TOP, World

MAN = TOP / "engine/package/man"
# Each needs what those before it did.
ORDER = ["rcti", "help", "holidays", "sources", "import", "run", "status", "at-risk", "explain", "claim", "what-if", "issue",
         "verify", "deliveries", "send", "documents", "statement", "diff", "rerun", "evidence", "facts", "restore", "decide", "decisions", "void"]
DIGEST = "3f9c0a1b77de"
INSTALLED = "@RCTI_DATA@/demonstration"


def examples(name):
    """The commands of a page, each on one line."""
    text = (MAN / f"{name}.mdoc").read_text("utf-8").replace("\\e\n", "").replace("\\-", "-")
    return re.findall(r"^\$ (.+)$", text, re.M)


def readme_commands():
    """Those that are set apart, and are the program's or Python's; with the ends of lines taken out."""
    text = (TOP / "README.md").read_text("utf-8").replace("\\\n", "")
    text = text[:text.index("## Commands")]
    return [re.sub(r"\s+#.*| {2,}", lambda gap: "" if "#" in gap[0] else " ", line)
            for line in re.findall(r"^ {4,}((?:build/rcti|python3) .+)$", text, re.M)]


class Place(World):
    """Where they are typed: exports, a claim, and a program called rcti."""

    def __init__(self, world, name):
        place = world.place / f"pasted-{name}"
        for directory in ("bin", "exports", "build"):
            (place / directory).mkdir(parents=True)
        super().__init__(world.rcti, place)
        (place / "bin/rcti").symlink_to(world.rcti)
        (place / "build/rcti").symlink_to(world.rcti)
        (place / "engine").symlink_to(TOP / "engine")
        shutil.copytree(DEMONSTRATION / "input", place / "exports/2026-09")
        shutil.copy(TOP / "fixtures/2026-09-a-claim/claim.csv", place)

    def typed(self, line):
        """With the digest of the last draft, and judged when the month was."""
        draft = self.out / "2026-09/draft/manifest.json"
        if DIGEST in line:
            line = line.replace(DIGEST, json.loads(draft.read_text("utf-8"))["digest"])
        words = shlex.split(line.split(">")[0])
        of = words[1:] if words[0] != "echo" else words[words.index("rcti") + 1:]
        if "--as-at" not in words and "--as-issued" not in words and words[0] != "python3":
            line = line.replace(" > ", f" {shlex.join(taken(self.rcti, of, MONTH))} > ") if " > " in line else \
                f"{line} {shlex.join(taken(self.rcti, of, MONTH))}"
        return subprocess.run(["bash", "-c", f"PATH={self.place}/bin:$PATH; {line}"], cwd=self.place, text=True,
                              capture_output=True, check=False)


def the_examples_of_the_pages_run(world):
    place = Place(world, "pages")
    assert {path.stem for path in MAN.iterdir()} == {*ORDER, "formats"}
    for name in ORDER:
        lines = examples(name)
        assert lines, name
        for line in lines:
            answer = place.typed(line.replace(INSTALLED, str(DEMONSTRATION / "input")))
            # The demonstration sends nothing, and has partners who are held.
            assert answer.returncode in (0, 1) and (answer.stdout or ">" in line), (line, answer)


def what_readme_tells_runs(world):
    """Its November is the demonstration's September here; its October is a CRM's."""
    place, first = Place(world, "readme"), Place(world, "first-month")
    crm = TOP / "fixtures/2026-10-crm-report/input"
    shutil.copytree(crm, first.place / "exports/2026-10")
    (first.place / "exports/2026-10/sources.ini").unlink()
    for line in (f"build/rcti import 2026-09 exports/2026-09 --store {store}" for store in ("rcti.db", "demonstration.db")):
        assert place.typed(line).returncode == 0
    for line in ("build/rcti run 2026-09", f"build/rcti issue 2026-09 --draft {DIGEST} --approved-by 'Ann Approver'"):
        assert place.typed(line).returncode == 1
    lines = readme_commands()
    assert len(lines) > 15, lines
    for line in lines:
        where = first if "exports/2026-10" in line else place
        answer = where.typed(line.replace("2026-11", "2026-09").replace("202611", "202609"))
        if line.startswith("build/rcti sources"):
            shutil.copy(crm / "sources.ini", first.place / "exports/2026-10")  # finished, as README goes on
        # Without [mail] there is no server to send by.
        good = (0, 1, 2, 3, 4) if "--credentials" in line else (0, 1)
        assert answer.returncode in good and "option" not in answer.stderr, (line, answer)


TESTS = [the_examples_of_the_pages_run, what_readme_tells_runs]
