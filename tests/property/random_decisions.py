"""Random decisions for a random month, each of which can have an effect."""

import csv

COLUMNS = ("decision_id", "kind", "partner_id", "period", "date", "start", "appointment_id",
           "number", "amount", "nature", "ticket", "reason", "approved_by")


def is_free(item, verdict):
    """Some minute of a booking is paid nowhere else, whatever is decided of what is beside it (H3)."""
    beside = [slot for slot in verdict.slots if slot.verdict.paid > 0] + verdict.partner.works + \
        [other for other in verdict.partner.appointments if (other.start, other.id) < (item.start, item.id)]
    return any(all(minute not in other.minutes for other in beside) for minute in item.minutes)


def candidates(verdict, clock_text):
    """Rows that the program has to take, each alone, of a partner whose month was judged with what is
    decided already."""
    partner = verdict.partner.id
    for slot in verdict.slots:
        states = getattr(slot, "closings_left", [])
        open_ones = [item for item, state in zip(slot.live, states)
                     if state not in ("closed", "waived")] if states else []
        if open_ones and slot.verdict.paid > 0:
            yield {"kind": "waive", "partner_id": partner, "date": slot.date.isoformat(),
                   "start": clock_text(slot.clock)}
            # In its place, for one of the hour's appointments, where that is of the month by its own date.
            if open_ones[0].date in verdict.month.day_set:
                yield {"kind": "waive", "appointment_id": open_ones[0].id}
    for item in verdict.bookings:
        if item.verdict.outcome == "ADHOC_UNAUTHORISED":
            yield {"kind": "authorise", "appointment_id": item.id}
        elif item.verdict.outcome in ("ADHOC_NOT_COMPLETED", "ADHOC_PENDING") and is_free(item, verdict):
            yield {"kind": "waive", "appointment_id": item.id}
    for item, _ in verdict.unscheduled:
        yield {"kind": "authorise", "appointment_id": item.id}


def write(path, verdicts, dice, period, clock_text, is_registered):
    """Some of them, and payments; never the hour and its appointment both, and never GST below zero."""
    rows = []
    for verdict in verdicts:
        last = None
        for row in candidates(verdict, clock_text):
            if dice.random() < 0.4 and last != "hour":
                rows.append(row)
                last = "hour" if "start" in row else None
            else:
                last = None
        if dice.random() < 0.3:
            day = dice.choice(["", verdict.month.days[0].isoformat()])
            nature = dice.choice(["", "services", "no_supply"])
            dated = verdict.month.days[0 if day else -1]
            of_supplies = nature != "no_supply" and is_registered(verdict.partner, dated)
            most = sum(line.amount for line in verdict.lines if line.taxable or not of_supplies)
            amount = dice.choice([5, 1234, 10000, -min(most, 777), -most]) or 1
            rows.append({"kind": "pay", "partner_id": verdict.partner.id, "period": period,
                         "amount": f"{'-' if amount < 0 else ''}{abs(amount) // 100}."
                                   f"{abs(amount) % 100:02d}",
                         "nature": nature, "date": day})
    write_rows(path, [{"decision_id": f"D-{number:06d}", **row} for number, row in enumerate(rows, 1)])


def write_rows(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({"ticket": f"T-{row['decision_id']}", "reason": "as decided",
                             "approved_by": "Ann Approver", **row})
