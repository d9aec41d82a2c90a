"""rcti facts, and the second reading that an auditor runs on what it writes."""

import json
import stat
import subprocess
import sys

from world import DEMONSTRATION, MONTH, TOP

sys.path += [str(TOP / "tests"), str(TOP / "tests/golden")]
import program
import steps
from confirming import confirmations

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


LEFT = {  # P0001 has a session of the case in September, and is gone in October
    "partners": "partner_id,legal_name,abn,timezone,areas\n{}P0002,B,,Australia/Sydney,AU-NSW\n",
    "rates": "partner_id,kind,effective_from,hourly_rate\nP0002,adhoc,2026-01-01,100\n",
    "schedules": "partner_id,weekday,start,end,effective_from\n",
    "blocks": "block_id,partner_id,start,end\n",
    "cases": "case_id,entitled_sessions\nK1,1\nK2,1\n",
    "appointments": "appointment_id,partner_id,case_id,calendar,start,status,booked_at,booked_by,"
                    "completed_at\n{}"}
HERE = "P0001,A,,Australia/Sydney,AU-NSW\n"
ADHOC = "{},{},{},adhoc,{day}T10:00,completed,2026-08-01T10:00,cs,{day}T12:00\n"


def left_month(world, place, name, here, appointments):
    directory = place / name
    directory.mkdir(parents=True)
    for table, text in LEFT.items():
        filled = text.format(here if table == "partners" else appointments)
        (directory / f"{table}.csv").write_text(filled, encoding="utf-8")
    for path in (DEMONSTRATION / "input").glob("company.*"):
        (directory / path.name).write_text("\n".join(
            line for line in path.read_text(encoding="utf-8").splitlines()
            if not line.startswith("logo")), encoding="utf-8")
    words = ["import", name, directory, "--store", place / "rcti.db"]
    first = world.call(*words)
    done = world.call(*words, *confirmations(first.returncode, first.stderr)) \
        if first.returncode else first
    assert done.returncode == 0, done


def sessions_with_others_stay_used(world):
    """A6: the case's one session was with a partner whom the month does not have any more."""
    place = world.place / "left"
    dates = ["--as-at", "2026-11-20T09:00Z", "--issue-date", "2026-11-20"]
    left_month(world, place, "2026-09", HERE, ADHOC.format("A1", "P0001", "K1", day="2026-09-07"))
    left_month(world, place, "2026-10", "", "".join(
        ADHOC.format(name, "P0002", case, day="2026-10-06").replace("T10", hour)
        for name, case, hour in (("A2", "K1", "T10"), ("A3", "K2", "T14"))))
    facts = place / "facts"
    told = facts_of(world, "2026-10", facts, *dates, "--store", place / "rcti.db")
    assert told["left_out"] == [
        "rows of whoever partners.csv of 2026-10 lacks: 1; of their sessions 1 count in "
        "sessions_used of their cases"], told
    assert world.call("import", "2026-10", facts, "--store", place / "fresh.db").returncode == 0
    tables = []
    for store, out in (("rcti.db", "one"), ("fresh.db", "two")):
        world.call("run", "2026-10", *dates, "--store", place / store, "--out", place / out)
        tables.append([(place / out / "2026-10/draft" / f"{table}.csv").read_bytes()
                       for table in TABLES])
    assert tables[0] == tables[1] and b"OVER_ALLOCATION" in tables[0][2], tables
    answer = second_reading(facts, "2026-10", place / "one/2026-10/draft/register.csv", told)
    assert answer.returncode == 0, answer


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
    place = world.place / "facts-modes"
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


TESTS = [facts_give_the_same_month, issued_facts_agree, sessions_with_others_stay_used,
         what_differs_is_told, facts_are_for_their_reader_alone, facts_go_where_nothing_is,
         the_issue_names_the_command]
