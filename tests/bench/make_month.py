#!/usr/bin/env python3
"""A large month for the benchmarks: make_month.py PARTNERS OUT_DIR [PERIOD]

September 2026, or PERIOD; each partner offers about 90 hours and has 60 appointments, nearly all completed in
time, of twelve cases of which each lasts two months and six begin in each, so that one month is like another. No
randomness: the same arguments give the same files.
"""

import csv
import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path

COMPANY = Path(__file__).resolve().parents[1] / "errors/base/input/company.ini"
AREAS = [("AU-NSW", "Australia/Sydney"), ("AU-VIC", "Australia/Melbourne"),
         ("AU-QLD", "Australia/Brisbane"), ("AU-SA", "Australia/Adelaide"),
         ("AU-WA", "Australia/Perth"), ("AU-TAS", "Australia/Hobart")]
ABNS = ["51824753556", "53004085616", "33051775556", "88000014675", "49004028077", "91888222000"]
RATE = "90.00"  # 10,000 partners in a month of 23 working days fit one payment file, which has 8 digits of dollars
HOURS = [("Mon", "09:00", "13:00"), ("Tue", "09:00", "13:00"), ("Wed", "09:00", "13:00"),
         ("Thu", "09:00", "13:00"), ("Fri", "09:00", "13:00")]  # 88 hours in September 2026


def write(directory, name, headings, rows):
    with open(directory / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(rows)


SESSIONS = 10  # of a case: five in each of its months


def case_id(number, case, first):
    """The even ones begin in odd months, the others in even ones."""
    begun = first if (first.month + case) % 2 else (first - timedelta(days=1)).replace(day=1)
    return f"ASST-{number:06d}-{case}-{begun:%y%m}"


def appointments(number, partner, first):
    """60 of the offered hours are booked."""
    made = 0
    day = first
    while made < 60:
        if day.weekday() < 5:
            for hour in (9, 10, 11):
                if made == 60:
                    break
                start = day.replace(hour=hour)
                done = start + timedelta(days=8 if made == 59 else 1)
                yield (f"A{number:06d}-{first:%y%m}-{made:02d}", partner, case_id(number, made % 12, first),
                       "open", f"{start:%Y-%m-%dT%H:%M}", "completed",
                       f"{start - timedelta(days=9):%Y-%m-%dT%H:%M}", "client",
                       f"{done:%Y-%m-%dT%H:%M}")
                made += 1
        day += timedelta(days=1)


def month_write(count, directory, first):
    """first: the month's first day."""
    directory.mkdir(parents=True, exist_ok=True)
    shutil.copy(COMPANY, directory)
    partners, rates, schedules, blocks, booked, cases = [], [], [], [], [], []
    requests = []
    for number in range(count):
        partner = f"P{number:06d}"
        area, zone = AREAS[number % len(AREAS)]
        partners.append((partner, f"Partner Number {number}", ABNS[number % len(ABNS)], "2020-01-01",
                         "2020-01-01", "1 Example Street", "Sydney", "NSW", "2000", zone, area,
                         "062-000", f"{10000000 + number}", f"Partner {number}"))
        rates.append((partner, "partner", "2020-01-01", RATE))
        schedules += [(partner, weekday, start, end) for weekday, start, end in HOURS]
        blocks.append((f"B{number:06d}-{first:%y%m}", partner, f"{first:%Y-%m}-11", f"{first:%Y-%m}-11"))
        booked += appointments(number, partner, first)
        theirs = [case_id(number, case, first) for case in range(12)]
        requests.append((f"X{theirs[0][5:]}", theirs[0], "2026-01-02", 4, "approved", "2026-01-05"))
        cases += [(case, SESSIONS) for case in theirs]
    write(directory, "partners.csv",
          ("partner_id", "legal_name", "abn", "gst_from", "agreement_from", "address_line_1",
           "suburb", "state", "postcode", "timezone", "areas", "bsb", "account_number",
           "account_name"), partners)
    write(directory, "rates.csv", ("partner_id", "kind", "effective_from", "hourly_rate"), rates)
    write(directory, "schedules.csv", ("partner_id", "weekday", "start", "end"), schedules)
    write(directory, "blocks.csv", ("block_id", "partner_id", "start", "end"), blocks)
    write(directory, "appointments.csv",
          ("appointment_id", "partner_id", "case_id", "calendar", "start", "status", "booked_at",
           "booked_by", "completed_at"), booked)
    write(directory, "cases.csv", ("case_id", "entitled_sessions"), cases)
    write(directory, "extra_sessions.csv",
          ("request_id", "case_id", "requested_on", "sessions", "outcome", "outcome_on"), requests)


def main():
    period = sys.argv[3] if len(sys.argv) > 3 else "2026-09"
    month_write(int(sys.argv[1]), Path(sys.argv[2]), datetime.strptime(period, "%Y-%m"))


if __name__ == "__main__":
    main()
