#!/usr/bin/env python3
"""Random months through the program and through the second reading: they must agree.

    run_property.py --rcti PATH --holidays DIR [--months M] [--partners K] [--seed S] [--keep DIR]
    run_property.py --coverage --holidays DIR [--months M] [--partners K] [--seed S]

Month i has the seed S + i, which decides its period, as-at, issue date and facts. On the first
few months it also holds that (a) the order of input rows does not matter, (b) --jobs does not
matter, (c) every as-at after the last deadline gives the same register, (d) two imports of the
month, the first with other facts, leave what one import of the last files does, (e) so does an import
of what rcti facts writes, and the second reading run on that agrees. The last line is
"N passed, M failed", counting partner-months and properties. --coverage runs just the second
reading and counts what the random months contain.
"""

import argparse
import csv
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

sys.path.append(str(Path(__file__).resolve().parents[1]))
from confirming import confirmations
import random_decisions
import random_month
import second_reading

DAY = timedelta(days=1)
DAY_SECONDS = 24 * 3600
FILES = tuple(second_reading.HEADINGS)
PROPERTY_MONTHS = 3
EARLIER_MONTHS = 12  # tried until one is valid
SHOWN = 4  # differing rows shown for each file
PERIODS = [f"2026-{month:02d}" for month in range(1, 13)] * 3 + ["2025-06", "2027-04"]


class ProgramFailed(Exception):
    pass


# ---------------------------------------------------------------------------- one random month


def instant_text(second):
    moment = datetime.fromtimestamp(second, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def choose_as_at(dice, first, last):
    """Long after, a few days after, within the month, or just as some zone's day begins."""
    end = int(datetime(last.year, last.month, last.day, tzinfo=timezone.utc).timestamp())
    end += DAY_SECONDS
    zone = ZoneInfo(dice.choice(random_month.ZONES))
    deadline = second_reading.midnight(last + DAY * dice.randint(-12, 9), zone) * 60
    begin = end - (last - first).days * DAY_SECONDS
    return dice.choices(
        [end + dice.randint(40, 200) * DAY_SECONDS, end + dice.randint(0, 10 * DAY_SECONDS),
         dice.randint(begin, end), deadline, deadline - 1],
        weights=[45, 20, 15, 15, 5])[0]


def choose_period(dice, seed):
    """Three months of five are those in which most clocks change."""
    return {1: "2026-10", 2: "2026-04", 4: "2026-10"}.get(seed % 5) or dice.choice(PERIODS)


def plan_month(seed, options, directory):
    """What the seed decides, and the input files."""
    dice = random.Random(seed)
    period = choose_period(dice, seed)
    days = second_reading.make_month(period, 0, None, None).days
    as_at = choose_as_at(dice, days[0], days[-1])
    issue_date = days[-1] + DAY * dice.choice([1, 3, 5, 20])
    holidays = directory / "holidays"
    world = random_month.generate(seed, options.partners, period, directory / "input",
                                  options.holidays, holidays, as_at, issue_date)
    if dice.random() < 0.5:
        verdicts = list(second_reading.judge(directory / "input", period, as_at, issue_date, holidays))
        random_decisions.write(directory / "input" / "decisions.csv", verdicts, dice, period,
                               second_reading.clock_text, second_reading.is_registered)
    return SimpleNamespace(seed=seed, period=period, as_at=as_at, issue_date=issue_date,
                           directory=directory, input=directory / "input", holidays=holidays,
                           last_day=days[-1], policy=world.policy)


def expected_tables(month, as_at=None):
    return second_reading.compute(month.input, month.period,
                                  month.as_at if as_at is None else as_at,
                                  month.issue_date, month.holidays)


# ---------------------------------------------------------------------------- the program


def run_program(rcti, arguments, directory):
    done = subprocess.run([rcti, *map(str, arguments)], cwd=directory, capture_output=True,
                          text=True, errors="replace", check=False)
    if done.returncode not in (0, 1):
        raise ProgramFailed(f"rcti {' '.join(map(str, arguments))}\nexit status "
                            f"{done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


def import_confirmed(rcti, directory, *words):
    """Random months are nasty on purpose: what stands before an import is confirmed. False where the
    input is wrong."""
    first = subprocess.run([rcti, *map(str, words)], cwd=directory, capture_output=True, text=True,
                           errors="replace", check=False)
    confirmed = confirmations(first.returncode, first.stderr)
    if first.returncode == 3 and not confirmed:
        return False
    if first.returncode != 0:
        run_program(rcti, [*words, *confirmed], directory)
    return True


def entered_at(month):
    """Decisions are judged when they are entered."""
    decides = (month.input / "decisions.csv").exists()
    return ["--as-at", instant_text(month.as_at)] if decides else []


def import_month(rcti, month, directory, input_dir=None):
    directory.mkdir(parents=True, exist_ok=True)
    words = ["import", month.period, input_dir or month.input, "--store", "rcti.db",
             "--holidays", month.holidays]
    words += entered_at(month)
    if not import_confirmed(rcti, directory, *words):
        run_program(rcti, words, directory)  # to be told


def copy_of_store(month, name):
    """A directory with the store as it was after the import."""
    return Path(shutil.copytree(month.directory / "imported", month.directory / name))


def draft(rcti, month, directory, as_at=None, jobs=None):
    """Runs a draft in a directory with a store; returns the directory of its outputs."""
    arguments = ["run", month.period, "--store", "rcti.db", "--out", "out", "--as-at",
                 instant_text(month.as_at if as_at is None else as_at), "--issue-date",
                 month.issue_date, "--holidays", month.holidays, "--quiet"]
    if jobs is not None:
        arguments += ["--jobs", jobs]
    run_program(rcti, arguments, directory)
    return directory / "out" / month.period / "draft"


def read_table(path):
    if not path.exists():
        raise ProgramFailed(f"the program wrote no {path.name}")
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


# ---------------------------------------------------------------------------- comparing


def by_partner(rows, name):
    column = 1 if name == "register.csv" else 0
    grouped = defaultdict(list)
    for row in rows[1:]:
        grouped[row[column]].append(row)
    return grouped


def key_length(name):
    return 3 if name == "slots.csv" else 4 if name == "lines.csv" else 2


def show_differences(name, expected, got):
    """The first rows that differ, with just the columns that do."""
    headings, length, shown = expected[0], key_length(name), 0
    if headings != got[0]:
        print(f"  {name}: headings\n    expected {headings}\n    got      {got[0]}")
    want = {tuple(row[:length]): row for row in expected[1:]}
    have = {tuple(row[:length]): row for row in got[1:]}
    differing = [key for key in sorted(want.keys() | have.keys()) if want.get(key) != have.get(key)]
    if not differing:
        if expected != got:
            print(f"  {name}: the same rows, but in another order or more than once")
        return
    print(f"  {name}: {len(differing)} rows differ")
    for key in differing[:SHOWN]:
        print(f"    {' '.join(key)}")
        if key not in have or key not in want:
            row = want.get(key) or have.get(key)
            print(f"      {'missing' if key in want else 'not expected'}: {','.join(row)}")
            continue
        for heading, wanted, found in zip(headings, want[key], have[key]):
            if wanted != found:
                print(f"      {heading}: expected {wanted!r}, got {found!r}")


def compare_month(expected, draft_dir, tally):
    """Counts each partner of the month, and the files as a whole; True if all agree."""
    got = {name: read_table(draft_dir / name) for name in FILES}
    wanted = {name: by_partner(expected[name], name) for name in FILES}
    found = {name: by_partner(got[name], name) for name in FILES}
    partners = set(wanted["register.csv"]).union(*(found[name] for name in FILES))
    wrong = [partner for partner in partners
             if any(wanted[name].get(partner) != found[name].get(partner) for name in FILES)]
    tally["passed"] += len(partners) - len(wrong)
    tally["failed"] += len(wrong)
    agree = all(expected[name] == got[name] for name in FILES)
    line_ends = not any(b"\r" in (draft_dir / name).read_bytes() for name in FILES)
    tally["passed" if agree and line_ends else "failed"] += 1
    if not agree:
        print(f"  partners that differ: {' '.join(sorted(wrong)[:10])}")
        for name in FILES:
            show_differences(name, expected[name], got[name])
    if not line_ends:
        print("  a file holds a carriage return; lines must end in LF")
    return agree and line_ends


# ---------------------------------------------------------------------------- properties


def shuffle_input(month, target):
    """The same input with the rows of every CSV file in another order."""
    shutil.copytree(month.input, target)
    dice = random.Random(month.seed)
    for path in sorted(target.glob("*.csv")):
        rows = read_table(path)
        body = rows[1:]
        dice.shuffle(body)
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([rows[0], *body])


def same_bytes(one, two, names):
    return [name for name in names
            if not (one / name).exists() or not (two / name).exists()
            or (one / name).read_bytes() != (two / name).read_bytes()]


def all_files(directory):
    return {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()}


def row_order_matters(rcti, month, first_draft):
    """(a)"""
    directory = month.directory / "shuffled"
    shuffle_input(month, directory / "input")
    import_month(rcti, month, directory, directory / "input")
    return same_bytes(first_draft, draft(rcti, month, directory), FILES)


def jobs_matter(rcti, month, _first_draft):
    """(b): both in copies of the same store, under the same relative names."""
    drafts = []
    for jobs in (1, 2):
        directory = copy_of_store(month, f"jobs-{jobs}")
        drafts.append(draft(rcti, month, directory, jobs=jobs))
    return same_bytes(*drafts, sorted(all_files(drafts[0]) | all_files(drafts[1])))


def late_as_at_matters(rcti, month, _first_draft):
    """(c), C3: past the last stamp, start and deadline, as-at changes nothing."""
    partners, _ = second_reading.read_facts(
        month.input, 10 ** 15, second_reading.read_policy(month.input / "policy.ini", date.max))
    stamps = [stamp for partner in partners.values() for item in partner.appointments
              for stamp in (item.start_second, item.booked_at, item.completed_at,
                            item.cancelled_at, item.moved_at) if stamp is not None]
    last = datetime(month.last_day.year, month.last_day.month, month.last_day.day,
                    tzinfo=timezone.utc).timestamp()
    days = int(month.policy.get("completion_days", 7)) + 3
    early = max([int(last) + 10 * DAY_SECONDS, *(stamp + days * DAY_SECONDS for stamp in stamps)])
    late = early + 100 * DAY_SECONDS
    if expected_tables(month, early) != expected_tables(month, late):
        return ["the second reading itself"]
    registers = []
    for name, as_at in (("as-at-early", early), ("as-at-late", late)):
        registers.append(draft(rcti, month, copy_of_store(month, name), as_at=as_at))
    return same_bytes(*registers, ["register.csv"])


def rows_changed(dice, rows):
    """Some rows gone, some of another value in one column that is of any text."""
    kept = [dict(row) for row in rows if dice.random() < 0.8]
    for row in kept:
        for column in ("hourly_rate", "duration_minutes", "reason", "modality"):
            if row.get(column) and dice.random() < 0.2:
                row[column] = {"hourly_rate": "77.70", "duration_minutes": "45"}.get(column, "other")
    return kept


def partners_changed(dice, rows):
    """Another zone, or other active dates: nobody is gone, or other files would name nobody."""
    changed = [dict(row) for row in rows]
    for row in changed:
        if dice.random() < 0.3:
            row["timezone"] = dice.choice(random_month.ZONES)
        if dice.random() < 0.3:
            row["active_from"], row["active_to"] = "", ""
        if dice.random() < 0.2:
            row["trading_name"] = "Another Name"
    return changed


def earlier_files(month, dice, target):
    """The month as an earlier export may have had it, and the names of the files that differ."""
    shutil.copytree(month.input, target)
    names = [name for name in ("partners.csv", "rates.csv", "schedules.csv", "blocks.csv",
                               "appointments.csv", "other_work.csv") if (target / name).exists()]
    chosen = {name for name in names if dice.random() < 0.7} or {"appointments.csv"}
    for name in sorted(chosen):
        headings, *body = read_table(target / name)
        rows = [dict(zip(headings, row)) for row in body]
        change = partners_changed if name == "partners.csv" else rows_changed
        random_month.write_csv(target / name, headings, change(dice, rows))
    return chosen


def import_twice(rcti, month, directory, dice):
    """False where the earlier month is no valid one: a time that its zone does not have, hours
    that overlap while a partner is active for longer."""
    chosen = earlier_files(month, dice, directory / "earlier")
    if not import_confirmed(rcti, directory, "import", month.period, "earlier", "--store",
                            "rcti.db", "--holidays", month.holidays, *entered_at(month)):
        return False
    last = directory / "last"
    shutil.copytree(month.input, last)
    if dice.random() < 0.6:  # just what differs, with what a new zone places
        placed = {"blocks.csv", "appointments.csv", "other_work.csv"}
        wanted = chosen | (placed if "partners.csv" in chosen else set())
        for path in last.iterdir():
            if path.name not in wanted | {"decisions.csv"}:
                path.unlink()
    words = ["import", month.period, "last", "--store", "rcti.db", "--holidays", month.holidays,
             *entered_at(month)]
    if not import_confirmed(rcti, directory, *words):
        run_program(rcti, words, directory)  # to be told
    return True


def earlier_import_matters(rcti, month, first_draft):
    """(d), formats.md section 3."""
    for attempt in range(EARLIER_MONTHS):
        dice = random.Random(f"{month.seed}/{attempt}")
        directory = month.directory / f"twice-{attempt}"
        directory.mkdir()
        if import_twice(rcti, month, directory, dice):
            return same_bytes(first_draft, draft(rcti, month, directory), FILES)
    return ["no earlier month was valid"]


def writing_facts_matters(rcti, month, first_draft):
    """(e): rcti facts; and what an auditor runs on them says that the register agrees."""
    directory = copy_of_store(month, "facts")
    dates = ["--as-at", instant_text(month.as_at), "--issue-date", month.issue_date]
    run_program(rcti, ["facts", month.period, "--store", "rcti.db", "--out", "written", *dates,
                       "--holidays", month.holidays], directory)
    import_month(rcti, month, month.directory / "facts-again", directory / "written")
    differing = same_bytes(first_draft, draft(rcti, month, month.directory / "facts-again"), FILES)
    told = subprocess.run([sys.executable, "-B", second_reading.__file__, directory / "written",
                           month.period, first_draft / "register.csv", *map(str, dates)],
                          capture_output=True, text=True, check=False)
    return differing if told.returncode == 0 else [*differing, told.stdout, told.stderr]


PROPERTIES = (("(a) the order of input rows", row_order_matters),
              ("(b) --jobs", jobs_matter),
              ("(c) as-at after the last deadline", late_as_at_matters),
              ("(d) an earlier import", earlier_import_matters),
              ("(e) writing the facts and importing them", writing_facts_matters))


def check_properties(rcti, month, first_draft, tally):
    agree = True
    for title, check in PROPERTIES:
        try:
            differing = check(rcti, month, first_draft)
        except ProgramFailed as failure:
            differing = [str(failure)]
        tally["failed" if differing else "passed"] += 1
        if differing:
            agree = False
            print(f"  {title} changes: {' '.join(differing[:6])}")
    return agree


# ---------------------------------------------------------------------------- all months


def check_month(seed, number, options, directory, tally):
    month = plan_month(seed, options, directory)
    try:
        import_month(options.rcti, month, directory / "imported")
        first_draft = draft(options.rcti, month, copy_of_store(month, "first"))
        agree = compare_month(expected_tables(month), first_draft, tally)
    except ProgramFailed as failure:
        tally["failed"] += options.partners
        print(f"  {failure}")
        return False, month
    if number < PROPERTY_MONTHS:
        agree = check_properties(options.rcti, month, first_draft, tally) and agree
    return agree, month


def run_months(options):
    tally = Counter()
    root = Path(options.keep or tempfile.mkdtemp(prefix="rcti-property-")).resolve()
    for number in range(options.months):
        seed = options.seed + number
        directory = root / f"seed-{seed}"
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        agree, month = check_month(seed, number, options, directory, tally)
        print(f"seed {seed}: {month.period}, as at {instant_text(month.as_at)}, issue date "
              f"{month.issue_date}: {'agrees' if agree else 'DIFFERS'}")
        if not agree:
            print(f"  again: {Path(__file__).name} --rcti {options.rcti} --holidays "
                  f"{options.holidays} --months 1 --partners {options.partners} --seed {seed} "
                  f"--keep DIR")
    if not options.keep:
        shutil.rmtree(root, ignore_errors=True)
    print(f"{tally['passed']} passed, {tally['failed']} failed")
    return 1 if tally["failed"] else 0


def count_rows(tables, counts):
    for row in tables["register.csv"][1:]:
        counts["register", row[2], row[3], row[-1]] += 1
    for row in tables["slots.csv"][1:]:
        counts["slots", row[3], row[4], row[9]] += 1
    for row in tables["adhoc.csv"][1:]:
        counts["adhoc", row[4], row[5], row[9]] += 1
    for row in tables["unscheduled.csv"][1:]:
        counts["unscheduled", row[4], row[5], row[6]] += 1


def coverage(options):
    counts = Counter()
    for seed in range(options.seed, options.seed + options.months):
        with tempfile.TemporaryDirectory(prefix="rcti-property-") as directory:
            month = plan_month(seed, options, Path(directory))
            count_rows(expected_tables(month), counts)
            for item in month.policy.items():
                counts["policy", *item, ""] += 1
            counts["period", month.period, "", ""] += 1
    for key, count in sorted(counts.items()):
        print(f"{count:8d}  {' '.join(part or '-' for part in key)}")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rcti")
    parser.add_argument("--holidays", required=True, type=lambda text: Path(text).resolve())
    parser.add_argument("--months", type=int, default=10)
    parser.add_argument("--partners", type=int, default=110)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep")
    parser.add_argument("--coverage", action="store_true")
    options = parser.parse_args()
    if options.coverage:
        return coverage(options)
    if not options.rcti:
        parser.error("--rcti is needed")
    options.rcti = str(Path(options.rcti).resolve())
    return run_months(options)


if __name__ == "__main__":
    sys.exit(main())
