"""rcti diff of one partner: two states of a month, and two months."""

import csv
import io
import json

from corrections import AUGUST, SEPTEMBER, Months, block, booking, completed
from jsonschema import Draft202012Validator
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
        lines = months.done("diff", *words, *more).stdout.splitlines()
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
         what_cannot_be_compared_is_wrong_usage, the_ticket_is_answered_as_its_story_says]
