"""What explain and its letters make of decisions about months and payments (D4, D6 to D9): true on the day
that they are asked for, with the ticket, and to the partner no more than that."""

import json

from corrections import AUGUST, SEPTEMBER, PARTNER, Months, block
from decided_payments import PAY, confirm_late, decide, owing
from explaining import validated
from undone import BOTH, NOVEMBER, OCTOBER, issue, void


def told(months, period, dates, *words):
    """The letter, the text and the JSON of P1's month."""
    asked = ["explain", "P1", period, *dates]
    letter = " ".join(months.done(*asked, "--letter", *words).stdout.split())
    text = " ".join(months.done(*asked, *words).stdout.split())
    value = validated("explain", months.done(*asked, "--json", *words).stdout)
    for secret in "D-0", "as agreed", "rcti", "batch", "Ana Approver":
        assert secret not in letter, (secret, letter)
    for row in value["decisions"]:
        assert f"{row['decision_id']} {row['kind']}: " in text and row["reason"] == "as agreed by telephone"
    return letter, text, value


def what_came_back_and_is_paid_again(world):
    months = Months(world, "told-again")
    letter, text, value = told(months, "2026-08", AUGUST)
    assert "$1,320.00 is to be paid on 24 September 2026 for" in letter, letter
    assert "to be paid on 24 September 2026 $1,320.00" in text and not value["decisions"], text
    decide(months, "returned", PAY)
    letter, text, value = told(months, "2026-08", SEPTEMBER)
    assert "It came back (decision T-1042). $1,320.00 is still to be paid again." in letter, letter
    assert "came back: decision D-000001 (T-1042) -$1,320.00 still to be paid again" in text, text
    assert value["payments"][0]["owed_again"] == "1320.00", value["payments"]
    assert [(row["decision_id"], row["counts"]) for row in value["decisions"]] == [("D-000001", True)]
    months.bring("2026-09", partners=[{**PARTNER, "account_number": "11112222"}])
    issue(months, "2026-09", SEPTEMBER)
    letter, _, _ = told(months, "2026-08", SEPTEMBER)
    assert "It came back (decision T-1042). It is to be paid again on 26 October 2026." in letter, letter
    letter, text, value = told(months, "2026-09", OCTOBER)
    assert f"$1,320.00 of the payment for {PAY}, which had come back, was paid again on 26 October 2026" \
        in letter, letter
    assert value["payments"][0]["beside_it"] == [
        {"number": PAY, "amount": "1320.00", "in_payment_file": True}], value["payments"]
    decide(months, "returned", PAY, "--amount", "1000.00")
    decide(months, "paid", PAY, "--amount", "999.99")
    letter, _, value = told(months, "2026-08", OCTOBER)
    assert "It was paid again on 26 October 2026. $1,000.00 of it came back (decision T-1042). $999.99 of " \
        "it was paid by hand (decision T-1042). $0.01 is still to be paid again." in letter, letter
    assert [row["what"] for row in value["payments"][0]["since"]] == [
        "came_back", "paid_again", "came_back", "paid_by_hand"], value["payments"]
    decide(months, "revoke", "D-000003")
    letter, _, value = told(months, "2026-08", OCTOBER)
    assert "by hand" not in letter and "$1,000.00 is still to be paid again." in letter, letter
    assert [row["counts"] for row in value["decisions"]] == [True, True, False, False], value["decisions"]


def what_came_back_for_a_void_document(world):
    months = Months(world, "told-void")
    decide(months, "returned", PAY)
    void(months, PAY)
    letter, _, _ = told(months, "2026-08", SEPTEMBER)
    assert "$1,320.00 counts with what is due in place of the void document." in letter, letter
    issue(months, "2026-08", SEPTEMBER, *confirm_late(months, "2026-08", SEPTEMBER))
    letter, _, _ = told(months, "2026-08", OCTOBER)
    assert "It counts with what was issued after the document was voided." in letter, letter
    assert "was settled before, with the document that is void. $1,320.00 of that had come back, and is " \
        "paid again with it." in letter, letter


def what_no_file_had(world):
    """It is due, and not paid, until somebody says that it was paid by hand."""
    months = Months(world, "told-left-out", partners=[{**PARTNER, "bsb": "", "account_number": ""}])
    letter, text, _ = told(months, "2026-08", OCTOBER)
    assert "was due on 24 September 2026; the bank was not asked to pay it, for there was no account" \
        in letter and "$1,320.00 is still to be paid." in letter, letter
    assert "due on 24 September 2026 $1,320.00 left out of the payment file" in text, text
    assert "paid on" not in letter + text, (letter, text)
    decide(months, "paid", PAY)
    letter, text, value = told(months, "2026-08", OCTOBER)
    assert "It was paid by hand (decision T-1042)." in letter and "still" not in letter, letter
    assert "paid by hand: decision D-000001 (T-1042) $1,320.00" in text, text
    assert value["payments"][0]["left_out"] == "0.00", value["payments"]


def a_month_that_is_held_or_settled(world):
    months = Months(world, "told-held", **BOTH)
    months.bring("2026-09", **BOTH)
    decide(months, "hold", "P1", "2026-09")
    letter, text, value = told(months, "2026-09", OCTOBER)
    assert (value["status"], value["reasons"]) == ("held", "HELD_BY_DECISION"), value
    assert "There is no document and no payment of the month yet: - it is held by decision T-1042 until " \
        "it is released." in letter and "may still change" not in letter, letter
    assert "P1 Ada Test, 2026-09: held HELD_BY_DECISION" in text, text
    decide(months, "settled", "P1", "2026-09", "--amount", "1650.00")
    letter, text, value = told(months, "2026-09", OCTOBER)
    assert value["status"] == "settled" and value["unbilled"] == "0.00", value
    assert value["decided"] == {"what": "settled", "decision_id": "D-000002", "ticket": "T-1042",
                                "amount": "1650.00"}, value
    assert "The month was settled outside, at $1,650.00, by decision T-1042: no document of it is made." \
        in letter and "may still change" not in letter and "to be paid" not in letter, letter
    assert "Settled outside by decision D-000002 (T-1042), at $1,650.00" in text, text
    months.bring("2026-10", **BOTH)
    decide(months, "settled", "2026-10")
    letter, text, value = told(months, "2026-10", OCTOBER)
    assert "The month was settled outside by decision T-1042: no documents of it are made." in letter
    assert "the whole month: never to be issued" in text, text
    assert value["decided"]["what"] == "never_issued", value
    # What holds the month does not hold what was settled.
    months.bring("2026-09", partners=[{**PARTNER, "agreement_from": ""}, BOTH["partners"][1]])
    letter, text, value = told(months, "2026-09", OCTOBER)
    assert (value["status"], value["total"]) == ("settled", "1650.00"), value
    assert "was settled outside" in letter and "yet" not in letter, letter
    # Of an issued month, what it comes to beyond its documents.
    months.bring("2026-08", blocks=[block("2026-08-04", "2026-08-04")])
    assert "not billed yet" in told(months, "2026-08", OCTOBER)[0]
    decide(months, "settled", "P1", "2026-08", "--amount", "-330.00")
    letter, text, value = told(months, "2026-08", OCTOBER)
    assert "beyond that was settled outside, at -$330.00, by decision T-1042" in letter, letter
    assert "not billed yet" not in letter + text.lower() and value["status"] == "issued", (letter, text)


def what_is_written_off(world):
    """Not that it came off what was paid, nor that it is owed still; claimed again, it is."""
    months = owing(world, "told-written-off")
    decide(months, "write_off", "P1", "--amount", "1000.00")
    letter, text, value = told(months, "2026-09", SEPTEMBER)
    assert "After it you owed $1,320.00. $1,000.00 of that is not claimed any more (decision T-1042). You " \
        "still owe $320.00; it comes off your next payments." in letter, letter
    assert "of that written off: decision T-1042 $1,000.00" in text, text
    assert value["payments"][0]["later_written_off"] == "1000.00", value["payments"]
    months.bring("2026-10", blocks=[block("2026-10-01", "2026-10-31", "B3")])
    issue(months, "2026-10", OCTOBER)
    assert told(months, "2026-09", SEPTEMBER)[0] == letter.replace("is to be paid on", "was paid on")
    letter, text, _ = told(months, "2026-10", OCTOBER)
    assert "You owed $1,320.00 from before. $1,000.00 of what you owe is not claimed any more (decision " \
        "T-1042). You owe $320.00;" in letter and "came off" not in letter, letter
    assert "written off by decision T-1042: not claimed any more $1,000.00" in text, text
    months.bring("2026-11")
    issue(months, "2026-11", NOVEMBER)
    letter, _, _ = told(months, "2026-11", NOVEMBER)
    assert "You owed $320.00 from before. $670.00 that you owed, and that was not claimed for a time " \
        "(decision T-1042), is claimed again. Both came off what was due." in letter, letter
    letter, text, _ = told(months, "2026-09", [*NOVEMBER[:2], "--issue-date", "2026-12-28"])
    assert "After it you owed $1,320.00. $990.00 of that came off what was paid up to 24 December 2026. " \
        "$330.00 of that is not claimed any more (decision T-1042)." in letter, letter
    assert "still owe" not in letter and "owed $1,320.00 of that came off by 24 December" in text, text
    assert "$990.00 of that comes off what is paid up to" in told(months, "2026-09", NOVEMBER)[0]


def a_write_off_that_was_revoked(world):
    months = owing(world, "told-revoked")
    decide(months, "write_off", "P1", "--amount", "1000.00")
    months.bring("2026-10", blocks=[block("2026-10-01", "2026-10-31", "B3")])
    issue(months, "2026-10", OCTOBER)
    decide(months, "revoke", "D-000001")
    letter, _, value = told(months, "2026-09", NOVEMBER)
    assert "You owe $1,320.00; it comes off your next payments." in letter, letter
    assert value["payments"][0]["still_owed"] == "-1320.00", value["payments"]


def what_comes_off_by_instalments(world):
    """So much at most, by which decision; not that all of it came off."""
    months = owing(world, "told-instalments")
    decide(months, "instalments", "P1", "--amount", "220.00")
    assert "You owe $1,320.00; it comes off your next payments, at most $220.00 a month by decision T-1042." \
        in told(months, "2026-09", SEPTEMBER)[0]
    months.bring("2026-10")
    issue(months, "2026-10", OCTOBER)
    letter, text, value = told(months, "2026-10", OCTOBER)
    assert "You owed $1,320.00 from before. Of what you owe $220.00 came off; by decision T-1042 it is at " \
        "most $220.00 in one month. You owe $1,100.00;" in letter, letter
    assert "by instalments, decision T-1042: at most $220.00 a month; $220.00 of what is owed came off" \
        in text, text
    payment = value["payments"][0]
    assert (payment["came_off"], payment["instalment"], payment["instalments_ticket"]) == \
        ("220.00", "220.00", "T-1042"), payment
    letter, _, _ = told(months, "2026-09", OCTOBER)
    assert "$220.00 of that comes off what is paid up to 26 November 2026. You still owe $1,100.00" in letter


def an_issued_month_is_not_held_by_what_holds_no_correction(world):
    """BELOW_ZERO of today's facts: the next run adjusts it all the same."""
    months = Months(world, "told-below-zero")
    decide(months, "pay", "P1", "2026-08", "--amount", "-1000")
    letter, _, _ = told(months, "2026-08", SEPTEMBER)
    assert "By decision T-1042 the month comes to $1,000.00 less, without GST." in letter, letter
    months.bring("2026-08", blocks=[block("2026-08-01", "2026-08-31")])
    letter, text, value = told(months, "2026-08", SEPTEMBER)
    assert value["status"] == "issued" and value["unbilled"] == "-2420.00", value
    assert "By what is known now that is $2,420.00 less than was billed" in letter, letter
    assert "no document and no payment" not in letter and "BELOW_ZERO" not in text, (letter, text)
    months.bring("2026-09")
    drafted = months.draft("2026-09", SEPTEMBER)
    assert drafted["register"][0]["adjustments_total"] == "-2420.00", drafted["register"]
    # What does hold it is told as that, of what became known since.
    months.bring("2026-08", rates=[{"partner_id": "P1", "kind": "adhoc", "effective_from": "2020-01-01",
                                    "hourly_rate": "180"}], blocks=[])
    letter, _, value = told(months, "2026-08", SEPTEMBER)
    assert (value["status"], value["reasons"]) == ("held", "NO_RATE"), value
    assert "What became known since the month was issued is not billed yet: - no rate is known" in letter
    assert json.loads(months.done("verify", "--json").stdout)


TESTS = [what_came_back_and_is_paid_again, what_came_back_for_a_void_document, what_no_file_had,
         a_month_that_is_held_or_settled, what_is_written_off, a_write_off_that_was_revoked,
         what_comes_off_by_instalments, an_issued_month_is_not_held_by_what_holds_no_correction]
