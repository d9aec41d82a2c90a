"""What people decide about payments (D4, D6 to D9): that it came back, was made by hand, is held, settled
outside, written off, comes off by instalments; what is refused; and that every cent is somewhere."""

import csv
import json
import subprocess

from corrections import PARTNER, SEPTEMBER, Months, block, confirmations
from undone import (BOTH, DECEMBER, NOVEMBER, OCTOBER, issue, kinds, open_rows, rates_of,
                    schedules_of, status, void)
from world import APPROVER

WHO = ["--ticket", "T-1042", "--reason", "as agreed by telephone", "--approved-by", APPROVER]
PAY = "RCTI-202608-P1"
ONE = 132000  # what August pays: four Tuesdays of two hours at 150.00, with GST


def decide(months, *words, good=(0,)):
    return months.done("decide", *words, *WHO, good=good)


def refused(months, *words):
    """With the reason, and nothing is entered."""
    before = months.world.query("SELECT count(*) FROM decisions")
    told = decide(months, *words, good=(3,)).stderr
    assert months.world.query("SELECT count(*) FROM decisions") == before
    return told


def bank(months, period, place="issue-1"):
    """(reference, account, cents) of each payment in the bank's file; the balancing line left out."""
    path = months.world.out / period / place / "payments.aba"
    if not path.exists():
        return []
    lines = path.read_text(encoding="ascii").splitlines()
    return [(line[62:80].strip(), line[8:17].strip(), int(line[20:30])) for line in lines
            if line[0] == "1" and line[18:20] != "13"]


def bills(months, period, place="issue-1"):
    path = months.world.out / period / place / "bills-xero.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["*InvoiceNumber"], row["Total"], row["*TaxType"], row["TaxAmount"])
                for row in csv.DictReader(file)]


def paper(months, period, number, place="issue-1"):
    path = months.world.out / period / place / f"documents/{number}.pdf"
    done = subprocess.run(["pdftotext", "-layout", path, "-"], text=True, capture_output=True, check=True)
    return " ".join(done.stdout.split())


def codes_of(exceptions, partner_id):
    return [row["code"] for row in exceptions if row["partner_id"] == partner_id]


def holds(months):
    told = months.done("verify").stdout
    assert "all of it holds" in told, told
    return told


def summary(months, period):
    return json.loads(months.done("run", period, *OCTOBER, "--json", good=(0, 1)).stdout)


# ---- D7 ------------------------------------------------------------------------------------------------


def what_came_back_is_paid_again(world):
    """A row of its own to the account known then, beside the month's payment; no document, no bill."""
    months = Months(world, "paid-again")
    decide(months, "returned", PAY)
    assert kinds([{**item, "amount": item["amount"]} for item in
                  status(months, SEPTEMBER)["open"]["items"]]) == [
        ("UNPAID", "P1", "2026-08", "1320.00")]
    months.bring("2026-09", partners=[{**PARTNER, "account_number": "11112222"}])
    issue(months, "2026-09", SEPTEMBER)
    assert bank(months, "2026-09") == [("RCTI-202609-P1", "11112222", 165000),
                                       (PAY, "11112222", ONE)]
    assert [row[0] for row in bills(months, "2026-09")] == ["RCTI-202609-P1"]
    text = paper(months, "2026-09", "RCTI-202609-P1")
    assert f"Your payment for {PAY} came back. $1,320.00 is paid again by decision T-1042" in text
    assert "Amount to be paid" in text and "$1,650.00" in text and "as agreed" not in text
    assert not status(months, SEPTEMBER, good=(0,))["open"]["items"]
    holds(months)
    # It may come back once more, and be paid by hand then.
    decide(months, "returned", PAY, "--amount", "1000.00")
    decide(months, "paid", PAY, "--amount", "999.99")
    items = status(months, SEPTEMBER)["open"]["items"]
    assert [item["amount"] for item in items] == ["0.01"], items
    holds(months)


def a_second_issue_of_the_month_has_it(world):
    """M4: whose payment came back since, with nothing else of a month that is issued."""
    months = Months(world, "second-issue", **BOTH)
    decide(months, "returned", PAY)
    months.bring("2026-08", partners=[{**PARTNER, "account_number": "11112222"}, BOTH["partners"][1]])
    issue(months, "2026-08", SEPTEMBER)
    assert bank(months, "2026-08", "issue-2") == [(PAY, "11112222", ONE)]
    assert bills(months, "2026-08", "issue-2") == []
    told = months.done("run", "2026-08", *SEPTEMBER)
    assert "2026-08 is issued" in told.stdout + told.stderr
    holds(months)


def what_came_back_for_a_void_document_is_paid_once(world):
    """R6: it is not settled, and counts with what takes the voided document's place."""
    months = Months(world, "returned-and-void")
    decide(months, "returned", PAY)
    void(months, PAY)
    found = kinds(status(months, SEPTEMBER)["open"]["items"])
    assert found == [("UNPAID", "P1", "2026-08", "1320.00"), ("VOID", "P1", "2026-08", "0.00")], found
    issue(months, "2026-08", SEPTEMBER, *confirm_late(months, "2026-08", SEPTEMBER))
    assert bank(months, "2026-08", "issue-2") == [("RCTI-202608-P1-R1", "12345678", ONE)]
    text = paper(months, "2026-08", f"{PAY}-R1", "issue-2")
    assert f"plus what came back of the payment for {PAY}" in text
    holds(months)
    told = refused(months, "returned", PAY)
    assert "all of the payment of $1,320.00" in told, told


def what_came_back_is_not_taken_back(world):
    """Nothing is due in the void's place: the note stands, and the partner owes nothing, having nothing."""
    months = Months(world, "returned-and-nothing")
    decide(months, "returned", PAY)
    void(months, PAY)
    months.bring("2026-08", blocks=[block("2026-08-01", "2026-08-31")])
    issue(months, "2026-08", SEPTEMBER)
    assert bank(months, "2026-08", "issue-2") == []
    assert not status(months, SEPTEMBER, good=(0,))["open"]["items"]
    holds(months)


def what_a_file_left_out_is_made_by_hand(world):
    months = Months(world, "by-hand", partners=[{**PARTNER, "bsb": "", "account_number": ""}])
    item = status(months, SEPTEMBER)["open"]["items"][0]
    assert f"rcti decide paid {PAY}" in item["next"], item
    assert "0.01 to 1320.00 that can be paid by hand" in refused(months, "paid", PAY, "--amount", "1320.01")
    decide(months, "paid", PAY, "--amount", "320.00")
    assert status(months, SEPTEMBER)["open"]["items"][0]["amount"] == "1000.00"
    decide(months, "paid", PAY)
    assert not status(months, SEPTEMBER, good=(0,))["open"]["items"]
    assert "is not open" in refused(months, "paid", PAY)
    # The transfer by hand came back: the next file has it.
    decide(months, "returned", PAY)
    months.bring("2026-09", partners=[PARTNER])
    issue(months, "2026-09", SEPTEMBER)
    assert (PAY, "12345678", ONE) in bank(months, "2026-09")
    holds(months)


def what_a_payment_rests_on_is_not_revoked(world):
    months = Months(world, "rests")
    assert "there is no document" in refused(months, "returned", "RCTI-202608-P9")
    decide(months, "returned", PAY)
    assert "came back already" in refused(months, "returned", PAY)
    decide(months, "revoke", "D-000001")
    assert not status(months, SEPTEMBER, good=(0,))["open"]["items"]
    decide(months, "returned", PAY)
    decide(months, "paid", PAY, "--amount", "20.00")
    assert "rests on it" in refused(months, "revoke", "D-000003")
    months.bring("2026-09")
    issue(months, "2026-09", SEPTEMBER)
    assert (PAY, "12345678", ONE - 2000) in bank(months, "2026-09")
    for name in "D-000003", "D-000004":
        assert "paid that again" in refused(months, "revoke", name)
    holds(months)


# ---- D4 ------------------------------------------------------------------------------------------------


def a_hold_holds_all_of_it(world):
    """Adjustments and what came back with it; a later month makes no late document; released, all comes."""
    months = Months(world, "held-by-decision", **BOTH)
    decide(months, "returned", PAY)
    months.bring("2026-08", blocks=[block("2026-08-04", "2026-08-04")])
    months.bring("2026-09", **BOTH)
    decide(months, "hold", "P1", "2026-09")
    assert "holds it already" in refused(months, "hold", "P1", "2026-09")
    assert "is issued already" in refused(months, "hold", "P1", "2026-08")
    assert "January 2030 was never imported" in refused(months, "hold", "P1", "2030-01")
    drafted = months.draft("2026-09", SEPTEMBER)
    assert codes_of(drafted["exceptions"], "P1") == ["HELD_BY_DECISION"], drafted["exceptions"]
    assert [row["reasons"] for row in drafted["register"]] == ["HELD_BY_DECISION", ""], drafted["register"]
    issue(months, "2026-09", SEPTEMBER)
    assert [row[0] for row in bank(months, "2026-09")] == ["RCTI-202609-P2"], bank(months, "2026-09")
    found = kinds(open_rows(months, "2026-09", "issue-1"))
    assert found == [("HELD", "P1", "2026-09", "1650.00"), ("UNPAID", "P1", "2026-08", "1320.00")], found
    months.bring("2026-10", **BOTH)
    decide(months, "hold", "P1", "2026-10")
    issue(months, "2026-10", OCTOBER)
    assert [row[0] for row in bank(months, "2026-10")] == ["RCTI-202610-P2"]
    decide(months, "release", "P1", "2026-10")
    assert "is held by no decision" in refused(months, "release", "P1", "2026-10")
    issue(months, "2026-10", OCTOBER)
    references = [row[0] for row in bank(months, "2026-10", "issue-2")]
    assert references == ["RCTI-202610-P1", PAY], references
    decide(months, "release", "P1", "2026-09")
    issue(months, "2026-09", NOVEMBER, *confirm_late(months, "2026-09", NOVEMBER))
    holds(months)


def a_void_that_is_held_is_open_once(world):
    """As VOID, in the issue that leaves it so as in the status after it."""
    months = Months(world, "held-void", **BOTH)
    void(months, PAY)
    void(months, "RCTI-202608-P2")
    decide(months, "hold", "P1", "2026-08")
    issue(months, "2026-08", SEPTEMBER, *confirm_late(months, "2026-08", SEPTEMBER))
    rows = [("VOID", "P1", "2026-08", "1320.00")]
    assert kinds(open_rows(months, "2026-08", "issue-2")) == rows
    assert kinds(open_items(months, SEPTEMBER)) == rows
    holds(months)


def confirm_late(months, period, dates):
    """The tokens of the gates that stand before an issue."""
    digest = json.loads(months.done("run", period, *dates, "--json", good=(0, 1)).stdout)["digest"]
    told = months.done("issue", period, "--draft", digest, "--approved-by", APPROVER, good=(0, 1, 3))
    return confirmations(told.returncode, told.stderr) if told.returncode == 3 else []


# ---- D6 ------------------------------------------------------------------------------------------------


def what_is_settled_outside_is_never_issued(world):
    months = Months(world, "settled", **BOTH)
    months.bring("2026-09", **{**BOTH, "partners": [{**PARTNER, "agreement_from": ""},
                                                   BOTH["partners"][1]]})
    issue(months, "2026-09", SEPTEMBER)
    assert kinds(status(months, SEPTEMBER)["open"]["items"]) == [("HELD", "P1", "2026-09", "1650.00")]
    assert "it needs the amount" in refused(months, "settled", "P1", "2026-09")
    told = refused(months, "settled", "P1", "2026-09", "--amount", "-0.01")
    assert "$0.00 was issued of that month, so nothing can have been paid back" in told, told
    told = refused(months, "settled", "P1", "2026-08", "--amount", "-1320.01")
    assert "$1,320.00 was issued of that month, so no more than that" in told, told
    decide(months, "settled", "P1", "2026-08", "--amount", "-1320.00")
    decide(months, "revoke", "D-000001")
    decide(months, "settled", "P1", "2026-09", "--amount", "1650.00")
    assert not status(months, SEPTEMBER, good=(0,))["open"]["items"]
    assert "settles it already" in refused(months, "settled", "P1", "2026-09", "--amount", "1650.00")
    months.bring("2026-09", partners=BOTH["partners"])
    told = months.done("run", "2026-09", *SEPTEMBER)
    assert "2026-09 is issued" in told.stdout + told.stderr, told
    # A later difference is told, once in full.
    months.bring("2026-09", blocks=[block("2026-09-01", "2026-09-01")])
    months.bring("2026-10", **BOTH)
    told = months.done("run", "2026-10", *OCTOBER).stdout
    assert "settled at 1650.00 by decision T-1042; it now comes to 1320.00" in told, told
    assert "SETTLED_DIFFERS" in codes_of(months.rows("2026-10", "exceptions"), "P1")
    issue(months, "2026-10", OCTOBER)
    assert [row[0] for row in bank(months, "2026-10")] == ["RCTI-202610-P1", "RCTI-202610-P2"]
    assert "was paid since" in refused(months, "revoke", "D-000003")
    decide(months, "settled", "P1", "2026-09", "--amount", "1320.00")
    holds(months)


def what_is_open_of_a_payment_is_not_settled(world):
    """It would be paid by a file beside that; and what comes back for a void that was settled is paid again."""
    months = Months(world, "settled-and-open")
    decide(months, "returned", PAY)
    told = refused(months, "settled", "P1", "2026-08", "--amount", "0.00")
    assert f"$1,320.00 of the payment for {PAY} is open, and is no part of a settlement" in told, told
    assert f"(rcti decide paid {PAY})" in told, told
    decide(months, "paid", PAY)
    void(months, PAY)
    decide(months, "settled", "P1", "2026-08", "--amount", "0.00")
    assert not open_items(months, SEPTEMBER)
    decide(months, "returned", PAY)
    assert kinds(open_items(months, SEPTEMBER)) == [("UNPAID", "P1", "2026-08", "1320.00")]
    months.bring("2026-09")
    issue(months, "2026-09", SEPTEMBER)
    assert bank(months, "2026-09") == [("RCTI-202609-P1", "12345678", 165000),
                                       (PAY, "12345678", ONE)]
    assert not open_items(months, SEPTEMBER)
    holds(months)


def another_amount_than_was_settled_is_told_at_once(world):
    """In the month's own first run, and not again once an issue told of it."""
    months = Months(world, "settled-otherwise", **BOTH)
    months.bring("2026-09", **BOTH)
    decide(months, "settled", "P1", "2026-09", "--amount", "5.00")
    told = [row["message"] for row in months.draft("2026-09", SEPTEMBER)["exceptions"]
            if row["code"] == "SETTLED_DIFFERS"]
    assert len(told) == 1 and "settled at 5.00 by decision T-1042; it now comes to 1650.00" in told[0]
    issue(months, "2026-09", SEPTEMBER)
    assert [row[0] for row in bank(months, "2026-09")] == ["RCTI-202609-P2"]
    months.bring("2026-10", **BOTH)
    told = months.draft("2026-10", OCTOBER)["exceptions"]
    assert "SETTLED_DIFFERS" not in [row["code"] for row in told], told
    holds(months)


def a_void_that_is_settled_is_not_taken_back(world):
    months = Months(world, "settled-void")
    void(months, PAY)
    decide(months, "settled", "P1", "2026-08", "--amount", "0.00")
    assert not status(months, SEPTEMBER, good=(0,))["open"]["items"]
    months.bring("2026-09")
    issue(months, "2026-09", SEPTEMBER)
    assert [row[0] for row in bank(months, "2026-09")] == ["RCTI-202609-P1"]
    holds(months)


def a_month_that_is_never_to_be_issued(world):
    """No gate, no open item, no run."""
    months = Months(world, "never")
    months.bring("2026-09")
    months.bring("2026-10")
    assert "is issued: settle the partners" in refused(months, "settled", "2026-08")
    decide(months, "settled", "2026-09")
    told = months.done("run", "2026-09", *SEPTEMBER, good=(2,)).stderr
    assert "2026-09 is never to be issued: decision D-000001 (T-1042)" in told, told
    issue(months, "2026-10", OCTOBER)
    assert not status(months, OCTOBER, good=(0,))["open"]["items"]
    holds(months)
    decide(months, "revoke", "D-000001")
    assert kinds(status(months, OCTOBER)["open"]["items"])[0][:3] == ("NOT_ISSUED", "", "2026-09")


# ---- D8, D9 --------------------------------------------------------------------------------------------


def block_of(partner_id, start, end):
    return {**block(start, end, f"B-{start}"), "partner_id": partner_id}


def owing(world, name, **files):
    """August is taken back while September pays nothing: 1,320.00 are owed."""
    months = Months(world, name, **files)
    leave = [block("2026-08-01", "2026-08-31"), block("2026-09-01", "2026-09-30", "B2")]
    months.bring("2026-08", blocks=leave[:1])
    months.bring("2026-09", blocks=leave)
    issue(months, "2026-09", SEPTEMBER)
    return months


def what_is_written_off_is_not_claimed(world):
    """Untaxed in the bills; a later credit pays it first."""
    months = owing(world, "written-off")
    assert "owes $1,320.00: it needs an amount" in refused(months, "write_off", "P1", "--amount", "1320.01")
    decide(months, "write_off", "P1", "--amount", "1000.00")
    assert kinds(open_items(months, SEPTEMBER)) == [("OWED", "P1", "2026-09", "-320.00")]
    assert "owes $320.00" in refused(months, "write_off", "P1", "--amount", "320.01")
    months.bring("2026-10", blocks=[block("2026-10-01", "2026-10-31", "B3")])
    issue(months, "2026-10", OCTOBER)
    assert bills(months, "2026-10") == [("WRITE-OFF-202610-P1-1", "1000.00", "BAS Excluded", "0.00")]
    assert kinds(open_items(months, OCTOBER)) == [("OWED", "P1", "2026-09", "-320.00")]
    holds(months)
    months.bring("2026-11")
    issue(months, "2026-11", NOVEMBER)  # of 990.00 what is owed, 320.00, then of what is written off
    assert bank(months, "2026-11") == [], bank(months, "2026-11")
    assert ("RESTORED-202611-P1-1", "-670.00", "BAS Excluded", "0.00") in bills(months, "2026-11")
    assert not open_items(months, NOVEMBER)
    text = paper(months, "2026-11", "RCTI-202611-P1")
    assert "less what was owed and not claimed before -670.00" in text, text
    holds(months)


def open_items(months, dates):
    return status(months, dates, good=(0, 1))["open"]["items"]


def a_revoked_write_off_is_claimed_again(world):
    months = owing(world, "claimed-again")
    decide(months, "write_off", "P1", "--amount", "1000.00")
    months.bring("2026-10", blocks=[block("2026-10-01", "2026-10-31", "B3")])
    issue(months, "2026-10", OCTOBER)
    decide(months, "revoke", "D-000001")
    assert kinds(open_items(months, OCTOBER)) == [("OWED", "P1", "2026-09", "-1320.00")]
    months.bring("2026-11", blocks=[block("2026-11-01", "2026-11-30", "B4")])
    issue(months, "2026-11", NOVEMBER)
    assert kinds(open_items(months, NOVEMBER)) == [("OWED", "P1", "2026-09", "-1320.00")]
    assert bills(months, "2026-11") == [("RESTORED-202611-P1-1", "-1000.00", "BAS Excluded", "0.00")]
    holds(months)


def bill_texts(months, period):
    path = months.world.out / period / "issue-1/bills-xero.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["Description"], row["*UnitAmount"]) for row in csv.DictReader(file)]


def a_write_off_is_of_one_supplier(world):
    """Of two ABNs that owe under one id, the one whose document it names."""
    months = owing(world, "two-suppliers")
    now = {**PARTNER, "abn": "31555700001", "agreement_setoff": "yes"}
    months.bring("2026-10", partners=[now])
    issue(months, "2026-10", OCTOBER)
    months.bring("2026-10", blocks=[block("2026-10-01", "2026-10-31", "B3")])
    months.bring("2026-11", partners=[now], blocks=[block("2026-11-01", "2026-11-30", "B4")])
    issue(months, "2026-11", NOVEMBER)
    owed = [("OWED", "P1", "2026-09", "-1320.00"), ("OWED", "P1", "2026-11", "-1320.00")]
    assert sorted(kinds(open_items(months, NOVEMBER))) == owed, open_items(months, NOVEMBER)
    told = refused(months, "write_off", "P1", "--amount", "100.00")
    assert "owes under 2 ABNs, 31 555 700 001 and 51 824 753 556: name a document" in told, told
    assert "has no document RCTI-1" in refused(months, "write_off", "P1", "--amount", "1", "--number",
                                               "RCTI-1")
    told = refused(months, "write_off", "P1", "--amount", "1320.01", "--number", PAY)
    assert "owes $1,320.00" in told, told
    decide(months, "write_off", "P1", "--amount", "1320.00", "--number", PAY)
    assert kinds(open_items(months, NOVEMBER)) == owed[1:]
    decide(months, "write_off", "P1", "--amount", "20.00")
    months.bring("2026-12", partners=[now], blocks=[block("2026-12-01", "2026-12-31", "B5")])
    issue(months, "2026-12", DECEMBER)
    assert [row["amount"] for row in open_items(months, DECEMBER)] == ["-1300.00"]
    assert sorted(bills(months, "2026-12")) == [
        ("WRITE-OFF-202612-P1-1", "20.00", "BAS Excluded", "0.00"),
        ("WRITE-OFF-202612-P1-1-OTHER-ABN", "1320.00", "BAS Excluded", "0.00")]
    decide(months, "revoke", "D-000001")
    assert sorted(kinds(open_items(months, DECEMBER))) == [
        ("OWED", "P1", "2026-09", "-1320.00"), ("OWED", "P1", "2026-11", "-1300.00")]
    holds(months)


def a_write_off_that_was_revoked_is_owed_at_once(world):
    """All of it, by the one who owed it since then; no credit paid it, and the bills do not say so. It may be
    written off anew."""
    months = owing(world, "owed-at-once")
    decide(months, "write_off", "P1", "--amount", "1320.00")
    months.bring("2026-10", blocks=[block("2026-10-01", "2026-10-31", "B3")])
    issue(months, "2026-10", OCTOBER)
    assert not open_items(months, OCTOBER)
    decide(months, "revoke", "D-000001")
    assert kinds(status(months, OCTOBER)["open"]["items"]) == [("OWED", "P1", "2026-09", "-1320.00")]
    decide(months, "write_off", "P1", "--amount", "20.00")
    assert kinds(open_items(months, OCTOBER)) == [("OWED", "P1", "2026-09", "-1300.00")]
    assert "owes $1,300.00" in refused(months, "write_off", "P1", "--amount", "1320.00")
    months.bring("2026-11", blocks=[block("2026-11-10", "2026-11-30", "B4")])
    found = open_rows_of_draft(months, "2026-11", NOVEMBER)
    assert kinds(found) == [("OWED", "P1", "2026-09", "-1300.00")], found
    issue(months, "2026-11", NOVEMBER)
    assert kinds(status(months, NOVEMBER)["open"]["items"]) == [("OWED", "P1", "2026-09", "-1300.00")]
    assert bill_texts(months, "2026-11") == [
        ("Written off by decision T-1042", "20.00"),
        ("Written off by decision T-1042 before, and owed again by decision T-1042", "-1320.00")]
    holds(months)
    months.bring("2026-12")
    issue(months, "2026-12", DECEMBER)
    assert [row[2] for row in bank(months, "2026-12")] == [33000], bank(months, "2026-12")
    assert bill_texts(months, "2026-12")[1:] == [
        ("Written off by decision T-1042 before, and paid by a credit", "-20.00")]
    holds(months)


def open_rows_of_draft(months, period, dates):
    months.done("run", period, *dates, "--json", good=(0, 1))
    return open_rows(months, period)


def instalments_leave_the_rest(world):
    """Once a month, whatever its issues."""
    months = owing(world, "instalments")
    decide(months, "instalments", "P1", "--amount", "220.00")
    assert "says so already" in refused(months, "instalments", "P1", "--amount", "220.00")
    months.bring("2026-10")
    issue(months, "2026-10", OCTOBER)
    assert bank(months, "2026-10") == [("RCTI-202610-P1", "12345678", 110000)]
    assert kinds(open_items(months, OCTOBER)) == [("OWED", "P1", "2026-09", "-1100.00")]
    text = paper(months, "2026-10", "RCTI-202610-P1")
    assert "You still owe $1,100.00. By decision T-1042 it comes off your payments" in text, text
    assert "of what you owe, this comes off later payments 1,100.00" in text, text
    void(months, "RCTI-202610-P1")
    # The same again: nothing more comes off.
    issue(months, "2026-10", NOVEMBER, *confirm_late(months, "2026-10", NOVEMBER))
    assert bank(months, "2026-10", "issue-2") == []
    assert kinds(open_items(months, NOVEMBER)) == [("OWED", "P1", "2026-09", "-1100.00")]
    holds(months)


def instalments_go_on_under_another_id(world):
    """Who comes back with the same ABN pays what was agreed, no more, once a month."""
    months = owing(world, "instalments-go-on")
    decide(months, "instalments", "P1", "--amount", "220.00")
    again = {"partners": [{**PARTNER, "partner_id": "P9"}], "rates": rates_of("P9"),
             "schedules": schedules_of("P9")}
    months.bring("2026-10", **again)
    issue(months, "2026-10", OCTOBER)
    assert bank(months, "2026-10") == [("RCTI-202610-P9", "12345678", 110000)]
    assert kinds(open_items(months, OCTOBER)) == [("OWED", "P1", "2026-09", "-1100.00")]
    text = paper(months, "2026-10", "RCTI-202610-P9")
    assert "less what was owed under this ABN as P1 -220.00" in text, text
    assert "You still owe $1,100.00. By decision T-1042 it comes off your payments" in text, text
    holds(months)
    told = " ".join(months.done("explain", "P9", "2026-10", "--letter", *OCTOBER).stdout.split())
    assert "$220.00 came off; by decision T-1042 it is at most $220.00 in one month." in told, told
    # What P9's own months take back is agreed as well.
    months.bring("2026-10", blocks=[block_of("P9", "2026-10-06", "2026-10-06")])
    months.bring("2026-11", **again)
    issue(months, "2026-11", NOVEMBER)
    assert bank(months, "2026-11") == [("RCTI-202611-P9", "12345678", 99000 - 22000)]
    assert kinds(open_items(months, NOVEMBER)) == [
        ("OWED", "P1", "2026-09", "-1100.00"), ("OWED", "P9", "2026-11", "-110.00")]
    # Its own agreement counts before another id's.
    decide(months, "instalments", "P9", "--amount", "10.00")
    months.bring("2026-12", **again)
    issue(months, "2026-12", DECEMBER)
    assert [row[2] for row in bank(months, "2026-12")] == [165000 - 1000], bank(months, "2026-12")
    holds(months)


def new_decisions_say_what_they_do(world):
    """With the sum that moves by itself, if any: never a sum of nothing."""
    months = owing(world, "does", partners=[{**PARTNER, "bsb": "", "account_number": ""}])
    decide(months, "write_off", "P1", "--amount", "1000.00")
    decide(months, "instalments", "P1", "--amount", "220.00")
    decide(months, "paid", PAY, "--amount", "320.00")
    months.bring("2026-10")
    decide(months, "hold", "P1", "2026-10")
    decide(months, "release", "P1", "2026-10")
    decide(months, "settled", "P1", "2026-09", "--amount", "0.00")
    told = months.done("run", "2026-10", *OCTOBER, good=(0, 1)).stdout
    assert [line.strip() for line in told.splitlines()[:25] if "ticket" not in line
            and "entered" not in line] == [
        "New decisions (6)",
        "D-000001  write_off: P1, RCAN-202608-P1-1, $1,000.00",
        "up to $1,000.00 of what is owed is not claimed any more",
        "D-000002  instalments: P1, $220.00", "at most $220.00 comes off once a month",
        "D-000003  paid: P1, August 2026, RCTI-202608-P1, $320.00", "$320.00 was paid by hand",
        "D-000004  hold: P1, October 2026", "does not count: D-000005, which is later, contradicts it",
        "D-000005  release: P1, October 2026", "that month may be issued",
        "D-000006  settled: P1, September 2026, $0.00",
        "that month of the partner is never issued or corrected any more"], told
    issue(months, "2026-10", OCTOBER)
    decide(months, "revoke", "D-000001")
    decide(months, "returned", PAY)
    months.bring("2026-11")
    told = months.done("run", "2026-11", *NOVEMBER, good=(0, 1)).stdout
    assert "ends D-000001 (write_off); up to $1,000.00 is owed again\n" in told, told
    assert "      $1,320.00 came back and is owed again\n" in told, told


TESTS = [
    what_came_back_is_paid_again,
    a_second_issue_of_the_month_has_it,
    what_came_back_for_a_void_document_is_paid_once,
    what_came_back_is_not_taken_back,
    what_a_file_left_out_is_made_by_hand,
    what_a_payment_rests_on_is_not_revoked,
    new_decisions_say_what_they_do,
    a_hold_holds_all_of_it,
    a_void_that_is_held_is_open_once,
    what_is_settled_outside_is_never_issued,
    a_void_that_is_settled_is_not_taken_back,
    what_is_open_of_a_payment_is_not_settled,
    another_amount_than_was_settled_is_told_at_once,
    a_month_that_is_never_to_be_issued,
    what_is_written_off_is_not_claimed,
    a_revoked_write_off_is_claimed_again,
    a_write_off_that_was_revoked_is_owed_at_once,
    a_write_off_is_of_one_supplier,
    instalments_leave_the_rest,
    instalments_go_on_under_another_id,
]
