"""A list of hours that are claimed, a month worked out again, what is at risk, and what a setting would cost."""

import csv
import io
import json
import stat
import subprocess

from corrections import AUGUST, SEPTEMBER, Months, block, booking
from jsonschema import Draft202012Validator
from world import MONTH, TOP

WIDTH = 80
SUMS = ("minutes", "subtotal", "gst", "total")


def told(answer, schema):
    """What a command says as JSON, as its schema has it."""
    assert answer.returncode == 0, answer
    found = json.loads(answer.stdout)
    text = (TOP / f"tests/cli/schemas/{schema}.json").read_text("utf-8")
    Draft202012Validator(json.loads(text)).validate(found)
    return found


def fits(answer):
    """What a command says in words, in 80 columns."""
    assert answer.returncode == 0, answer
    wide = [line for line in answer.stdout.printed.splitlines() if len(line) > WIDTH]
    assert not wide, wide
    return answer.stdout


def numbers(sums):
    return [sums["minutes"]] + [round(float(sums[key]) * 100) for key in SUMS[1:]]


def adds_up(found):
    """claimed - not paid - twice + not claimed + of no hour = paid, in minutes and cents."""
    steps = found["steps"]
    parts = [numbers(part) for part in (
        found["claimed"], steps["claimed_not_paid"], steps["claimed_twice"],
        steps["paid_not_claimed"], found["of_no_hour"])]
    total = [a - b - c + d + e for a, b, c, d, e in zip(*parts)]
    assert total == numbers(found["paid"]), (total, found["paid"])
    for step in steps.values():
        assert step["minutes"] == sum(hour["minutes"] for hour in step["hours"]), step


# ---- claim --------------------------------------------------------------------------------------------


def claims(world, name, text, *words):
    path = world.place / name
    path.write_text(text, encoding="utf-8")
    return world.call("claim", *words[:2], path, "--store", world.store, *words[2:])


def what_is_claimed_and_not_paid_has_its_reason(world):
    text = ("date,start,appointment_id,minutes\n2026-09-07,09:00,A10501,\n2026-09-07,10:00,A10502,\n"
            "2026-09-09,09:00,,180\n2026-09-21,11:00,,\n2026-09-21,11:15,,\n2026-09-22,11:00,,\n"
            "2026-09-16,11:00,A99999,\n")
    found = told(claims(world, "claim.csv", text, "P0005", "2026-09", *MONTH, "--json"), "claim")
    adds_up(found)
    assert found["claimed"]["minutes"] == 9 * 60 and found["paid"]["total"] == "3069.00", found
    assert found["issued"] is False and found["timezone"] == "Australia/Melbourne", found
    why = {(hour["date"], hour["start"]): (hour["why"], hour["source"])
           for hour in found["steps"]["claimed_not_paid"]["hours"]}
    assert why["2026-09-07", "10:00"] == (
        "A10502 was marked Tue 15 Sep 00:00 (Melbourne), due by the end of Mon 14 Sep",
        "appointments.csv:83"), why
    assert why["2026-09-21", "11:00"][0] == "Public holiday: Demonstration National Day", why
    assert "no hour at this time" in why["2026-09-22", "11:00"][0], why
    twice = found["steps"]["claimed_twice"]["hours"]
    assert [(hour["line"], hour["why"]) for hour in twice] == \
        [(6, "line 5 of the claim has it already")], twice
    words = fits(claims(world, "claim.csv", text, "P0005", "2026-09", *MONTH))
    assert "due by today's facts" in words and "Nothing of 2026-09 is issued to the partner yet." in words
    letter = fits(claims(world, "claim.csv", text, "P0005", "2026-09", *MONTH, "--letter"))
    assert "batch" not in letter and ".csv" not in letter, letter
    assert "Together: 9 h - 5 h - 1 h + 15 h = 18 h." in letter, letter


def lines_of_standard_input_are_a_claim(world):
    words = [str(world.rcti), "claim", "P0005", "2026-09", "--store", str(world.store), *MONTH]
    answer = subprocess.run(words, input="\n2026-09-14 10:00\n2026-09-14T11:00\n", text=True,
                            capture_output=True, check=False, cwd=world.place)
    assert "claimed, 2 rows" in answer.stdout and "A10509 was not marked" in answer.stdout, answer
    nothing = subprocess.run(words, input="\n", text=True, capture_output=True, check=False,
                             cwd=world.place)
    assert nothing.returncode == 2 and "standard input claims nothing" in nothing.stderr, nothing


def parts_of_hours_and_bookings_are_claimed(world):
    """Half an hour of a slot, two halves that are no repetition, a booking by its id and by its time."""
    text = ("date,start,appointment_id,minutes\n2026-09-16,14:00,,30\n2026-09-16,14:30,,30\n"
            "2026-09-17,17:00,,\n2026-09-10,10:00,A11403,60\n2026-09-10,10:00,A11403,90\n")
    found = told(claims(world, "parts.csv", text, "P0014", "2026-09", *MONTH, "--json"), "claim")
    adds_up(found)
    steps = {name: [(hour["start"], hour["appointment_id"], hour["minutes"]) for hour in step["hours"]]
             for name, step in found["steps"].items()}
    assert steps["claimed_twice"] == [("10:00", "A11403", 60)], steps
    assert ("14:00", "", 60) in steps["paid"] and ("10:00", "A11403", 45) in steps["paid"], steps
    assert steps["claimed_not_paid"] == [("10:00", "A11403", 15), ("10:00", "A11403", 30)], steps


def a_bad_claim_is_told_cell_by_cell(world):
    answer = claims(world, "bad.csv", "date,start,minutes\n2026-09-14,10:00,1h\n,25:00,\n"
                    "2026-08-01,10:00,\n14/09/2026,10:00,\n", "P0005", "2026-09", *MONTH)
    assert answer.returncode == 3 and not answer.stdout, answer
    for part in ('bad.csv:2:minutes: BAD_NUMBER "1h": expected a whole number from 1 to 1440; write the',
                 'bad.csv:3:date: BLANK_VALUE ""', 'bad.csv:3:start: BAD_TIME "25:00"',
                 'bad.csv:4:date: BAD_DATE "2026-08-01": expected a date of 2026-09; claim each month',
                 'bad.csv:5:date: AMBIGUOUS_FORMAT "14/09/2026"', "nothing was compared"):
        assert part in answer.stderr, (part, answer.stderr)
    lines = claims(world, "bad.txt", "2026-09-14 10:00\nfoo\n2026-09-14 09:00+10:00\n", "P0005",
                   "2026-09", *MONTH)
    assert 'bad.txt:2:-: BAD_INSTANT "foo"' in lines.stderr, lines
    assert "bad.txt:3:-" in lines.stderr and "leave the offset out" in lines.stderr, lines
    missing = claims(world, "none.csv", "day,start\n2026-09-14,10:00\n", "P0005", "2026-09", *MONTH)
    assert missing.returncode == 3 and "none.csv:1:date: MISSING_COLUMN" in missing.stderr, missing
    assert world.call("claim", "P0005", "2026-09", "nowhere.csv").returncode == 3
    assert claims(world, "ok.txt", "2026-09-14 10:00\n", "NOBODY", "2026-09").returncode == 2


def what_comes_with_the_next_run_is_said(world):
    """Of an issued month: what was paid, and that today's facts say otherwise."""
    months = Months(world, "claimed", blocks=[block("2026-08-04", "2026-08-04")])
    months.bring("2026-08", blocks=[])
    place = months.world
    (place.place / "claim.txt").write_text("2026-08-04 10:00\n2026-08-04 11:00\n")
    answer = months.done("claim", "P1", "2026-08", "claim.txt", "--json", *SEPTEMBER)
    found = told(answer, "claim")
    adds_up(found)
    assert found["number"] == "RCTI-202608-P1" and found["paid"]["minutes"] == 6 * 60, found
    why = found["steps"]["claimed_not_paid"]["hours"][0]["why"]
    assert why == "Blocked (block B1) when it was issued; by today's facts it is paid, with the next " \
        "run", why
    assert [cause["minutes"] for cause in found["coming"]] == [120], found
    words = fits(months.done("claim", "P1", "2026-08", "claim.txt", *SEPTEMBER))
    assert "Today's facts say otherwise than what is paid; the next run settles it:" in words, words


# ---- rerun --------------------------------------------------------------------------------------------


def each_cent_has_its_cause(world):
    months = Months(world, "rerun-causes", blocks=[block("2026-08-04", "2026-08-04")])
    months.bring("2026-08", blocks=[], rates=[
        {"partner_id": "P1", "kind": kind, "effective_from": "2026-01-01", "hourly_rate": rate}
        for kind, rate in (("partner", "160"), ("adhoc", "170"))])
    before = months.world.fingerprint()
    words = ["rerun", "P1", "2026-08", *SEPTEMBER]
    found = told(months.done(*words, "--set", "gst_rounding=line", "--set", "completion_days=1",
                             "--json"), "rerun")
    issued, first = found["issued"], found["stages"][0]
    assert issued["number"] == "RCTI-202608-P1" and issued["minutes"] == 360, found
    causes = [numbers(cause) for cause in first["causes"]]
    assert [sum(column) for column in zip(*causes)] == \
        [is_ - was for is_, was in zip(numbers(first), numbers(issued))], first
    assert any("block B1" in cause["because"] for cause in first["causes"]), first
    assert [stage["setting"] for stage in found["stages"]] == \
        [None, "gst_rounding=line", "completion_days=1"], found
    fits(months.done(*words))
    then = told(months.done(*words, "--as-of", "1", "--json"), "rerun")
    assert then["basis"] == "as_of" and then["batch"] == 1 and then["difference"]["minutes"] == 0, then
    assert "nothing differs" in months.done("rerun", "P1", "2026-08", "--as-issued").stdout
    assert months.world.fingerprint() == before
    for bad, said in ((["--as-of", "9"], "there is no batch 9; the newest is 2"),
                      (["--as-of", "2020-01-01T00:00"], "nothing of 2026-08 was imported by then"),
                      (["--as-of", "1", "--now"], "one of --as-issued, --now and --as-of"),
                      (["--set", "completion_day=3"], "no setting completion_day; write completion_days"),
                      (["--set", "gst_rounding=x"], "gst_rounding takes total_invoice or line, not x")):
        answer = months.done("rerun", "P1", "2026-08", *bad, good=(2,))
        assert said in answer.stderr, (said, answer)


def a_month_that_is_not_issued_is_rerun(world):
    found = told(world.call("rerun", "P0005", "2026-09", "--set", "completion_days=6", "--json",
                            "--store", world.store, *MONTH), "rerun")
    assert found["issued"] is None and found["stages"][0]["causes"] == [], found
    assert found["difference"]["minutes"] == -120, found
    held = fits(world.call("rerun", "P0021", "2026-09", "--store", world.store, *MONTH))
    assert "It is held (NO_AGREEMENT): nothing of it is paid until that is mended." in held, held


# ---- at-risk ------------------------------------------------------------------------------------------


def what_is_to_be_marked_is_listed(world):
    words = ["at-risk", "--store", world.store, "--as-at", "2026-10-12T09:00+11:00"]
    found = told(world.call(*words, "--json"), "at-risk")
    rows = [(partner["partner_id"], row["appointment_id"], row["complete_by_date"], row["deadline"],
             row["adhoc"], row["minutes"])
            for partner in found["partners"] for row in partner["appointments"]]
    assert rows == [
        ("P0005", "A10510", "2026-10-13", "2026-10-13T13:00:00Z", False, 60),
        ("P0005", "A10511", "2026-10-14", "2026-10-14T13:00:00Z", False, 60),
        ("P0013", "A11307", "2026-10-13", "2026-10-13T13:00:00Z", True, 60)], rows
    assert (found["minutes"], found["subtotal"], found["total"]) == (180, "490.00", "539.00"), found
    few = told(world.call(*words, "--days", "2", "--json"), "at-risk")
    assert len(few["partners"]) == 2 and few["later"] == 1, few
    text = fits(world.call(*words, "--csv", "merge.csv"))
    assert "by Tue 13 Oct 24:00: Fri 25 Sep 10:00 A11307, ad hoc" in text, text
    path = world.place / "merge.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    merge = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    assert [(row["email"], row["total"]) for row in merge] == \
        [("p0005@example.com", "341.00"), ("p0013@example.com", "198.00")], merge
    assert merge[0]["mark_by"] == "Wed 23 Sep 09:00 (A10510) by Tue 13 Oct 24:00; " \
        "Wed 30 Sep 09:00 (A10511) by Wed 14 Oct 24:00" and merge[0]["times_of"] == "Melbourne time"
    again = world.call(*words, "--csv", "merge.csv")
    assert again.returncode == 4 and "merge.csv: cannot create: File exists" in again.stderr, again
    assert world.call(*words, "--days", "400").returncode == 2


def an_hour_is_at_stake_once(world):
    """Two unmarked appointments in one hour, one that is yet to be held, and one that has lapsed."""
    two = [{**booking(status="booked", start=start), "appointment_id": name, "completed_at": ""}
           for name, start in (("A1", "2026-08-18T10:00"), ("A2", "2026-08-18T10:30"),
                               ("A3", "2026-08-25T10:00"), ("A4", "2026-08-04T10:00"))]
    months = Months(world, "at-stake", appointments=two)
    found = told(months.done("at-risk", "--as-at", "2026-08-20T09:00+10:00", "--json"), "at-risk")
    assert [(row["appointment_id"], row["minutes"]) for row in found["partners"][0]["appointments"]] \
        == [("A1", 60), ("A2", 0)], found
    assert found["minutes"] == 60 and found["later"] == 0, found


# ---- what-if ------------------------------------------------------------------------------------------


def what_a_setting_would_cost(world):
    words = ["what-if", "--store", world.store, "--as-at", MONTH[1], "--from", "2026-08", "--to",
             "2026-09"]
    answer = world.call(*words, "--set", "completion_days=6", "--set", "adhoc_no_show=paid", "--json")
    found = told(answer, "what-if")
    assert found["missing"] == ["2026-08"] and found["hours_changed"] == 4, found
    assert found["before"]["total"] == "109438.40", found  # as the demonstration's README has it
    assert (found["difference"]["minutes"], found["difference"]["subtotal"]) == (-120, "-295.00"), found
    assert found["months"][0]["held"] == 7 and found["months"][0]["partners"] == 33, found
    partners = {row["partner_id"]: row["difference"]["subtotal"] for row in found["partners"]}
    assert partners == {"P0005": "-310.00", "P0008": "-165.00", "P0013": "180.00"}, partners
    for column in SUMS:
        assert round(float(found["difference"][column]) * 100) == \
            sum(round(float(row["difference"][column]) * 100) for row in found["partners"]), column
    text = fits(world.call(*words, "--set", "completion_days=6", "--csv", "cost.csv"))
    assert "3: was Booked; is Not marked as completed in time (-3 h)" in text, text
    text = fits(world.call(*words, "--set", "consultant_cancellation=unpaid"))
    assert "1: was Cancelled, still paid; is Cancelled by the consultant (-1 h)" in text, text
    path = world.place / "cost.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [(row["partner_id"], row["difference"]) for row in rows] == [("P0005", "-341.00"), ("P0008", "-181.50")], rows


def a_setting_of_the_cases_is_tried_too(world):
    """Cases are judged anew where the setting is of them, and a month costs what `rerun` says."""
    words = ["what-if", "--store", world.store, "--as-at", MONTH[1], "--from", "2026-09", "--to",
             "2026-09", "--json", "--set", "extra_sessions_max=8", "--set",
             "clinical_review_threshold=30"]
    found = told(world.call(*words), "what-if")
    assert found["hours_changed"] > 0, found
    for partner in found["partners"]:
        rerun = told(world.call("rerun", partner["partner_id"], "2026-09", "--store", world.store,
                                *MONTH, "--json", *words[-4:]), "rerun")
        assert numbers(rerun["difference"]) == numbers(partner["difference"]), (partner, rerun)
    assert world.call(*words, "--jobs", "1").stdout == world.call(*words, "--jobs", "4").stdout


def a_wrong_what_if_is_told(world):
    words = ["what-if", "--store", world.store]
    for bad, said in ((["--set", "completion_days=6", "--from", "2026-09"], "are all needed"),
                      (["--set", "completion_days=99", "--from", "2026-09", "--to", "2026-09"],
                       "completion_days takes a whole number from 1 to 60, not 99"),
                      (["--set", "gst_rounding=line", "--from", "2026-09", "--to", "2026-08"],
                       "--to is before --from"),
                      (["--set", "gst_rounding=line", "--from", "2020-01", "--to", "2020-02"],
                       "no month from --from to --to was imported")):
        answer = world.call(*words, *bad)
        assert answer.returncode == 2 and said in answer.stderr, (said, answer)


TESTS = [what_is_claimed_and_not_paid_has_its_reason, lines_of_standard_input_are_a_claim,
         parts_of_hours_and_bookings_are_claimed, a_bad_claim_is_told_cell_by_cell,
         what_comes_with_the_next_run_is_said, each_cent_has_its_cause,
         a_month_that_is_not_issued_is_rerun, what_is_to_be_marked_is_listed,
         an_hour_is_at_stake_once, what_a_setting_would_cost, a_setting_of_the_cases_is_tried_too,
         a_wrong_what_if_is_told]
