"""What people decide in the midst of a random history (decisions.md): decisions of every kind, each entered by
`rcti decide`, and what the second reading then knows of it. What can have no effect has to be refused."""

import copy
import json
import sys
from datetime import date
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "engine" / "policy"))
import decided_hours
import random_decisions
import known_facts
import positions
import random_decisions

import decided_hours  # on the path of these
import second_reading

APPROVER = "Ana Approver"
REFUSED = 3
OF_HOURS = 2  # decisions at a time


class Decider:
    """Of one history (histories.Player)."""

    def __init__(self, player):
        self.player = player

    def decide_anything(self):
        player, dice = self.player, self.player.dice
        if player.ledger.issued_periods:
            if dice.random() < 0.5:
                self.decide_payment()
            if dice.random() < 0.3:
                self.decide_month()
            if dice.random() < 0.5:
                self.decide_debt()
        if player.as_at:
            for _ in range(dice.randint(0, OF_HOURS)):
                self.decide_hours()
        player.check_status()

    def enter(self, *words, good=(0,)):
        """The decision's id, or None where it is refused."""
        player = self.player
        done = player.call("decide", *words, "--ticket", f"T-{len(player.commands)}", "--reason", "so",
                           "--approved-by", APPROVER, "--json", good=good)
        player.counts["decisions"] += done.returncode == 0
        player.counts["decisions refused"] += done.returncode == REFUSED
        return json.loads(done.stdout)["decision_id"] if done.returncode == 0 else None

    # ------------------------------------------------------------------ hours and months (D1 to D3)

    def decide_hours(self):
        """Of a month that was imported, or the end of one that was decided before."""
        player, dice = self.player, self.player.dice
        in_force = decided_hours.in_force(player.facts.decisions)
        if in_force and dice.random() < 0.25:
            self.revoke(dice.choice(in_force))
            return
        period = dice.choice(player.imported)
        verdicts = player.judge(period)
        names = [name for name, verdict in sorted(verdicts.items()) if verdict.in_roster]
        verdict = verdicts[dice.choice(names)]
        choice = dice.random()
        if choice < 0.35:
            self.enter_row(verdict, self.payment(verdict), self.is_payable(verdict))
        elif choice < 0.45:
            self.refuse_without_effect(verdict)
        else:
            self.enter_candidate(verdicts, names)

    def enter_candidate(self, verdicts, names):
        """Of anybody's: hours that are waiting for it are few."""
        found = [(verdicts[name], row) for name in names
                 for row in random_decisions.candidates(verdicts[name], second_reading.clock_text)]
        if found:
            verdict, row = self.player.dice.choice(found)
            self.enter_row(verdict, row, lambda row: True)

    def refuse_without_effect(self, verdict):
        hours = [slot for slot in verdict.slots if slot.verdict.paid == 0 or
                 not {"lapsed", "pending"} & set(getattr(slot, "closings_left", []))]
        if hours:
            slot = self.player.dice.choice(hours)
            self.enter_row(verdict, {"kind": "waive", "partner_id": verdict.partner.id,
                                     "date": slot.date.isoformat(),
                                     "start": second_reading.clock_text(slot.clock)},
                           lambda row: False)

    def payment(self, verdict):
        """D3: up or down, at times to nothing at all, or below it."""
        dice = self.player.dice
        subtotal = sum(line.amount for line in verdict.lines)
        amount = dice.choice([5, 1234, 10000, -1, -4321, -subtotal, -subtotal - 1]) or 1
        return {"kind": "pay", "partner_id": verdict.partner.id, "period": verdict.month.period,
                "amount": positions.money(amount), "nature": dice.choice(["", "services", "no_supply"]),
                "date": dice.choice(["", "", dice.choice(verdict.month.days).isoformat()])}

    @staticmethod
    def is_payable(verdict):
        """Neither the month nor its GST falls below zero."""
        def answer(row):
            amount = positions.cents(row["amount"])
            day = date.fromisoformat(row["date"]) if row["date"] else verdict.month.days[-1]
            taxed = row["nature"] != "no_supply" and second_reading.is_registered(verdict.partner, day)
            taxable = sum(line.amount for line in verdict.lines if line.taxable)
            subtotal = sum(line.amount for line in verdict.lines)
            return subtotal + amount >= 0 and (amount > 0 or not taxed or taxable + amount >= 0)
        return answer

    def is_reached(self, verdict):
        """Whether the next run works the month out."""
        player, period = self.player, verdict.month.period
        if (verdict.partner.id, period) in player.ledger.decided.settled:
            return False
        if period not in player.ledger.issued_periods:
            return True
        newest = max(player.imported)
        months = (lambda text: int(text[:4]) * 12 + int(text[5:]))
        following = months(newest) + (newest in player.ledger.issued_periods)
        return months(period) >= following - player.history.retro[newest]

    def enter_row(self, verdict, row, has_effect):
        """A row as decisions.csv has it, by command."""
        player = self.player
        words = [row["kind"], verdict.partner.id, verdict.month.period]
        for column, option in (("date", "date"), ("start", "start"), ("appointment_id", "appointment"),
                               ("amount", "amount"), ("nature", "nature")):
            if row.get(column):
                words.append(f"--{option}={row[column]}")
        is_good = self.is_reached(verdict) and has_effect(row)
        name = self.enter(*words, "--as-at", known_facts.utc_text(player.as_at),
                          good=(0,) if is_good else (REFUSED,))
        if name:
            player.facts.decided({"decision_id": name, "partner_id": verdict.partner.id, **row})
            player.judged_with = {}
            player.counts[f"decided to {row['kind']}"] += 1
            if (verdict.partner.id, verdict.month.period) in player.ledger.positions:
                player.counts["decided of an issued month"] += 1

    def revoke(self, decision):
        player = self.player
        name = self.enter("revoke", decision.id)
        player.facts.decided({"decision_id": name, "kind": "revoke", "number": decision.id})
        player.judged_with = {}
        player.counts["revoked"] += 1

    # ------------------------------------------------------------------ payments (D4, D6 to D9)

    def decide_payment(self):
        """D7: one of all payments came back, or was made by hand."""
        ledger, dice = self.player.ledger, self.player.dice
        numbers = sorted(number for number in ledger.abn_of if any(
            (payment.partner_id, payment.abn, payment.issue) ==
            (ledger.document_of[number][0], ledger.abn_of[number], ledger.issue_of[number])
            for payment in ledger.decided.payments))
        if not numbers:
            return
        number = dice.choice(numbers)
        payment = next(row for row in ledger.decided.payments if
                       (row.partner_id, row.abn, row.issue) ==
                       (ledger.document_of[number][0], ledger.abn_of[number], ledger.issue_of[number]))
        kind = dice.choice(("returned", "returned", "paid"))
        most = ledger.decided.may_return(payment) if kind == "returned" else payment.left + payment.owed
        if most == 0:
            self.enter(kind, number, good=(REFUSED,))
            return
        amount = dice.choice((most, most, dice.randint(1, most)))
        words = () if amount == most and dice.random() < 0.5 else ("--amount", positions.money(amount))
        name = self.enter(kind, number, *words)
        before, paid_before = copy.copy(payment), ledger.decided.real_paid
        (ledger.decided.returned if kind == "returned" else ledger.decided.by_hand)(payment, amount)
        self.player.counts[kind] += 1
        if kind == "returned" and dice.random() < 0.2:
            self.enter("revoke", name)
            vars(payment).update(vars(before))
            ledger.decided.real_paid = paid_before

    def decide_month(self):
        """D4, D6: of a month that is not issued to the partner yet, who is held there or not."""
        ledger, dice = self.player.ledger, self.player.dice
        if ledger.decided.holds and dice.random() < 0.6:
            place = dice.choice(sorted(ledger.decided.holds))
            self.enter("release", *place)
            ledger.decided.holds.discard(place)
            return
        period = dice.choice(self.player.imported)
        places = [(name, period) for name in sorted(self.player.facts.roster(period))
                  if not ledger.closed(name, period) and (name, period) not in ledger.decided.settled
                  and (name, period) not in ledger.decided.holds]
        if not places:
            return
        place = dice.choice(places)
        if dice.random() < 0.25:
            if ledger.unpaid_of(place) > 0:
                self.enter("settled", *place, "--amount", "0.00", good=(REFUSED,))
                return
            self.enter("settled", *place, "--amount", "0.00")
            ledger.decided.settled.add(place)
            self.player.counts["settled outside"] += 1
        else:
            self.enter("hold", *place)
            ledger.decided.holds.add(place)

    def decide_debt(self):
        """D8, of nobody who changes ids; D9."""
        player, ledger, dice = self.player, self.player.ledger, self.player.dice
        others = {player.history.left, player.history.again}
        owing = sorted(place for place, balance in ledger.balances.items() if place[0] not in others
                       and ledger.decided.owed_listed(place, balance) < 0)
        if owing and dice.random() < 0.7:
            place = dice.choice(owing)
            most = -ledger.decided.owed_listed(place, ledger.balances[place])
            amount = dice.choice((most, dice.randint(1, most)))
            words = []
            if sum(name == place[0] for name, _ in owing) > 1 or dice.random() < 0.3:
                words = ["--number", dice.choice(sorted(
                    number for number, (name, _) in ledger.document_of.items()
                    if (name, ledger.abn_of[number]) == place))]
            name = self.enter("write_off", place[0], "--amount", positions.money(amount), *words)
            ledger.decided.written(name, place, amount)
            player.counts["written off"] += 1
        if ledger.decided.write_offs and dice.random() < 0.3:
            row = dice.choice(ledger.decided.write_offs)
            self.enter("revoke", row.name)
            ledger.decided.claimed_again(row)
            player.counts["claimed again once written off"] += row.counted
        names = sorted({name for name, _ in ledger.balances})
        if names and dice.random() < 0.5:
            name, amount = dice.choice(names), dice.randint(1, 60000)
            name = player.history.left if player.history.left in names and dice.random() < 0.3 else name
            if ledger.decided.instalments.get(name) != amount:
                self.enter("instalments", name, "--amount", positions.money(amount))
                ledger.decided.agree(name, amount)
                player.counts["by instalments"] += 1
