"""rcti facts, and the second reading that an auditor runs on what it writes."""

import json
import stat
import subprocess
import sys

from world import MONTH, TOP

sys.path.append(str(TOP / "tests/golden"))
import program
import steps

READING = TOP / "engine/policy/second_reading.py"
TABLES = ("register", "slots", "adhoc", "unscheduled", "lines")
# Of rows that were never read there is no fact: whom they hold is not held by the others.
SET_ASIDE = "2026-06-rows-set-aside"


def second_reading(facts, period, register, told, *more):
    return subprocess.run(
        [sys.executable, "-B", READING, facts, period, register, "--as-at", told["as_at"],
         "--issue-date", told["issue_date"], *more], capture_output=True, text=True, check=False)


def facts_of(world, period, place, *words):
    answer = world.call("facts", period, "--out", place, "--json", *words)
    assert answer.returncode == 0, answer
    return json.loads(answer.stdout)


def every_fixture(world):
    return program.all_fixtures(program.Program(world.rcti, None))


def a_fixture_comes_back(world, fixture):
    place = world.place / "again" / fixture.name
    place.mkdir(parents=True)
    facts, one, two = place / "facts", place / "one", place / "two"
    month = [fixture.period, *fixture.run_options]
    brought = [word for word in fixture.import_options if word != "--hold-bad"]
    imported = world.call("import", fixture.period, fixture.directory / "input", "--store",
                          place / "one.db", *fixture.import_options)
    assert imported.returncode in (0, 1), imported
    assert world.call("run", *month, "--store", place / "one.db", "--out", one).returncode < 2
    told = facts_of(world, *month[:1], facts, *month[1:], "--store", place / "one.db")
    again = world.call("import", fixture.period, facts, "--store", place / "two.db", *brought)
    assert again.returncode == 0, (fixture.name, again)
    assert world.call("run", *month, "--store", place / "two.db", "--out", two).returncode < 2
    for table in TABLES:
        was, now = (out / fixture.period / "draft" / f"{table}.csv" for out in (one, two))
        same = was.read_bytes() == now.read_bytes()
        assert same or fixture.name == SET_ASIDE, (fixture.name, table)
    answer = second_reading(facts, fixture.period, one / fixture.period / "draft/register.csv",
                            told)
    assert answer.returncode == 0 and "agrees" in answer.stdout, (fixture.name, answer)
    return told


def facts_give_the_same_month(world):
    """Of every fixture that is one month, in whatever language its files are."""
    for fixture in every_fixture(world):
        if not steps.has_steps(fixture.directory):
            told = a_fixture_comes_back(world, fixture)
            set_aside = any("--hold-bad" in text for text in told["left_out"])
            assert set_aside == (fixture.name == SET_ASIDE), told


def issued_facts_agree(world):
    """Of every issue of the fixtures that are several months, whatever was imported since."""
    for fixture in every_fixture(world):
        if not steps.has_steps(fixture.directory):
            continue
        place = world.place / "issues" / fixture.name
        place.mkdir(parents=True)
        sequence = steps.Sequence(program.Program(world.rcti, None), fixture, place)
        sequence.play(with_documents=False)
        issues = sorted(sequence.place.out().glob("*/issue-*"))
        assert issues, fixture.name
        for issue in issues:
            period, number = issue.parent.name, issue.name.removeprefix("issue-")
            facts = place / f"facts-{period}-{number}"
            told = facts_of(world, period, facts, "--as-issued", "--issue", number, "--store",
                            sequence.place.store)
            answer = second_reading(facts, period, issue / "register.csv", told,
                                    *(["--later"] if number != "1" else []))
            assert answer.returncode == 0, (fixture.name, issue, answer)


def what_differs_is_told(world):
    """One cent in the register, a row that is gone, and one more."""
    issued = world.issued("read-again")
    told = facts_of(issued, "2026-09", "facts", "--as-issued")
    register = issued.out / "2026-09/issue-1/register.csv"
    lines = register.read_text(encoding="utf-8").splitlines(keepends=True)
    assert second_reading(issued.place / "facts", "2026-09", register, told).returncode == 0
    number = next(i for i, line in enumerate(lines) if ",P0001," in line)
    cent = lines[number].replace(".00,", ".01,", 1)
    for changed, expected in (
            ([*lines[:number], cent, *lines[number + 1:]], "P0001: partner_amount: register "),
            ([*lines[:number], *lines[number + 1:]], "P0001: not in the register"),
            ([*lines, lines[number].replace(",P0001,", ",P9999,")],
             "P9999: in the register, but not in the facts")):
        other = issued.place / "other.csv"
        other.write_text("".join(changed), encoding="utf-8")
        answer = second_reading(issued.place / "facts", "2026-09", other, told)
        assert answer.returncode == 1 and expected in answer.stdout, (expected, answer)
        assert "2026-09: 1 partner differs" in answer.stdout, answer
    answer = second_reading(issued.place / "facts", "2026-09", issued.place / "none.csv", told)
    assert answer.returncode == 2 and "cannot tell" in answer.stderr, answer


def facts_are_for_their_reader_alone(world):
    place = world.place / "modes"
    facts_of(world, "2026-09", place, *MONTH)
    for path in [place, *place.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path
        assert path.is_dir() or b"Ignored Person" not in path.read_bytes(), path


def facts_go_where_nothing_is(world):
    taken = world.place / "taken"
    taken.mkdir()
    facts_of(world, "2026-09", taken, *MONTH)
    before = sorted(taken.rglob("*"))
    for words, expected in (
            (["--out", taken], "--out names a directory that is new or empty, and "),
            ([], "--out DIR is missing"),
            (["--out", "new", "--issue", "1"], "--issue goes with --as-issued"),
            (["--out", "new", "--as-issued"], "2026-09 is not issued"),
            (["--out", "new", "--as-issued", "--as-at", "2026-10-12T09:00Z"],
             "--as-issued has the dates and holidays of the issue")):
        answer = world.call("facts", "2026-09", *words)
        assert answer.returncode == 2 and expected in answer.stderr, (words, answer)
    assert sorted(taken.rglob("*")) == before and not (world.place / "new").exists()
    issued = world.issued("another-issue")
    answer = issued.call("facts", "2026-09", "--as-issued", "--issue", "2", "--out", "new")
    assert answer.returncode == 2 and "2026-09 has no issue 2" in answer.stderr, answer
    assert not (issued.place / "new").exists()


def the_issue_names_the_command(world):
    """As it stands there it can be pasted, and what it prints too."""
    origin = world.copy("named")
    told = origin.issue(origin.draft()).stdout
    command = told[told.index("rcti facts"):].replace("rcti ", f"{world.rcti} ", 1)
    answer = subprocess.run(["sh", "-c", command.replace("DIR", "audited")], cwd=origin.place,
                            capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer
    next_one = answer.stdout[answer.stdout.index("python3 "):]
    answer = subprocess.run(["sh", "-c", next_one.replace("engine/policy", str(READING.parent))],
                            cwd=origin.place, capture_output=True, text=True, check=False)
    assert answer.returncode == 0 and "the register agrees" in answer.stdout, answer


TESTS = [facts_give_the_same_month, issued_facts_agree, what_differs_is_told,
         facts_are_for_their_reader_alone, facts_go_where_nothing_is, the_issue_names_the_command]
