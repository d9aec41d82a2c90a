"""A second, independent reading of what comes after issue (rules.md section 8): what each partner's
periods stand at, and what the partner was paid.

It takes what the issues' files say (register.csv, lines.csv, adjustments.csv), adds the documents up
as R1 and R5 want it, and says what does not fit. What the documents have to come to is told by
second_reading.judge, with the facts as they were.
"""

import sys
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import decided

sys.path.append(str(Path(__file__).resolve().parents[2] / "engine" / "policy"))
import decided_hours
import second_reading

# No obstacle to a correction.
MENDABLE = {"BAD_ABN", "NO_ABN", "NO_AGREEMENT", "NOT_REGISTERED", "NO_GLYPH", "NOTE_UNREGISTERED", "BELOW_ZERO"}
ORIGINALS, CORRECTIONS = ("RCTI", "RCI"), ("RCAN", "ADJ")


def cents(text):
    """Signed; '' is nothing."""
    if not text:
        return 0
    sign = -1 if text.startswith("-") else 1
    dollars, _, rest = text.lstrip("-").partition(".")
    return sign * (int(dollars) * 100 + int(rest))


def money(amount):
    """The text that cents() reads."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def line_key(row):
    return row["kind"], cents(row["hourly_rate"]), row["taxable"] == "yes"


def line_amounts(row):
    return [int(row["minutes"]), cents(row["amount"]), cents(row["gst"])]


def add_rows(lines, rows):
    """Adds rows to lines by key; what comes to nothing goes."""
    total = {key: list(amounts) for key, amounts in lines.items()}
    for row in rows:
        known = total.setdefault(line_key(row), [0, 0, 0])
        for at, amount in enumerate(line_amounts(row)):
            known[at] += amount
    return {key: amounts for key, amounts in total.items() if any(amounts)}


def total_of(lines):
    return sum(amount + gst for _, amount, gst in lines.values())


def judged_lines(verdict):
    return {(line.kind, line.rate, line.taxable): [line.minutes, line.amount, line.gst]
            for line in verdict.lines}


def settled_lines(lines, status):
    """What has to be the same (R1): minutes and amounts line by line, and the GST of the month. A cent
    of it that M2 moves to a line which did not change otherwise is billed with one that did. A month that
    comes to nothing has no document (M3): neither of hours that pay nothing, nor of hours and a decision that
    takes off as much."""
    if status == "nil" and not any(sum(line[at] for line in lines.values()) for at in (1, 2)):
        return {}, 0
    return ({key: (minutes, amount) for key, (minutes, amount, _) in lines.items()
             if amount or (minutes and status != "nil")},
            sum(gst for _, _, gst in lines.values()))


def judged_hours(verdict):
    """What pays before and after the penalty, by slot or booking, with its taxability; and what was decided
    to be paid for services (D3), whatever its sign."""
    partner, month = verdict.partner, verdict.month

    def taxable(day):
        return second_reading.is_registered(partner, day)

    hours = {(slot.date, slot.clock): slot for slot in verdict.slots}
    hours.update((item.id, item) for item in verdict.bookings)
    return {key: (item.verdict.paid, item.verdict.paid - item.verdict.penalty, taxable(item.date),
                  item.date)
            for key, item in hours.items()} | {
                ("decision", item.id): (abs(item.amount), abs(item.amount), taxable(item.date or month.days[-1]),
                          item.date or month.days[-1])
                for item in decided_hours.of_month(partner.decisions, partner.id, month.period) if item.supply}


def was_valid_rcti(position, verdict):
    """R6: as the facts are now; whom the period does not have any more nothing speaks against."""
    if verdict is None or not verdict.in_roster:
        return True
    partner = verdict.partner

    def registered(day):
        return second_reading.is_registered(partner, day)

    return (partner.abn == position.abn and registered(position.issue_date)
            and partner.agreement_from is not None
            and partner.agreement_from <= position.issue_date
            and (partner.agreement_to is None or position.issue_date <= partner.agreement_to)
            and all(registered(day) for _, paid, taxable, day in position.hours.values()
                    if paid and taxable))


class Position:
    """What a partner's period stands at."""

    def __init__(self):
        self.lines, self.number, self.is_open = {}, "", False
        self.hours = {}  # as judged when it came to be what it is
        self.judged_for = None  # the lines that came of them
        self.issue_date = self.abn = None  # of the document
        self.voids, self.corrections = 0, 0


class Ledger:
    """Every issue's documents, added up. `problems` collects what does not fit."""

    def __init__(self):
        self.positions = {}  # (partner_id, period) -> Position
        # (partner_id, abn) -> owed less paid, 0 or less after each issue: by supplier
        self.balances = defaultdict(int)
        self.taken_over = []  # of the last issue: (who it came off, who owed it)
        self.payments = []  # of the last issue: (partner_id, cents above 0), one a supplier
        self.paid = defaultdict(int)
        self.paid_again = defaultdict(int)  # (partner_id, period of the issue that paid it)
        self.standing = {}  # number -> total, of documents that are not void
        self.kept_open = {}  # (partner_id, period) -> total of what was voided and not issued anew
        self.undone = {}  # what the newest issue's bills undo: "NUMBER-VOID" -> cents
        self.numbers = set()
        self.document_of = {}  # number -> (partner_id, period)
        self.issued_periods = []
        self.rosters = defaultdict(set)  # period -> everybody whom one of its issues had
        self.issues = 0
        self.issue_of = {}  # number -> which of them
        self.abn_of = {}  # number -> of the supplier that it names
        self.decided = decided.Decided()
        self.repaid = []  # of the last issue: (payment, cents), rows of their own in the file
        self.kept_issues = {}  # of what is kept open, by place: whose documents were voided
        self.problems = []
        self.counts = defaultdict(int)

    def closed(self, partner_id, period):
        position = self.positions.get((partner_id, period))
        return position is not None and not position.is_open

    def problem(self, text):
        self.problems.append(text)

    # ------------------------------------------------------------------ documents

    def add_number(self, number, partner_id, period, rows):
        if number in self.numbers:
            self.problem(f"{number}: the number is used a second time")
        self.numbers.add(number)
        self.issue_of[number] = self.issues
        self.document_of[number] = (partner_id, period)
        self.standing[number] = total_of(add_rows({}, rows))
        self.counts[number.split("-")[0]] += 1

    def voids(self):
        """What is void and gets something in its place yet: place -> (issues, what it settled)."""
        return {place: (self.kept_issues[place], total) for place, total in self.kept_open.items()
                if place not in self.decided.settled}

    def unpaid_of(self, place):
        """Of the payments that its documents, void ones too, were paid by."""
        paid = {(self.issue_of[number], self.abn_of[number])
                for number, other in self.document_of.items() if other == place}
        return sum(payment.left + payment.owed for payment in self.decided.payments
                   if payment.partner_id == place[0] and (payment.issue, payment.abn) in paid)

    def original(self, number, partner_id, period, rows, issue_date, verdict):
        """A document of a whole period, in its own issue or late; perhaps in a voided one's place."""
        position = self.positions.setdefault((partner_id, period), Position())
        kind = "RCTI" if any(line_key(row)[2] and line_amounts(row)[1] for row in rows) else "RCI"
        expected = f"{kind}-{period.replace('-', '')}-{partner_id}"
        if position.voids:
            expected += f"-R{position.voids}"
        if number != expected:
            self.problem(f"{number}: the number should be {expected}")
        if position.number and not position.is_open:
            self.problem(f"{number}: {position.number} stands already")
        if position.is_open and position.lines:
            self.undone[f"{position.number}-VOID"] = -total_of(position.lines)
        self.add_number(number, partner_id, period, rows)
        position.lines, position.number, position.is_open = add_rows({}, rows), number, False
        position.hours, position.judged_for = {}, None
        position.issue_date, position.abn = issue_date, verdict.partner.abn
        self.abn_of[number] = position.abn
        self.kept_open.pop((partner_id, period), None)

    def correction(self, number, partner_id, period, rows, verdict):
        position = self.positions.get((partner_id, period))
        if position is None or not position.number:
            self.problem(f"{number}: there is no document to adjust")
            return
        position.corrections += 1
        is_note = position.number.startswith("RCTI") and (
            not position.is_open or was_valid_rcti(position, verdict))
        kind = "RCAN" if is_note else "ADJ"
        expected = f"{kind}-{period.replace('-', '')}-{partner_id}-{position.corrections}"
        if number != expected:
            self.problem(f"{number}: the number should be {expected}")
        self.add_number(number, partner_id, period, rows)
        self.abn_of[number] = position.abn
        position.lines = add_rows(position.lines, rows)
        if position.is_open:
            self.taken_back(number, partner_id, period)

    def taken_back(self, number, partner_id, period):
        """R6: all of what is void, in whose place nothing is due. It adjusts what does not stand."""
        position = self.positions[partner_id, period]
        if position.lines:
            self.problem(f"{number}: it leaves {show(position.lines)} of what is void")
        self.standing[number] = 0
        self.counts["taken back"] += 1
        self.counts["cancelled"] += number.startswith("ADJ") and \
            position.number.startswith("RCTI")
        self.close_nil(partner_id, period)

    def close_nil(self, partner_id, period):
        position = self.positions.setdefault((partner_id, period), Position())
        position.lines, position.number, position.is_open = {}, "", False
        self.kept_open.pop((partner_id, period), None)

    def voided(self, number):
        """The original and what adjusts it stand no more; what was paid for them stays paid."""
        partner_id, period = self.document_of[number]
        position = self.positions[partner_id, period]
        issues = set()
        for other, place in self.document_of.items():
            if place == (partner_id, period) and other in self.standing:
                issues.add(self.issue_of[other])
                del self.standing[other]
        position.is_open = True
        position.voids += 1
        self.kept_open[partner_id, period] = total_of(position.lines)
        self.kept_issues[partner_id, period] = issues
        self.counts["void"] += 1

    # ------------------------------------------------------------------ one issue

    def issued(self, period, issue_date, register, lines, adjustments, judged):
        """judged: period -> partner_id -> verdict, for this period and the issued ones that its run
        works out again, as the facts were. Returns the ids of those whom the issue settled."""
        self.issues += 1
        self.undone = {}
        self.taken_over, self.payments, self.repaid = [], [], []
        waits, voids = self.decided.waiting(self.voids()), dict(self.kept_open)
        apart = self.decided.owed_apart(self.voids())
        is_first = period not in self.issued_periods
        earlier = [other for other in sorted(judged) if other != period]
        if is_first:
            self.issued_periods.append(period)
        rows = {row["partner_id"]: row for row in register}
        self.rosters[period] |= {partner_id for partner_id, verdict in judged[period].items()
                                 if verdict.in_roster}
        self.check_partners(period, rows, judged[period], is_first, earlier, apart)
        # Whose own month is done: they are there for what is paid again.
        paid_alone = {partner_id for partner_id in rows if self.closed(partner_id, period)}
        before = {place: total_of(position.lines) for place, position in self.positions.items()}
        for partner_id, row in rows.items():
            if row["status"] == "held":
                self.check_held(row, lines, adjustments, judged, earlier)
        settled = self.settled(rows, is_first, judged)
        own = defaultdict(list)
        for row in lines:
            own[row["partner_id"]].append(row)
        for partner_id in sorted(settled):
            verdict = judged[period].get(partner_id)
            if verdict is not None and verdict.in_roster and partner_id in rows:
                self.settle_own(period, issue_date, rows[partner_id], own[partner_id], verdict)
            elif own[partner_id]:
                self.problem(f"{partner_id} in {period}: lines of nobody of the period")
        self.settle_adjustments(settled, issue_date, adjustments, judged)
        for place in voids:
            if place in self.kept_open or place[0] not in settled:
                waits.pop(place, None)
        for partner_id in sorted(settled):
            if partner_id not in paid_alone:
                self.check_settled(partner_id, [*earlier, period], judged)
            self.settle_payment(partner_id, period, rows, before, judged[period], waits,
                                [row for row in apart if row[0].partner_id == partner_id])
        return settled - paid_alone

    def settled(self, rows, is_first, judged):
        """A first issue is about everybody, also those of whom there is nothing to say."""
        settled = {partner_id for partner_id, row in rows.items() if row["status"] != "held"}
        if is_first:
            everybody = {partner_id for verdicts in judged.values() for partner_id in verdicts}
            settled |= everybody - set(rows)
        return settled

    def settle_own(self, period, issue_date, row, own, verdict):
        partner_id = row["partner_id"]
        if (partner_id, period) in self.decided.settled:
            if row["number"] or own:
                self.problem(f"{partner_id} in {period}: settled outside, but issued")
            return
        position = self.positions.setdefault((partner_id, period), Position())
        if row["number"]:
            self.original(row["number"], partner_id, period, own, issue_date, verdict)
        elif not total_of(position.lines):
            self.close_nil(partner_id, period)
            position.lines = add_rows({}, own)

    def settle_adjustments(self, settled, issue_date, adjustments, judged):
        documents = defaultdict(list)
        for row in adjustments:
            documents[row["partner_id"], row["period"], row["number"]].append(row)
        for (partner_id, period, number), rows in documents.items():
            if partner_id not in settled:
                self.problem(f"{number}: an adjustment of a partner who is held")
            kind = number.split("-")[0]
            verdict = judged[period].get(partner_id)
            if kind in ORIGINALS:
                self.counts["late"] += 1
                self.original(number, partner_id, period, rows, issue_date, verdict)
            elif kind in CORRECTIONS:
                self.correction(number, partner_id, period, rows, verdict)
            else:
                self.problem(f"{number}: no kind of number")

    @staticmethod
    def is_gone(other, abn, verdicts, rows):
        """Paid under the ABN no more."""
        verdict = verdicts.get(other)
        return verdict.partner.abn != abn if verdict is not None and verdict.in_roster \
            else other not in rows

    def instalments_of(self, partner_id, abn, verdicts, rows):
        """D9: whose count: the partner's own, else the newest of an id with documents under the ABN that is
        paid under it no more."""
        if partner_id in self.decided.instalments:
            return partner_id
        had = {place[0] for number, place in self.document_of.items() if self.abn_of[number] == abn}
        return next((name for name in reversed(self.decided.instalments)
                     if name in had and self.is_gone(name, abn, verdicts, rows)), None)

    def debts_taken(self, partner_id, abn, verdicts, rows, owed, room):
        """As far as it is earned, and may come off (room; None: all may), what other ids owe under the ABN that
        are paid under it no more."""
        for other, other_abn in sorted(self.balances):
            is_gone = self.is_gone(other, abn, verdicts, rows)
            taken = max(self.balances[other, other_abn], -owed, *([] if room is None else [-room]))
            if other_abn == abn and other != partner_id and is_gone and owed > 0 and taken < 0:
                self.taken_over.append((partner_id, other))
                owed += taken
                room = None if room is None else room + taken
                self.balances[other, abn] -= taken
                self.counts["taken over"] += 1
        return owed

    def settle_payment(self, partner_id, period, rows, before, verdicts, waits, apart):
        """R5, by supplier: what one owes never comes off what another is paid. With what is decided about
        it (D7 to D9): what came back is a row of its own, or counts with what takes the void's place."""
        row, change, documents = rows.get(partner_id), defaultdict(list), 0
        for place, position in self.positions.items():
            if place[0] == partner_id and position.abn:
                moved = total_of(position.lines) - before.get(place, 0)
                documents += moved
                moved += self.decided.count(waits.pop(place, []))
                change[position.abn].append(moved)
        for abn in {abn for name, abn in (*self.decided.write_off, *self.decided.undone)
                    if name == partner_id and row is not None}:
            change[abn].append(0)
        paid = 0
        for abn in sorted(change):
            balance = self.balances[partner_id, abn]
            if row is not None:
                owed = balance + sum(change[abn])
                holder = self.instalments_of(partner_id, abn, verdicts, rows)
                room = self.decided.room(holder, period)
                if room is not None:
                    room += balance - self.decided.undone.get((partner_id, abn), 0) + \
                        sum(min(0, part) for part in change[abn])
                    self.counts["instalments of another id"] += holder != partner_id
                balance += self.debts_taken(partner_id, abn, verdicts, rows, owed, room) - owed
                payment, left = self.decided.settle((partner_id, abn), period, change[abn], balance,
                                                    holder)
            else:
                payment, left = max(0, balance + sum(change[abn])), min(0, balance + sum(change[abn]))
            paid += payment
            if payment > 0:
                made = self.decided.paid(partner_id, abn, period, self.issues, payment)
                self.payments.append(made)
            self.balances[partner_id, abn] = left
            self.counts["carried"] += row is not None and left < 0
            self.counts["paid by instalments"] += payment > 0 and left < 0
        self.counts["two suppliers paid for"] += sum(any(parts) for parts in change.values()) > 1
        self.paid[partner_id] += paid
        for payment, again in apart:
            payment.owed -= again
            self.decided.real_paid += again
            self.repaid.append((payment, again))
            self.paid_again[partner_id, period] += again
            self.counts["paid again"] += 1
            paid += again
        found = 0 if row is None else cents(row["payment"])
        if found != paid:
            self.problem(f"{partner_id} in {period}: paid {found}, owed {paid}")
        if row is not None:
            adjusted = documents - cents(row["total"])
            if row["number"]:  # it comes in the place of what is settled (R6)
                adjusted += before.get((partner_id, period), 0)
            if cents(row["adjustments_total"]) != adjusted:
                self.problem(f"{partner_id} in {period}: adjustments_total "
                             f"{row['adjustments_total']}, documents {adjusted}")

    # ------------------------------------------------------------------ what must hold

    def check_partners(self, period, rows, verdicts, is_first, earlier, apart):
        """Who is in the run: everybody first, then just those who have nothing yet (M4, R4), and whose
        payment came back."""
        roster = {partner_id for partner_id, verdict in verdicts.items() if verdict.in_roster}
        paid_again = {payment.partner_id for payment, _ in apart}
        left = {partner_id for partner_id in roster if partner_id in paid_again or
                not (self.closed(partner_id, period) or
                     (not is_first and (partner_id, period) in self.decided.settled))}
        for partner_id in paid_again - set(rows):
            self.problem(f"{period}: the payment of {partner_id} came back, but is not in the run")
        more = {partner_id for partner_id in rows if partner_id not in roster}
        if set(rows) - more != left:
            self.problem(f"{period}: in the register {sorted(set(rows) - more)}, to be issued "
                         f"{sorted(left)}")
        for partner_id in more - paid_again - {name for name, _ in (*self.decided.write_off,
                                                                    *self.decided.undone)}:
            voided = self.positions.get((partner_id, period))
            if not is_first and (voided is None or not voided.is_open):
                self.problem(f"{period}: a second issue has {partner_id}, who waits for another "
                             f"month")
            if not any((partner_id, other) in self.positions or partner_id in verdicts
                       for other in earlier):
                self.problem(f"{period}: nobody knows {partner_id}")
        for partner_id in left & set(rows):
            status, document, reasons = verdicts[partner_id].decision
            row = rows[partner_id]
            if ((partner_id, period) in self.decided.holds) != \
                    ("HELD_BY_DECISION" in row["reasons"].split(";")):
                self.problem(f"{partner_id} in {period}: {row['reasons']}, held by decision: "
                             f"{(partner_id, period) in self.decided.holds}")
            if self.closed(partner_id, period) or (partner_id, period) in self.decided.settled:
                continue
            found = set(row["reasons"].split(";")) - {""}
            if status == "held" and (row["status"] != "held" or not set(reasons) <= found):
                self.problem(f"{partner_id} in {period}: {row['status']} {row['reasons']}, should "
                             f"be held for {reasons}")
            if status == "ready" and row["status"] != "held" and row["document"] != document:
                self.problem(f"{partner_id} in {period}: a {row['document']} instead of a "
                             f"{document}")
            if status == "nil" and row["status"] != "held" and row["document"]:
                self.problem(f"{partner_id} in {period}: a {row['document']} of nothing")

    def check_held(self, row, lines, adjustments, judged, earlier):
        """Held for a reason, and nothing issued (M4, R2)."""
        partner_id, period = row["partner_id"], row["period"]
        if row["number"] or row["payment"] or any(
                other["partner_id"] == partner_id for other in lines + adjustments):
            self.problem(f"{partner_id} in {period}: held, but something was issued")
        self.counts["held"] += 1
        own = judged[period].get(partner_id)
        reasons = set(row["reasons"].split(";"))
        if own is not None and own.in_roster:
            reasons -= set(own.decision[2])
        moved = [other for other in earlier if self.moves(partner_id, other, judged)]
        for reason in reasons:
            if reason == "HELD_BY_DECISION":
                is_so = (partner_id, period) in self.decided.holds
                self.counts["held by decision"] += 1
            elif reason == "TAXABILITY_CHANGED":
                is_so = any(self.taxability(partner_id, other, judged) for other in earlier)
                self.counts["TAXABILITY_CHANGED"] += 1
            elif reason in MENDABLE:
                is_so = bool(moved)
            else:
                is_so = any(self.closed(partner_id, other) and partner_id in judged[other]
                            and reason in judged[other][partner_id].decision[2]
                            for other in earlier)
            if not is_so:
                self.problem(f"{partner_id} in {period}: held for {reason}, for no reason")

    def moves(self, partner_id, period, judged):
        verdict = judged[period].get(partner_id)
        position = self.positions.get((partner_id, period), Position())
        if verdict is None:
            return False
        status = verdict.decision[0]
        return settled_lines(judged_lines(verdict), status) != settled_lines(position.lines, status)

    def taxability(self, partner_id, period, judged):
        """R2: an hour that paid and pays with another taxability, or GST on an RCI."""
        verdict = judged[period].get(partner_id)
        if verdict is None or not self.closed(partner_id, period):
            return False
        position, now = self.positions[partner_id, period], judged_hours(verdict)
        changed = any(key in now and paid[0] > 0 and now[key][0] > 0 and paid[2] != now[key][2]
                      for key, paid in position.hours.items())
        taxed = position.number.startswith("RCI-") and any(
            taxable for _, _, taxable in judged_lines(verdict))
        return changed or taxed

    def certain_taxability(self, partner_id, period, judged):
        """The same, where it also moves money: nobody could read the rule otherwise."""
        verdict = judged[period].get(partner_id)
        if verdict is None or not self.closed(partner_id, period):
            return False
        now = judged_hours(verdict)
        return any(key in now and paid[1] > 0 and now[key][1] > 0 and paid[2] != now[key][2]
                   for key, paid in self.positions[partner_id, period].hours.items())

    @staticmethod
    def waits_alone(verdict, newest):
        """R2: a late tax invoice of a former supplier with an agreement that began after its first supply."""
        partner = verdict.partner
        taxed = [day for _, paid, taxable, day in judged_hours(verdict).values() if paid and taxable]
        return verdict.decision[1] == "RCTI" and bool(taxed) and newest is not None and \
            newest.partner.abn != partner.abn and partner.agreement_from > min(taxed)

    def check_settled(self, partner_id, periods, judged):
        """R1: original and adjustments are what one run with all the facts would pay."""
        for period in periods:
            verdict = judged[period].get(partner_id)
            if verdict is None:
                continue
            position = self.positions.get((partner_id, period))
            stands = position is not None and not position.is_open
            if (partner_id, period) in self.decided.settled or \
                    (not stands and (partner_id, period) in self.decided.holds):
                continue
            status, _, reasons = verdict.decision
            found = position.lines if position and not position.is_open else {}
            if position is None or position.is_open:
                if status == "held" or (status == "nil" and position is None) or \
                        self.waits_alone(verdict, judged[periods[-1]].get(partner_id)):
                    continue  # still to come, or nothing
                if status == "nil" and total_of(position.lines):
                    self.problem(f"{partner_id} in {period}: {position.number} is void and nothing "
                                 f"is due, but it is not taken back")
                elif status == "nil":
                    self.close_nil(partner_id, period)
                if not verdict.in_roster:
                    continue
            elif set(reasons) - MENDABLE:
                self.problem(f"{partner_id} in {period}: not held, though {reasons}")
            elif self.certain_taxability(partner_id, period, judged):
                self.problem(f"{partner_id} in {period}: not held, though taxability changed")
            expected = judged_lines(verdict)
            if settled_lines(found, status) != settled_lines(expected, status):
                self.problem(f"{partner_id} in {period}: documents {show(found)}, one run "
                             f"{show(expected)}")
            self.counts["settled"] += 1
            if position is not None and position.judged_for != position.lines:
                position.hours, position.judged_for = judged_hours(verdict), position.lines

    # ------------------------------------------------------------------ what is left undone

    def open_items(self, imported, judge, is_over):
        """(kind, partner_id, period, of what is owed the ABN) -> cents, None where nobody can say, of all that is open (of
        BEYOND_RETRO nothing). judge: period -> partner_id -> verdict, with the facts known by now."""
        found = {}
        for period in self.issued_periods:
            verdicts = judge(period)
            had = set(self.rosters[period])
            had |= {name for name, verdict in verdicts.items() if verdict.in_roster}
            for partner_id in had:
                if (partner_id, period) in self.positions or \
                        (partner_id, period) in self.decided.settled:
                    continue
                verdict = verdicts.get(partner_id)
                if verdict is None or not verdict.in_roster:
                    found["HELD", partner_id, period] = None
                elif verdict.decision[0] != "nil" or partner_id in self.rosters[period]:
                    found["HELD", partner_id, period] = total_of(judged_lines(verdict)) or None
        for (partner_id, period), total in self.kept_open.items():
            if (partner_id, period) not in self.decided.settled:
                found["VOID", partner_id, period] = total - self.void_unpaid((partner_id, period))
        for period in imported:
            if any(other < period for other in self.issued_periods) and is_over(period) and \
                    period not in self.issued_periods:
                found["NOT_ISSUED", "", period] = sum(
                    total_of(judged_lines(verdict)) for verdict in judge(period).values()
                    if verdict.in_roster)
        for (partner_id, abn), balance in self.balances.items():
            owed = self.decided.owed_listed((partner_id, abn), balance)
            if owed < 0:
                found["OWED", partner_id, abn] = owed
        for payment in self.decided.payments:
            if payment.left + payment.owed > 0:
                place = "UNPAID", payment.partner_id, payment.period
                found[place] = found.get(place, 0) + payment.left + payment.owed
        return found

    def void_unpaid(self, place):
        return min(max(self.kept_open[place], 0),
                   self.decided.open_of(place[0], self.kept_issues[place]))

    def check_open_sums(self, found):
        """The documents that stand, and what is written off, are what was paid by file and by hand, carried, and
        open, to the cent: what a file left out or came back is open, and what was paid for a voided document
        that nothing replaced."""
        open_cents = sum(cents for (kind, _, _), cents in found.items() if kind == "UNPAID")
        carried = sum(cents for (kind, _, _), cents in found.items() if kind == "OWED")
        written_off = sum(self.decided.written_off.values()) + \
            sum(self.decided.write_off.values()) - sum(self.decided.undone.values())
        documents = sum(self.standing.values()) + sum(self.kept_open.values())
        paid = self.decided.real_paid
        if documents + written_off != paid + carried + open_cents:
            self.problem(f"documents {documents}, written off {written_off}, paid {paid}, carried "
                         f"{carried}, open {open_cents}")

    def check_sums(self):
        """All payments and what is carried forward are all documents, but for the void ones that
        nothing stands in for yet: what was paid for them stays paid."""
        documents = sum(self.standing.values()) + sum(self.kept_open.values())
        documents += self.decided.counted + sum(self.decided.written_off.values())
        payments = sum(self.paid.values()) + sum(self.balances.values())
        if documents != payments:
            self.problem(f"documents together {documents}, payments and carried {payments}")


def show(lines):
    return "{" + ", ".join(
        f"{kind} {rate / 100:.2f}{' taxable' if taxable else ''}: {minutes} min {amount / 100:.2f}"
        f" + {gst / 100:.2f}"
        for (kind, rate, taxable), (minutes, amount, gst) in sorted(lines.items())) + "}"


def with_roster(verdicts, roster):
    """By partner_id; in_roster tells those whom the period really has."""
    found = {}
    for verdict in verdicts:
        found[verdict.partner.id] = SimpleNamespace(**vars(verdict),
                                                    in_roster=verdict.partner.id in roster)
    return found
