"""What people decided (RULES.md, D1 to D3), for the second reading beside this file."""

from collections import defaultdict
from datetime import date
from types import SimpleNamespace


def signed_cents(text):
    whole, _, part = text.lstrip("-").partition(".")
    cents = int(whole) * 100 + int((part + "00")[:2])
    return -cents if text.startswith("-") else cents


def in_force(rows):
    """In the order of the file; an appointment's partner is looked up by the caller, who knows whose it is."""
    ended = {row["number"] for row in rows if row["kind"] == "revoke"}
    found = []
    for row in rows:
        if row["kind"] == "revoke" or row["decision_id"] in ended:
            continue
        row = defaultdict(str, row)
        found.append(SimpleNamespace(
            id=row["decision_id"], kind=row["kind"], partner=row["partner_id"],
            period=row["period"], date=date.fromisoformat(row["date"]) if row["date"] else None,
            start=row["start"], appointment=row["appointment_id"],
            amount=signed_cents(row["amount"]) if row["amount"] else 0,
            supply=row["nature"] != "no_supply"))
    return found


def of_appointment(decisions, kind, appointment):
    return next((item.id for item in decisions
                 if item.kind == kind and item.appointment == appointment), None)


def waiver(decisions, appointment, partner, day, start):
    """D1: of an hour's appointment, the first that names it or the hour."""
    return next((item.id for item in decisions if item.kind == "waive" and (
        item.appointment == appointment
        or (not item.appointment and item.partner == partner and item.date == day
            and item.start == start))), None)


def of_month(decisions, partner, period):
    """D3"""
    return [item for item in decisions
            if item.kind == "pay" and item.partner == partner and item.period == period]


def payments(decisions, partner, period, last_day, is_registered):
    """D3: (kind, taxable) -> cents."""
    sums = defaultdict(int)
    for item in of_month(decisions, partner, period):
        taxable = item.supply and is_registered(item.date or last_day)
        sums["decision" if item.supply else "no_supply", taxable] += item.amount
    return {key: cents for key, cents in sums.items() if cents}
