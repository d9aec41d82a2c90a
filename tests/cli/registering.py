"""The register of documents over 24 months with voids, late documents, notes, payments that came back, were left out
or made by hand, debts that another id took over, and months without a document: every number is explained, and what
was billed and paid is what the bills and the bank's files have."""

import csv
import io
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta

from corrections import PARTNER, Months, block, confirmations
from decided_payments import WHO
from undone import rates_of, schedules_of
from world import APPROVER, TOP, World

sys.path += [str(TOP / "tests/property"), str(TOP / "tests/golden")]
import recalculate
import registered
from workbook import read_workbook

PEOPLE = {
    "P1": {},
    "P2": {"legal_name": "Bo Test", "abn": "31555700001", "gst_from": "", "account_number": "22222222"},
    "P3": {"legal_name": "Cy Test", "abn": "12555700002", "account_number": "33333333"},
    "P4": {"legal_name": "Di Test", "abn": "82555700003", "bsb": "", "account_number": "", "account_name": ""},
    "P9": {"legal_name": "Cy Test", "abn": "12555700002", "account_number": "33333333"},
}


def months_from(year, month, count):
    return [f"{year + (month - 1 + i) // 12}-{(month - 1 + i) % 12 + 1:02d}" for i in range(count)]


def files_of(*ids, **changes):
    people = [{**PARTNER, **PEOPLE[name], "partner_id": name, **changes.get(name, {})} for name in ids]
    return {"partners": people, "rates": rates_of(*ids), "schedules": schedules_of(*ids)}


def of_partner(row, name):
    return {**row, "partner_id": name}


def whole_month(period, name, block_id):
    first = date.fromisoformat(f"{period}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return of_partner(block(first.isoformat(), last.isoformat(), block_id), name)


class Years(Months):
    """From July 2025 on; nothing is issued yet."""

    def __init__(self, world, name):
        self.place = world.place / "registering" / name
        self.place.mkdir(parents=True)
        self.world = World(world.rcti, self.place)
        self.files, self.kinds, self.batch, self.holidays = set(), set(), 0, []

    def settle(self, period, day=10):
        """Drafts and issues on that day of the next month; what stands before it is confirmed."""
        after = (date.fromisoformat(f"{period}-01") + timedelta(days=31)).replace(day=day)
        dates = ["--as-at", f"{after}T02:00:00Z", "--issue-date", after.isoformat()]
        digest = json.loads(self.done("run", period, *dates, "--json", good=(0, 1)).stdout)["digest"]
        words = ["issue", period, "--draft", digest, "--approved-by", APPROVER]
        first = self.done(*words, good=(0, 1, 3))
        if first.returncode == 3:
            self.done(*words, *confirmations(first.returncode, first.stderr), good=(0, 1))

    def decide(self, *words):
        self.done("decide", *words, *WHO)

    def void(self, number):
        self.done("void", number, "--reason", "a wrong name", "--approved-by", APPROVER)


def two_years(world):
    """The store, made once."""
    if (world.place / "registering/two-years").exists():
        return world.two_years
    years, periods = Years(world, "two-years"), months_from(2025, 7, 24)
    for i, period in enumerate(periods):
        ids = ["P1", "P2", "P4", "P3" if i < 15 else "P9"]
        if i == 7:
            ids.remove("P3")  # forgotten, and a late document of the month after
        changes = {"P3": {"legal_name": "Cy Tset"}} if i == 4 else {}
        blocks = [whole_month(period, "P2", "B20")] if i == 19 else []
        years.bring(period, **files_of(*ids, **changes), blocks=blocks)
        if i == 3:
            years.bring(periods[2], blocks=[block(f"{periods[2]}-02", f"{periods[2]}-02", "B3")])
        elif i == 6:
            years.decide("returned", f"RCTI-{periods[5].replace('-', '')}-P1", "--amount", "500.00")
        elif i == 8:
            years.bring(periods[7], **files_of("P1", "P2", "P4", "P3"))
        elif i == 11:
            years.void(f"RCTI-{periods[10].replace('-', '')}-P1")
            years.bring(periods[10], blocks=[whole_month(periods[10], "P1", "B11")])
        elif i == 15:
            years.bring(periods[14], blocks=[whole_month(periods[14], "P3", "B15")])
        elif i == 17:
            years.decide("hold", "P1", period)
        elif i == 18:
            years.decide("settled", "P1", periods[17], "--amount", "100.00")
        years.settle(period)
        if i == 4:
            years.void(f"RCTI-{period.replace('-', '')}-P3")
            years.bring(period, **files_of(*ids))
            years.settle(period, 12)
        elif i in (2, 9, 13):
            years.decide("paid", f"RCTI-{periods[i].replace('-', '')}-P4")
    world.two_years = years
    return years


def register(years, *words, good=(0,)):
    return json.loads(years.done("documents", *words, "--json", good=good).stdout)


def every_number_is_explained_and_tied(world):
    years = two_years(world)
    told = register(years)
    problems = registered.check(told, years.world.out)
    assert not problems, "\n".join(problems)
    kinds = {row["kind"] for row in told["documents"]}
    assert kinds == {"RCTI", "RCI", "RCAN", "VOID", "PAID AGAIN", "CAME BACK", "BY HAND", "NONE"}, kinds
    why = {(row["partner_id"], row["period"]): row["about"] for row in told["documents"] if row["kind"] == "NONE"}
    assert why == {("P2", "2027-02"): "no number: nothing was due",
                   ("P1", "2026-12"): "no number: settled outside, by decision T-1042"}, why
    rows = {row["number"]: row for row in told["documents"] if row["kind"] in registered.BILLED}
    assert rows["RCTI-202511-P3"]["replaced_by"] == "RCTI-202511-P3-R1"
    assert rows["RCTI-202605-P1"]["voided_on"] and not rows["RCTI-202605-P1"]["replaced_by"]
    assert rows["RCAN-202605-P1-1"]["about"] == "takes back RCTI-202605-P1, which is void"
    assert rows["RCTI-202602-P3"]["issued_in"] == "2026-03"  # late
    assert rows["RCTI-202507-P4"]["paid_by"] == "left out" and rows["RCTI-202507-P4"]["payment_date"] is None
    assert rows["RCTI-202509-P4"]["payment_date"] is not None  # by hand
    holds = years.done("verify").stdout
    assert "all of it holds" in holds, holds


def years_are_apart(world):
    """Each year's totals are those of the whole; its sheet says the same, and another program the same of its formulas."""
    years = two_years(world)
    all_of_it = {(total["what"], total["of"]): total for total in register(years)["totals"]}
    for year in ("2025-26", "2026-27"):
        for total in register(years, "--year", year)["totals"]:
            if total["what"] != "of the partner":
                assert total == all_of_it[total["what"], total["of"]], total
    assert register(years, "--year", "2030-31") == {"year": "2030-31", "documents": [], "totals": [], "findings": []}
    assert "Nothing was issued." in years.done("documents", "--year", "2030-31").stdout
    for wrong in ("2026", "2026-28", "26-27", "2026-27x", "abcd-ef"):
        told = years.done("documents", "--year", wrong, good=(2,)).stderr
        assert "--year takes a financial year such as 2026-27" in told, told


def sheet_rows(sheet):
    """By heading, of each row."""
    headings = {re.sub("[0-9]", "", cell.reference): cell.value for cell in sheet.row(1)}
    return [{headings[re.sub("[0-9]", "", cell.reference)]: cell for cell in sheet.row(number)}
            for number in sheet.rows() if number > 1]


def the_sheet_says_what_the_command_says(world):
    """Of the last issue but for what came after it: its own seal, and what people decided since by the clock."""
    years = two_years(world)
    path = years.world.out / "2027-05/issue-1/audit-2027-05.xlsx"
    book = read_workbook(path)
    told = [row for row in register(years, "--year", "2026-27")["documents"]
            if row["issued_in"] <= "2027-05" and row["issue"] > 0]
    rows = [row for row in sheet_rows(book.sheets["Documents"]) if "issued_in" in row]
    assert [(row["number"].value if "number" in row else "") for row in rows] == [row["number"] for row in told]
    for row, expected in zip(rows, told):
        for name in ("kind", "period", "abn", "replaced_by", "paid_by", "prepared_by"):
            assert (row[name].value if name in row else "") == expected[name], (name, row, expected)
        for name in ("amount", "gst", "total", "bas_g11", "bas_1a", "bas_1b", "payment"):
            assert round(100 * float(row[name].value) if name in row else 0) == registered.cents(expected[name])
        own = expected["issued_in"] == "2027-05"
        assert (row["seal"].value if "seal" in row else "") == ("" if own else expected["seal"])
    totals = sheet_rows(book.sheets["Year totals"])
    assert {float(row["difference"].value) for row in totals} == {0.0}
    assert all(row[name].formula for row in totals for name in ("documents", "amount", "BAS 1A", "came back")), totals
    year, everybody = ([row for row in totals if row["what"].value == what] for what in ("issued in the year", "of all partners"))
    assert [row["total"].value for row in year] == [row["total"].value for row in everybody] and len(year) == 1, totals
    again = recalculate.recalculate([path], years.place / "recalculated")[0]
    for before, after in zip(totals, sheet_rows(read_workbook(again).sheets["Year totals"])):
        for name, cell in before.items():
            assert cell.kind != "number" or abs(float(cell.value) - float(after[name].value)) < 0.005, (name, cell)
    assert "Documents" not in read_workbook(years.world.out / "2027-06/draft/audit-2027-06.xlsx").sheets


def as_csv_it_is_the_same(world):
    years = two_years(world)
    rows = list(csv.DictReader(io.StringIO(years.done("documents", "--csv").stdout.printed)))
    told = register(years)["documents"]
    assert len(rows) == len(told) > 100
    for row, expected in zip(rows, told):
        for name, value in expected.items():
            assert row[name] == ("" if value is None or (name == "issue" and value == 0) else str(value)), (name, row)


def copy_changed(years, name, *statements):
    """Of the store, past its triggers."""
    copy = years.place / name
    copy.write_bytes(years.world.store.read_bytes())
    copy.chmod(0o600)
    with closing(sqlite3.connect(copy)) as store:
        triggers = store.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for trigger, _ in triggers:
            store.execute(f"DROP TRIGGER {trigger}")
        for sql in [*statements, *(sql for _, sql in triggers)]:
            store.execute(sql)
        store.commit()
    return copy


def a_gap_is_a_finding(world):
    """A number that is not there, and a bill that is not its document's: not explained, exit status 5."""
    years = two_years(world)
    copy = copy_changed(years, "tampered.db",
                        "UPDATE documents SET number = 'RCAN-202509-P1-3' WHERE number = 'RCAN-202509-P1-1'",
                        "UPDATE documents SET total = total + 1 WHERE number = 'RCTI-202507-P1'")
    told = json.loads(years.done("documents", "--store", copy, "--json", good=(5,)).stdout)["findings"]
    assert sorted(told) == [
        "RCAN-202509-P1-1: a bill of issue 1 of 2025-10, and no document",
        "RCAN-202509-P1-3: a document without a bill",
        "RCAN-202509-P1-3: number 1 of the row was expected here, and nothing explains why there is none",
        "RCTI-202507-P1: the bill comes to 1650.00, the document to 1650.01"], told
    assert "What does not hold" in years.done("documents", "--store", copy, good=(5,)).stdout


def paper(years, partner_id, year, out):
    """The statement, its words in lines of single spaces, and what was told of it."""
    told = json.loads(years.done("statement", partner_id, year, "--out", out, "--json").stdout)
    path = years.world.place / told["file"]
    assert path.stat().st_mode & 0o777 == 0o600
    form = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert form.returncode == 0 and "WARNING" not in form.stdout, form
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(" +", " ", text), told, path.read_bytes()


def a_statement_is_the_partners_year(world):
    """Documents, payments and balances of two years; the years follow each other, and the same again is the same."""
    years = two_years(world)
    before = years.world.store.read_bytes()
    first, told, data = paper(years, "p1", "2025-26", "papers")
    assert told["partner_id"] == "P1" and told["file"] == "papers/statement-2025-26-P1.pdf"
    account = told["accounts"][0]
    assert account["opening"] == "0.00" and f"The year, and balance at the end {amount(account['amount'])}" in first
    for words in ("Statement for 2025-26", "1 July 2025 to 30 June 2026", "RCTI-202507-P1", "Payment for RCTI-202507-P1",
                  "Adjustment note to RCTI-202509-P1", "July to September 2025", "Paid again for RCTI-202512-P1"):
        assert words.replace(" ", "") in re.sub(r"\s", "", first), (words, first)
    again = years.done("statement", "P1", "2025-26", "--out", "papers")
    assert "there already, with the same bytes" in again.stdout
    assert paper(years, "P1", "2025-26", "others")[2] == data
    assert years.world.store.read_bytes() == before
    (years.place / "others/statement-2025-26-P1.pdf").write_bytes(data + b"x")
    refused = years.done("statement", "P1", "2025-26", "--out", "others", good=(2,)).stderr
    assert "says something else" in refused and not list((years.place / "others").glob("*.again"))
    assert "Balance at the end" in first and "so far" not in first, first
    second = paper(years, "P1", "2026-27", "papers")[1]["accounts"][0]
    assert second["opening"] == account["closing"]
    rows = [row for row in register(years)["documents"] if row["partner_id"] == "P1"]
    assert sum(registered.cents(row["total"]) for row in rows if row["issue_date"] <= "2027-06-30") == sum(
        registered.cents(each["total"]) for each in (account, second))


def amount(text):
    return f"{int(text[:-3].lstrip('-')):,}{text[-3:]}" if text[0] != "-" else f"-{amount(text[1:])}"


def ids_of_one_abn_are_one_account(world):
    """P3 owed when P9 came with the ABN: asked under either id, it is the same account."""
    years = two_years(world)
    texts = {}
    for name in ("P3", "P9"):
        text, told, _ = paper(years, name, "2026-27", "chain")
        assert [account["partner_ids"] for account in told["accounts"]] == ["P3 and P9"], told
        assert "RCTI-202609-P3" in text and "RCTI-202610-P9" in text and "takes back" not in text
        texts[name] = text.replace(f"2026-27, {name}", "2026-27, ID")
    assert texts["P3"] == texts["P9"]
    text = paper(years, "P3", "2025-26", "chain")[0]
    assert "RCTI-202511-P3-VOID" in text and "RCTI-202511-P3-R1" in text, text


def what_is_open_or_not_there_is_said(world):
    years = two_years(world)
    text = " ".join(paper(years, "P4", "2025-26", "open")[0].split())
    assert "for RCTI-202507-P4 could not be in the bank's file, and is owed to you." in text, text
    assert "for RCTI-202509-P4 could not" not in text  # it was paid by hand
    text = " ".join(paper(years, "P2", "2026-27", "open")[0].split())
    assert "2027-02 (P2): no document: nothing was due." in text, text
    text = " ".join(paper(years, "P9", "2030-31", "open")[0].split())
    assert "Nothing was issued to you or paid in this year." in text, text
    assert "nothing was issued up to 30 June 2025" in years.done("statement", "P1", "2024-25", good=(2,)).stderr
    assert "the store has no partner P77" in years.done("statement", "P77", "2025-26", good=(2,)).stderr
    assert "YEAR is a financial year" in years.done("statement", "P1", "2025", good=(2,)).stderr



def what_owes_is_settled_when_it_has_come_off(world):
    """A note whose amount stays owed is no 1A of the cash basis before as much came off, in whichever year that is asked."""
    years, periods = Years(world, "debts"), months_from(2026, 4, 5)
    for i, period in enumerate(periods):
        years.bring(period, **files_of("P1"))
        if i == 1:
            years.bring(periods[0], blocks=[whole_month(periods[0], "P1", "B1")])
            years.decide("instalments", "P1", "--amount", "400.00")
        years.settle(period)
        note = {row["number"]: row for row in register(years)["documents"]}.get("RCAN-202604-P1-1")
        if 0 < i < 4:
            assert note["payment_date"] is None and note["bas_1a"] == "120.00", note
            assert "RCAN-202604-P1-1                -$1,320.00  not settled" in years.done("documents").stdout
    dates = {row["number"]: row["payment_date"] for row in register(years)["documents"]}
    assert dates["RCTI-202605-P1"] == "2026-06-24" and dates["RCAN-202604-P1-1"] == dates["RCTI-202608-P1"], dates
    by_year = {year: {total["of"]: total["bas_1a"] for total in register(years, "--year", year)["totals"]
                      if total["what"] == "paid in the year"} for year in ("2025-26", "2026-27")}
    assert by_year == {"2025-26": {"2025-26": "0.00"}, "2026-27": {"2026-27": "120.00"}}, by_year
    assert "all of it holds" in years.done("verify").stdout


def days_are_the_companys(world):
    """What was voided or came back in the morning of 1 July is of the new year, though it is 30 June by UTC."""
    years = two_years(world)
    copy = copy_changed(years, "morning.db", "UPDATE voids SET voided_at = '2026-06-30T20:30:00Z'",
                        "UPDATE decisions SET entered_at = unixepoch('2026-06-30T20:30:00Z')")
    rows = register(years, "--store", copy)["documents"]
    assert {row["voided_on"] for row in rows if row["voided_on"]} == {"2026-07-01"}, rows
    back = [row for row in rows if row["kind"] in ("CAME BACK", "BY HAND")]
    assert back and {row["payment_date"] for row in back} == {"2026-07-01"}, back


def two_suppliers_under_one_id_are_two_accounts(world):
    """P1 changes ABN and owes under the old one: a page for each, and each has its own balance."""
    years, periods = Years(world, "two-abns"), months_from(2026, 7, 3)
    new = {"P1": {"legal_name": "Ada Test Pty Ltd", "abn": "82555700003"}}
    for i, period in enumerate(periods):
        years.bring(period, **files_of("P1", **(new if i else {})))
        if i == 2:
            years.bring(periods[0], blocks=[whole_month(periods[0], "P1", "B1")])
        years.settle(period)
    text, told, _ = paper(years, "P1", "2026-27", "papers")
    assert [(account["abn"], account["legal_name"], account["closing"]) for account in told["accounts"]] == [
        ("82555700003", "Ada Test Pty Ltd", "0.00"), ("51824753556", "Ada Test", "-1320.00")], told
    assert text.count("Statement for 2026-27\n") == 2 and text.count("owed by you") == 1, text
    assert "Balance at the end" not in text and "23/10/2026 The year so far, and balance" in text, text
    told = paper(years, "P1", "2030-31", "papers")[1]
    assert [account["legal_name"] for account in told["accounts"]] == ["Ada Test"], told  # who owes still
    problems = registered.check(register(years), years.world.out)
    assert not problems, problems
    rows = {row["number"]: row for row in register(years)["documents"]}
    assert rows["RCAN-202607-P1-1"]["abn"] == "51824753556" and rows["RCTI-202608-P1"]["abn"] == "82555700003"


def super_of_what_is_paid_by_hand_has_no_day(world):
    """P4 has no account: whoever works out the super of the month asks when it was paid."""
    years, person = Years(world, "super"), {"entity_type": "individual", "super": "yes"}
    years.bring("2026-07", **files_of("P1", "P4", P1=person, P4=person))
    years.settle("2026-07")
    rows = {row["partner_id"]: row for row in years.rows("2026-07", "super", "issue-1")}
    assert (rows["P1"]["payment_date"], rows["P4"]["payment_date"]) == ("2026-08-24", ""), rows
    assert rows["P4"]["services_amount"] == rows["P1"]["services_amount"] == "1200.00", rows
    assert "all of it holds" in years.done("verify").stdout


TESTS = [a_statement_is_the_partners_year, ids_of_one_abn_are_one_account, what_is_open_or_not_there_is_said, every_number_is_explained_and_tied, years_are_apart, the_sheet_says_what_the_command_says,
         as_csv_it_is_the_same, a_gap_is_a_finding, what_owes_is_settled_when_it_has_come_off, days_are_the_companys,
         two_suppliers_under_one_id_are_two_accounts, super_of_what_is_paid_by_hand_has_no_day]
