"""When the bank pays: one date for its file, the documents and the bills, a bank business day, which a
draft or its issue may name, and what is asked for where that is an odd one. And when a tax invoice comes
too late."""

import csv
import json
import re
import subprocess

from corrections import PARTNER, SEPTEMBER, Months, block, confirmations
from undone import BOTH, OCTOBER, OTHER, asked_is_named, digest_of, drafted, issue, void
from world import APPROVER

ISSUE = ["--approved-by", APPROVER]


def processing_date(place):
    return (place / "payments.aba").read_text(encoding="ascii")[74:80]


def due_in(place, number="RCTI-202609-P1"):
    """In the bills, and on the document."""
    with (place / "bills-xero.csv").open(encoding="utf-8", newline="") as file:
        bills = {row["*DueDate"] for row in csv.DictReader(file)}
    text = subprocess.run(["pdftotext", "-layout", place / f"documents/{number}.pdf", "-"], text=True,
                          capture_output=True, check=True).stdout
    return bills, re.search(r"Due date.*\n\s*(\d+ \w+ \d{4})", text)[1]


def one_day(place, aba, bills, document, number="RCTI-202609-P1"):
    found = processing_date(place), *due_in(place, number)
    assert found == (aba, {bills}, document), found


def september(world, name, **files):
    months = Months(world, name, **files)
    months.bring("2026-09")
    return months


def head_of(months, seq=2):
    """The payment date that is kept with an issue, as a date."""
    return months.world.query("SELECT date(payment_date * 86400, 'unixepoch') FROM issues WHERE seq = ?",
                              seq)[0][0]


def one_date_everywhere(world):
    """By the terms, 14 days after 12 October: the file, the documents and the bills agree."""
    months = september(world, "pay-terms")
    told = months.done("run", "2026-09", *SEPTEMBER)
    assert "\nto be paid on 26 October 2026\n" in told.stdout, told.stdout
    issue(months, "2026-09", SEPTEMBER)
    one_day(months.world.out / "2026-09/issue-1", "261026", "26/10/2026", "26 October 2026")


def a_default_on_no_bank_day_is_the_one_before(world):
    """Issued on Saturday 12 December and due on the 26th, Boxing Day: Christmas Eve, and it says so."""
    dates = [*SEPTEMBER[:2], "--issue-date", "2026-12-12"]
    months = september(world, "pay-moved")
    told = months.done("run", "2026-09", *dates)
    words = "24 December 2026, the bank business day before 26 December 2026, which is a Saturday"
    assert f"\nto be paid on {words}\n" in told.stdout, told.stdout
    assert due_in_draft(months) == "24 December 2026"
    done = issue(months, "2026-09", dates)
    assert f"on {words}\n" in done.stdout, done.stdout
    one_day(months.world.out / "2026-09/issue-1", "241226", "24/12/2026", "24 December 2026")
    months.done("verify")


def due_in_draft(months):
    text = subprocess.run(["pdftotext", "-layout", months.world.out /
                           "2026-09/draft/documents/DRAFT-202609-P1.pdf", "-"],
                          text=True, capture_output=True, check=True).stdout
    return re.search(r"Due date.*\n\s*(\d+ \w+ \d{4})", text)[1]


def terms_of_no_days_pay_on_the_next_bank_day(world):
    """The business day before a Saturday's issue would be before the issue."""
    months = Months(world, "pay-at-once")
    text = (months.place / "input-0/company.ini").read_text(encoding="utf-8")
    text = re.sub(r"payment_terms_days ?= ?\d+", "payment_terms_days = 0", text)
    months.bring("2026-09", company_ini=text)
    told = months.done("run", "2026-09", *SEPTEMBER[:2], "--issue-date", "2026-10-17")
    assert "to be paid on 19 October 2026, the bank business day after 17 October 2026, which is a " \
        "Saturday\n" in told.stdout, told.stdout


def an_issue_names_another_day(world):
    """A bank business day asks nothing; whatever is odd is asked for, kept, sealed and shown."""
    months = september(world, "pay-named")
    digest = digest_of(months, "2026-09", SEPTEMBER)
    words = ["issue", "2026-09", "--draft", digest, *ISSUE, "--payment-date"]
    for day, saw in {
            "2026-10-24": "24 October 2026 is a Saturday",
            "2026-12-28": "28 December 2026 is the substitute day of Boxing Day and is 77 days after "
                          "the issue date, 12 October 2026",
            "2026-10-09": "9 October 2026 is 3 days before the issue date, 12 October 2026",
            "2026-12-14": "14 December 2026 is 63 days after the issue date, 12 October 2026"}.items():
        told = months.done(*words, day, good=(3,))
        assert re.search(f"^PAYMENT_DATE:[0-9a-f]{{4}}: {saw}; name a bank business day within 60 days",
                         told.stderr, re.M), told.stderr
        assert not (months.world.out / "2026-09/issue-1").exists()
    # The token of one day lets no other one pass.
    token = confirmations(3, told.stderr)
    refused = months.done(*words, "2026-10-24", *token, good=(2,))
    assert "is no gate that stands before this issue" in refused.stderr, refused
    plain = months.world.copy("../pay-named-plain")
    done = plain.call(*words, "2026-12-11")  # the 60th day, a Friday
    assert done.returncode == 0, done
    one_day(plain.out / "2026-09/issue-1", "111226", "11/12/2026", "11 December 2026")
    assert plain.verify().returncode == 0
    refused = plain.call(*words[:-1], "--confirm", token[1])
    assert refused.returncode == 0 and "issued already" in refused.stdout, refused
    months.done(*words, "2026-12-14", *token)
    one_day(months.world.out / "2026-09/issue-1", "141226", "14/12/2026", "14 December 2026")
    assert head_of(months) == "2026-12-14"
    kept = months.world.query("SELECT seq, code, saw FROM issue_confirmations")
    assert kept == [(2, "PAYMENT_DATE", "14 December 2026 is 63 days after the issue date, "
                     "12 October 2026")], kept
    months.done("verify")


def a_draft_names_the_day(world):
    """Its documents show it, its digest has it, and its issue takes it and no other."""
    months = september(world, "pay-draft")
    by_terms = digest_of(months, "2026-09", SEPTEMBER)
    told = months.done("run", "2026-09", *SEPTEMBER, "--payment-date", "2026-10-18", "--json")
    told = json.loads(told.stdout)
    assert told["payment_date"] == "2026-10-18" and told["digest"] != by_terms, told
    odd = months.done("run", "2026-09", *SEPTEMBER, "--payment-date", "2026-10-18").stdout
    assert "to be paid on 18 October 2026, which is a Sunday\n" in odd, odd
    assert "The issue will ask to confirm (1)\n  PAYMENT_DATE: 18 October 2026 is a Sunday; " in odd, odd
    assert due_in_draft(months) == "18 October 2026"
    stopped = months.done("issue", "2026-09", "--draft", told["digest"], *ISSUE, good=(3,))
    assert "PAYMENT_DATE" in stopped.stderr and "is a Sunday" in stopped.stderr, stopped
    good = months.done("run", "2026-09", *SEPTEMBER, "--payment-date", "2026-10-20", "--json")
    digest = json.loads(good.stdout)["digest"]
    words = ["issue", "2026-09", "--draft", digest, *ISSUE]
    refused = months.done(*words, "--payment-date", "2026-10-21", good=(2,))
    assert "the draft was made to be paid on 20 October 2026" in refused.stderr, refused
    months.done(*words, "--payment-date", "2026-10-20")
    one_day(months.world.out / "2026-09/issue-1", "201026", "20/10/2026", "20 October 2026")
    assert head_of(months) == "2026-10-20"
    months.done("verify")


# ---- later than 28 days after the value was determined ------------------------------------------------

HELD = {**BOTH, "partners": [{**PARTNER, "agreement_from": ""}, OTHER]}
LATE = r"^LATE_RCTI:[0-9a-f]{4}: (.*); release the partner in writing to invoice themselves, or confirm " \
    r"that the adviser accepts it$"


def dated(day):
    return ["--as-at", f"{day}T09:00+11:00", "--issue-date", day]


def late_of(months, period, dates):
    """What LATE_RCTI saw of the issue, which it stops; None where it does not stand."""
    draft = drafted(months, period, dates)
    stopped = months.world.call("issue", period, "--draft", draft["digest"], *ISSUE)
    assert stopped.returncode in (0, 1, 3), stopped
    asked_is_named(draft, stopped)
    found = re.search(LATE, stopped.stderr, re.M)
    return found[1] if found else None


def after_28_days(months, period):
    return [(row["partner_id"], row["subject"], row["message"]) for row in months.rows(period, "exceptions")
            if row["code"] == "ISSUED_AFTER_28_DAYS"]


def who_was_held_is_asked_about_after_28_days(world):
    """The first issue computed what P1 is due, and held it: 28 days from there, and not from the import that
    mends it."""
    months = Months(world, "late-second", **HELD)
    months.bring("2026-08", partners=BOTH["partners"])
    in_time = months.world.copy("../late-second-in-time")
    months.world, late = in_time, months.world
    assert late_of(months, "2026-08", dated("2026-10-08")) is None
    months.world = late
    saw = late_of(months, "2026-08", dated("2026-10-09"))
    assert saw == "1 tax invoice comes more than 28 days after the value was determined: " \
        "RCTI-202608-P1 of P1 Ada Test, 29 days after 10 September 2026", saw
    stopped = issue(months, "2026-08", dated("2026-10-09"), good=(3,))
    issue(months, "2026-08", dated("2026-10-09"), *confirmations(3, stopped.stderr))
    kept = months.world.query("SELECT code, saw FROM issue_confirmations")
    assert kept == [("LATE_RCTI", saw)], kept
    months.done("verify")


def a_late_document_is_asked_about(world):
    """Taken along by September, whose own documents are in time; and reviewed as one of its month."""
    months = Months(world, "late-taken", **HELD)
    months.bring("2026-08", partners=BOTH["partners"])
    months.bring("2026-09", **BOTH)
    saw = late_of(months, "2026-09", SEPTEMBER)
    assert saw and saw.endswith(": RCTI-202608-P1 of P1 Ada Test, 32 days after 10 September 2026"), saw
    assert after_28_days(months, "2026-09") == [
        ("P1", "2026-08", "Ada Test: issued more than 28 days after the period's end (it was "
         "2026-09-28)")], after_28_days(months, "2026-09")


def a_late_document_in_time_is_no_review(world):
    months = Months(world, "late-in-time", **HELD)
    months.bring("2026-08", partners=BOTH["partners"])
    months.bring("2026-09", **BOTH)
    digest_of(months, "2026-09", dated("2026-09-28"))
    assert after_28_days(months, "2026-09") == []


def a_late_fact_determines_the_value_anew(world):
    """What P1 is due was another sum until now: nothing is late. Or until September's issue, which held P1
    again: 28 days from that."""
    months = Months(world, "late-fact", **HELD)
    months.bring("2026-09", **BOTH, blocks=[block("2026-08-04", "2026-08-04")])
    anew = months.world.copy("../late-fact-now")
    kept, months.world = months.world, anew
    months.bring("2026-08", partners=BOTH["partners"])
    assert late_of(months, "2026-09", SEPTEMBER) is None
    assert [row[:2] for row in after_28_days(months, "2026-09")] == [("P1", "2026-08")]
    months.world = kept
    issue(months, "2026-09", SEPTEMBER)
    months.bring("2026-08", partners=BOTH["partners"])
    saw = late_of(months, "2026-08", OCTOBER)
    assert saw and saw.endswith(": RCTI-202608-P1 of P1 Ada Test, 31 days after 12 October 2026"), saw


def a_replacement_is_asked_about(world):
    """A document in a voided one's place, of the same value, and of another."""
    months = Months(world, "late-void")
    void(months, "RCTI-202608-P1")
    other = months.world.copy("../late-void-other")
    saw = late_of(months, "2026-08", dated("2026-10-12"))
    assert saw and saw.endswith(": RCTI-202608-P1-R1 of P1 Ada Test, 32 days after 10 September 2026"), saw
    months.world = other
    months.bring("2026-08", blocks=[block("2026-08-04", "2026-08-04")])
    assert late_of(months, "2026-08", dated("2026-10-12")) is None


def an_invoice_without_gst_has_no_28_days(world):
    plain = [{**row, "gst_from": ""} for row in BOTH["partners"]]
    months = Months(world, "late-rci", **{**BOTH, "partners": [{**plain[0], "abn": ""}, plain[1]]})
    months.bring("2026-08", partners=plain)
    assert late_of(months, "2026-08", dated("2026-10-12")) is None
    assert (months.world.out / "2026-08/issue-2/documents/RCI-202608-P1.pdf").exists()


TESTS = [one_date_everywhere, a_default_on_no_bank_day_is_the_one_before,
         terms_of_no_days_pay_on_the_next_bank_day, an_issue_names_another_day, a_draft_names_the_day,
         who_was_held_is_asked_about_after_28_days, a_late_document_is_asked_about,
         a_late_document_in_time_is_no_review, a_late_fact_determines_the_value_anew,
         a_replacement_is_asked_about, an_invoice_without_gst_has_no_28_days]
