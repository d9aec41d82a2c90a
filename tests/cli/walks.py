"""The walks of engine/policy/RULES.md: examples of what only a store of several months shows (D4, D6 to D9). Each
line is typed, or expected, against the program; RULES.md says of what."""

import re
import shlex
from pathlib import Path

import decided_payments
from corrections import SEPTEMBER, Months, confirmations
from undone import BOTH, DECEMBER, NOVEMBER, OCTOBER, digest_of, open_rows
from world import APPROVER, TOP

RULES = TOP / "engine/policy/RULES.md"
DATES = {"2026-08": SEPTEMBER, "2026-09": SEPTEMBER, "2026-10": OCTOBER, "2026-11": NOVEMBER,
         "2026-12": DECEMBER}
DECISIONS = ("D4", "D6", "D7", "D8", "D9")
KINDS = ("hold", "release", "settled", "returned", "paid", "write_off", "instalments", "revoke")


def walks():
    """(line of the fence, title, lines)"""
    text = RULES.read_text(encoding="utf-8")
    for found in re.finditer(r"^```walk ([^\n]+)\n(.*?)^```$", text, re.M | re.S):
        yield text.count("\n", 0, found.start()) + 1, found[1], found[2].splitlines()


class Walk:
    """August is issued to P1 and P2, whose months are alike."""

    def __init__(self, world, name):
        self.months = Months(world, name, **BOTH)
        self.blocks, self.imported = [], {"2026-08"}
        self.place, self.refusal = ("2026-08", "issue-1"), ""

    # ---- what is done ----------------------------------------------------------------------------------

    def dates(self, period):
        return max(DATES[other] for other in self.imported | {period})

    def bring(self, period):
        if period not in self.imported:
            self.imported.add(period)
            self.months.bring(period, **BOTH, blocks=self.blocks)

    def run(self, period):
        self.bring(period)
        self.place = period, "draft"
        digest_of(self.months, period, self.dates(period))

    def issue(self, period):
        self.bring(period)
        before = self.issues(period)
        digest = digest_of(self.months, period, self.dates(period))
        words = ["issue", period, "--draft", digest, "--approved-by", APPROVER]
        first = self.months.done(*words, good=(0, 1, 3))
        if first.returncode == 3:
            self.months.done(*words, *confirmations(3, first.stderr), good=(0, 1))
        made = sorted(self.issues(period) - before)
        assert len(made) == 1, f"issue {period} made {made}"
        self.place = period, made[0]

    def issues(self, period):
        return {path.name for path in (self.months.world.out / period).glob("issue-*")}

    def block(self, partner_id, first, _to=None, last=None):
        self.blocks.append({"block_id": f"B{len(self.blocks)}", "partner_id": partner_id,
                            "start": first, "end": last or first})
        for period in sorted(self.imported):
            self.months.bring(period, blocks=self.blocks)

    def void(self, number):
        self.months.done("void", number, "--reason", "a wrong name", "--approved-by", APPROVER)

    def decide(self, *words):
        done = decided_payments.decide(self.months, *words, good=(0, 3))
        assert bool(done.stderr) == (done.returncode == 3), done
        self.refusal = done.stderr

    def do(self, line):
        command, *words = shlex.split(line)
        assert not self.refusal, self.refusal
        {"run": self.run, "issue": self.issue, "block": self.block, "void": self.void,
         "decide": self.decide}[command](*words)

    # ---- what is expected ------------------------------------------------------------------------------

    def rows(self, table):
        period, place = self.place
        return self.months.rows(period, table, place)

    def register(self, partner_id):
        row = next(row for row in self.rows("register") if row["partner_id"] == partner_id)
        reasons = [reason for reason in row["reasons"].split(";") if reason]
        return [row["status"], *reasons, *([f"pays {row['payment']}"] if row["payment"] else [])]

    def payments(self):
        return [f"{number} {cents // 100}.{cents % 100:02d}"
                for number, _, cents in decided_payments.bank(self.months, *self.place)]

    def open(self):
        return [f"{row['kind']} {row['partner_id']} {row['period']} {row['amount']}".replace("  ", " ")
                for row in open_rows(self.months, *self.place)]

    def exception(self, code):
        return [row["partner_id"] for row in self.rows("exceptions") if row["code"] == code]

    def refused(self):
        told, self.refusal = self.refusal, ""
        return [" ".join(told.removeprefix("rcti: ").removesuffix("; nothing was entered\n").split())]

    def expect(self, line):
        subject, wanted = line.split(" = ", 1)
        name, *words = subject.split()
        found = {"register": self.register, "payments": self.payments, "open": self.open,
                 "exception": self.exception, "refused": self.refused}[name](*words)
        told = ", ".join(found) or "none"
        assert told == wanted, f"expected {line}, got {told}"


def the_walks_of_the_rules_hold(world):
    failed = []
    for number, title, lines in walks():
        walk = Walk(world, f"walk-{number}")
        for at, line in enumerate(lines, number + 1):
            try:
                walk.expect(line) if " = " in line else walk.do(line)
            except AssertionError as problem:
                failed.append(f"{Path(RULES).name}:{at}: {title}: {problem}")
                break
        else:
            assert not walk.refusal, f"{title}: {walk.refusal}"
    assert not failed, "\n".join(failed)


def every_decision_on_payments_has_a_walk(_world):
    told = list(walks())
    lines = [line for _, _, lines in told for line in lines]
    for decision in DECISIONS:
        assert any(decision in title.split() for _, title, _ in told), f"{decision} has no walk"
    for kind in KINDS:
        assert any(line.startswith(f"decide {kind} ") for line in lines), f"{kind} has no walk"
    assert any(line.startswith("refused = ") for line in lines)


TESTS = [the_walks_of_the_rules_hold, every_decision_on_payments_has_a_walk]
