#!/usr/bin/env python3
"""Random histories through the program: three months whose facts come in up to five imports, with
drafts, issues, voids and decisions of every kind (deciding.py) in between (the last issue comes after the last
import).

    histories.py --rcti PATH --holidays DIR [--seeds N] [--start S] [--partners K] [--jobs J]
                 [--keep DIR]

After every issue each partner and period whom it settled stands at what the second reading says that
one run with all facts known then would pay: original + adjustments, minutes and amounts by line, to
the minute and the cent, and the GST of the month (R1). Payments are what the documents leave owing,
and no number is used twice (R5); who is in a run follows from who was issued before (M4). After every
step what is left undone is on the list (rcti status, open.csv), as the documents and the second reading say
it, and documents = paid + carried + open, to the cent; a draft lists what its issue does. At the end
the program itself says the same of a fresh store with all the facts, `rcti verify` finds nothing, to
issue again changes nothing (R4), payments.aba comes to the register's payments, `rcti rerun
--as-issued` gives what was issued (R3), and of what `rcti facts --as-issued` writes the second reading,
run as an auditor runs it, says that each issued register agrees. The same seed is the same history; one that fails
is printed with the command that repeats it. The last line is "N passed, M failed", counting histories.
"""

import argparse
import csv
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
sys.path.append(str(Path(__file__).resolve().parents[1] / "einvoice"))
import asserts
from confirming import confirmations
from option_table import taken
import deciding
import explained
import known_facts
import positions
import random_decisions
import random_history
import registered
import second_reading

DAY_SECONDS = 24 * 3600
PROBLEMS_SHOWN = 12
RERUNS = 3  # of a history
HELD, STALE = 1, 3


def left_out_explains(left_out, said):
    """Sessions with whoever left, that start in the month itself, are counted as used before it: a case may be used
    up earlier, and an ad hoc booking (A6) not paid. Nothing else may differ, and only that way."""
    rows = [re.match(r".+: (\w+): register ([\d.-]+), second reading ([\d.-]+)$", line) for line in said.splitlines()
            if ": register " in line]
    return (any("they may use up a case (A6)" in line for line in left_out) and bool(rows)
            and all(row and row[1] in ("adhoc_minutes", "adhoc_amount", "subtotal", "gst", "total")
                    and Decimal(row[3]) < Decimal(row[2]) for row in rows))


class Failed(Exception):
    """The history goes no further."""


def read_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tree_of(directory):
    return {str(path.relative_to(directory)): path.read_bytes()
            for path in sorted(directory.rglob("*")) if path.is_file()}


def tables_of(store):
    """What the store says, by table; drafts are no legal fact and may come and go."""
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as database:
        names = [row[0] for row in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        tables = {}
        for name in names:
            if name.startswith("draft"):
                continue
            rows = sorted(map(repr, database.execute(f"SELECT * FROM {name}")))
            tables[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    database.close()
    return tables


class Player:
    """One history: its store, what should be in it, and what was issued."""

    def __init__(self, seed, options, directory):
        self.options, self.directory = options, directory
        self.history = random_history.plan(seed, options.partners, options.holidays,
                                           directory / "holidays")
        self.dice = self.history.dice
        self.exporter = random_history.Exporter(self.history)
        self.facts = known_facts.KnownFacts(self.history.zones)
        self.ledger = positions.Ledger()
        self.decider = deciding.Decider(self)
        self.store, self.out = directory / "rcti.db", directory / "out"
        self.commands, self.problems, self.counts = [], [], Counter()
        self.imported = []  # periods, in order of their first import
        self.as_at, self.issue_date = 0, date(2026, 1, 1)
        self.issues = []  # (period, directory, verdicts by period, who was settled)
        self.judged_with = {}

    # ------------------------------------------------------------------ the program

    def call(self, *words, good=(0,)):
        words = [*map(str, words), "--store", "rcti.db"]
        if words[0] not in ("verify", "rerun", "facts"):
            words += taken(self.options.rcti, words, ["--holidays", self.history.holidays])
        return self.call_plain(words, good)

    def call_plain(self, words, good):
        self.commands.append(" ".join(words))
        done = subprocess.run([self.options.rcti, *words], cwd=self.directory, capture_output=True,
                              text=True, errors="replace", check=False)
        if done.returncode not in good:
            raise Failed(f"rcti {' '.join(words)}\nexit status {done.returncode}\n"
                         f"{done.stdout[-1500:]}{done.stderr[-3000:]}")
        return done

    def problem(self, text):
        self.problems.append(f"after command {len(self.commands)}: {text}")

    # ------------------------------------------------------------------ importing

    @staticmethod
    def import_confirmed(call, *words):
        """Random histories retire much: what stands before an import is confirmed."""
        first = call("import", *words, good=(0, 3))
        if first.returncode != 0:
            call("import", *words, *confirmations(first.returncode, first.stderr))

    def do_import(self, step):
        period = self.history.order[step]
        directory = self.directory / f"import-{step + 1}"
        files = self.exporter.files(step)
        random_history.write_files(files, directory)
        self.import_confirmed(self.call, period, directory.name)
        self.facts.imported(period, files)
        self.judged_with = {}
        if period not in self.imported:
            self.imported.append(period)
        self.check_status()

    # ------------------------------------------------------------------ what should come out

    def judge(self, period):
        """The second reading with all the facts known by now and the newest run's as-at."""
        key = period, self.as_at, self.issue_date
        if key not in self.judged_with:
            directory = self.directory / "judged"
            shutil.rmtree(directory, ignore_errors=True)
            self.facts.write(period, directory, everybody=True)
            verdicts = second_reading.judge(directory, period, self.as_at, self.issue_date,
                                            self.history.holidays)
            self.judged_with[key] = positions.with_roster(verdicts, self.facts.roster(period))
        return self.judged_with[key]

    def judge_with_earlier(self, period):
        """The period and the issued ones before it, within retro_months (R1)."""
        first = date.fromisoformat(period + "-01")
        retro = self.history.retro[period]
        oldest = first.year * 12 + first.month - 1 - retro
        since = f"{oldest // 12}-{oldest % 12 + 1:02d}"
        return {other: self.judge(other) for other in {period, *self.ledger.issued_periods}
                if since <= other <= period}

    def check_tables(self, period, directory, judged):
        """What the period's own run says of those who are in it."""
        register = {row["partner_id"]: row for row in read_rows(directory / "register.csv")}
        tables = second_reading.make_tables(
            verdict for partner_id, verdict in sorted(judged.items())
            if partner_id in register and verdict.in_roster
            and not self.ledger.closed(partner_id, period)
            and (partner_id, period) not in self.ledger.decided.settled)
        for name in ("slots.csv", "adhoc.csv", "unscheduled.csv"):
            with open(directory / name, encoding="utf-8", newline="") as file:
                if list(csv.reader(file)) != tables[name]:
                    self.problem(f"{period}: {name} is not that of the second reading")

    # ------------------------------------------------------------------ what is left undone

    def is_over(self, period):
        return self.issue_date > second_reading.make_month(period, 0, None, None).days[-1]

    def check_open(self, where, rows):
        """rows: kind, partner_id, period, amount. Of debts the period is since when."""
        expected = self.ledger.open_items(self.imported, self.judge, self.is_over)
        found = {}
        for row in rows:
            place = row["kind"], row["partner_id"], row["period"]
            if row["kind"] == "OWED":
                place = *place[:2], row["about"].removeprefix("ABN").replace(" ", "")
            amount = positions.cents(row["amount"]) if row["amount"] else None
            if row["kind"] == "BEYOND_RETRO":
                self.check_beyond(where, row, amount)
            elif place in found and row["kind"] == "UNPAID":
                found[place] += amount
            elif place in found:
                self.problem(f"{where}: {place} is listed twice")
            else:
                found[place] = amount
        self.counts["open items"] += len(found)
        for place in sorted(set(expected) | set(found)):
            if place not in found or place not in expected:
                self.problem(f"{where}: {place} is {'not ' * (place not in found)}listed, and should "
                             f"{'not ' * (place not in expected)}be")
            elif expected[place] is not None and found[place] != expected[place]:
                self.problem(f"{where}: {place} with {found[place]}, should be {expected[place]}")
        self.ledger.check_open_sums(found)
        for text in self.ledger.problems:
            self.problem(f"{where}: {text}")
        self.ledger.problems.clear()

    def check_beyond(self, where, row, amount):
        """Just what the month would come to now, less what it came to."""
        place = row["partner_id"], row["period"]
        verdict = self.judge(row["period"]).get(row["partner_id"])
        due = positions.total_of(positions.judged_lines(verdict)) if verdict else 0
        billed = positions.total_of(self.ledger.positions[place].lines)
        self.counts["beyond retro"] += 1
        if not self.ledger.closed(*place) or amount != due - billed:
            self.problem(f"{where}: beyond retro {place} with {amount}, due {due}, billed {billed}")

    def check_another_id(self, period, directory, register):
        """Who came back under another id is doubted while the old one owes, before they are paid."""
        left, again = self.history.left, self.history.again
        doubted = [row for row in read_rows(directory / "exceptions.csv")
                   if row["code"] == "OWES_UNDER_ANOTHER_ID"]
        # Where a later month was issued first, it may be the other way round.
        if (left, again) in self.ledger.taken_over:
            doubted = [row for row in doubted if row["partner_id"] != left]
        owes = any(cents < 0 for (owing, _), cents in self.ledger.balances.items() if owing == left)
        takes_over = (again, left) in self.ledger.taken_over
        paid = any(row["partner_id"] == again and positions.cents(row["payment"]) > 0
                   for row in register)
        is_first = sum(again in rosters for rosters in self.ledger.rosters.values()) == 1
        if any(row["partner_id"] != again or left not in row["subject"] + row["message"]
               for row in doubted) or \
                (doubted and not takes_over and not (owes and paid)) or \
                (not doubted and (takes_over or (owes and paid and is_first))):
            self.problem(f"{period}: {left} owes: {owes}, {again} is paid: {paid}, takes over: "
                         f"{takes_over}, doubted {doubted}")
        self.counts["under another id"] += len(doubted)

    def check_status(self):
        if not self.as_at:
            return
        done = self.call("status", "--json", "--as-at", known_facts.utc_text(self.as_at),
                         "--issue-date", self.issue_date, good=(0, HELD))
        told = json.loads(done.stdout)
        items = told["open"]["items"]
        for item in items:
            item["amount"] = item["amount"] or ""
        if (done.returncode == HELD) != any(item["counted"] for item in items):
            self.problem(f"status: exit status {done.returncode} with {len(items)} items")
        self.check_open("status", items)

    # ------------------------------------------------------------------ running and issuing

    def choose_dates(self, period):
        """The clock goes on, mostly; facts may be judged at odd instants."""
        end = date.fromisoformat(period + "-01") + timedelta(days=31)
        base = int(datetime(end.year, end.month, 1, tzinfo=timezone.utc).timestamp())
        usual = max(self.as_at, base + self.dice.randint(0, 18 * DAY_SECONDS))
        odd = base + self.dice.randint(-25 * DAY_SECONDS, 120 * DAY_SECONDS)
        self.as_at = odd if self.dice.random() < 0.15 else usual
        day = datetime.fromtimestamp(max(self.as_at, base), timezone.utc).date()
        self.issue_date = max(self.issue_date, day + timedelta(days=self.dice.randint(0, 3)))
        self.judged_with = {}

    def draft(self, period):
        """The digest, or None where nothing is left."""
        shutil.rmtree(self.out / period / "draft", ignore_errors=True)
        done = self.call("run", period, "--out", "out", "--as-at", known_facts.utc_text(self.as_at),
                         "--issue-date", self.issue_date, good=(0, HELD))
        self.counts["drafts"] += 1
        if not (self.out / period / "draft").exists():
            left = {partner_id for partner_id, verdict in self.judge(period).items()
                    if verdict.in_roster and not self.ledger.closed(partner_id, period)
                    and (partner_id, period) not in self.ledger.decided.settled}
            left |= {payment.partner_id
                     for payment, _ in self.ledger.decided.owed_apart(self.ledger.voids())}
            if left or f"{period} is issued" not in done.stdout + done.stderr:
                self.problem(f"{period}: no draft, though {sorted(left)} are left\n{done.stdout}")
            return None
        digests = [line.split()[1] for line in done.stdout.splitlines()
                   if line.startswith("digest")]
        if len(digests) != 1:
            raise Failed(f"no digest in:\n{done.stdout}")
        return digests[0]

    def command_of_issue(self, period, digest):
        return ("issue", period, "--draft", digest, "--approved-by", deciding.APPROVER, "--out", "out")

    def call_issue(self, period, digest, good):
        """What stands before it (months are skipped here at times) is confirmed; then nothing of it
        may have left a trace."""
        words = self.command_of_issue(period, digest)
        done = self.call(*words, good=(*good, 3))
        confirm = confirmations(done.returncode, done.stderr)
        if confirm:
            self.counts["gates"] += 1
            done = self.call(*words, *confirm, good=good)
        elif done.returncode not in good:
            raise Failed(f"rcti {' '.join(words)}\nexit status 3\n{done.stderr[-3000:]}")
        return done

    def issue(self, period, step=None):
        """Drafts and issues; with a step the next import comes in between at times."""
        self.choose_dates(period)
        digest = self.draft(period)
        if digest is None:
            return step
        if step is not None and self.dice.random() < 0.15:
            self.stale(period, digest, lambda: self.do_import(step))
            return step + 1
        if self.dice.random() < 0.1:
            self.stale(period, digest, self.decider.decide_hours)
            return step
        drafted = self.out / period / "draft"
        draft = {name: read_rows(drafted / name)
                 for name in ("register.csv", "lines.csv", "adjustments.csv", "open.csv")}
        before = self.issue_directories(period)
        tables = tables_of(self.store)
        done = self.call_issue(period, digest, (0, HELD))
        made = [path for path in self.issue_directories(period) if path not in before]
        if not made:
            self.nothing_issued(period, draft, tables, done)
        else:
            self.check_issue(period, made[0], draft, done)
            if self.dice.random() < 0.3:
                self.issue_again(period, digest)
        return step

    def stale(self, period, digest, happen):
        """The next import, or a decision, between draft and issue: where it matters, the issue is refused and
        leaves no trace."""
        happen()
        tables, tree = tables_of(self.store), tree_of(self.out)
        done = self.call_issue(period, digest, (0, HELD, STALE))
        if done.returncode == STALE:
            self.counts["refused"] += 1
            if tables_of(self.store) != tables or tree_of(self.out) != tree:
                self.problem(f"{period}: an issue that was refused left traces")
            digest = self.draft(period)
            if digest is None:
                return
            done = self.call_issue(period, digest, (0, HELD))
        made = [path for path in self.issue_directories(period)
                if path not in [issue[1] for issue in self.issues]]
        if made:
            self.check_issue(period, made[0], None, done)

    def issue_directories(self, period):
        return sorted((self.out / period).glob("issue-*"))

    def nothing_issued(self, period, draft, tables, done):
        if done.returncode != HELD or any(row["status"] != "held" for row in draft["register.csv"]):
            self.problem(f"{period}: nothing was issued\n{done.stdout}{done.stderr}")
        if tables_of(self.store) != tables:
            self.problem(f"{period}: nothing was issued, but the store is another")

    def check_issue(self, period, directory, draft, done):
        number = len([issue for issue in self.issues if issue[0] == period]) + 1
        if directory.name != f"issue-{number}":
            self.problem(f"{directory.name} instead of issue-{number}")
        tables = {name: read_rows(directory / name)
                  for name in ("register.csv", "lines.csv", "adjustments.csv", "open.csv")}
        if draft is not None:
            self.check_draft(period, draft, tables)
        judged = self.judge_with_earlier(period)
        self.check_tables(period, directory, judged[period])
        settled = self.ledger.issued(period, self.issue_date, tables["register.csv"],
                                     tables["lines.csv"], tables["adjustments.csv"], judged)
        for text in self.ledger.problems:
            self.problem(text)
        self.ledger.problems.clear()
        held = any(row["status"] == "held" for row in tables["register.csv"])
        if done.returncode != (HELD if held else 0):
            self.problem(f"{period}: exit status {done.returncode}, held: {held}")
        self.check_files(period, directory, tables)
        self.issues.append((period, directory, judged, settled))
        self.counts["issues"] += 1
        self.check_open(f"{period}/{directory.name}/open.csv", tables["open.csv"])
        self.check_another_id(period, directory, tables["register.csv"])
        self.check_status()

    def check_draft(self, period, draft, issued):
        """Just what was reviewed is issued."""
        def is_left(name, row):
            """The issue also lists who is held in its own month, and whom its file leaves out, also of what is
            paid again."""
            return name != "open.csv" or not (row["kind"] == "UNPAID" or (
                row["kind"] == "HELD" and row["period"] == period))

        def bare(name, row):
            kept = {key: value for key, value in row.items() if key != "number"}
            if name == "register.csv":
                kept["status"] = {"ready": "issued"}.get(row["status"], row["status"])
            return kept

        for name, rows in draft.items():
            if [bare(name, row) for row in rows if is_left(name, row)] != \
                    [bare(name, row) for row in issued[name] if is_left(name, row)]:
                self.problem(f"{period}: {name} of the issue is not that of the draft")

    def check_files(self, period, directory, tables):
        """Documents, deliveries and payments are those of the register."""
        numbers = {row["number"] for row in tables["register.csv"] + tables["adjustments.csv"]}
        numbers -= {""}
        there = {path.stem for path in (directory / "documents").glob("*")}
        if there != numbers:
            self.problem(f"{period}: documents {sorted(there ^ numbers)}")
        delivered = [row["document"] for row in read_rows(directory / "deliveries.csv")]
        if sorted(Path(name).stem for name in delivered) != sorted(numbers):
            self.problem(f"{period}: deliveries.csv has {sorted(delivered)}")
        bills = {row["*InvoiceNumber"]: positions.cents(row["Total"])
                 for row in read_rows(directory / "bills-xero.csv")}
        totals = defaultdict(int, self.ledger.undone)
        for row in tables["adjustments.csv"]:
            totals[row["number"]] += positions.cents(row["amount"]) + positions.cents(row["gst"])
        totals.update((row["number"], positions.cents(row["total"]))
                      for row in tables["register.csv"] if row["number"])
        bills = {number: total for number, total in bills.items()
                 if not number.startswith(("WRITE-OFF", "RESTORED"))}
        if bills != totals:
            self.problem(f"{period}: bills-xero.csv has {bills}, documents {dict(totals)}")
        self.check_einvoices(period, directory, totals)
        self.check_super(period, directory)
        rows = [(payment, payment.amount) for payment in self.ledger.payments] + self.ledger.repaid
        accounts = {row["partner_id"]: bool(row["bsb"] and row["account_number"])
                    for row in self.facts.of_period[period]["partners.csv"]}
        for payment, _ in rows:
            if payment.partner_id not in accounts:
                accounts[payment.partner_id] = self.newest_account(payment.partner_id)
        expected = sorted(cents for payment, cents in rows if accounts[payment.partner_id])
        for payment, cents in rows:
            if not accounts[payment.partner_id]:
                self.ledger.decided.left_out(payment, cents)
        found = read_direct_entry(directory / "payments.aba", self.problem)
        if found != expected:
            self.problem(f"{period}: payments.aba pays {found}, the register {expected}")

    def check_super(self, period, directory):
        """A row a bill of whoever super is paid for, or may be, with what of it is for services."""
        newest = {}
        for of in sorted(self.facts.of_period):
            newest.update((row["partner_id"], row) for row in self.facts.of_period[of]["partners.csv"])
        newest.update((row["partner_id"], row) for row in self.facts.of_period[period]["partners.csv"])
        asked = {name for name, row in newest.items() if row.get("super") == "yes" or (
            row.get("entity_type") == "individual" and not row.get("super"))}
        services = defaultdict(int)
        for row in read_rows(directory / "bills-xero.csv"):
            number = row["*InvoiceNumber"]
            if not number.startswith(("WRITE-OFF", "RESTORED")):
                pays = "not for a supply" not in row["Description"]
                services[number] += pays * round(float(row["*Quantity"]) * positions.cents(row["*UnitAmount"]))
        found = read_rows(directory / "super.csv")
        for row in found:
            if row["partner_id"] not in asked or positions.cents(row["services_amount"]) != services[row["document"]]:
                self.problem(f"{period}: super.csv has {row}, the bill {services[row['document']]}")
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as store:
            owners = dict(store.execute("SELECT number, partner_id FROM documents"))
        missing = {number for number in services if owners[number.removesuffix("-VOID")] in asked} - {
            row["document"] for row in found}
        if missing:
            self.problem(f"{period}: super.csv lacks {sorted(missing)}")
        self.counts["documents on which super may be due"] += len(found)

    def check_einvoices(self, period, directory, totals):
        """Of whoever wants them and is not told why not; each keeps to the asserts and has its document's total."""
        wanted = {row["partner_id"] for row in self.facts.of_period[period]["partners.csv"]
                  if row.get("einvoice") == "yes"}
        told = {row["partner_id"] for row in read_rows(directory / "exceptions.csv")
                if row["code"] == "NO_EINVOICE"}
        made = {path.stem: asserts.Document(path.read_text(encoding="utf-8"))
                for path in (directory / "einvoices").glob("*.xml")}
        for number in totals:
            partner_id = number.split("-", 2)[2].removesuffix("-VOID")
            if number not in made and any(partner_id == each or partner_id.startswith(f"{each}-")
                                          for each in wanted - told) and not number.endswith("-VOID"):
                self.problem(f"{period}: {number} has no e-invoice")
        for number, document in made.items():
            failed = asserts.failures(document)
            amount = document.amount("cac:LegalMonetaryTotal/cbc:PayableAmount") * 100
            cents = int(-amount if document.kind == "CreditNote" else amount)
            of = f"{number[:-2]}-VOID" if number.endswith("-V") else number
            if failed or totals[of] != cents:
                self.problem(f"{period}: e-invoice {number} of {cents}, {totals[of]}: {failed}")
        self.counts["e-invoices"] += len(made)
        self.counts["documents without an e-invoice that was wanted"] += len(told)

    def newest_account(self, partner_id):
        """Of somebody who is not in the period any more."""
        for period in sorted(self.facts.of_period, reverse=True):
            for row in self.facts.of_period[period]["partners.csv"]:
                if row["partner_id"] == partner_id:
                    return bool(row["bsb"] and row["account_number"])
        return False

    def issue_again(self, period, digest):
        """R4"""
        tables, tree = tables_of(self.store), tree_of(self.out)
        self.call(*self.command_of_issue(period, digest), good=(0, HELD))
        if tables_of(self.store) != tables:
            self.problem(f"{period}: to issue again changed the store")
        if tree_of(self.out) != tree:
            self.problem(f"{period}: to issue again changed the files")
        self.counts["issued again"] += 1

    def void(self):
        """An original that stands, at random; its period is often issued anew at once."""
        standing = sorted(number for number in self.ledger.standing
                          if number.split("-")[0] in positions.ORIGINALS)
        if not standing:
            return
        number = self.dice.choice(standing)
        self.call("void", number, "--reason", "wrong name", "--approved-by", deciding.APPROVER, "--out",
                  "out")
        partner_id, period = self.ledger.document_of[number]
        self.ledger.voided(number)
        self.check_status()
        if self.dice.random() < 0.5:
            random_history.take_leave(self.history, partner_id, period)
        if self.dice.random() < 0.6:
            self.issue(period)

    # ------------------------------------------------------------------ the whole of it

    def play(self):
        """Up to the last import anything; then whatever is not issued yet, in order."""
        order = self.history.order
        last = len(order) - 1  # the closing month, where it is needed
        step = 0
        while step < last:
            self.do_import(step)
            step += 1
            if step < last:
                step = self.between(step)
        unissued = [period for period in sorted(self.imported)
                    if period not in self.ledger.issued_periods]
        if not unissued or unissued[-1] != max(self.imported) or self.dice.random() < 0.25:
            for period in unissued:
                self.issue(period)
            self.do_import(last)
            unissued = [self.history.periods[3]]
            self.counts["closing months"] += 1
        self.decider.decide_anything()
        for period in unissued:
            self.issue(period)
        self.finish()

    def between(self, step):
        """What happens before the next import, which may come in the middle of it."""
        dice = self.dice
        if dice.random() < 0.3:
            self.choose_dates(period := dice.choice(self.imported))
            self.draft(period)
        unissued = [period for period in sorted(self.imported)
                    if period not in self.ledger.issued_periods]
        if unissued and dice.random() < 0.1:
            dice.shuffle(unissued)
        while unissued and dice.random() < 0.6:
            before = step
            step = self.issue(unissued.pop(0), step if step < len(self.history.order) - 1 else None)
            if step != before or step is None:
                return before + (step != before)
        if self.ledger.issued_periods and dice.random() < 0.5:
            self.issue(dice.choice(self.ledger.issued_periods))
        if dice.random() < 0.25:
            self.void()
        self.decider.decide_anything()
        return step

    def finish(self):
        self.ledger.check_sums()
        for text in self.ledger.problems:
            self.problem(text)
        for words in ([], ["--whole"]):  # what the issues passed by would have come to the same
            done = self.call("verify", *words, "--out", "out", good=range(256))
            if done.returncode != 0:
                self.problem(f"verify {words}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
        self.check_carried()
        self.check_fresh()
        self.check_as_issued()
        self.check_audited()
        explained.check(self, self.as_at, known_facts)
        registered.check_player(self)
        self.counts += Counter(self.ledger.counts)

    def check_carried(self):
        """What the store carries forward is what the documents leave."""
        with sqlite3.connect(f"file:{self.store}?mode=ro", uri=True) as database:
            carried = {(partner_id, abn or ""): cents for partner_id, abn, cents, _ in database.execute(
                "SELECT partner_id, abn, carried, max(seq) FROM payments GROUP BY 1, 2")}
        database.close()
        for place in sorted(set(carried) | set(self.ledger.balances)):
            expected = self.ledger.balances.get(place, 0)
            if carried.get(place, 0) != expected:
                self.problem(f"{place}: the store carries {carried.get(place, 0)} forward, the "
                             f"documents {expected}")

    def check_fresh(self):
        """R1, said by the program: one run of each period with all the facts and the last as-at."""
        directory = self.directory / "fresh"
        directory.mkdir()
        roster_sizes = {period: len(self.facts.roster(period)) for period in self.imported}
        for period in sorted(self.imported, key=lambda period: (roster_sizes[period], period)):
            self.facts.write(period, directory / period, everybody=False, with_decisions=False)
            self.import_confirmed(self.call_fresh, period, f"fresh/{period}")
        doubtful = self.decide_fresh()
        _, _, judged, settled = self.issues[-1]
        for period in sorted(judged):
            self.call_fresh("run", period, "--out", "fresh/out", "--as-at",
                            known_facts.utc_text(self.as_at), "--issue-date", self.issue_date)
            lines = defaultdict(list)
            for row in read_rows(directory / "out" / period / "draft" / "lines.csv"):
                lines[row["partner_id"]].append(row)
            for partner_id in settled:
                if self.ledger.closed(partner_id, period) and partner_id not in doubtful:
                    self.compare_fresh(partner_id, period, lines[partner_id])

    def decide_fresh(self):
        """All decisions as one file. Whose decision would be refused now, for by now it has no effect or takes
        the month below zero, is returned: the fresh store has other facts of them."""
        if not self.facts.decisions:
            return set()
        (self.directory / "fresh" / "decided").mkdir()
        random_decisions.write_rows(self.directory / "fresh" / "decided" / "decisions.csv", self.facts.decisions)
        self.import_confirmed(self.call_fresh, max(self.imported), "fresh/decided", "--as-at",
                              known_facts.utc_text(self.as_at))
        told = json.loads(self.call_fresh("decisions", "--json").stdout)
        taken = {row["decision_id"] for row in told["decisions"]}
        refused = [row for row in self.facts.decisions if row["decision_id"] not in taken]
        self.counts["decisions of a fresh store"] += len(taken)
        self.counts["refused by a fresh store"] += len(refused)
        return {row.get("partner_id") for row in refused}

    def call_fresh(self, *words, good=(0, HELD)):
        return self.call_plain([*map(str, words), "--store", "fresh/rcti.db",
                                *taken(self.options.rcti, words, ["--holidays", self.history.holidays])], good)

    def compare_fresh(self, partner_id, period, rows):
        found = self.ledger.positions[partner_id, period].lines
        expected = positions.add_rows({}, rows)
        status = self.judge(period)[partner_id].decision[0]
        if status == "held":  # a draft bills nothing of the held
            return
        if positions.settled_lines(found, status) != positions.settled_lines(expected, status):
            self.problem(f"{partner_id} in {period}: documents {positions.show(found)}, a fresh "
                         f"store {positions.show(expected)}")

    def check_as_issued(self):
        """R3, after whatever came later, for a few partners of the last issue that had them."""
        newest = {}
        for period, directory, judged, settled in self.issues:
            for row in read_rows(directory / "register.csv"):
                partner_id = row["partner_id"]
                if row["status"] != "held" and judged[period][partner_id].in_roster \
                        and partner_id in settled \
                        and (partner_id, period) not in self.ledger.decided.settled:
                    newest[partner_id, period] = directory, row
            for place, row in late_documents(read_rows(directory / "adjustments.csv")).items():
                newest[place] = None, row
        places = sorted(newest)
        for partner_id, period in self.dice.sample(places, min(RERUNS, len(places))):
            self.rerun(partner_id, period, *newest[partner_id, period])
            self.difference(partner_id, period, newest)

    def check_audited(self):
        """What an auditor runs on the facts of each issue says that its register agrees."""
        for period, directory, _, _ in self.issues:
            number = directory.name.removeprefix("issue-")
            facts = self.directory / "audited" / period / number
            facts.parent.mkdir(parents=True, exist_ok=True)
            told = json.loads(self.call("facts", period, "--as-issued", "--issue", number, "--out",
                                        facts, "--json").stdout)
            done = subprocess.run(
                [sys.executable, "-B", second_reading.__file__, facts, period,
                 directory / "register.csv", "--as-at", told["as_at"], "--issue-date",
                 told["issue_date"], *(["--later"] if number != "1" else [])],
                capture_output=True, text=True, check=False)
            self.counts["audited"] += 1
            if done.returncode != 0 and not left_out_explains(told["left_out"], done.stdout):
                self.problem(f"{period}/{directory.name}: the facts as issued say otherwise\n"
                             f"{done.stdout}{done.stderr}{told['left_out']}")

    def rerun(self, partner_id, period, directory, register):
        done = self.call("rerun", partner_id, period, "--as-issued", "--explain", "--json",
                         good=range(256))
        if done.returncode != 0:
            self.problem(f"rerun of {partner_id} {period}: exit status {done.returncode}\n"
                         f"{done.stderr}")
            return
        found = json.loads(done.stdout)
        for name in ("slots", "adhoc") if directory else ():
            expected = [row for row in read_rows(directory / f"{name}.csv")
                        if row["partner_id"] == partner_id]
            for row in expected:
                del row["partner_id"]
            columns = list(expected[0]) if expected else []
            rows = [{column: second_reading.harmless(row[column]) for column in columns}
                    for row in found[name]]
            if sorted(map(str, rows)) != sorted(map(str, expected)):
                self.problem(f"rerun of {partner_id} {period}: {name} are not those of the issue")
        for column in ("subtotal", "gst", "total"):
            if found[column] != register[column]:
                self.problem(f"rerun of {partner_id} {period}: {column} {found[column]}, issued "
                             f"{register[column]}")
        self.counts["reruns"] += 1

    def difference(self, partner_id, period, newest):
        """What diff says of the month against today, and against the month before: causes that add up to the
        difference, and that of what was paid."""
        self.told_difference(partner_id, period, "issued")
        earlier = [place[1] for place in newest if place[0] == partner_id and place[1] < period]
        own = [row for of, directory, _, _ in self.issues if of == period
               for row in read_rows(directory / "register.csv") if row["partner_id"] == partner_id]
        if earlier:
            told = self.told_difference(partner_id, period, max(earlier))
            if told and any(row["status"] != "held" for row in own):
                # What is paid again (D7) is pay of its own month.
                paid = sum(positions.cents(row["payment"]) for row in own) - \
                    self.ledger.paid_again[partner_id, period]
                if positions.cents(told["to"]["pay"]) != paid:
                    self.problem(f"diff of {partner_id} {period}: paid {told['to']['pay']}, by the "
                                 f"registers {positions.money(paid)}")

    def told_difference(self, partner_id, period, of):
        done = self.call("diff", period, partner_id, "--from", of, "--json", good=range(256))
        if done.returncode != 0:
            self.problem(f"diff of {partner_id} {period} from {of}: exit status {done.returncode}\n"
                         f"{done.stderr}")
            return None
        told = json.loads(done.stdout)
        causes = sum(positions.cents(cause["amount"]) for cause in told["causes"])
        before, after = (positions.cents(told[side]["pay"]) for side in ("from", "to"))
        if not causes == positions.cents(told["difference"]) == after - before:
            self.problem(f"diff of {partner_id} {period} from {of}: its causes are not the "
                         f"difference\n{done.stdout}")
        self.counts["differences"] += 1
        return told

    def failure_text(self):
        text = [f"  {problem}" for problem in self.problems[:PROBLEMS_SHOWN]]
        if len(self.problems) > PROBLEMS_SHOWN:
            text.append(f"  … and {len(self.problems) - PROBLEMS_SHOWN} more")
        text.append("  the commands were:")
        text += [f"    {number}  {command}" for number, command in enumerate(self.commands, 1)]
        return text


def late_documents(rows):
    """(partner_id, period) -> the amounts of the document that an issue of a later month made for it."""
    sums = defaultdict(lambda: [0, 0])
    for row in rows:
        if row["number"].split("-")[0] in positions.ORIGINALS:
            amounts = sums[row["partner_id"], row["period"]]
            amounts[0] += positions.cents(row["amount"])
            amounts[1] += positions.cents(row["gst"])
    return {place: {"subtotal": positions.money(amount), "gst": positions.money(gst),
                    "total": positions.money(amount + gst)}
            for place, (amount, gst) in sums.items()}


def read_direct_entry(path, problem):
    """The payments of a direct entry file, in cents and order of size; its form is checked."""
    if not path.exists():
        return []
    records = path.read_bytes().decode("ascii").split("\r\n")
    if records[-1] != "":
        problem(f"{path.name}: does not end with CRLF")
    records = [record for record in records if record]
    if any(len(record) != 120 for record in records):
        problem(f"{path.name}: a record is not 120 characters long")
    kinds = [record[0] for record in records]
    if kinds[0] != "0" or kinds[-1] != "7" or set(kinds[1:-1]) - {"1"}:
        problem(f"{path.name}: records {kinds}")
    details = [record for record in records if record[0] == "1"]
    credits = [int(record[20:30]) for record in details if record[18:20] != "13"]
    debits = [int(record[20:30]) for record in details if record[18:20] == "13"]
    net, credit, debit, count = (int(records[-1][first:last])
                                 for first, last in ((20, 30), (30, 40), (40, 50), (74, 80)))
    if (credit, debit, count) != (sum(credits), sum(debits), len(details)):
        problem(f"{path.name}: its totals are not its records'")
    if net != abs(credit - debit):
        problem(f"{path.name}: net {net}, credit {credit}, debit {debit}")
    return sorted(credits)


# ---------------------------------------------------------------------------- many histories


def play_seed(seed, options, directory):
    """(seed, lines to print if it failed, counts)"""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    player = Player(seed, options, directory)
    try:
        player.play()
    except Failed as failure:
        player.problem(str(failure))
    if not options.keep:
        shutil.rmtree(directory, ignore_errors=True)
    return seed, player.failure_text() if player.problems else [], player.counts


def run_histories(options):
    root = Path(options.keep or tempfile.mkdtemp(prefix="rcti-histories-")).resolve()
    seeds = range(options.start, options.start + options.seeds)
    failed, counts = 0, Counter()
    with ProcessPoolExecutor(options.jobs) as pool:
        for seed, text, of_seed in pool.map(play_seed, seeds, [options] * len(seeds),
                                            [root / f"seed-{seed}" for seed in seeds]):
            counts += of_seed
            if text:
                failed += 1
                print("\n".join([f"seed {seed}:", *text]))
                print(f"  again: {Path(__file__).name} --rcti {options.rcti} --holidays "
                      f"{options.holidays} --partners {options.partners} --seeds 1 --start {seed} "
                      f"--keep DIR", flush=True)
    if not options.keep:
        shutil.rmtree(root, ignore_errors=True)
    print(", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    print(f"{len(seeds) - failed} passed, {failed} failed")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rcti", required=True, type=lambda text: str(Path(text).resolve()))
    parser.add_argument("--holidays", required=True, type=lambda text: Path(text).resolve())
    parser.add_argument("--seeds", type=int, default=25)
    parser.add_argument("--start", type=int, default=1)
    parser.add_argument("--partners", type=int, default=4)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--keep")
    return run_histories(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
