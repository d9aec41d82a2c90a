"""All commands over several fixtures: what each says fits a screen of 80 columns, what each says as JSON has a
schema (World.call holds both of them against every answer), and none is left out."""

import json
import os
import shlex

import option_table
from confirming import confirmations
from world import APPROVER, COLUMNS, SCHEMAS, TOP, World, fits, schema_of

FIXTURES = TOP / "fixtures"
DECIDED = ["--ticket", "T-2041", "--reason", "the portal was down for the whole of that afternoon, as its operator wrote",
           "--approved-by", APPROVER]


def commands(world):
    return [name for name in option_table.commands(world.rcti) if " " not in name]


class Store(World):
    """The months of a fixture, and which commands were asked, in words and as JSON."""

    def __init__(self, world, name):
        place = world.place / f"screens-{name}"
        place.mkdir()
        super().__init__(world.rcti, place)
        self.fixture, self.asked, self.count = FIXTURES / name, set(), 0

    def once(self, *words, good=(0, 1)):
        as_json = words[-1] == "--json"
        self.count += 1
        answer = self.call(*[str(word).replace("NEW", f"new-{self.count}") for word in words])
        assert answer.returncode in good and answer.stdout, (words, answer)
        self.asked.add((words[0], as_json))
        return json.loads(answer.stdout) if as_json else answer.stdout

    def ask(self, *words, good=(0, 1)):
        """In words and as JSON, each of which may write its own directory or file."""
        self.once(*words, good=good)
        return self.once(*words, "--json", good=good)

    def confirmed(self, *words):
        answer = self.call(*words)
        more = confirmations(answer.returncode, answer.stderr)
        return self.call(*words, *more) if more else answer

    def play(self):
        """The steps of the fixture, or the one month that it is."""
        steps = self.fixture / "steps"
        digest = ""
        for line in steps.read_text("utf-8").splitlines() if steps.exists() else ():
            words = shlex.split(line.replace("@", str(self.fixture)), comments=True)
            if words and words[0] in ("import", "run", "issue", "decide", "void"):
                draft = ["--draft", digest] if words[0] == "issue" else []
                answer = self.confirmed(*words, *draft, "--json")
                assert answer.returncode in (0, 1), answer
                digest = json.loads(answer.stdout).get("digest", digest)
                self.asked.add((words[0], True))


def partner_asked(store, partner, period, earlier, dates):
    claim = store.place / "claim.csv"
    claim.write_text(f"date,start\n{period}-07,10:00\n{period}-07,11:00\n{period}-08,03:00\n", encoding="utf-8")
    store.ask("explain", partner, period, *dates)
    store.ask("claim", partner, period, claim, *dates)
    store.ask("rerun", partner, period, *dates)
    store.ask("rerun", partner, period, "--set", "completion_days=3", *dates)
    store.ask("evidence", partner, period, "--out", "NEW", *dates)
    store.ask("decisions", partner)
    for words in (["explain", "--letter"], ["explain", "--date", f"{period}-07"], ["claim", claim, "--letter"]):
        store.call(words[0], partner, period, *words[1:], *dates)
    for words in ([], ["--from", earlier]):
        store.ask("diff", period, partner, *words, *dates)
        store.call("diff", period, partner, *words, "--all", *dates)


def month_asked(store, period, first, dates):
    store.ask("status", good=(0, 1))
    store.ask("status", period, good=(0, 1))
    store.ask("facts", period, "--out", "NEW", *dates[:2])
    store.ask("diff", period, *dates)
    store.ask("at-risk", "--days", "60", *dates[:2])
    store.ask("what-if", "--set", "completion_days=3", "--from", first, "--to", period, *dates[:2])
    store.ask("decisions")
    store.ask("holidays", "AU-VIC", "2026")
    store.ask("holidays", "--areas", "VIC")
    store.ask("help")


def a_month_with_all_that_holds(world):
    """The demonstration: held partners, overlaps, late marks; issued, voided, decided upon."""
    store = Store(world, "2026-09-demonstration")
    dates = ["--as-at", "2026-10-12T09:00+11:00", "--issue-date", "2026-10-12"]
    source = store.fixture / "input"
    store.ask("import", "--check", "2026-09", source)
    store.once("import", "2026-09", source)
    digest = store.ask("run", "2026-09", *dates)["digest"]
    for partner in ("P0005", "P0014", "P0016", "P0021"):
        store.call("explain", partner, "2026-09", *dates)
        store.call("explain", partner, "2026-09", "--letter", *dates)
    for name in ("A10502", "A11403", "ASST-305002"):
        store.ask("explain", name, *dates)
        store.call("explain", name, "--letter", *dates)
    done = store.ask("issue", "2026-09", "--draft", digest, "--approved-by", APPROVER)
    assert done["changed"] is False, done
    month_asked(store, "2026-09", "2026-09", dates)
    partner_asked(store, "P0005", "2026-09", "2026-09", dates)
    store.ask("explain", "RCTI-202609-P0005", *dates)
    store.ask("verify")
    document = next((store.place / "out/2026-09/issue-1/documents").iterdir())
    store.ask("verify", "--document", document)
    store.ask("verify", "--document", source / "company.ini", good=(5,))
    store.once("decide", "waive", "P0005", "2026-09", "--date", "2026-09-07", "--start", "10:00", *DECIDED)
    store.once("decide", "waive", "P0005", "2026-09", "--date", "2026-09-14", "--start", "10:00", *DECIDED, "--json")
    void = ["--reason", "an address that is no longer theirs, and a name that is", "--approved-by", APPROVER]
    store.once("void", "RCTI-202609-P0005", *void)
    store.once("void", "RCTI-202609-P0006", *void, "--json")
    store.ask("status", good=(1,))
    store.ask("restore")
    store.ask("deliveries", "2026-09")
    store.ask("documents")
    store.ask("documents", "--year", "2026-27")
    store.ask("statement", "P0005", "2026-27")
    store.ask("send", "2026-09", "--dry-run")
    store.call("rerun", "P0005", "2026-09", "--as-issued", *dates)
    store.call("rerun", "P0005", "2026-09", "--as-issued", "--explain", *dates)
    return store.asked


def months_that_people_decided_upon(world):
    store = Store(world, "2026-07-to-10-payments-by-decision")
    dates = ["--as-at", "2026-11-10T09:00+11:00", "--issue-date", "2026-11-10"]
    store.play()
    month_asked(store, "2026-10", "2026-07", dates)
    for partner in ("P0001", "P0002"):
        partner_asked(store, partner, "2026-09", "2026-08", dates)
    store.ask("verify", "--whole")
    store.ask("documents")
    store.ask("run", "2026-10", *dates)
    return store.asked


def rows_that_are_wrong(world):
    """Errors by cause and one by one, and partners held for them."""
    store = Store(world, "2026-06-rows-set-aside")
    source = store.fixture / "input"
    store.once("import", "2026-06", source, "--json", good=(3,))
    store.call("import", "2026-06", source)
    store.call("import", "2026-06", source, "--check")
    answer = store.confirmed("import", "2026-06", source, "--hold-bad")
    assert answer.returncode == 1, answer
    store.ask("run", "2026-06", "--as-at", "2026-07-10T09:00+10:00", "--issue-date", "2026-07-10")
    return store.asked


def exports_of_another_system(world):
    store = Store(world, "2026-10-crm-report")
    store.ask("sources", store.fixture / "input")
    store.ask("import", "2026-10", store.fixture / "input")
    store.call("import", "2027-03", store.fixture / "input")  # of another month: gates
    store.ask("run", "2026-10", "--as-at", "2026-11-10T09:00+11:00", "--issue-date", "2026-11-10")
    return store.asked


def every_command_fits_a_screen_and_has_a_schema(world):
    asked = set()
    for story in (a_month_with_all_that_holds, months_that_people_decided_upon, rows_that_are_wrong,
                  exports_of_another_system):
        asked |= story(world)
    names = commands(world)
    assert len(names) > 15, names
    assert not [name for name in names if not (SCHEMAS / f"{name}.json").exists()]
    left = {(name, as_json) for name in names for as_json in (False, True)} - asked
    assert not left, left
    assert {path.stem for path in SCHEMAS.iterdir()} == {*names, "diff-month"}


def a_schema_refuses_what_is_not_said(world):
    """Each of them: neither a member less nor one that it does not know."""
    for path in SCHEMAS.iterdir():
        schema = schema_of(path.stem)
        schema.check_schema(schema.schema)
        assert not schema.is_valid({}) and not schema.is_valid({"nothing": 1}), path


def help_fits_a_screen(world):
    for name in option_table.commands(world.rcti):
        assert world.call(*name.split(), "--help").returncode == 0
    for words in ([], ["nothing"], ["run"], ["explain", "P0005", "2026-09", "--widht", "80"]):
        assert world.call(*words or ["--version"]).returncode in (0, 2)


def holidays_fit_a_screen(world):
    """On a screen they are a table."""
    for words in (["VIC-GREATER-GEELONG", "2026"], ["--areas", "VIC"], ["--areas"]):
        text = world.on_a_terminal("holidays", *words, env={**os.environ, "NO_COLOR": "1"}).replace("\r\n", "\n")
        assert len(text.splitlines()) > 5 and not fits(text), fits(text)


def a_wider_screen_is_used(world):
    """With --width, which is just for explain; and a file that is printed is never broken."""
    answer = world.call("explain", "P0005", "2026-09", "--width", "140", "--store", world.store,
                        "--as-at", "2026-10-12T09:00+11:00", "--issue-date", "2026-10-12")
    assert max(map(len, answer.stdout.printed.splitlines())) > COLUMNS, answer
    text = world.call("sources", FIXTURES / "2026-10-crm-report/input").stdout
    assert max(map(len, text.printed.splitlines())) > COLUMNS, text


TESTS = [every_command_fits_a_screen_and_has_a_schema, a_schema_refuses_what_is_not_said, help_fits_a_screen,
         holidays_fit_a_screen, a_wider_screen_is_used]
