#!/usr/bin/env python3
"""`rcti explain` accounts for every cent and finds every appointment.

    explained.py --rcti PATH --holidays DIR [--months M] [--partners K] [--seed S]

Of random months: the hours of each partner add up to the lines, the lines to the total; each
appointment of the input is found by `explain ID`, in any case of letters, with sentences and whether it
matters: where it does, the hour or booking is named that rests on it. Random histories (histories.py)
ask `check` at their end. The last line is "N passed, M failed", counting partners and appointments.
"""

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import positions
import run_property

APPOINTMENTS = "SELECT DISTINCT appointment_id FROM appointments"
FOUND_IN_A_HISTORY = 8  # appointments that are looked for


def cents(rows, *columns):
    return sum(positions.cents(row[column]) for row in rows for column in columns)


def month_problems(told):
    """Hours, lines and total of one explained month."""
    held = told["status"] == "held"
    hours = {"partner": sum(row["paid_minutes"] - row["penalty_minutes"] for row in told["slots"]),
             "adhoc": sum(row["paid_minutes"] for row in told["adhoc"])}
    lines = {kind: sum(row["minutes"] for row in told["lines"] if row["kind"] == kind)
             for kind in hours}
    if not held and hours != lines:
        yield f"hours {hours}, lines {lines}"
    if not held and cents(told["lines"], "amount", "gst") != positions.cents(told["total"]):
        yield f"lines {told['lines']}, total {told['total']}"
    unpaid = sum(60 - row["paid_minutes"] + row["penalty_minutes"] for row in told["slots"])
    unpaid += sum(row["duration_minutes"] - row["paid_minutes"] for row in told["adhoc"]
                  if row["outcome"] != "ADHOC_PENDING")
    reasons = sum(row["minutes"] for row in told["not_paid"] if row["rule"] != "A8")
    if unpaid != reasons:
        yield f"{unpaid} minutes are not paid, {reasons} have a reason"
    for row in told["slots"] + told["adhoc"] + told["unscheduled"]:
        if not row["sentences"]:
            yield f"nothing is said of {row}"


def money_problems(told):
    """What was billed and paid of it."""
    settled = told["decided"] and told["decided"]["what"] in ("settled", "never_issued")
    if settled and positions.cents(told["unbilled"]) != 0:
        yield f"unbilled {told['unbilled']}, but it is settled"
    if told["status"] != "held" and not settled and positions.cents(told["billed"]) + \
            positions.cents(told["unbilled"]) != positions.cents(told["total"]):
        yield f"billed {told['billed']}, unbilled {told['unbilled']}, total {told['total']}"
    for payment in told["payments"]:
        had = cents([payment], "brought_forward") + cents(payment["documents"], "total") - \
            cents([payment], "settled_before") + cents([payment], "came_back", "written_off")
        if had != cents([payment], "payment", "carried_forward"):
            yield f"a payment does not add up: {payment}"
        owed = cents([payment], "later_came_off", "later_written_off") - cents([payment], "still_owed")
        if owed != -cents([payment], "carried_forward"):
            yield f"what it left does not add up: {payment}"
        if not since_adds_up(payment):
            yield f"what became of it does not add up: {payment}"


def since_adds_up(payment):
    """What came back is paid again, by hand or by a file, or counted, or open. What a file left out may come
    back too: then it is open once."""
    in_file = [payment, *(row for row in payment["since"] if row["what"] == "paid_again")]
    all_in_file = all(row["in_payment_file"] for row in in_file)
    due = 0 if payment["in_payment_file"] else cents([payment], "payment")
    for row in payment["since"]:
        done = row["what"] != "paid_again" or row["in_payment_file"]
        due += cents([row], "amount") * (1 if row["what"] == "came_back" else -1 if done else 0)
    is_open = cents([payment], "owed_again", "left_out")
    return is_open == due if all_in_file else 0 <= is_open <= due


# ---------------------------------------------------------------------------- histories


def payments_of(store):
    """(partner_id, period of the issue, issue) -> what was paid and carried, by payment."""
    found = {}
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as database:
        for partner_id, period, issue, payment, carried in database.execute(
                "SELECT partner_id, period, issue, payment, carried FROM payments"
                " JOIN issues USING (seq)"):
            found.setdefault((partner_id, period, issue), []).append((payment, carried))
    database.close()
    return found


def check(player, as_at, known_facts):
    """At the end of a history: every partner of every month."""
    paid = payments_of(player.store)
    seen = {}
    places = {(partner_id, period) for period in player.imported
              for partner_id in player.facts.roster(period)}
    places |= {place for place in player.ledger.positions if player.ledger.closed(*place)}
    for partner_id, period in sorted(places):
        done = player.call("explain", partner_id, period, "--json", "--as-at",
                           known_facts.utc_text(as_at), "--issue-date", player.issue_date)
        told = json.loads(done.stdout)
        where = f"explain {partner_id} {period}"
        for text in (*month_problems(told), *money_problems(told)):
            player.problem(f"{where}: {text}")
        if player.ledger.closed(partner_id, period):
            billed = positions.total_of(player.ledger.positions[partner_id, period].lines)
            if positions.cents(told["billed"]) != billed:
                player.problem(f"{where}: billed {told['billed']}, documents {billed}")
        for payment in told["payments"]:
            place = partner_id, payment["period"], payment["issue"]
            amounts = (cents([payment], "payment"), cents([payment], "carried_forward"))
            seen.setdefault(place, set()).add(amounts)
        player.counts["explained"] += 1
    for place, amounts in paid.items():
        # Who has neither schedule nor document in a month, but whose debt was looked at in it, is not asked of it.
        must = {row for row in amounts if row[0] or place[:2] in places}
        if not must <= seen.get(place, set()) <= set(amounts):
            player.problem(f"explain: {place} was paid {amounts}, told are {seen.get(place)}")
    check_appointments(player, as_at, known_facts)


def ids_of(store, sql):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as database:
        ids = [row[0] for row in database.execute(f"{sql} ORDER BY 1")]
    database.close()
    return ids


def check_appointments(player, as_at, known_facts):
    ids = ids_of(player.store, APPOINTMENTS)
    for appointment_id in player.dice.sample(ids, min(FOUND_IN_A_HISTORY, len(ids))):
        done = player.call_plain(
            ["explain", "--json", "--as-at", known_facts.utc_text(as_at), "--issue-date",
             str(player.issue_date), "--store", "rcti.db", "--holidays",
             str(player.history.holidays), "--", appointment_id], (0,))
        for text in found_problems(appointment_id, json.loads(done.stdout)):
            player.problem(f"explain {appointment_id}: {text}")


def found_problems(appointment_id, found):
    rows = [row for row in found if row.get("appointment_id", "").lower() == appointment_id.lower()]
    if len(rows) != 1:
        yield f"found {found}"
        return
    of = rows[0].get("is_of")
    if not rows[0]["sentences"] and not (of and of["sentences"]):
        yield "nothing is said of it"
    if rows[0]["matters"] and not (of and appointment_id in
                                   (of["evidence"].split(";") + [of.get("appointment_id")])):
        yield f"it matters, but to what? {of}"


# ---------------------------------------------------------------------------- random months


def explain(options, month, directory, *words):
    done = subprocess.run(
        [options.rcti, "explain", "--json", "--store", "rcti.db", "--holidays",
         str(month.holidays), "--as-at", run_property.instant_text(month.as_at), "--issue-date",
         str(month.issue_date), "--", *words], cwd=directory, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise run_property.ProgramFailed(f"explain {words}: {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def check_month(options, month, directory):
    """How many partners and appointments were explained, and what is wrong."""
    run_property.import_month(options.rcti, month, directory)
    problems, count = [], 0
    for partner_id in ids_of(directory / "rcti.db", "SELECT partner_id FROM partners"):
        told = explain(options, month, directory, partner_id.lower(), month.period)
        count += 1
        problems += [f"{partner_id}: {text}" for text in month_problems(told)]
    for appointment_id in ids_of(directory / "rcti.db", APPOINTMENTS):
        found = explain(options, month, directory, appointment_id.swapcase())
        count += 1
        problems += [f"{appointment_id}: {text}" for text in found_problems(appointment_id, found)]
    return count, problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rcti", required=True)
    parser.add_argument("--holidays", required=True, type=Path)
    parser.add_argument("--months", type=int, default=2)
    parser.add_argument("--partners", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.rcti = str(Path(options.rcti).resolve())
    passed = failed = 0
    for seed in range(options.seed, options.seed + options.months):
        with tempfile.TemporaryDirectory() as directory:
            month = run_property.plan_month(
                seed, SimpleNamespace(partners=options.partners, holidays=options.holidays.resolve()),
                Path(directory))
            count, problems = check_month(options, month, Path(directory))
        for text in problems:
            print(f"FAIL seed {seed}, {text}")
        passed, failed = passed + count - len(problems), failed + len(problems)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
