"""The register of documents (rcti documents --json) held against what issues wrote: every number and bill is in it, to
the cent, each payment that the bank's file has, GST by label of the activity statement, the totals, and why there is no
number where there is none."""

import csv
import json
from collections import defaultdict
from datetime import date

DOCUMENTS = ("RCTI", "RCI", "RCAN", "ADJ")
BILLED = (*DOCUMENTS, "VOID", "WRITE-OFF", "RESTORED")
AMOUNTS = ("amount", "gst", "total", "bas_g11", "bas_1a", "bas_1b")


def cents(text):
    whole, _, part = text.lstrip("-").partition(".")
    return (int(whole) * 100 + int(part)) * (-1 if text.startswith("-") else 1)


def read_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def issues_of(out):
    return sorted(path for path in out.glob("2*/issue-*") if path.is_dir())


def bank_credits(path):
    """Of a direct entry file, without the line that balances it."""
    records = path.read_bytes().decode("ascii").split("\r\n") if path.exists() else []
    return sorted(int(line[20:30]) for line in records if line[:1] == "1" and line[18:20] != "13")


def no_supply_of(out):
    """number -> what of its amount is for no supply (D3)."""
    sums, numbers = defaultdict(int), {}
    for issue in issues_of(out):
        for row in read_rows(issue / "register.csv"):
            numbers[issue, row["partner_id"]] = row["number"]
        for row in read_rows(issue / "lines.csv"):
            if row["kind"] == "no_supply":
                sums[numbers[issue, row["partner_id"]]] += cents(row["amount"])
        for row in read_rows(issue / "adjustments.csv"):
            if row["kind"] == "no_supply":
                sums[row["number"]] += cents(row["amount"])
    return sums


def labels(row, no_supply):
    """(G11, 1A, 1B): RCTIs in G11 with their GST, which is 1B; RCIs and what adjusts them in G11; the GST of notes upwards is
    1B, that of notes downwards 1A. What is for no supply is in none."""
    total, gst = cents(row["total"]), cents(row["gst"])
    if row["kind"] == "RCAN":
        return 0, max(-gst, 0), max(gst, 0)
    return total - no_supply[row["number"]], 0, gst


def year_of(day):
    return day.year if day.month >= 7 else day.year - 1


def spans_of(text):
    """The month, quarter and financial year of a day, by their names."""
    day = date.fromisoformat(text)
    year = year_of(day)
    name = f"{year:04d}-{(year + 1) % 100:02d}"
    return f"{day:%Y-%m}", f"{name} Q{(day.month - 7) % 12 // 3 + 1}", name


class Register:
    def __init__(self, told, out):
        self.rows, self.told, self.out, self.problems = told["documents"], told, out, []
        self.no_supply = no_supply_of(out)
        if told["findings"]:
            self.problems.append(f"findings: {told['findings']}")

    def same(self, what, found, expected):
        if found != expected:
            self.problems.append(f"{what}: {found}, expected {expected}")

    def check_issues(self):
        for issue in issues_of(self.out):
            place = issue.parent.name, int(issue.name.removeprefix("issue-"))
            own = [row for row in self.rows if (row["issued_in"], row["issue"]) == place]
            bills = defaultdict(lambda: [0, 0])
            for row in read_rows(issue / "bills-xero.csv"):
                bills[row["*InvoiceNumber"]][0] = cents(row["Total"])
                bills[row["*InvoiceNumber"]][1] += cents(row["TaxAmount"])
            self.same(f"{issue}: bills", {row["number"]: [cents(row["total"]), cents(row["gst"])]
                                          for row in own if row["kind"] in BILLED}, dict(bills))
            self.same(f"{issue}: documents", sorted(row["number"] for row in own if row["kind"] in DOCUMENTS),
                      sorted(path.stem for path in (issue / "documents").glob("*.pdf")))
            self.same(f"{issue}: the bank's file", sorted(cents(row["payment"]) for row in own
                                                          if row["paid_by"] == "file"),
                      bank_credits(issue / "payments.aba"))
            self.check_numberless(issue)

    def check_numberless(self, issue):
        """Whoever is in the register of an issue has a number there or in another one, or it is said why not."""
        period = issue.parent.name
        known = {(row["partner_id"], row["period"]) for row in self.rows if row["kind"] in (*DOCUMENTS, "NONE")}
        for row in read_rows(issue / "register.csv"):
            if row["status"] in ("nil", "held") and (row["partner_id"], period) not in known \
                    and int(row["slots"] or 0) + cents(row["total"] or "0.00") > 0:
                self.problems.append(f"{issue}: {row['partner_id']} has no number, and it is not said why")

    def check_labels(self):
        undone = defaultdict(lambda: [0, 0, 0])
        for row in self.rows:
            if row["kind"] in DOCUMENTS:
                expected = labels(row, self.no_supply)
                of = row["adjusts"] or row["number"]
                if row["voided_on"]:
                    undone[of] = [a - b for a, b in zip(undone[of], expected)]
            elif row["kind"] == "VOID":
                continue
            else:
                expected = 0, 0, 0
            self.same(f"{row['number']}: labels", tuple(cents(row[name]) for name in AMOUNTS[3:]), expected)
        for row in self.rows:
            if row["kind"] == "VOID":
                self.same(f"{row['number']}: labels", [cents(row[name]) for name in AMOUNTS[3:]],
                          undone[row["adjusts"]])
        self.same("1B - 1A is the GST", sum(cents(row["bas_1b"]) - cents(row["bas_1a"]) for row in self.rows),
                  sum(cents(row["gst"]) for row in self.rows))

    def check_totals(self):
        sums = defaultdict(lambda: [0] * 10)
        for row in self.rows:
            paid = [cents(row["payment"]) if row["paid_by"] == by else 0 for by in ("file", "by hand", "came back")]
            values = [int(row["kind"] in DOCUMENTS), *(cents(row[name]) for name in AMOUNTS), *paid]
            if row["kind"] == "NONE":
                continue
            places = [("issued", span) for span in spans_of(row["issue_date"])] + [("of", row["partner_id"])]
            places += [("paid", span) for span in spans_of(row["payment_date"])] if row["payment_date"] else []
            for place in places:
                sums[place] = [a + b for a, b in zip(sums[place], values)]
        found = {(total["what"].split()[0], total["of"]): [total["documents"], *(
            cents(total[name]) for name in (*AMOUNTS, "by_file", "by_hand", "came_back"))]
            for total in self.told["totals"]}
        self.same("totals", found, dict(sums))

    def check_rows(self):
        numbers = [row["number"] for row in self.rows if row["kind"] in BILLED]
        self.same("numbers that are given twice", len(numbers), len(set(numbers)))
        by_number = {row["number"]: row for row in self.rows if row["kind"] in DOCUMENTS}
        for row in self.rows:
            if row["replaces"] and by_number[row["replaces"]]["replaced_by"] != row["number"]:
                self.problems.append(f"{row['number']} takes a place that does not say so")
            if row["voided_on"] and not row["about"].startswith("void: "):
                self.problems.append(f"{row['number']}: void, and not why")
            if row["kind"] == "NONE" and not row["about"].startswith("no number: "):
                self.problems.append(f"{row['partner_id']} {row['period']}: no number, and not why")

    def check(self):
        self.check_rows()
        self.check_issues()
        self.check_labels()
        self.check_totals()
        return self.problems


def check(told, out):
    """What is wrong of what `rcti documents --json` says of the issues below out: sentences."""
    return Register(told, out).check()


def check_statements(player, told, years):
    """Of each partner and year: it is made (the program holds the balance against what it says is owed), and the years follow
    each other; documents and payments are the register's."""
    rows = [row for row in told["documents"] if row["kind"] != "NONE"]
    for partner_id in sorted({row["partner_id"] for row in rows}):
        balances = {}
        for year in years:
            words = ["statement", partner_id, year, "--out", "statements", "--json"]
            done = player.call(*words, good=range(256))
            if done.returncode != 0:
                player.problem(f"statement of {partner_id} for {year}: {done.stderr}")
                continue
            for account in json.loads(done.stdout)["accounts"]:
                own = [row for row in rows if row["abn"] == account["abn"]]
                total = sum(cents(row["total"]) for row in own if spans_of(row["issue_date"])[2] == year)
                paid = sum(cents(row["payment"]) for row in own if row["paid_by"] in ("file", "by hand", "came back")
                           and spans_of(row["due_date"])[2] == year)
                opening, closing = cents(account["opening"]), cents(account["closing"])
                if (cents(account["total"]), cents(account["payment"])) != (total, paid) or \
                        opening + total - paid != closing or balances.get(account["abn"], opening) != opening:
                    player.problem(f"statement of {partner_id} for {year}: {account}, by the register {total}, {paid}")
                balances[account["abn"]] = closing
            player.counts["statements"] += 1


def check_player(player):
    """At the end of a random history; each year says of its own what all of it says."""
    told = json.loads(player.call("documents", "--json", good=range(256)).stdout)
    for problem in check(told, player.out):
        player.problem(f"documents: {problem}")
    years = sorted({total["of"] for total in told["totals"] if total["what"] == "issued in the year"})
    for year in years:
        of_year = json.loads(player.call("documents", "--year", year, "--json", good=range(256)).stdout)
        of_all = {(total["what"], total["of"]): total for total in told["totals"]}
        for total in of_year["totals"]:
            if total["what"] != "of the partner" and total != of_all[total["what"], total["of"]]:
                player.problem(f"documents of {year}: {total}, of all {of_all[total['what'], total['of']]}")
    check_statements(player, told, years)
    player.counts["registered"] += len(told["documents"])
