#!/usr/bin/env python3
"""Months of which one thing is broken as an export breaks it: who notices?

    broken_exports.py --rcti PATH [--seeds N] [--first S] [--jobs J] [--most-unseen N] [--list]

An ordinary August is imported and issued, and September is broken once a seed: a file cut off,
shifted by hours, of another month, emptied, with a column renamed, or with a digit too many. It counts what was
refused as wrong, what stopped at a gate, where a review or a hold was raised that the whole September
has not, and what passed; those that passed and change somebody's pay by over 1 % are listed. It fails
where there are more of them than --most-unseen. The last line is "N passed, M failed".
"""

import argparse
import csv
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.append(str(TOP / "tests"))
from confirming import confirmations
from random_month import write_csv

COMPANY = TOP / "fixtures/2026-07-to-09-three-months-with-late-facts/input-1-july/company.ini"
AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)
DATES = {AUGUST: ["--as-at", "2026-09-10T09:00+10:00", "--issue-date", "2026-09-10"],
         SEPTEMBER: ["--as-at", "2026-10-12T09:00+11:00", "--issue-date", "2026-10-12"]}
HOMES = [("Australia/Sydney", "AU-NSW", "NSW", "2000"), ("Australia/Melbourne", "AU-VIC", "VIC", "3000"),
         ("Australia/Brisbane", "AU-QLD", "QLD", "4000")]
WEEKDAYS = "Mon Tue Wed Thu Fri".split()
WORLDS_EACH = 25  # seeds that share an August
PART = 0.01
COUNTED = ("FEW_BLOCKS", "FEW_BOOKINGS")  # one line for the run, which says how many there are
# Columns that exports call otherwise, and how.
RENAMED = {
    "schedules.csv": {"end": ["end_time", "finish", "until"], "start": ["start_time"],
                      "effective_to": ["effective_until", "valid_to"],
                      "effective_from": ["effective_since", "valid_from"], "weekday": ["day"]},
    "appointments.csv": {"timezone": ["client_timezone", "tz"], "completed_at": ["completed_on", "marked_at"],
                         "booked_at": ["date_booked", "created_at"], "status": ["state"],
                         "duration_minutes": ["duration", "length"], "cancelled_at": ["cancelled_on"],
                         "start": ["starts_at"], "case_id": ["case_number", "referral_id"]},
    "blocks.csv": {"start": ["from"], "end": ["until"], "partner_id": ["consultant"]},
    "partners.csv": {"gst_from": ["gst_date", "gst_registered_from"], "gst_to": ["gst_until"],
                     "agreement_from": ["agreement_date"], "active_to": ["end_date", "active_until"],
                     "timezone": ["time_zone"], "areas": ["area"]},
    "rates.csv": {"hourly_rate": ["rate"], "effective_from": ["from"], "kind": ["type"]},
    "cases.csv": {"sessions_used": ["used_sessions"], "entitled_sessions": ["entitlement"]},
}


def number(first, last, dice):
    return "".join(str(dice.randint(0, 9)) for _ in range(dice.randint(first, last)))


def abn(dice):
    weights = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
    while True:
        digits = [dice.randint(1, 9)] + [dice.randint(0, 9) for _ in range(10)]
        if sum(w * d for w, d in zip(weights, [digits[0] - 1, *digits[1:]])) % 89 == 0:
            return "".join(map(str, digits))


def days_of(first):
    day = first
    while day.month == first.month:
        yield day
        day += timedelta(days=1)


class Months:
    """An ordinary practice: who they are, and the rows of each month by file."""

    def __init__(self, seed, partners=14):
        self.dice = random.Random(seed)
        self.partners, self.rates, self.schedules, self.cases = [], [], [], []
        self.hours = {}
        for i in range(partners):
            self.partner_add(f"P{i + 1:04d}")
        self.files = {first: self.month(first) for first in (AUGUST, SEPTEMBER)}

    def partner_add(self, name):
        dice = self.dice
        zone, area, state, postcode = dice.choice(HOMES)
        self.partners.append({
            "partner_id": name, "legal_name": f"Partner {name[1:]} Pty Ltd", "abn": abn(dice),
            "gst_from": "2019-07-01" if dice.random() < 0.8 else "", "gst_to": "",
            "agreement_from": "2025-07-01", "agreement_to": "", "email": f"{name}@example.com",
            "address_line_1": "1 High Street", "suburb": "Town", "state": state,
            "postcode": postcode, "timezone": zone, "areas": area, "bsb": "062-000",
            "account_number": f"1{name[1:]}{number(4, 4, dice)}", "account_name": f"Partner {name[1:]}",
            "active_from": "2024-01-01", "active_to": "2027-06-30" if dice.random() < 0.2 else ""})
        rate = dice.choice([120, 135, 150, 165, 180])
        for kind, more in (("partner", 0), ("adhoc", 20)):
            self.rates.append({"partner_id": name, "kind": kind, "effective_from": "2025-07-01",
                               "hourly_rate": f"{rate + more}.00"})
        self.hours[name] = []
        for weekday in dice.sample(range(5), dice.randint(2, 4)):
            start = dice.choice([8, 9, 13])
            end = start + dice.randint(2, 5)
            self.hours[name] += [(weekday, hour) for hour in range(start, end)]
            self.schedules.append({
                "partner_id": name, "weekday": WEEKDAYS[weekday], "start": f"{start:02d}:00",
                "end": f"{end:02d}:00", "effective_from": "2026-01-05", "effective_to": ""})
        if dice.random() < 0.3:  # a row that has ended
            self.schedules.append({
                "partner_id": name, "weekday": "Sat", "start": "09:00", "end": "11:00",
                "effective_from": "2025-07-01", "effective_to": "2026-06-30"})
        for i in range(6):
            self.cases.append({"case_id": f"ASST-{name}-{i}", "entitled_sessions": "30",
                               "opened_on": "2026-06-01", "sessions_used": "2"})

    def booking(self, name, day, hour, index):
        dice = self.dice
        start = datetime(day.year, day.month, day.day, hour)
        text = "%Y-%m-%dT%H:%M"
        status = dice.choices(["completed", "no_show", "cancelled", "booked"], [84, 5, 9, 2])[0]
        marked = start + timedelta(minutes=dice.randint(55, 3000))
        return {"appointment_id": f"A{day:%m%d}{hour:02d}{name}{index}", "partner_id": name,
                "case_id": f"ASST-{name}-{dice.randint(0, 5)}", "calendar": "open",
                "start": start.strftime(text), "duration_minutes": "60", "timezone": "",
                "status": status, "booked_at": (start - timedelta(days=dice.randint(2, 20))).strftime(text),
                "booked_by": dice.choice(["client", "cs"]),
                "completed_at": marked.strftime(text) if status in ("completed", "no_show") else "",
                "cancelled_at": (start - timedelta(hours=dice.randint(30, 90))).strftime(text)
                if status == "cancelled" else "", "cancelled_by": "client" if status == "cancelled"
                else ""}

    def month(self, first):
        dice = self.dice
        blocks, bookings, work = [], [], []
        days = list(days_of(first))
        for name, hours in self.hours.items():
            leave = set()
            if dice.random() < 0.4:
                start = dice.choice(days[:-3])
                leave = {start + timedelta(days=i) for i in range(dice.randint(1, 3))}
                blocks.append({"block_id": f"B{first:%m}{name}", "partner_id": name,
                               "start": min(leave).isoformat(), "end": max(leave).isoformat()})
            if dice.random() < 0.2:
                day = dice.choice(days)
                work.append({"work_id": f"W{first:%m}{name}", "partner_id": name, "stream": "onsite",
                             "start": f"{day}T09:00", "end": f"{day}T11:00"})
            bookings += [self.booking(name, day, hour, 0) for day in days for weekday, hour in hours
                         if day.weekday() == weekday and day not in leave and dice.random() < 0.65]
        return {"partners.csv": self.partners, "rates.csv": self.rates, "schedules.csv": self.schedules,
                "blocks.csv": blocks, "appointments.csv": bookings, "other_work.csv": work,
                "cases.csv": self.cases}


HEADINGS = {"blocks.csv": ["block_id", "partner_id", "start", "end"],
            "other_work.csv": ["work_id", "partner_id", "stream", "start", "end"]}


def headings_of(name, rows):
    return HEADINGS.get(name) or list(rows[0])


def write(files, directory):
    directory.mkdir(parents=True)
    shutil.copy(COMPANY, directory)
    for name, rows in files.items():
        write_csv(directory / name, headings_of(name, rows), rows)


# ---------------------------------------------------------------------------- what breaks


def cut(dice, months, directory):
    """The file ends too early, as a download that broke off does, or one that was limited."""
    path = directory / dice.choice(["appointments.csv", "schedules.csv", "blocks.csv", "rates.csv",
                                    "partners.csv", "cases.csv"])
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if path.name == "appointments.csv" and dice.random() < 0.5:  # in order of time, not of partners
        start = lines[0].split(",").index("start")
        lines[1:] = sorted(lines[1:], key=lambda line: line.split(",")[start])
    kept = dice.randint(1, max(1, len(lines) - 1))
    path.write_text("".join(lines[:kept]), encoding="utf-8")
    return f"{path.name} has {kept - 1} of {len(lines) - 1} rows"


def shifted(dice, months, directory):
    """Times that are of another zone."""
    name = dice.choice(["appointments.csv"] * 3 + ["blocks.csv", "schedules.csv"])
    hours = dice.choice([-11, -10, -9, -3, -1, 1, 2, 10])
    path = directory / name
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for column, value in row.items():
            if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", value or ""):
                moved = datetime.fromisoformat(value) + timedelta(hours=hours)
                row[column] = moved.strftime("%Y-%m-%dT%H:%M")
            elif name == "schedules.csv" and column in ("start", "end"):
                row[column] = f"{(int(value[:2]) + hours) % 24:02d}:00"
    write_csv(path, headings_of(name, rows), rows)
    return f"{name} by {hours:+d} hours"


def other_month(dice, months, directory):
    """The export of the month before under this month's name."""
    name = dice.choice(["appointments.csv"] * 3 + ["blocks.csv", "other_work.csv"])
    rows = months.files[AUGUST][name]
    write_csv(directory / name, headings_of(name, rows), rows)
    return f"{name} is August's"


def emptied(dice, months, directory):
    name = dice.choice(["appointments.csv", "schedules.csv", "blocks.csv", "rates.csv",
                        "other_work.csv", "cases.csv"])
    rows = months.files[SEPTEMBER][name]
    write_csv(directory / name, headings_of(name, rows), [])
    return f"{name} has headings alone, {len(rows)} rows before"


def renamed(dice, months, directory):
    name = dice.choice(list(RENAMED))
    column = dice.choice(list(RENAMED[name]))
    other = dice.choice(RENAMED[name][column])
    path = directory / name
    lines = path.read_text(encoding="utf-8").split("\n", 1)
    heading = [other if word == column else word for word in lines[0].split(",")]
    path.write_text(",".join(heading) + "\n" + lines[1], encoding="utf-8")
    return f"{name}: {column} is called {other}"


def digit(dice, months, directory):
    """One digit too many in one value."""
    name, column = dice.choice([("rates.csv", "hourly_rate")] * 3 +
                               [("appointments.csv", "duration_minutes"), ("schedules.csv", "end"),
                                ("schedules.csv", "start"), ("appointments.csv", "completed_at"),
                                ("blocks.csv", "end"), ("cases.csv", "sessions_used"),
                                ("partners.csv", "gst_from"), ("partners.csv", "active_to")])
    path = directory / name
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    filled = [row for row in rows if row[column]]
    if not filled:
        return "nothing"
    row = dice.choice(filled)
    places = [i for i, c in enumerate(row[column].split(".")[0]) if c.isdigit()]
    place = dice.choice(places)
    was = row[column]
    extra = str(dice.randint(0, 9))
    row[column] = was[:place] + extra + was[place:]
    write_csv(path, headings_of(name, rows), rows)
    return f"{name}: {column} of {row[next(iter(row))]} is {row[column]} instead of {was}"


BREAKS = [cut, shifted, other_month, emptied, renamed, digit]


# ---------------------------------------------------------------------------- a run


class World:
    """An August that is issued, and what the whole September pays."""

    def __init__(self, rcti, seed, place):
        self.rcti, self.place, self.months = rcti, place, Months(seed)
        place.mkdir()
        for first in (AUGUST, SEPTEMBER):
            write(self.months.files[first], place / f"{first:%m}")
        self.brought(AUGUST, place / "08", place)
        digest = self.draft(AUGUST, place)["digest"]
        self.call(place, "issue", "2026-08", "--draft", digest, "--approved-by", "Ana Approver")
        whole = shutil.copytree(place, place.parent / f"{place.name}-whole")
        self.gates = self.brought(SEPTEMBER, place / "09", whole)
        self.draft(SEPTEMBER, whole)
        self.pay, self.seen = self.results(whole)
        shutil.rmtree(whole)

    def call(self, directory, *words, good=(0, 1)):
        done = subprocess.run([str(self.rcti), *map(str, words)], cwd=directory, text=True,
                              capture_output=True, errors="replace", check=False)
        assert done.returncode in good, (words, done.returncode, done.stderr[-2000:])
        return done

    def brought(self, first, source, directory, *words):
        """Imports; the gates that had to be confirmed."""
        words = ["import", f"{first:%Y-%m}", source, *DATES[first][:2], *words]
        done = self.call(directory, *words, good=(0, 1, 3))
        if done.returncode == 3:
            self.call(directory, *words, *confirmations(done.returncode, done.stderr))
        return done.stderr

    def draft(self, first, directory):
        return json.loads(self.call(directory, "run", f"{first:%Y-%m}", *DATES[first], "--json").stdout)

    @staticmethod
    def results(directory):
        """What each partner is paid, and the holds and reviews."""
        draft = directory / "out/2026-09/draft"
        with (draft / "register.csv").open(encoding="utf-8", newline="") as file:
            pay = {row["partner_id"]: float(row["payment"] or 0) for row in csv.DictReader(file)}
        with (draft / "exceptions.csv").open(encoding="utf-8", newline="") as file:
            seen = {(row["code"], row["partner_id"], row["subject"],
                     row["message"] if row["code"] in COUNTED else "")
                    for row in csv.DictReader(file) if row["severity"] != "info"}
        return pay, seen

    def broken(self, seed):
        """How September ends where one thing is broken: the kind, what it was, and what came of it."""
        dice = random.Random(f"break {seed}")
        kind = BREAKS[seed % len(BREAKS)]
        with tempfile.TemporaryDirectory(dir=self.place.parent) as name:
            place = Path(name)
            shutil.copy(self.place / "rcti.db", place)
            source = Path(shutil.copytree(self.place / "09", place / "09"))
            what = kind(dice, self.months, source)
            done = self.call(place, "import", "2026-09", source, *DATES[SEPTEMBER][:2], good=(0, 1, 3))
            if done.returncode == 3:
                gate = confirmations(done.returncode, done.stderr)
                return kind.__name__, what, "stopped at a gate" if gate else "refused as wrong", []
            self.draft(SEPTEMBER, place)
            pay, seen = self.results(place)
        other = [f"{name} {self.pay.get(name, 0):.2f} -> {pay.get(name, 0):.2f}"
                 for name in sorted(set(pay) | set(self.pay))
                 if abs(pay.get(name, 0) - self.pay.get(name, 0)) > PART * self.pay.get(name, 0) + 0.005]
        # Of each whose pay is another, or of the run as a whole.
        told = {partner for _, partner, *_ in seen - self.seen}
        if told and ("" in told or all(name.split()[0] in told for name in other)):
            return kind.__name__, what, "a review or hold is raised", other
        return kind.__name__, what, "passed, pay changed" if other else "passed, pay the same", other


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rcti", required=True)
    arguments.add_argument("--seeds", type=int, default=60)
    arguments.add_argument("--first", type=int, default=1)
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--most-unseen", type=int, default=0)
    options = arguments.parse_args()
    seeds = range(options.first, options.first + options.seeds)
    with tempfile.TemporaryDirectory() as directory, ThreadPoolExecutor(options.jobs) as pool:
        rcti = Path(options.rcti).resolve()
        numbers = sorted({seed // WORLDS_EACH for seed in seeds})
        worlds = dict(zip(numbers, pool.map(
            lambda i: World(rcti, i, Path(directory) / f"world-{i}"), numbers)))
        results = list(pool.map(lambda seed: worlds[seed // WORLDS_EACH].broken(seed), seeds))
    ordinary = [world.gates for world in worlds.values() if world.gates]
    for gates in ordinary:
        print(f"an ordinary September stops: {gates}")
    counts = Counter((kind, end) for kind, _, end, _ in results)
    for (kind, end), count in sorted(counts.items()):
        print(f"{kind:12} {end:28} {count:5}")
    unseen = [(seed, *result) for seed, result in zip(seeds, results) if result[2] == "passed, pay changed"]
    for seed, kind, what, _, other in unseen:
        print(f"unseen: seed {seed}, {kind}: {what}: {', '.join(other[:3])}"
              f"{f' and {len(other) - 3} more' if len(other) > 3 else ''}")
    failed = len(ordinary) + (len(unseen) if len(unseen) > options.most_unseen else 0)
    print(f"{len(results) - len(unseen)} passed, {failed} failed")
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main())
