"""A second, independent reading of what people decide about payments (decisions.md D4, D6 to D9): who is
held or settled outside, what of each payment is open, and what comes off, is put off and written off."""

from collections import defaultdict
from types import SimpleNamespace


class Decided:
    """As known by now. Amounts are cents."""

    def __init__(self):
        self.holds, self.settled = set(), set()  # (partner_id, period)
        self.payments = []  # in order of issue; see paid()
        self.real_paid = 0  # by files and by hand, less what came back
        self.instalments = {}  # partner_id -> at most so much a period; the newest decided last
        self.came_off = defaultdict(int)  # (whose instalments they are, period)
        self.written_off = defaultdict(int)  # (partner_id, abn): stands so
        self.write_off = defaultdict(int)  # decided since the partner's last payment
        self.undone = defaultdict(int)  # of what stands, revoked since
        self.write_offs = []  # in force; see written()
        self.counted = 0  # with what took a voided document's place, ever

    # ------------------------------------------------------------------ payments (D7)

    def paid(self, partner_id, abn, period, issue, amount):
        """Of an issue, above 0. left: no file had it; owed: it came back; counted: with what took the place of
        a voided document."""
        payment = SimpleNamespace(partner_id=partner_id, abn=abn, period=period, issue=issue,
                                  amount=amount, left=0, owed=0, counted=0)
        self.payments.append(payment)
        self.real_paid += amount
        return payment

    def left_out(self, payment, amount):
        payment.left += amount
        self.real_paid -= amount

    @staticmethod
    def may_return(payment):
        return payment.amount - payment.owed - payment.counted

    def returned(self, payment, amount):
        settled = payment.amount - payment.counted - payment.left - payment.owed
        of_left = max(0, amount - settled)
        payment.left -= of_left
        payment.owed += amount
        self.real_paid -= amount - of_left

    def by_hand(self, payment, amount):
        of_owed = min(amount, payment.owed)
        payment.owed -= of_owed
        payment.left -= amount - of_owed
        self.real_paid += amount

    def open_of(self, partner_id, issues):
        """Of the payments of some issues, what is not paid."""
        return sum(payment.left + payment.owed for payment in self.payments
                   if payment.partner_id == partner_id and payment.issue in issues)

    def waiting(self, voids):
        """What came back for documents that are void and have nothing in their place: it counts with that.
        voids: (partner_id, period) -> (issues, settled). place -> [(payment, cents)]"""
        taken, waits = defaultdict(int), defaultdict(list)
        for place in sorted(voids, key=lambda place: (place[1], place[0])):
            issues, settled = voids[place]
            settled = max(0, settled)
            for payment in self.payments:
                cents = min(payment.owed - taken[id(payment)], settled)
                if payment.partner_id == place[0] and payment.issue in issues and cents > 0:
                    waits[place].append((payment, cents))
                    taken[id(payment)] += cents
                    settled -= cents
        return waits

    def owed_apart(self, voids):
        """[(payment, cents)]: what the next file has to have."""
        taken = defaultdict(int)
        for waits in self.waiting(voids).values():
            for payment, cents in waits:
                taken[id(payment)] += cents
        return [(payment, payment.owed - taken[id(payment)]) for payment in self.payments
                if payment.owed > taken[id(payment)]]

    def count(self, waits):
        """They count with what takes the document's place."""
        for payment, cents in waits:
            payment.owed -= cents
            payment.counted += cents
            self.counted += cents
        return sum(cents for _, cents in waits)

    # ------------------------------------------------------------------ debts (D8, D9)

    def written(self, name, place, amount):
        """Decided, and with the next issue that has the supplier counted."""
        self.write_off[place] += amount
        self.write_offs.append(SimpleNamespace(name=name, place=place, amount=amount, counted=False))

    def claimed_again(self, row):
        """Its decision is revoked."""
        self.write_offs.remove(row)
        place = row.place
        sums = self.undone if row.counted else self.write_off
        sums[place] += min(row.amount, self.written_off[place] - sums[place]) if row.counted \
            else -row.amount
        if sums[place] == 0:
            del sums[place]

    def agree(self, partner_id, amount):
        self.instalments.pop(partner_id, None)
        self.instalments[partner_id] = amount

    def room(self, holder, period):
        """What may come off still by the instalments of `holder`; None: by none."""
        if holder is None:
            return None
        return max(0, self.instalments[holder] - self.came_off[holder, period])

    def settle(self, place, period, components, balance, holder):
        """place: (partner_id, abn); balance: 0 or less; holder: whose instalments count. (payment, carried)
        of an issue."""
        earned = sum(max(0, cents) for cents in components)
        taken = -sum(min(0, cents) for cents in components)
        undone, write_off = self.undone.pop(place, 0), self.write_off.pop(place, 0)
        debt = taken - balance + undone
        stands = self.written_off[place] - undone
        room = self.room(holder, period)
        off = min(debt, earned) if room is None else min(debt, earned, room)
        left, payment = debt - off, earned - off
        writes = min(write_off, left)
        restored = 0
        if left == 0:
            restored = min(stands, payment) if room is None else min(stands, payment, room - off)
        if room is not None:
            self.came_off[holder, period] += off + restored
        self.written_off[place] = stands + writes - restored
        for row in self.write_offs:
            row.counted = row.counted or row.place == place
        return payment - restored, writes - left

    def owed_listed(self, place, balance):
        return balance + self.write_off.get(place, 0) - self.undone.get(place, 0)
