#!/usr/bin/env python3
"""The proof of quiet: ordinary months of 300 partners take fewer than ten review lines each from the second
on, and no gate stops one. In them are leave in January, three who join and three who leave each month, a
rise of all rates in July, a practice of 20 who share one account and address, bookings that are cancelled,
missed and not marked. `--months 12` is the whole year, by hand."""

import argparse
import calendar
import csv
import datetime
import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "cli"))
from corrections import COMPANY
from standing import abn

PARTNERS, PRACTICE, CHANGES, LINES_MAX = 300, 20, 3, 9
PLACES = [("NSW", "2042", "Australia/Sydney"), ("VIC", "3056", "Australia/Melbourne"),
          ("QLD", "4000", "Australia/Brisbane"), ("SA", "5000", "Australia/Adelaide"),
          ("WA", "6160", "Australia/Perth"), ("TAS", "7000", "Australia/Hobart"),
          ("ACT", "2601", "Australia/Sydney"), ("NT", "0800", "Australia/Darwin")]
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"]
HEADINGS = {
    "blocks": ["block_id", "partner_id", "start", "end"],
    "appointments": ["appointment_id", "partner_id", "case_id", "calendar", "start", "status", "booked_at",
                     "booked_by", "completed_at", "cancelled_at", "cancelled_by"],
    "cases": ["case_id", "entitled_sessions"],
}


class Partner:
    """Who they are, when they work, from when until when."""

    def __init__(self, number, chance, since):
        self.number, self.id, self.since, self.until = number, f"P{number:04}", since, None
        self.state, self.postcode, self.zone = PLACES[number % len(PLACES)]
        self.practice = number < PRACTICE
        self.days = sorted(chance.sample(range(5), 3))
        self.rate = chance.choice([145, 150, 155, 160])

    def row(self):
        name = f"Partner Number {self.number}"
        return {"partner_id": self.id, "legal_name": name, "abn": abn(1000 + self.number),
                "gst_from": "2020-07-01", "agreement_from": "2025-07-01", "agreement_setoff": "yes",
                "email": f"{self.id.lower()}@example.com",
                "address_line_1": "1 Practice Street" if self.practice else f"{self.number} High Street",
                "suburb": "Town", "state": self.state, "postcode": self.postcode, "timezone": self.zone,
                "areas": f"AU-{self.state}", "bsb": "062-000",
                "account_number": "70000001" if self.practice else str(20000000 + self.number),
                "account_name": "The Practice Pty Ltd" if self.practice else name,
                "active_from": self.since or "", "active_to": self.until or ""}


class Year:
    """Month after month as a system exports it."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.partners = [Partner(number, self.chance, None) for number in range(PARTNERS)]
        self.next, self.cases = PARTNERS, []

    def turn(self, first, last):
        """Three join on the first day, three others leave on the last."""
        self.partners = [who for who in self.partners if not who.until]
        for _ in range(CHANGES):
            self.partners.append(Partner(self.next, self.chance, first.isoformat()))
            self.next += 1
        for who in self.chance.sample(self.partners[PRACTICE:-CHANGES], CHANGES):
            who.until = last.isoformat()

    def leave(self, first):
        """A third has two weeks in January, a few have a day or two in another month."""
        rows = []
        for who in self.partners:
            if first.month == 1 and who.number % 3 == 0:
                start, days = first + datetime.timedelta(5), 14
            elif self.chance.random() < 0.05:
                start, days = first + datetime.timedelta(self.chance.randrange(20)), 2
            else:
                continue
            rows.append({"block_id": f"B{first:%y%m}-{who.id}", "partner_id": who.id, "start": start,
                         "end": start + datetime.timedelta(days - 1)})
        return rows

    def bookings(self, first, last, away):
        rows = []
        for who in self.partners:
            case = f"C{first:%y%m}-{who.id}"
            self.cases.append({"case_id": case, "entitled_sessions": "20"})
            day = first - datetime.timedelta(1)
            while (day := day + datetime.timedelta(1)) <= last:
                gone = any(start <= day <= end for start, end in away.get(who.id, []))
                if day.weekday() not in who.days or gone or self.chance.random() < 0.5:
                    continue
                kind = self.chance.choices(["completed", "no_show", "cancelled", "booked"],
                                           [90, 4, 5, 1])[0]
                row = {"appointment_id": f"A{len(rows)}-{first:%y%m}", "partner_id": who.id, "case_id": case,
                       "calendar": "open", "start": f"{day}T10:00", "status": kind,
                       "booked_at": f"{day - datetime.timedelta(9)}T09:00", "booked_by": "client"}
                if kind in ("completed", "no_show"):
                    row["completed_at"] = f"{day}T11:30"
                if kind == "cancelled":
                    row.update(cancelled_at=f"{day - datetime.timedelta(2)}T09:00", cancelled_by="client")
                rows.append(row)
        return rows

    def month(self, first, last, place):
        self.turn(first, last)
        blocks = self.leave(first)
        away = {row["partner_id"]: [(row["start"], row["end"])] for row in blocks}
        rise = {"": 0} if first.month < 7 else {"": 0, f"{first.year}-07-01": 5}
        files = {
            "partners": [who.row() for who in self.partners],
            "rates": [{"partner_id": who.id, "kind": "partner", "effective_from": since or "2020-01-01",
                       "hourly_rate": who.rate + more}
                      for who in self.partners for since, more in rise.items()],
            "schedules": [{"partner_id": who.id, "weekday": WEEKDAYS[day], "start": "09:00", "end": "13:00"}
                          for who in self.partners for day in who.days],
            "blocks": blocks,
            "appointments": self.bookings(first, last, away),
            "cases": self.cases,
        }
        place.mkdir()
        (place / "company.ini").write_bytes(COMPANY.read_bytes())
        for name, rows in files.items():
            with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, HEADINGS.get(name) or list(rows[0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


class Loud(Exception):
    """A gate, an error, or too many lines."""


def call(arguments, place, *words):
    done = subprocess.run([arguments.rcti, *map(str, words), "--holidays", arguments.holidays],
                          cwd=place, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Loud(f"{' '.join(map(str, words[:2]))}: exit status {done.returncode}\n"
                   f"{done.stderr}{done.stdout[-3000:]}")
    return done.stdout


def issued(arguments, place, first, last):
    """Imports, drafts and issues the month; its review lines."""
    period, paid = f"{first:%Y-%m}", last + datetime.timedelta(10)
    while paid.weekday() > 4:
        paid += datetime.timedelta(1)
    call(arguments, place, "import", period, f"in-{period}")
    draft = call(arguments, place, "run", period, "--as-at", f"{paid}T09:00+11:00", "--issue-date", paid,
                 "--json")
    with (place / f"out/{period}/draft/exceptions.csv").open(encoding="utf-8", newline="") as file:
        lines = [row for row in csv.DictReader(file) if row["severity"] == "review"]
    call(arguments, place, "issue", period, "--draft", json.loads(draft)["digest"], "--approved-by",
         "Ana Approver")
    return lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rcti", type=Path, required=True)
    parser.add_argument("--holidays", type=Path, required=True)
    parser.add_argument("--months", type=int, default=3)
    parser.add_argument("--start", default="2025-12")
    arguments = parser.parse_args()
    arguments.rcti, arguments.holidays = arguments.rcti.resolve(), arguments.holidays.resolve()
    year, month = map(int, re.fullmatch(r"(\d{4})-(\d\d)", arguments.start).groups())
    world = Year(1)
    loud = 0
    with tempfile.TemporaryDirectory() as directory:
        for index in range(arguments.months):
            first = datetime.date(year + (month - 1 + index) // 12, (month - 1 + index) % 12 + 1, 1)
            last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
            world.month(first, last, Path(directory) / f"in-{first:%Y-%m}")
            try:
                lines = issued(arguments, Path(directory), first, last)
            except Loud as problem:
                print(f"{first:%Y-%m}: {problem}")
                return 1
            print(f"{first:%Y-%m}: {len(lines)} lines to look at")
            if index > 0 and len(lines) > LINES_MAX:
                loud += 1
                for row in lines[:30]:
                    print("   ", row["code"], row["partner_id"], row["subject"], row["message"][:200])
    print(f"{arguments.months - loud} passed, {loud} failed")
    return 1 if loud else 0


if __name__ == "__main__":
    sys.exit(main())
