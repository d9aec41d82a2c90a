"""What stands of an issued month once later months took it along, and all that holds a partner."""

import csv
import datetime
import json
import subprocess

from corrections import PARTNER, SEPTEMBER, Months, block, completed
from undone import ALONE, BOTH, OCTOBER, OTHER, issue, kinds, open_rows, rates_of, schedules_of, void

BAD_ABN = "51824753557"


def held_by(draft, partner):
    row = next(row for row in draft["register"] if row["partner_id"] == partner)
    return row["status"], row["reasons"].split(";")


def every_reason_that_holds_is_told_at_once(world):
    """August's GST turns out to be none, and September's own ABN is wrong: both stand in one register, and
    what September holds them by goes on where August's is mended first."""
    months = Months(world, "reasons", **BOTH)
    months.bring("2026-08", partners=[{**PARTNER, "gst_from": ""}, OTHER])
    months.bring("2026-09", **{**BOTH, "partners": [{**PARTNER, "abn": BAD_ABN}, OTHER]})
    draft = months.draft("2026-09", SEPTEMBER)
    assert held_by(draft, "P1") == ("held", ["BAD_ABN", "TAXABILITY_CHANGED"]), draft["register"]
    assert held_by(draft, "P2") == ("ready", [""]), draft["register"]
    told = {row["code"]: row["message"] for row in draft["exceptions"]
            if row["severity"] == "held" and row["partner_id"] == "P1"}
    assert "2026-08: void RCTI-202608-P1" in told["TAXABILITY_CHANGED"], told
    assert not draft["adjustments"], draft["adjustments"]
    months.bring("2026-08", partners=[PARTNER, OTHER])
    draft = months.draft("2026-09", SEPTEMBER)
    assert held_by(draft, "P1") == ("held", ["BAD_ABN"]), draft["register"]


def the_document_that_stands_is_shown(world):
    """September's issue made a late RCTI of P1's August, which was nil, and replaced P2's, which was void:
    `rerun --as-issued` of August shows these, and before that issue what stood then."""
    months = Months(world, "stands", **{**BOTH, "schedules": schedules_of("P2")})

    def as_issued(partner):
        answer = months.done("rerun", partner, "2026-08", "--as-issued", "--explain", "--json")
        return json.loads(answer.stdout)["total"], answer.stderr

    assert as_issued("P1")[0] == "0.00"
    assert as_issued("P2")[0] == "1320.00"
    void(months, "RCTI-202608-P2")
    told = as_issued("P2")
    assert told[0] == "1320.00" and "is void since (a wrong name); nothing has taken its place yet" \
        in told[1], told
    months.bring("2026-08", **BOTH, blocks=[{**block("2026-08-04", "2026-08-04"),
                                             "partner_id": "P2"}])
    months.bring("2026-09", **BOTH)
    issue(months, "2026-09", SEPTEMBER)
    for partner, total, number in (("P1", "1320.00", "RCTI-202608-P1"),
                                   ("P2", "990.00", "RCTI-202608-P2-R1")):
        told = as_issued(partner)
        assert told[0] == total, (partner, told)
        assert f"as issued: issue 1 of 2026-09 on 12 October 2026, {number}" in told[1], told
        assert "every verdict and line is as it was issued" in told[1] and "void" not in told[1], told
        explained = " ".join(months.done("explain", partner, "2026-08").stdout.split())
        assert f"{number} ${float(total):,.2f}" in explained, explained
    # An adjustment of it later is no other document: the one that it adjusts is shown.
    months.bring("2026-08", blocks=[])
    months.bring("2026-10", **BOTH)
    issue(months, "2026-10", OCTOBER)
    assert as_issued("P2")[0] == "990.00"
    months.done("verify")


def told(draft, code):
    return [row["message"] for row in draft["exceptions"]
            if row["code"] == code and row["partner_id"] == "P1"]


NEW_ENTITY = {**PARTNER, "legal_name": "Ada Holdings Pty Ltd", "abn": "53004085616",
              "account_number": "99990000", "account_name": "Ada Holdings Pty Ltd"}
LEAVE = [block("2026-08-04", "2026-08-04")]


def a_note_names_whom_it_adjusts(world):
    """P1 is another company from September on: August's note is to the one that worked in August, and what
    that one owes is not taken from the new one's pay."""
    months = Months(world, "entity", **BOTH)
    months.bring("2026-08", blocks=LEAVE)
    months.bring("2026-09", **{**BOTH, "partners": [NEW_ENTITY, OTHER]})
    draft = months.draft("2026-09", SEPTEMBER)
    identity = told(draft, "IDENTITY_CHANGED")
    assert len(identity) == 1, draft["exceptions"]
    for part in ("Ada Test", "51 824 753 556", "Ada Holdings Pty Ltd", "53 004 085 616"):
        assert part in identity[0], identity
    row = next(row for row in draft["register"] if row["partner_id"] == "P1")
    assert (row["total"], row["payment"]) == ("1650.00", "1650.00"), row
    issue(months, "2026-09", SEPTEMBER)
    place = months.world.out / "2026-09/issue-1"
    text = " ".join(subprocess.run(
        ["pdftotext", "-raw", place / "documents/RCAN-202608-P1-1.pdf", "-"], capture_output=True,
        text=True, check=True).stdout.split())
    assert "Ada Test ABN 51 824 753 556" in text and "Holdings" not in text, text
    with (place / "bills-xero.csv").open(encoding="utf-8", newline="") as file:
        contacts = {row["*InvoiceNumber"]: row["*ContactName"] for row in csv.DictReader(file)}
    assert contacts["RCAN-202608-P1-1"] == "Ada Test", contacts
    assert contacts["RCTI-202609-P1"] == "Ada Holdings Pty Ltd", contacts
    owed = [(row["kind"], row["amount"], row["about"]) for row in open_rows(months, "2026-09",
                                                                          "issue-1")]
    assert owed == [("OWED", "-330.00", "ABN 51 824 753 556")], owed
    months.done("verify")


def the_same_supplier_is_no_other(world):
    """Another address, e-mail, account or spelling of the ABN is none; and it pays what it owes."""
    months = Months(world, "same-entity", **BOTH)
    months.bring("2026-08", blocks=LEAVE)
    months.bring("2026-09", **{**BOTH, "partners": [
        {**PARTNER, "abn": "51 824 753 556", "account_number": "99990000"}, OTHER]})
    draft = months.draft("2026-09", SEPTEMBER)
    assert not told(draft, "IDENTITY_CHANGED"), draft["exceptions"]
    row = next(row for row in draft["register"] if row["partner_id"] == "P1")
    assert (row["total"], row["payment"]) == ("1650.00", "1320.00"), row


def a_note_to_who_is_not_registered_any_more(world):
    """A session of August that comes late: with GST, to somebody whose registration ended. Upwards it is
    held, downwards it is asked about; of who is registered it is neither."""
    session = completed("2026-08-06T09:00", calendar="adhoc", start="2026-08-05T09:00")
    ended = {**PARTNER, "gst_to": "2026-08-31"}
    for name, partner, late, held, asked in (
            ("up", ended, {"appointments": [session]}, ["NOTE_UNREGISTERED"], 0),
            ("down", ended, {"blocks": LEAVE}, [""], 1),
            ("registered", PARTNER, {"appointments": [session]}, [""], 0)):
        months = Months(world, f"unregistered-{name}", **{**BOTH, "partners": [
            {**PARTNER, "gst_to": ""}, OTHER]})
        months.bring("2026-08", **late)
        months.bring("2026-09", **{**BOTH, "partners": [{"gst_to": "", **partner}, OTHER]})
        draft = months.draft("2026-09", SEPTEMBER)
        assert held_by(draft, "P1") == ("held" if held[0] else "ready", held), (name, draft)
        assert len(told(draft, "NOTE_WITHOUT_AGREEMENT")) == asked, (name, draft["exceptions"])
        if held[0]:
            assert "the registration ended 2026-08-31" in told(draft, held[0])[0], draft["exceptions"]
            issue(months, "2026-09", SEPTEMBER)
            assert ("HELD", "P1", "2026-09") in [
                key[:3] for key in kinds(open_rows(months, "2026-09", "issue-1"))]


def a_note_to_who_has_no_agreement_any_more(world):
    """The agreement ended when they left; the note on August is asked about. While it is in force it is not."""
    for name, last, asked in (("ended", "2026-08-31", 1), ("in-force", "2026-12-31", 0)):
        months = Months(world, f"note-agreement-{name}", **{**BOTH, "partners": [
            {**PARTNER, "agreement_to": "", "active_to": ""}, OTHER]})
        months.bring("2026-08", blocks=LEAVE)
        months.bring("2026-09", **{**BOTH, "schedules": ALONE["schedules"], "partners": [
            {**PARTNER, "agreement_to": last, "active_to": "2026-08-31"}, {**OTHER, "agreement_to": "",
                                                                          "active_to": ""}]})
        draft = months.draft("2026-09", SEPTEMBER)
        assert len(told(draft, "NOTE_WITHOUT_AGREEMENT")) == asked, (name, draft["exceptions"])


def who_has_no_abn_any_more_owes_all_the_same(world):
    """P1 left: nothing of September, and the ABN is taken out of the list. August is taken back in part."""
    months = Months(world, "no-abn", **BOTH)
    months.bring("2026-08", blocks=LEAVE)
    months.bring("2026-09", **{**BOTH, "schedules": schedules_of("P2"),
                               "partners": [{**PARTNER, "abn": ""}, OTHER]})
    issue(months, "2026-09", SEPTEMBER)
    months.bring("2026-10", **ALONE)
    issue(months, "2026-10", OCTOBER)
    for period in ("2026-09", "2026-10"):
        rows = open_rows(months, period, "issue-1")
        assert kinds(rows) == [("OWED", "P1", "2026-09", "-330.00")], (period, rows)
    months.done("verify")


def a_document_of_a_former_supplier_waits_alone(world):
    """A session of August comes late, of a company that P1 is not any more and whose registration ended: the
    company of today is paid, and the line stays."""
    session = completed("2026-08-06T09:00", calendar="adhoc", start="2026-08-05T09:00")
    months = Months(world, "former", **BOTH)
    months.bring("2026-08", appointments=[session],
                 partners=[{**PARTNER, "gst_to": "2026-09-05"}, {"gst_to": "", **OTHER}])
    for period, dates, paid in (("2026-09", SEPTEMBER, "1650.00"), ("2026-10", OCTOBER, "1320.00")):
        months.bring(period, **{**BOTH, "partners": [NEW_ENTITY, OTHER]})
        draft = months.draft(period, dates)
        row = next(row for row in draft["register"] if row["partner_id"] == "P1")
        assert (row["status"], row["payment"], row["adjustments_total"]) == ("ready", paid, "0.00"), row
        lines = told(draft, "NOTE_UNREGISTERED")
        assert len(lines) == 1 and "ABN 51 824 753 556, whose document waits" in lines[0], draft
        issue(months, period, dates)
        months.done("verify")


def what_a_former_supplier_owes_comes_off_its_abn(world):
    """P1 is another company; N1 and N2 have the ABN that owes 1,320.00: each pays as far as it earns."""
    months = Months(world, "former-owes", **BOTH)
    months.bring("2026-08", blocks=[block("2026-08-01", "2026-08-31")])
    heirs = [{**PARTNER, "partner_id": name, "account_number": "55556666"} for name in ("N1", "N2")]
    half = schedules_of("P1", "N1", "N2", "P2")
    half = [row for row in half if row["partner_id"] != "N1"] + [
        {**row, "end": "11:00"} for row in half if row["partner_id"] == "N1"]
    for period, dates, paid, left in (
            ("2026-09", SEPTEMBER, ["825.00", "1650.00", "1650.00"], ["-1320.00"]),
            ("2026-10", OCTOBER, ["0.00", "660.00", "1320.00"], [])):
        months.bring(period, **{**BOTH, "partners": [NEW_ENTITY, OTHER, *heirs] if period != "2026-09" else
                                [PARTNER, OTHER, *heirs],
                                "rates": rates_of("P1", "N1", "N2", "P2"), "schedules": half,
                                "blocks": [block("2026-09-01", "2026-09-30", "B8")]
                                if period == "2026-09" else []})
        draft = months.draft(period, dates)
        payments = {row["partner_id"]: row["payment"] for row in draft["register"]}
        assert [payments[name] for name in ("N1", "N2", "P2")] == paid, (period, payments)
        issue(months, period, dates)
        owed = [row["amount"] for row in open_rows(months, period, "issue-1") if row["kind"] == "OWED"]
        assert owed == left, (period, owed)
        months.done("verify")
    text = " ".join(subprocess.run(
        ["pdftotext", "-raw", months.world.out / "2026-10/issue-1/documents/RCTI-202610-N1.pdf", "-"],
        capture_output=True, text=True, check=True).stdout.split())
    assert "less what was owed under this ABN as P1 -660.00" in text, text


def an_agreement_covers_a_month_that_is_issued_again(world):
    """August was held without an agreement; one from 11 September covers it only where it says so."""
    months = Months(world, "again-covered", **{**BOTH, "partners": [
        {**PARTNER, "agreement_from": "", "agreement_covers_from": ""}, OTHER]})
    later = ["--as-at", "2026-09-20T09:00+10:00", "--issue-date", "2026-09-20"]
    for covers, held in (("", ["NO_AGREEMENT"]), ("2026-08-01", [""])):
        months.bring("2026-08", partners=[{**PARTNER, "agreement_from": "2026-09-11",
                                           "agreement_covers_from": covers}, OTHER])
        draft = months.draft("2026-08", later)
        assert held_by(draft, "P1") == ("held" if held[0] else "ready", held), draft["register"]


def a_void_is_told_where_it_takes_money(world):
    """Issued again for less, nothing is paid: that is looked at. A void of today is known since today."""
    months = Months(world, "void-told", **BOTH)
    void(months, "RCTI-202608-P1")
    months.bring("2026-08", blocks=LEAVE)
    draft = months.draft("2026-08", ["--as-at", "2026-09-20T09:00+10:00", "--issue-date", "2026-09-20"])
    assert any("-$330.00; paid now $0.00" in text for text in told(draft, "TAKEN_BACK")), draft["exceptions"]
    months.bring("2026-08", blocks=[block("2026-08-01", "2026-08-31")])
    months.bring("2026-09", **BOTH)
    draft = months.draft("2026-09", SEPTEMBER)
    assert told(draft, "TAKEN_BACK") and not told(draft, "NOTE_AFTER_28_DAYS"), draft["exceptions"]


def a_late_invoice_needs_what_holds_on_its_day(world):
    """August's RCTI, which September makes: by September's registration and agreement as well, and only where
    the agreement covers August."""
    begins = {**PARTNER, "agreement_from": "2026-09-01"}
    for name, august, september, held in (
            ("in-force", PARTNER, PARTNER, [""]),
            ("not-covered", begins, begins, ["NO_AGREEMENT"]),
            ("covered", begins, {**begins, "agreement_covers_from": "2026-08-01"}, [""]),
            ("unregistered", PARTNER, {**PARTNER, "gst_to": "2026-09-30"}, ["NOT_REGISTERED"]),
            ("ended", PARTNER, {**PARTNER, "agreement_to": "2026-09-30"}, ["NO_AGREEMENT"])):
        def row(partner):
            return {"agreement_to": "", "agreement_covers_from": "", "gst_to": "", **partner}

        months = Months(world, f"late-{name}", **{**BOTH, "schedules": schedules_of("P2"),
                                                  "partners": [row(august), row(OTHER)]})
        months.bring("2026-08", **{**BOTH, "partners": [row(august), row(OTHER)]})
        months.bring("2026-09", **{**BOTH, "partners": [row(september), row(OTHER)]})
        draft = months.draft("2026-09", SEPTEMBER)
        assert held_by(draft, "P1") == ("held" if held[0] else "ready", held), (name, draft["register"])
        if name == "not-covered":
            assert "2026-08: it covers nothing before 2026-09-01" in told(draft, held[0])[0], draft


def a_note_has_28_days(world):
    """From the import that made the difference known, by the clock of the machine."""
    months = Months(world, "note-28", **BOTH)
    months.bring("2026-08", blocks=LEAVE)
    months.bring("2026-09", **BOTH)
    for days, asked in ((27, 0), (31, 1)):
        day = datetime.date.today() + datetime.timedelta(days)
        draft = months.draft("2026-09", ["--as-at", f"{day}T09:00+11:00", "--issue-date", str(day)])
        assert len(told(draft, "NOTE_AFTER_28_DAYS")) == asked, (days, draft["exceptions"])


TESTS = [every_reason_that_holds_is_told_at_once, the_document_that_stands_is_shown,
         a_note_names_whom_it_adjusts, the_same_supplier_is_no_other,
         a_note_to_who_is_not_registered_any_more, a_note_to_who_has_no_agreement_any_more,
         who_has_no_abn_any_more_owes_all_the_same, a_document_of_a_former_supplier_waits_alone,
         what_a_former_supplier_owes_comes_off_its_abn, a_void_is_told_where_it_takes_money,
         an_agreement_covers_a_month_that_is_issued_again, a_late_invoice_needs_what_holds_on_its_day,
         a_note_has_28_days]
