#!/usr/bin/env python3
"""Random claims over random months: the bridge of `rcti claim` adds up, and is that of a second reading.

    claims.py --rcti PATH --holidays DIR [--months M] [--partners K] [--seed S]

What is paid is worked out by second_reading.py. Of a claim of anything at all it holds, in minutes and in
cents, that claimed - claimed and not paid - claimed twice + paid and not claimed = paid, and that paid is
what the register has. Of a plain claim (whole hours of the schedule, ad hoc bookings by their ids) every
step is counted here too. The last line is "N passed, M failed".
"""

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import run_property

SUMS = ("minutes", "subtotal", "gst", "total")


def rows_of(tables, name):
    """By partner; no id begins with the apostrophe that a table has before one like "-1"."""
    headings, *rows = tables[name]
    grouped = defaultdict(list)
    for row in rows:
        named = {heading: value.lstrip("'") for heading, value in zip(headings, row)}
        grouped[named["partner_id"]].append(named)
    return grouped


def numbers(sums):
    return [sums["minutes"]] + [round(float(sums[key]) * 100) for key in SUMS[1:]]


def durations_of(month):
    """By appointment; a blank one lasts an hour."""
    with open(month.input / "appointments.csv", encoding="utf-8-sig", newline="") as file:
        return {row["appointment_id"]: int(row.get("duration_minutes") or 60)
                for row in csv.DictReader(file)}


def units_of(slots, bookings, durations):
    """What can be claimed: key -> (minutes that it has, minutes that it pays)."""
    units = {(row["date"], row["start"], ""): (60, int(row["paid_minutes"]) - int(row["penalty_minutes"]))
             for row in slots}
    units |= {(row["date"], row["start"], row["appointment_id"]):
              (durations[row["appointment_id"]], int(row["paid_minutes"])) for row in bookings}
    return units


def clear_units(units):
    """Those that their date and start, or their id, name alone."""
    starts = Counter(key[:2] for key in units)
    return [key for key in units if key[2] or starts[key[:2]] == 1]


def plain_claim(dice, units):
    """Whole units, some of them more than once; and what comes of them."""
    keys = clear_units(units)
    chosen = [key for key in keys if dice.random() < 0.7]
    again = [key for key in chosen if dice.random() < 0.1]
    if not chosen:
        return [], None
    counts = Counter(chosen + again)
    rows = [(*key, "") for key in counts.elements()]
    dice.shuffle(rows)
    paid = sum(min(units[key]) for key in counts)
    expected = {
        "claimed": sum(units[key][0] * count for key, count in counts.items()),
        "paid": paid,
        "claimed_not_paid": sum(units[key][0] for key in counts) - paid,
        "claimed_twice": sum(units[key][0] * (count - 1) for key, count in counts.items()),
        "paid_not_claimed": sum(minutes for _, minutes in units.values()) - paid,
    }
    return rows, expected


def wild_claim(dice, period, units):
    """Any times, any minutes, ids of nobody."""
    rows = []
    for _ in range(dice.randint(1, 25)):
        date, start, name = dice.choice(list(units)) if units and dice.random() < 0.7 else \
            (f"{period}-{dice.randint(1, 28):02d}", f"{dice.randint(0, 23):02d}:00", "")
        if dice.random() < 0.3:
            start = f"{start[:3]}{dice.choice(['05', '15', '30', '59'])}"
        name = dice.choice([name, name, "", "NOBODY-1"])
        rows.append((date, start, name, dice.choice(["", "", "", "1", "30", "60", "90", "240", "1440"])))
    return rows


def claim(rcti, month, directory, partner_id, rows):
    text = "".join(",".join(row) + "\n" for row in [("date", "start", "appointment_id", "minutes"), *rows])
    (directory / "claim.csv").write_text(text, encoding="utf-8")
    words = ["claim", partner_id, month.period, "claim.csv", "--store", "rcti.db", "--json", "--as-at",
             run_property.instant_text(month.as_at), "--issue-date", str(month.issue_date),
             "--holidays", str(month.holidays)]
    done = subprocess.run([rcti, *words], cwd=directory, capture_output=True, text=True, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr


def problems_of(found, register, expected):
    if isinstance(found, str):
        return [found]
    steps = found["steps"]
    parts = [numbers(part) for part in (found["claimed"], steps["claimed_not_paid"], steps["claimed_twice"],
                                        steps["paid_not_claimed"], found["of_no_hour"])]
    told = [a - b - c + d + e for a, b, c, d, e in zip(*parts)]
    problems = []
    if told != numbers(found["paid"]):
        problems.append(f"adds up to {told}, not {numbers(found['paid'])}")
    for name, step in steps.items():
        if step["minutes"] != sum(hour["minutes"] for hour in step["hours"]) or step["minutes"] < 0:
            problems.append(f"the hours of {name} are not its minutes")
    if register["status"] != "held":
        minutes = int(register["partner_minutes"]) + int(register["adhoc_minutes"])
        paid = [minutes] + [round(float(register[key]) * 100) for key in SUMS[1:]]
        if numbers(found["paid"]) != paid:
            problems.append(f"paid {numbers(found['paid'])}, in the register {paid}")
        # Payments by decision (D3) are of no hour, and nothing else is.
        decided = round(float(register["decisions_amount"] or 0) * 100)
        of_no_hour = numbers(found["of_no_hour"])
        if of_no_hour[:2] != [0, decided] or (decided == 0 and any(of_no_hour)):
            problems.append(f"of no hour {of_no_hour}, decided in the register {decided}")
    for name, minutes in (expected or {}).items():
        step = found["claimed"] if name == "claimed" else steps[name]
        if step["minutes"] != minutes:
            problems.append(f"{name}: {step['minutes']} minutes, counted {minutes}")
    return problems


def check_month(options, seed, tally):
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        month = run_property.plan_month(seed, options, Path(place))
        directory = Path(place) / "claimed"
        run_property.import_month(options.rcti, month, directory)
        tables = run_property.expected_tables(month)
        durations = durations_of(month)
        slots, bookings = rows_of(tables, "slots.csv"), rows_of(tables, "adhoc.csv")
        for partner_id, (register,) in rows_of(tables, "register.csv").items():
            units = units_of(slots[partner_id], bookings[partner_id], durations)
            plain, expected = plain_claim(dice, units)
            for rows, wanted in ((plain, expected), (wild_claim(dice, month.period, units), None)):
                found = claim(options.rcti, month, directory, partner_id, rows) if rows else None
                problems = problems_of(found, register, wanted) if rows else []
                tally["failed" if problems else "passed"] += bool(rows)
                for problem in problems:
                    print(f"seed {seed}, {partner_id}: {problem}\n  {rows}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rcti", required=True)
    parser.add_argument("--holidays", required=True, type=lambda text: Path(text).resolve())
    parser.add_argument("--months", type=int, default=5)
    parser.add_argument("--partners", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.rcti = str(Path(options.rcti).resolve())
    tally = Counter()
    for seed in range(options.seed, options.seed + options.months):
        check_month(options, seed, tally)
    print(f"{tally['passed']} passed, {tally['failed']} failed")
    return 1 if tally["failed"] or not tally["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
