"""rcti diff of one partner: two states of a month, and two months."""

import csv
import io
import json

import decided_payments
import deciding
from corrections import AUGUST, PARTNER, SEPTEMBER, Months, block, booking, completed
from jsonschema import Draft202012Validator
from undone import NOVEMBER, OCTOBER
from world import MONTH, TOP

SCHEMA, SCHEMA_OF_ALL = (
    Draft202012Validator(json.loads((TOP / f"tests/cli/schemas/{name}.json").read_text("utf-8")))
    for name in ("diff", "diff-month"))
WIDTH = 80


def cents(text):
    return round(float(text) * 100)


def told(months, *words):
    """What diff says as JSON; its causes are the difference, and what it says in words and as CSV is the same."""
    answer = json.loads(months.done("diff", *words, "--json", "--all").stdout)
    SCHEMA.validate(answer)
    causes = answer["causes"]
    assert sum(cents(cause["amount"]) for cause in causes) == cents(answer["difference"]), answer
    assert cents(answer["to"]["pay"]) - cents(answer["from"]["pay"]) == cents(answer["difference"]), answer
    sizes = [abs(cents(cause["amount"])) for cause in causes]
    assert sizes == sorted(sizes, reverse=True), answer
    SCHEMA.validate(json.loads(months.done("diff", *words, "--json").stdout))
    rows = list(csv.DictReader(io.StringIO(months.done("diff", *words, "--csv").stdout)))
    assert [(row["cause"], row["amount"]) for row in rows] == \
        [(cause["cause"], cause["amount"]) for cause in causes], rows
    for more in ([], ["--all"]):
        lines = months.done("diff", *words, *more).stdout.printed.splitlines()
        assert max(map(len, lines)) <= WIDTH and not any(line != line.rstrip() for line in lines), lines
        assert more or len(lines) < 24, lines
    return answer


def causes_of(answer):
    return {cause["cause"]: (cause["minutes"], cause["amount"]) for cause in answer["causes"]}


def what_became_known_is_the_cause(world):
    """As an adjustment tells it; and turned round, what was not known yet."""
    months = Months(world, "diff-states")
    months.bring("2026-08", blocks=[block("2026-08-04T10:00", "2026-08-04T12:00")])
    answer = told(months, "2026-08", "P1", *SEPTEMBER)
    assert causes_of(answer) == {"facts": (-120, "-300.00"), "gst": (0, "-30.00")}, answer
    fact = answer["causes"][0]
    assert fact["text"].startswith("Time blocked on 4 August from 10:00 to 12:00, reported on"), answer
    assert [hour["source"] for hour in fact["hours"]] == ["blocks.csv:2 (batch 2)"] * 2, answer
    assert (answer["from"]["name"], answer["to"]["name"]) == ("as issued", "now"), answer
    back = told(months, "2026-08", "P1", "--from", "now", "--to", "issued", *SEPTEMBER)
    assert causes_of(back) == {"facts": (120, "300.00"), "gst": (0, "30.00")}, back
    assert back["causes"][0]["text"].startswith("Not known yet: Time blocked"), back
    assert causes_of(told(months, "2026-08", "P1", "--from", "batch:1", "--to", "batch:2",
                          *SEPTEMBER)) == causes_of(answer)
    drafted = told(months, "2026-08", "P1", "--from", "draft", *SEPTEMBER)
    assert causes_of(drafted) == causes_of(answer) and drafted["from"]["name"] == "the draft", drafted
    of_all = json.loads(months.done("diff", "2026-08", "--json", *SEPTEMBER).stdout)
    SCHEMA_OF_ALL.validate(of_all)
    assert sum(cents(cause["amount"]) for cause in of_all["causes"]) == cents(of_all["change"]) == -33000, of_all
    rows = list(csv.DictReader(io.StringIO(months.done("diff", "2026-08", "--csv", *SEPTEMBER).stdout)))
    assert [(row["text"], row["minutes"], row["amount"]) for row in rows] == \
        [("Blocked", "-120", "-300.00"), ("GST", "0", "-30.00")], rows
    whole = months.done("diff", "2026-08", *SEPTEMBER).stdout
    assert "Blocked" in whole and "together" in whole and "1 of 1 partners differ" in whole, whole
    assert "Tue 4 Aug" not in whole and "Tue 4 Aug" in months.done("diff", "2026-08", "--all",
                                                                  *SEPTEMBER).stdout, whole
    months.bring("2026-09")
    months.issue("2026-09", SEPTEMBER)
    assert told(months, "2026-08", "P1", *SEPTEMBER)["causes"] == []


def a_month_is_compared_with_the_month_before(world):
    """August: four Tuesdays at 10 and 11. September: five, one of them on leave, one hour not marked, an ad hoc
    booking, a rate of 160, and an hour less of August."""
    months = Months(world, "diff-months")
    rates = [{"partner_id": "P1", "kind": kind, "effective_from": "2020-01-01", "hourly_rate": rate}
             for kind, rate in (("partner", "160"), ("adhoc", "180"))]
    adhoc = completed("2026-09-10T09:00", appointment_id="H1", calendar="adhoc", start="2026-09-09T09:00",
                      booked_at="2026-09-01T09:00")
    late = booking(appointment_id="A9", start="2026-09-15T10:00", booked_at="2026-09-01T09:00")
    months.bring("2026-09", rates=rates, appointments=[adhoc, late],
                 blocks=[block("2026-09-08", "2026-09-08"),
                         block("2026-08-04T10:00", "2026-08-04T11:00", "B2")])
    drafted = told(months, "2026-09", "P1", "--from", "2026-08", *SEPTEMBER)
    assert "not issued" in drafted["to"]["state"] and len(drafted["notes"]) == 2, drafted
    assert "adjustments" not in causes_of(drafted), drafted
    months.issue("2026-09", SEPTEMBER)
    answer = told(months, "2026-09", "P1", "--from", "2026-08", *SEPTEMBER)
    assert causes_of(answer) == {
        "weekdays": (120, "300.00"), "leave": (-120, "-300.00"), "not_marked": (-60, "-150.00"),
        "adhoc": (60, "180.00"), "partner_rate": (0, "70.00"), "gst": (0, "10.00"),
        "adjustments": (0, "-165.00")}, answer
    texts = {cause["cause"]: cause["text"] for cause in answer["causes"]}
    assert texts["weekdays"] == "5 Tuesdays instead of 4", texts
    assert texts["leave"] == "Blocked: 2 h; in August none", texts
    assert texts["partner_rate"] == "Partner rate an hour: $160.00; in August $150.00", texts
    assert texts["adjustments"] == "Adjustments, GST included: -$165.00; in August none", texts
    back = told(months, "2026-08", "P1", "--from", "2026-09", *SEPTEMBER)
    assert cents(back["difference"]) == -cents(answer["difference"]), back


def what_is_owed_is_a_cause(world):
    months = Months(world, "diff-owed")
    months.bring("2026-09", blocks=[block("2026-08-01", "2026-08-31"),
                                    block("2026-09-01", "2026-09-28", "B2")])
    months.issue("2026-09", SEPTEMBER)
    answer = told(months, "2026-09", "P1", "--from", "2026-08", *SEPTEMBER)
    assert answer["to"]["pay"] == "0.00" and causes_of(answer)["carried_forward"][1] == "990.00", answer
    assert "nothing was paid" in answer["to"]["state"], answer


def what_was_decided_is_a_cause_by_its_ticket(world):
    """Hours (D1), and amounts of none (D3), of one partner and of everyone, forth and back, and by rerun and
    claim; and of two months."""
    months = deciding.lapsed(world, "diff-decided")
    deciding.decide(months, "waive", *deciding.HOUR, ticket="T-77")
    deciding.decide(months, "pay", "P1", "2026-08", "--amount", "50.00", ticket="T-78")
    deciding.decide(months, "pay", "P1", "2026-08", "--amount", "-20.00", "--nature", "no_supply",
                    ticket="T-79")
    by_ticket = [("facts", "Paid by decision T-77", "150.00"), ("decision", "Paid by decision T-78", "50.00"),
                 ("decision", "Taken off by decision T-79", "-20.00"), ("gst", "GST", "20.00")]

    def texts(answer):
        return [(cause["cause"], cause["text"], cause["amount"]) for cause in answer["causes"]]

    assert sorted(texts(told(months, "2026-08", "P1", *SEPTEMBER))) == sorted(by_ticket)
    of_all = json.loads(months.done("diff", "2026-08", "--json", *SEPTEMBER).stdout)
    SCHEMA_OF_ALL.validate(of_all)
    assert sorted(texts(of_all)) == sorted(by_ticket), of_all
    listed = months.done("diff", "2026-08", "--all", *SEPTEMBER).stdout
    assert "    $50.00  nothing decided; now $50.00 decided\n      decision D-000002 (T-78) pays it" in listed
    back = told(months, "2026-08", "P1", "--from", "now", "--to", "issued", *SEPTEMBER)
    assert ("decision", "Not known yet: Paid by decision T-78", "-50.00") in texts(back), back
    claim = months.place / "claim.csv"
    claim.write_text("date,start\n2026-08-04,10:00\n", encoding="utf-8")
    for words in ["rerun", "P1", "2026-08"], ["claim", "P1", "2026-08", claim]:
        lines = months.done(*words, *SEPTEMBER).stdout
        assert "decision D-000002 (T-78) pays it               0 h        +$50.00        +$55.00" in lines, lines
        assert "of no hour" not in lines, lines
    months.bring("2026-09")
    months.issue("2026-09", SEPTEMBER)
    deciding.decide(months, "revoke", "D-000002", ticket="T-80")
    assert texts(told(months, "2026-08", "P1", *SEPTEMBER))[0] == \
        ("decision", "Decision T-78 was withdrawn by decision T-80", "-50.00")
    # September is worked out with what was decided of it; August stands as its own issues left it.
    deciding.decide(months, "pay", "P1", "2026-10", "--amount", "30.00", ticket="T-81", good=(3,))
    months.bring("2026-10")
    deciding.decide(months, "pay", "P1", "2026-10", "--amount", "30.00", ticket="T-81")
    forth = told(months, "2026-10", "P1", "--from", "2026-09", *OCTOBER)
    assert ("decision", "Paid by decision T-81", "30.00") in texts(forth), forth
    back = told(months, "2026-09", "P1", "--from", "2026-10", *OCTOBER)
    assert ("decision", "Paid by decision T-81, in October alone", "-30.00") in texts(back), back


def what_is_written_off_is_a_cause_by_its_ticket(world):
    months = decided_payments.owing(world, "diff-written-off")
    decided_payments.decide(months, "write_off", "P1", "--amount", "1000.00")
    months.bring("2026-10", blocks=[block("2026-10-01", "2026-10-31", "B3")])
    months.issue("2026-10", OCTOBER)
    answer = told(months, "2026-10", "P1", "--from", "2026-09", *OCTOBER)
    texts = {cause["cause"]: cause["text"] for cause in answer["causes"]}
    assert causes_of(answer)["written_off"] == (0, "1000.00") and "other" not in texts, answer
    assert texts["written_off"] == \
        "Not claimed any more, by decision T-1042: $1,000.00; in September none", texts
    months.bring("2026-11")
    months.issue("2026-11", NOVEMBER)
    answer = told(months, "2026-11", "P1", "--from", "2026-10", *NOVEMBER)
    assert causes_of(answer)["claimed_again"] == (0, "-670.00"), answer


def a_payment_is_told_as_it_stands(world):
    """To be paid, and what came back."""
    months = Months(world, "diff-came-back")
    decided_payments.decide(months, "returned", decided_payments.PAY)
    months.bring("2026-09")
    months.issue("2026-09", SEPTEMBER)
    answer = told(months, "2026-09", "P1", "--from", "2026-08", *SEPTEMBER)
    assert "to be paid on 26 October 2026" in answer["to"]["state"], answer
    assert "paid on 24 September 2026" in answer["from"]["state"], answer
    assert answer["notes"][0] == "The payment for RCTI-202608-P1 came back, by decision T-1042.", answer
    left_out = Months(world, "diff-left-out", partners=[{**PARTNER, "bsb": "", "account_number": ""}])
    left_out.bring("2026-09")
    left_out.issue("2026-09", SEPTEMBER)
    answer = told(left_out, "2026-09", "P1", "--from", "2026-08", *SEPTEMBER)
    assert "left out of the payment file of 24 September 2026" in answer["from"]["state"], answer


def what_cannot_be_compared_is_wrong_usage(world):
    issued = world.issued("diff-usage")
    for words in (["P0001", "--from", "yesterday"], ["P0001", "--from", "batch:9"], ["P0001", "--from", "batch:x"],
                  ["P0001", "--from", "draft:0123456789ab"], ["P0001", "--from", "2026-08", "--to", "now"],
                  ["P0001", "--csv", "--json"], ["--from", "draft"], ["P0001", "--from", "2026-13"],
                  ["P0001", "--from", "2026-08"], ["P0019"], ["NOBODY"]):
        answer = issued.call("diff", "2026-09", *words, *MONTH)
        assert answer.returncode == 2 and not answer.stdout and answer.stderr, (words, answer)


def the_ticket_is_answered_as_its_story_says(world):
    """The README of the fixture has what the command prints."""
    fixture = TOP / "fixtures/2026-09-lower-than-august"
    recorded = (fixture / "expected/07-diff-2026-09/summary.txt").read_text("utf-8")
    answer = recorded.removeprefix("exit status 0\n")
    assert f"```\n{answer}```" in (fixture / "README.md").read_text("utf-8"), answer


TESTS = [what_became_known_is_the_cause, a_month_is_compared_with_the_month_before, what_is_owed_is_a_cause,
         what_was_decided_is_a_cause_by_its_ticket, what_is_written_off_is_a_cause_by_its_ticket,
         a_payment_is_told_as_it_stands, what_cannot_be_compared_is_wrong_usage, the_ticket_is_answered_as_its_story_says]
