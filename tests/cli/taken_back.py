"""R6: a voided document in whose place nothing is due is taken back, with a paper that says so: draft and
issue show it alike, whoever is in the files by then."""

import csv
import re
import subprocess

from corrections import AUGUST, FILES, PARTNER, SEPTEMBER, Months, block
from undone import ALONE, BOTH, OCTOBER, digest_of, issue, kinds, open_rows, status, void
from world import APPROVER

LATER_AUGUST = ["--as-at", "2026-09-20T09:00+10:00", "--issue-date", "2026-09-20"]
ON_LEAVE = [block("2026-08-01", "2026-08-31")]
WHY = re.compile(r"^RCTI-202608-P1 was voided on \d+ \w+ 20\d\d: nothing is due in its place$")


def rows_of(months, period, place, table):
    path = months.world.out / period / place / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def row_of(months, period, place="draft", partner_id="P1"):
    return [row for row in rows_of(months, period, place, "register")
            if row["partner_id"] == partner_id][0]


def amounts(row):
    return row["total"], row["adjustments_total"], row["payment"]


def text_of(months, period, number, place="issue-1"):
    path = months.world.out / period / place / "documents" / f"{number}.pdf"
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True,
                          check=True)
    return " ".join(done.stdout.split())


def adjustments_of(months, period, place):
    return [(row["partner_id"], row["period"], row["number"], row["minutes"], row["amount"],
             row["gst"]) for row in rows_of(months, period, place, "adjustments")]


def bills_of(months, period, place="issue-1"):
    return [(row["*ContactName"], row["*InvoiceNumber"], row["Total"], row["*Quantity"],
             row["*UnitAmount"], row["TaxAmount"])
            for row in rows_of(months, period, place, "bills-xero")]


def codes_of(months, period, place, code):
    return [row["message"] for row in rows_of(months, period, place, "exceptions")
            if row["code"] == code]


def stands(months):
    """Everything holds, and nothing is open but what is owed."""
    assert "all of it holds" in months.done("verify").stdout
    assert {row["kind"] for row in
            status(months, OCTOBER, good=(0, 1))["open"]["items"]} <= {"OWED"}, months.place


def by_a_later_month(world):
    months = Months(world, "taken-back-later")
    void(months, "RCTI-202608-P1")
    months.bring("2026-08", blocks=ON_LEAVE)
    told = months.done("diff", "2026-08", *SEPTEMBER).stdout
    assert "P1 Ada Test  RCTI-202608-P1 is void; now nothing is due, -$1,320.00" in told, told
    months.bring("2026-09")
    draft = months.draft("2026-09", SEPTEMBER)
    assert amounts(draft["register"][0]) == ("1650.00", "-1320.00", "330.00"), draft
    assert WHY.match(draft["adjustments"][0]["reason"]), draft["adjustments"]
    assert codes_of(months, "2026-09", "draft", "LARGE_ADJUSTMENT"), draft["exceptions"]
    assert len(codes_of(months, "2026-09", "draft", "TAKEN_BACK")) == 2, draft["exceptions"]
    assert (months.world.out / "2026-09/draft/documents/DRAFT-202608-P1-1.pdf").exists()
    drafted = adjustments_of(months, "2026-09", "draft")
    issue(months, "2026-09", SEPTEMBER)
    number = "RCAN-202608-P1-1"
    issued = adjustments_of(months, "2026-09", "issue-1")
    assert issued == [("P1", "2026-08", number, "-480", "-1200.00", "-120.00")], issued
    assert [row[:2] + row[3:] for row in issued] == [row[:2] + row[3:] for row in drafted], drafted
    assert amounts(row_of(months, "2026-09", "issue-1")) == ("1650.00", "-1320.00", "330.00")
    assert ("Ada Test", number, "-1320.00", "8.00", "-150.00", "-120.00") in \
        bills_of(months, "2026-09"), bills_of(months, "2026-09")
    text = text_of(months, "2026-09", number)
    for part in ("Recipient Created Adjustment Note", "RCTI-202608-P1 10 September 2026",
                 "This note decreases the total of RCTI-202608-P1 by $1,320.00, GST included.",
                 "nothing is due in its place.", "GST $120.00 $0.00 -$120.00",
                 "Total including GST $1,320.00 $0.00 -$1,320.00",
                 "The GST payable by the supplier decreases from $120.00 to $0.00."):
        assert part in text, (part, text)
    assert "Hours that moved" not in text, text
    assert "0 of 1 partners differ" in months.done("diff", "2026-08", *SEPTEMBER).stdout
    told = months.done("explain", "P1", "2026-08", *SEPTEMBER).stdout
    assert f"{number} adjusts RCTI-202608-P1" in told and "-$1,320.00" in told, told
    told = months.done("rerun", "P1", "2026-08", "--as-issued").stderr
    assert f"is void since (a wrong name); {number} takes it back" in told, told
    stands(months)


def by_its_own_month(world):
    """The draft's summary says what the issue's does; the next payment is less by what is owed."""
    months = Months(world, "taken-back-own")
    void(months, "RCTI-202608-P1")
    months.bring("2026-08", blocks=ON_LEAVE)
    drafted = months.done("run", "2026-08", *LATER_AUGUST, good=(0, 1)).stdout
    digest = digest_of(months, "2026-08", LATER_AUGUST)
    issued = months.done("issue", "2026-08", "--draft", digest, "--approved-by", APPROVER,
                         good=(0, 1)).stdout
    for told in (drafted, issued):
        words = " ".join(told.split())
        assert "-$1,320.00" in words and "left to later payments $1,320.00" in words, told
    for place in ("draft", "issue-2"):
        assert amounts(row_of(months, "2026-08", place)) == ("0.00", "-1320.00", "0.00"), place
        assert row_of(months, "2026-08", place)["status"] == "nil"
        assert [row[3:] for row in adjustments_of(months, "2026-08", place)] == \
            [("-480", "-1200.00", "-120.00")]
    assert open_rows(months, "2026-08", "issue-2")[0]["kind"] == "OWED"
    text = text_of(months, "2026-08", "RCAN-202608-P1-1", "issue-2")
    assert "You owe $1,320.00; it comes off your next payments." in text, text
    told = months.done("rerun", "P1", "2026-08", "--as-issued").stderr
    assert "that issue has RCAN-202608-P1-1, -$1,320.00" in told, told
    again = months.done("void", "RCTI-202608-P1", "--reason", "x", "--approved-by", APPROVER,
                        good=(2,))
    assert "is voided already" in again.stderr, again
    stands(months)
    months.bring("2026-09")
    issue(months, "2026-09", SEPTEMBER)
    assert amounts(row_of(months, "2026-09", "issue-1")) == ("1650.00", "0.00", "330.00")
    # What is due after all is a document of the whole month, under the next number.
    months.bring("2026-08", blocks=[])
    months.bring("2026-10")
    issue(months, "2026-10", OCTOBER)
    assert [row[:3] for row in adjustments_of(months, "2026-10", "issue-1")] == \
        [("P1", "2026-08", "RCTI-202608-P1-R1")]
    assert row_of(months, "2026-10", "issue-1")["adjustments_total"] == "1320.00"
    stands(months)


def with_its_own_adjustments(world):
    """They go along: what is left of the document is taken back, under the next number."""
    months = Months(world, "taken-back-adjusted")
    months.bring("2026-08", blocks=[block("2026-08-04", "2026-08-04")])
    months.bring("2026-09")
    issue(months, "2026-09", SEPTEMBER)
    void(months, "RCTI-202608-P1")
    months.bring("2026-08", blocks=ON_LEAVE)
    months.bring("2026-10")
    issue(months, "2026-10", OCTOBER)
    assert adjustments_of(months, "2026-10", "issue-1") == \
        [("P1", "2026-08", "RCAN-202608-P1-2", "-360", "-900.00", "-90.00")]
    text = text_of(months, "2026-10", "RCAN-202608-P1-2")
    assert "Total including GST $990.00 $0.00 -$990.00" in text, text
    assert ("Ada Test", "RCAN-202608-P1-2", "-990.00", "6.00", "-150.00", "-90.00") in \
        bills_of(months, "2026-10")
    stands(months)


def of_an_invoice_without_gst(world):
    months = Months(world, "taken-back-rci", partners=[{**PARTNER, "gst_from": ""}])
    void(months, "RCI-202608-P1")
    months.bring("2026-08", blocks=ON_LEAVE)
    issue(months, "2026-08", LATER_AUGUST)
    assert adjustments_of(months, "2026-08", "issue-2") == \
        [("P1", "2026-08", "ADJ-202608-P1-1", "-480", "-1200.00", "0.00")]
    text = text_of(months, "2026-08", "ADJ-202608-P1-1", "issue-2")
    assert "This adjustment decreases the total of RCI-202608-P1 by $1,200.00." in text, text
    assert "GST" not in text and "Adjustment Note" not in text, text
    stands(months)


def of_what_was_no_valid_rcti(world):
    """As the facts are now: not registered that month, no agreement on that day, or another's ABN."""
    for name, change, valid in (("gst-ended", {"gst_to": "2026-08-10"}, False),
                                ("gst-later", {"gst_from": "2026-09-01"}, False),
                                ("agreement", {"agreement_from": "2026-09-11"}, False),
                                ("abn", {"abn": "31555700001"}, False),
                                ("name", {"legal_name": "Ada Prüf"}, True)):
        months = Months(world, f"cancelled-{name}")
        void(months, "RCTI-202608-P1")
        months.bring("2026-08", partners=[{**PARTNER, **change}], blocks=ON_LEAVE)
        issue(months, "2026-08", LATER_AUGUST)
        number = "RCAN-202608-P1-1" if valid else "ADJ-202608-P1-1"
        assert [row[2:] for row in adjustments_of(months, "2026-08", "issue-2")] == \
            [(number, "-480", "-1200.00", "-120.00")], (name, months.place)
        assert bills_of(months, "2026-08", "issue-2") == \
            [("Ada Test", number, "-1320.00", "8.00", "-150.00", "-120.00")], name
        text = text_of(months, "2026-08", number, "issue-2")
        assert ("Cancellation" in text) != valid and ("Adjustment Note" in text) == valid, text
        assert valid or ("RCTI-202608-P1 was no valid recipient created tax invoice and is "
                         "cancelled: its total of $1,320.00, GST included, is taken back.") in text
        assert "Ada Test" in text and "51 824 753 556" in text and "Prüf" not in text, text
        stands(months)


def of_one_who_left_the_files(world):
    """Neither the month's nor the later month's partners.csv has P1 any more: who it was, the voided
    document says."""
    months = Months(world, "taken-back-gone", **BOTH)
    void(months, "RCTI-202608-P1")
    months.bring("2026-08", **ALONE)
    months.bring("2026-09", **ALONE)
    for period, dates, own in (("2026-08", LATER_AUGUST, True), ("2026-09", SEPTEMBER, False)):
        digest_of(months, period, dates)
        row = row_of(months, period)
        assert (row["legal_name"], row["status"]) == ("Ada Test", "nil"), row
        assert amounts(row) == ("0.00", "-1320.00", "0.00"), row
        assert [place[:2] for place in adjustments_of(months, period, "draft")] == \
            [("P1", "2026-08")], own
    issue(months, "2026-09", SEPTEMBER)
    text = text_of(months, "2026-09", "RCAN-202608-P1-1")
    assert "Ada Test" in text and "51 824 753 556" in text, text
    delivered = rows_of(months, "2026-09", "issue-1", "deliveries")
    assert ("P1", "RCAN-202608-P1-1") in \
        [(row["partner_id"], row["document"]) for row in delivered], delivered
    item = open_rows(months, "2026-09", "issue-1")[0]
    assert (item["kind"], item["legal_name"], item["about"]) == \
        ("OWED", "Ada Test", "ABN 51 824 753 556"), item
    assert any(message.startswith("Ada Test: taken back of issued months")
               for message in codes_of(months, "2026-09", "issue-1", "TAKEN_BACK"))
    stands(months)


def of_one_who_left_later(world):
    """P1 is in August's files, and not in September's."""
    months = Months(world, "taken-back-left", **BOTH)
    void(months, "RCTI-202608-P1")
    months.bring("2026-08", blocks=ON_LEAVE)
    months.bring("2026-09", **ALONE)
    issue(months, "2026-09", SEPTEMBER)
    row = row_of(months, "2026-09", "issue-1")
    assert (row["legal_name"], *amounts(row)) == ("Ada Test", "0.00", "-1320.00", "0.00"), row
    assert adjustments_of(months, "2026-09", "issue-1") == \
        [("P1", "2026-08", "RCAN-202608-P1-1", "-480", "-1200.00", "-120.00")]
    stands(months)


def of_a_late_document(world):
    """August's came with September; October takes it back."""
    months = Months(world, "taken-back-late", **ALONE)
    months.bring("2026-08", **BOTH)
    months.bring("2026-09", **BOTH)
    issue(months, "2026-09", SEPTEMBER)
    assert adjustments_of(months, "2026-09", "issue-1")[0][2] == "RCTI-202608-P1"
    void(months, "RCTI-202608-P1")
    months.bring("2026-08", blocks=[block("2026-08-01", "2026-08-31")])
    months.bring("2026-10", **BOTH)
    issue(months, "2026-10", OCTOBER)
    assert adjustments_of(months, "2026-10", "issue-1") == \
        [("P1", "2026-08", "RCAN-202608-P1-1", "-480", "-1200.00", "-120.00")]
    stands(months)


def of_what_its_adjustments_had_taken_back(world):
    """Nothing of it is left: no paper, and it is no open item any more."""
    months = Months(world, "taken-back-nothing")
    months.bring("2026-08", blocks=ON_LEAVE)
    months.bring("2026-09")
    issue(months, "2026-09", SEPTEMBER)
    void(months, "RCTI-202608-P1")
    months.bring("2026-10")
    issue(months, "2026-10", OCTOBER)
    assert adjustments_of(months, "2026-10", "issue-1") == []
    stands(months)


def what_is_not_due_yet_is_not_taken_back(world):
    """Alike, but something is due: the document is replaced, or waits where the partner is held."""
    months = Months(world, "taken-back-not")
    void(months, "RCTI-202608-P1")
    months.bring("2026-08", blocks=[block("2026-08-01", "2026-08-24")])
    issued = issue(months, "2026-08", LATER_AUGUST).stdout
    assert re.search(r"^ +documents +1$", issued, re.M), issued
    assert row_of(months, "2026-08", "issue-2")["number"] == "RCTI-202608-P1-R1"
    assert adjustments_of(months, "2026-08", "issue-2") == []
    # In the accounts both bills stood otherwise.
    assert bills_of(months, "2026-08", "issue-2") == [
        ("Ada Test", "RCTI-202608-P1-R1", "330.00", "2.00", "150.00", "30.00"),
        ("Ada Test", "RCTI-202608-P1-VOID", "-1320.00", "8.00", "-150.00", "-120.00")]
    assert [row["document"] for row in rows_of(months, "2026-08", "issue-2", "deliveries")] == \
        ["RCTI-202608-P1-R1"]
    void(months, "RCTI-202608-P1-R1")
    months.bring("2026-08", rates=[{**FILES["rates"][0], "effective_from": "2026-09-01"}])
    months.bring("2026-09")
    draft = months.draft("2026-09", SEPTEMBER)
    assert draft["adjustments"] == [], draft
    assert ("VOID", "P1", "2026-08", "330.00") in kinds(open_rows(months, "2026-09"))


TESTS = [by_a_later_month, by_its_own_month, with_its_own_adjustments, of_an_invoice_without_gst,
         of_what_was_no_valid_rcti, of_one_who_left_the_files, of_one_who_left_later,
         of_a_late_document, of_what_its_adjustments_had_taken_back,
         what_is_not_due_yet_is_not_taken_back]
