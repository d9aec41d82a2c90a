"""What a later run makes of an issued month, and why (R1, R2): August is issued, then something of it
becomes known, and September's draft says what moved and by which line of which file."""

import csv
import json
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from world import APPROVER, TOP, World

sys.path += [str(TOP / "tests"), str(TOP / "tests/bench")]
from confirming import confirmations
from make_month import month_write

COMPANY = TOP / "fixtures/2026-07-to-09-three-months-with-late-facts/input-1-july/company.ini"
PARTNER = {"partner_id": "P1", "legal_name": "Ada Test", "abn": "51824753556",
           "gst_from": "2020-01-01", "agreement_from": "2020-01-01",
           "timezone": "Australia/Melbourne", "areas": "AU-VIC", "bsb": "062-000",
           "account_number": "12345678", "account_name": "Ada Test"}
APPOINTMENT = {"appointment_id": "A1", "partner_id": "P1", "case_id": "ASST-1", "calendar": "open",
               "start": "2026-08-04T10:00", "status": "booked", "booked_at": "2026-07-20T09:00",
               "booked_by": "cs", "completed_at": "", "cancelled_at": "", "approval_ref": "",
               "moved_at": ""}
FILES = {
    "partners": [PARTNER],
    "rates": [{"partner_id": "P1", "kind": "partner", "effective_from": "2020-01-01",
               "hourly_rate": "150"},
              {"partner_id": "P1", "kind": "adhoc", "effective_from": "2020-01-01",
               "hourly_rate": "180"}],
    "schedules": [{"partner_id": "P1", "weekday": "Tue", "start": "10:00", "end": "12:00",
                   "effective_from": "", "effective_to": ""}],
    "blocks": [],
    "appointments": [],
    "other_work": [],
    "cases": [{"case_id": "ASST-1", "entitled_sessions": "6"}],
}
HEADINGS = {"holidays": ["date", "area", "name"],
            "extra_sessions": ["request_id", "case_id", "requested_on", "sessions", "outcome",
                               "outcome_on"],
            "blocks": ["block_id", "partner_id", "start", "end", "status"],
            "appointments": [*APPOINTMENT, "cancelled_by"],
            "other_work": ["work_id", "partner_id", "stream", "start", "end", "status"]}
AUGUST = ["--as-at", "2026-09-10T09:00+10:00", "--issue-date", "2026-09-10"]
SEPTEMBER = ["--as-at", "2026-10-12T09:00+11:00", "--issue-date", "2026-10-12"]


def block(start, end, name="B1"):
    return {"block_id": name, "partner_id": "P1", "start": start, "end": end}


def work(start, end):
    return {"work_id": "W1", "partner_id": "P1", "stream": "onsite", "start": start, "end": end}


def booking(**changes):
    return {**APPOINTMENT, **changes}


def completed(at="2026-08-05T09:00", **changes):
    return booking(status="completed", completed_at=at, **changes)


class Months:
    """August issued with some facts; then others."""

    def __init__(self, world, name, **files):
        self.place = world.place / "corrections" / name
        self.place.mkdir(parents=True)
        self.world = World(world.rcti, self.place)
        self.files, self.kinds, self.batch, self.holidays = set(), set(), 0, []
        self.bring("2026-08", **{**FILES, **files})
        self.issue("2026-08", AUGUST)

    def bring(self, period, **files):
        """An import of the period: whole, if it is its first, else just these files."""
        directory = self.place / f"input-{self.batch}"
        directory.mkdir()
        self.batch += 1
        if period not in self.files:
            self.files.add(period)
            shutil.copy(COMPANY, directory)
            files = {**FILES, **{name: self.empty(name) for name in self.kinds}, **files}
        self.kinds |= set(files)
        self.lay(directory, files)
        words = ["import", period, directory]
        first = self.done(*words, good=(0, 3))
        if first.returncode != 0:
            self.done(*words, *confirmations(first.returncode, first.stderr))

    def write(self, name, **files):
        """Just those files in a directory of that name, which is not imported."""
        directory = self.place / name
        directory.mkdir()
        self.lay(directory, files)
        return directory

    @staticmethod
    def lay(directory, files):
        for name, rows in files.items():
            if isinstance(rows, str):
                (directory / name.replace("_ini", ".ini")).write_text(rows, encoding="utf-8")
                continue
            headings = HEADINGS.get(name) or list(rows[0])
            with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, headings, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)

    @staticmethod
    def empty(name):
        """What a month has to bring of a kind that the month before had: the usual, or nothing."""
        return "[policy]\n" if name == "policy_ini" else FILES.get(name, [])

    def done(self, *words, good=(0,)):
        answer = self.world.call(*words)
        assert answer.returncode in good, answer
        return answer

    def draft(self, period, dates):
        self.done("run", period, *dates, "--json", *self.holidays, good=(0, 1))
        return {name: self.rows(period, name)
                for name in ("register", "adjustments", "exceptions")}

    def rows(self, period, table, place="draft"):
        path = self.world.out / period / place / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def issue(self, period, dates):
        draft = self.done("run", period, *dates, "--json", *self.holidays, good=(0, 1))
        digest = json.loads(draft.stdout)["digest"]
        self.done("issue", period, "--draft", digest, "--approved-by", APPROVER, *self.holidays,
                  good=(0, 1))


def expect_reasons(world, name, before, late, *expected, holidays=None):
    """`before`: what August was issued with; `late`: what is imported of it then."""
    months = Months(world, name, **before)
    if late:
        months.bring("2026-08", **late)
    months.bring("2026-09", cases={**FILES, **before, **late}["cases"])  # they are of all months
    if holidays:
        months.holidays = ["--holidays", holidays(months.place)]
    draft = months.draft("2026-09", SEPTEMBER)
    reasons = [row["reason"] for row in draft["adjustments"]]
    assert all(row["cause_class"] in ("event", "correction") for row in draft["adjustments"]), draft
    assert len(reasons) == len(expected), (name, draft["adjustments"])
    for reason, parts in zip(reasons, expected):
        for part in parts if isinstance(parts, tuple) else (parts,):
            assert part in reason, (name, part, reason)
    total = sum(round(float(row["amount"]) * 100) + round(float(row["gst"]) * 100)
                for row in draft["adjustments"])
    assert draft["register"][0]["adjustments_total"] == f"{total / 100:.2f}", draft


def a_block_that_is_new(world):
    expect_reasons(world, "block-new", {},
                   {"blocks": [block("2026-08-04T10:30", "2026-08-04T11:00")]},
                   "Tue 4 Aug 10:00: was Available, not used, is Blocked (block B1), because block "
                   "B1 is new (blocks.csv:2 (batch 2))")


def a_block_that_is_gone(world):
    expect_reasons(world, "block-gone", {"blocks": [block("2026-08-04", "2026-08-04")]},
                   {"blocks": []},
                   "Tue 4 Aug 10:00, Tue 4 Aug 11:00: was Blocked (block B1), is Available, not "
                   "used, because block B1 is gone (blocks.csv (batch 2))")


def a_block_that_moved(world):
    expect_reasons(world, "block-moved",
                   {"blocks": [block("2026-08-04T10:00", "2026-08-04T11:00")]},
                   {"blocks": [block("2026-08-11T11:00", "2026-08-11T12:00")]})
    expect_reasons(world, "block-shorter", {"blocks": [block("2026-08-04", "2026-08-04")]},
                   {"blocks": [block("2026-08-04T10:00", "2026-08-04T11:00")]},
                   "Tue 4 Aug 11:00: was Blocked (block B1), is Available, not used, because block "
                   "B1 changed (blocks.csv:2 (batch 2))")


def what_is_cancelled(world):
    """The row is kept, and takes nothing."""
    day = block("2026-08-04", "2026-08-04")
    expect_reasons(world, "block-cancelled", {"blocks": [day]},
                   {"blocks": [{**day, "status": "cancelled"}]},
                   "Tue 4 Aug 10:00, Tue 4 Aug 11:00: was Blocked (block B1), is Available, not "
                   "used, because block B1 is cancelled (blocks.csv:2 (batch 2))")
    hour = work("2026-08-04T10:00", "2026-08-04T11:00")
    expect_reasons(world, "work-cancelled", {"other_work": [hour]},
                   {"other_work": [{**hour, "status": "cancelled"}]},
                   ("is Available, not used",
                    "because other work W1 is cancelled (other_work.csv:2 (batch 2))"))


def a_move_that_came_too_late(world):
    """An hour that lapsed is not healed by it; one that is moved before its start is none."""
    late = booking(status="moved", moved_at="2026-08-20T09:00")
    expect_reasons(world, "moved-late", {"appointments": [booking()]}, {"appointments": [late]})
    months = Months(world, "moved", appointments=[late])
    told = [row for row in months.rows("2026-08", "exceptions")
            if row["code"] == "MOVED_AFTER_START"]
    assert [row["subject"] for row in told] == ["A1"], told
    expect_reasons(world, "moved-in-time", {"appointments": [booking()]},
                   {"appointments": [booking(status="moved", moved_at="2026-08-04T09:59")]},
                   ("is Available, not used", "A1 was moved (appointments.csv:2 (batch 2))"))


def weeks_that_are_counted_anew(world):
    """Rows of every second week: one that the source dates with the month, two that take turns."""
    def rows(since):
        row = {**FILES["schedules"][0], "every": "2"}
        return [{**row, "effective_from": since},
                {**row, "weekday": "Wed", "effective_from": "2026-07-01"},
                {**row, "weekday": "Wed", "effective_from": "2026-07-08"}]

    months = Months(world, "reanchored", schedules=rows("2026-08-01"))
    months.bring("2026-09", schedules=rows("2026-09-01"))
    draft = months.draft("2026-09", SEPTEMBER)
    told = [row for row in draft["exceptions"] if row["code"] == "EVERY_REANCHORED"]
    assert len(told) == 1 and told[0]["severity"] == "review", told
    assert (told[0]["partner_id"], told[0]["subject"], told[0]["source"]) == \
        ("P1", "Tue 10:00", "schedules.csv:2"), told
    assert "every 2 weeks from 2026-09-01, which was 2026-08-01; 3 of its 3 dates" \
        in told[0]["message"], told
    months.bring("2026-09", schedules=rows("2026-08-01"))
    draft = months.draft("2026-09", SEPTEMBER)
    assert not [row for row in draft["exceptions"] if row["code"] == "EVERY_REANCHORED"], draft


def other_work_that_is_longer(world):
    expect_reasons(world, "work",
                   {"other_work": [work("2026-08-04T10:00", "2026-08-04T10:15")]},
                   {"other_work": [work("2026-08-04T10:00", "2026-08-04T10:45")]},
                   ("(W1), 45 min, is Other stream work, paid elsewhere (W1), 15 min",
                    "other work W1 changed (other_work.csv:2 (batch 2))"))


def two_causes_of_one_hour(world):
    """A block that is withdrawn and work that came in its place: the one is not told for the other. Nor
    is what a new block covers."""
    leave = block("2026-08-04T10:00", "2026-08-04T11:00")
    late = {"blocks": [{**leave, "status": "cancelled"}],
            "other_work": [work("2026-08-04T10:00", "2026-08-04T10:45")]}
    expect_reasons(world, "two-causes", {"blocks": [leave]}, late,
                   ("is Other stream work, paid elsewhere (W1), 15 min",
                    "because block B1 is cancelled and other work W1 is new (blocks.csv:2 (batch 2), "
                    "other_work.csv:2 (batch 2))"))
    expect_reasons(world, "one-cause", {"other_work": [work("2026-08-04T10:00", "2026-08-04T10:45")]},
                   {"other_work": [work("2026-08-04T10:00", "2026-08-04T10:30")], "blocks": [leave]},
                   "because block B1 is new (blocks.csv:2 (batch 2))")


def the_first_booking_of_a_partner(world):
    """Of somebody of whom the month had none when it was issued."""
    expect_reasons(world, "first-booking", {}, {"appointments": [booking()]}, ("A1", "(appointments.csv:2 (batch 2))"))


def a_completion_that_was_recorded_late(world):
    expect_reasons(world, "completion", {"appointments": [booking()]},
                   {"appointments": [completed()]},
                   "was Not marked as completed in time (A1), is Booked (A1), because A1 was "
                   "marked as completed (appointments.csv:2 (batch 2))")


def a_completion_that_came_too_late(world):
    expect_reasons(world, "too-late", {"appointments": [completed()]},
                   {"appointments": [completed("2026-08-20T09:00")]},
                   "because A1 was marked Thu 20 Aug 09:00 (Melbourne), due by the end of Tue 11 Aug "
                   "(appointments.csv:2 (batch 2))")


def an_approval_that_came(world):
    """The booking was completed all along: what changed is the approval."""
    adhoc = completed("2026-08-06T09:00", calendar="adhoc", start="2026-08-05T09:00",
                      booked_by="client", approval_ref="")
    expect_reasons(world, "approval", {"appointments": [adhoc]},
                   {"appointments": [{**adhoc, "approval_ref": "US-30001"}]},
                   ("because approval US-30001 is new for A1 (appointments.csv:2 (batch 2))",))


def a_request_that_was_approved_late(world):
    adhoc = completed("2026-08-06T09:00", calendar="adhoc", start="2026-08-05T09:00")
    request = {"request_id": "X1", "case_id": "ASST-1", "requested_on": "2026-08-01",
               "sessions": "2", "outcome": "pending", "outcome_on": ""}
    none = [{"case_id": "ASST-1", "entitled_sessions": "0"}]
    expect_reasons(world, "request",
                   {"appointments": [adhoc], "cases": none, "extra_sessions": [request]},
                   {"extra_sessions": [{**request, "outcome": "approved",
                                        "outcome_on": "2026-08-02"}], "cases": none},
                   ("because request X1 for extra sessions is approved (extra_sessions.csv:2",))


def causes_are_told_to_the_partner(world):
    """On the note: a sentence a cause, with what it moved, and neither batch nor file."""
    months = Months(world, "sentences", appointments=[booking(start="2026-08-11T10:00")])
    months.bring("2026-08", blocks=[block("2026-08-18", "2026-08-25")],
                 appointments=[completed("2026-08-12T09:00", start="2026-08-11T10:00")],
                 rates=FILES["rates"] + [{"partner_id": "P1", "kind": "partner",
                                          "effective_from": "2026-08-01", "hourly_rate": "160"}])
    months.bring("2026-09")
    months.draft("2026-09", SEPTEMBER)
    note = months.world.out / "2026-09/draft/documents/DRAFT-202608-P1-1.pdf"
    text = subprocess.run(["pdftotext", "-raw", note, "-"], capture_output=True, text=True,
                          check=True).stdout
    text = " ".join(text.split())
    assert "Reason: Leave from 18 to 25 August, reported on 12 October: 4 hours less at 150.00." \
        in text, text
    assert "Reason: A1 was marked as completed" in text, text
    assert text.count("Reason: ") == 3 and text.count("The Partner rate from 1 August") == 1, text
    assert "batch" not in text and ".csv" not in text, text


def the_payment_is_told(world):
    """What was brought forward, adjusted, paid and carried, and when: by explain and rerun."""
    months = Months(world, "payment")
    months.bring("2026-08", blocks=[block("2026-08-01", "2026-08-31")])
    months.bring("2026-09", schedules=[{**FILES["schedules"][0], "effective_to": "2026-09-01"}])
    assert "Payment\n  issue 1 of 2026-08" in months.done("explain", "P1", "2026-08").stdout
    assert "Payment" not in months.done("explain", "P1", "2026-09").stdout
    months.issue("2026-09", SEPTEMBER)
    for words in (["explain", "P1", "2026-08"], ["rerun", "P1", "2026-08", "--as-issued", "--explain"]):
        told = " ".join(months.done(*words).stdout.split())
        for part in ("issue 1 of 2026-08, 10 September 2026 RCTI-202608-P1 $1,320.00 paid on "
                     "24 September 2026 $1,320.00",
                     "issue 1 of 2026-09, 12 October 2026 RCAN-202608-P1-1 adjusts RCTI-202608-P1 "
                     "-$1,320.00 Tue 4 Aug 10:00, Tue 4 Aug 11:00, Tue 11 Aug 10:00, Tue 11 Aug "
                     "11:00 and 4 more: was Available, not used, is Blocked (block B1), because "
                     "block B1 is new (blocks.csv:2 (batch 2)) RCTI-202609-P1 $330.00 paid $0.00 owes; it comes off the next "
                     "payments $990.00"):
            assert part in told, (words, part, told)
    told = json.loads(months.done("explain", "P1", "2026-09", "--json").stdout)["payments"]
    assert "block B1 is new (blocks.csv:2" in told[0]["documents"][0]["reasons"][0], told
    assert [(row["payment"], row["carried_forward"], [document["total"] for document in
                                                      row["documents"]]) for row in told] == \
        [("0.00", "-990.00", ["-1320.00", "330.00"])], told


def a_deadline_that_passed(world):
    """No file moved it."""
    months = Months(world, "deadline",
                    appointments=[booking(start="2026-08-25T10:00", booked_at="2026-08-20T09:00")],
                    policy_ini="[policy]\ncompletion_days = 30\n")
    months.bring("2026-09")
    rows = months.draft("2026-09", SEPTEMBER)["adjustments"]
    assert [row["cause_class"] for row in rows] == ["event"], rows
    reasons = [row["reason"] for row in rows]
    assert reasons == ["Tue 25 Aug 10:00: was Booked (A1), is Not marked as completed in time "
                       "(A1), because A1 was not marked as completed by the end of Thu 24 Sep"], reasons


def a_rate_of_the_past(world):
    rates = FILES["rates"] + [{"partner_id": "P1", "kind": "partner",
                               "effective_from": "2026-08-11", "hourly_rate": "160"}]
    because = "because the partner rate from 2026-08-11 is now 160.00 (rates.csv:4 (batch 2))"
    expect_reasons(world, "rate", {}, {"rates": rates}, because, because)


def a_row_of_the_schedule(world):
    schedules = FILES["schedules"] + [{"partner_id": "P1", "weekday": "Wed", "start": "09:00",
                                       "end": "10:00", "effective_from": "", "effective_to": ""}]
    expect_reasons(world, "schedule-new", {}, {"schedules": schedules},
                   ("was Not in the schedule, is Available, not used",
                    "because a row of the schedule (Wed) is new (schedules.csv:3 (batch 2))"))
    expect_reasons(world, "schedule-gone", {"schedules": schedules},
                   {"schedules": FILES["schedules"]},
                   ("is Not in the schedule",
                    "because a row of the schedule (Wed) is gone (schedules.csv (batch 2))"))


def dates_of_the_partner(world):
    expect_reasons(world, "active", {}, {"partners": [{**PARTNER, "active_to": "2026-08-20"}]},
                   ("Tue 25 Aug 10:00, Tue 25 Aug 11:00: was Available, not used, is Not in the "
                    "schedule", "because the partner's active_to changed (partners.csv:2"))


def a_setting(world):
    expect_reasons(world, "setting",
                   {"other_work": [work("2026-08-04T10:00", "2026-08-04T10:15")]},
                   {"policy_ini": "[policy]\nother_stream_overlap = slot\n"},
                   "because the setting other_stream_overlap is slot (it was minutes) "
                   "(policy.ini:2 (batch 2))")


def a_holiday_of_the_input(world):
    expect_reasons(world, "holiday-input", {},
                   {"holidays": [{"date": "2026-08-18", "area": "AU-VIC", "name": "Late Day"}]},
                   ("is Public holiday (Late Day)",
                    "because holiday Late Day is new (holidays.csv:2 (batch 2))"))


def a_holiday_of_the_program(world):
    def later(place):
        shutil.copytree(TOP / "holidays", place / "holidays")
        year = place / "holidays/au-2026.csv"
        with year.open("a", encoding="utf-8") as file:
            file.write("2026-08-18,AU-VIC,Later Day,,,,,,gazetted,a gazette\n")
        assert year.read_text(encoding="utf-8").startswith("date,area,name,from,to,effect,")
        return place / "holidays"

    expect_reasons(world, "holiday-shipped", {}, {},
                   ("is Public holiday (Later Day), because Later Day is now in the holidays of "
                    "the partner's area (au-2026.csv:",), holidays=later)


def another_area(world):
    mondays = [{**FILES["schedules"][0], "weekday": "Mon"}]
    expect_reasons(world, "area", {"schedules": mondays},
                   {"partners": [{**PARTNER, "areas": "AU-NT"}]},
                   ("Mon 3 Aug 10:00, Mon 3 Aug 11:00: was Available, not used, is Public holiday "
                    "(Picnic Day), because the partner's areas changed (partners.csv:2 (batch 2))"))


def a_case_with_fewer_sessions(world):
    adhoc = completed("2026-08-06T09:00", calendar="adhoc", start="2026-08-05T09:00")
    expect_reasons(world, "case", {"appointments": [adhoc]},
                   {"cases": [{"case_id": "ASST-1", "entitled_sessions": "0"}]},
                   ("was Ad hoc session, 1 h, is Ad hoc booking not authorised: beyond the "
                    "sessions of the case (ASST-1), because case ASST-1 changed (cases.csv:2",))


def a_session_with_another_partner(world):
    adhoc = completed("2026-08-06T09:00", calendar="adhoc", start="2026-08-05T09:00")
    one = [{"case_id": "ASST-1", "entitled_sessions": "1"}]
    other = completed(appointment_id="A0", partner_id="P2", start="2026-08-03T09:00")
    second = {**PARTNER, "partner_id": "P2", "abn": "53004085616", "account_number": "87654321"}
    expect_reasons(world, "elsewhere",
                   {"appointments": [adhoc], "cases": one, "partners": [PARTNER, second]},
                   {"appointments": [adhoc, other]},
                   "because A0 is new (appointments.csv:3 (batch 2))")


def a_booking_beside_an_hour_that_moved(world):
    """H3: the hour is blocked, so the booking in it is not paid elsewhere any more."""
    adhoc = completed(calendar="adhoc", start="2026-08-04T10:00")
    because = "because block B1 is new (blocks.csv:2 (batch 2))"
    expect_reasons(world, "overlap", {"appointments": [adhoc]},
                   {"blocks": [block("2026-08-04T10:00", "2026-08-04T11:00")]}, because,
                   ("was Some of it overlaps hours paid elsewhere, is Ad hoc session, 1 h",
                    because))


def a_month_that_cannot_be_told_holds(world):
    months = Months(world, "no-rate")
    months.bring("2026-08", rates=FILES["rates"][1:])
    months.bring("2026-09")
    draft = months.draft("2026-09", SEPTEMBER)
    row = draft["register"][0]
    assert row["status"] == "held" and row["reasons"] == "NO_RATE" and not row["payment"], row
    told = [row["message"] for row in draft["exceptions"] if row["code"] == "NO_RATE"]
    assert len(told) == 1 and "(2026-08: " in told[0], told
    assert not draft["adjustments"], draft


def another_taxability_holds(world):
    months = Months(world, "taxability")
    months.bring("2026-08", partners=[{**PARTNER, "gst_from": "2026-08-12"}])
    months.bring("2026-09")
    draft = months.draft("2026-09", SEPTEMBER)
    assert draft["register"][0]["reasons"] == "TAXABILITY_CHANGED", draft
    told = [row["message"] for row in draft["exceptions"] if row["code"] == "TAXABILITY_CHANGED"]
    assert len(told) == 1 and "void RCTI-202608-P1" in told[0], told


def facts_that_are_too_old_are_told(world):
    """Once: the next issue has seen them."""
    months = Months(world, "beyond-retro")
    months.bring("2026-09", policy_ini="[policy]\nretro_months = 0\n",
                 blocks=[block("2026-08-04", "2026-08-04"),
                         block("2026-08-11", "2026-08-11", "B2")])
    months.bring("2026-08", rates=FILES["rates"])
    draft = months.draft("2026-09", SEPTEMBER)
    told = [row for row in draft["exceptions"] if row["code"] == "BEYOND_RETRO"]
    assert len(told) == 1 and told[0]["severity"] == "review", told
    assert told[0]["partner_id"] == "P1" and told[0]["subject"] == "2026-08", told
    assert told[0]["message"].endswith("(B1 in blocks.csv and 1 more)"), told
    assert told[0]["source"] == "blocks.csv:2 (batch 2)", told
    assert not draft["adjustments"] and draft["register"][0]["status"] == "ready", draft
    months.issue("2026-09", SEPTEMBER)
    months.bring("2026-10", policy_ini="[policy]\nretro_months = 0\n")
    october = months.draft("2026-10", ["--as-at", "2026-11-12T09:00+11:00", "--issue-date",
                                       "2026-11-12"])
    assert not [row for row in october["exceptions"] if row["code"] == "BEYOND_RETRO"], october


def what_waited_at_an_issue_is_found_by_the_next(world):
    """Though nothing changes between them (issue_true_ups)."""
    months = Months(world, "waited")
    months.done("void", "RCTI-202608-P1", "--reason", "wrong name", "--approved-by", APPROVER)
    months.issue("2026-08", ["--as-at", "2026-09-10T09:00+10:00", "--issue-date", "2026-10-07"])
    months.bring("2026-08", blocks=[block("2026-08-04", "2026-08-04")])
    months.bring("2026-09")
    early = ["--as-at", "2026-10-06T09:00+11:00", "--issue-date", "2026-10-06"]
    told = [row["code"] for row in months.draft("2026-09", early)["exceptions"]]
    assert "ADJUSTMENT_WAITS" in told, told
    months.issue("2026-09", early)
    months.bring("2026-10")
    rows = months.draft("2026-10", ["--as-at", "2026-11-12T09:00+11:00", "--issue-date", "2026-11-12"])["adjustments"]
    assert [(row["period"], row["amount"]) for row in rows] == [("2026-08", "-300.00")], rows


def an_adjustment_of_a_later_document_waits(world):
    """August's document is dated after September's run: everything else goes on."""
    months = Months(world, "waits")
    months.bring("2026-09", blocks=[block("2026-08-04", "2026-08-04")])
    early = ["--as-at", "2026-10-12T09:00+11:00", "--issue-date", "2026-09-09"]
    draft = months.draft("2026-09", early)
    told = [row for row in draft["exceptions"] if row["code"] == "ADJUSTMENT_WAITS"]
    assert len(told) == 1 and told[0]["severity"] == "review", draft
    assert "2026-08: RCTI-202608-P1 is of 10 September 2026" in told[0]["message"], told
    assert not draft["adjustments"] and draft["register"][0]["status"] == "ready", draft
    digest = months.done("run", "2026-09", *early, "--json")
    digest = json.loads(digest.stdout)["digest"]
    refused = months.done("issue", "2026-09", "--draft", digest, "--approved-by", APPROVER,
                          good=(2,))
    assert "is not after the month's last day, 30 September 2026" in refused.stderr, refused
    assert not (months.world.out / "2026-09/issue-1").exists()
    draft = months.draft("2026-09", SEPTEMBER)
    assert len(draft["adjustments"]) == 1, draft
    # Voided: what takes its place may be dated before it.
    months.done("void", "RCTI-202608-P1", "--reason", "a wrong date", "--approved-by", APPROVER)
    months.draft("2026-09", early)
    assert months.rows("2026-09", "register")[0]["adjustments_total"] != "0.00"


def one_who_left_is_rerun(world):
    """Of a month whose partners.csv lacks the partner: what it paid; and what was voided since."""
    months = Months(world, "left")
    other = {**PARTNER, "partner_id": "P2", "abn": "31555700001", "account_number": "87654321"}
    months.bring("2026-09", partners=[other],
                 schedules=[{**FILES["schedules"][0], "partner_id": "P2"}],
                 rates=[{**FILES["rates"][0], "partner_id": "P2"}])
    months.bring("2026-08", rates=[{**FILES["rates"][0], "hourly_rate": "160"}, FILES["rates"][1]])
    months.issue("2026-09", SEPTEMBER)
    told = months.done("rerun", "P1", "2026-09", "--as-issued").stderr
    assert "that issue has RCAN-202608-P1-1 of earlier months, $88.00" in told, told
    assert "and pays $88.00" in told and "is as it was issued" in told, told
    void = months.done("void", "RCTI-202608-P1", "--reason", "x", "--approved-by", APPROVER).stdout
    assert "the $1,408.00 that RCTI-202608-P1, RCAN-202608-P1-1 settled" in void, void
    told = months.done("rerun", "P1", "2026-08", "--as-issued").stderr
    assert "RCTI-202608-P1 is void since (x); nothing has taken its place yet" in told, told
    answer = months.done("verify", "2026-11", good=(2,))
    assert "nothing of 2026-11 was issued" in answer.stderr, answer
    assert "0 voids" in months.done("verify", "2026-09").stdout


def threads_do_not_show(world):
    """Many partners' corrections at once are those of one after another, to the byte, and hold."""
    place = world.place / "threads"
    place.mkdir()
    here = World(world.rcti, place)
    for first in (datetime(2026, 8, 1), datetime(2026, 9, 1)):
        month_write(40, place / f"{first:%Y-%m}", first)
    assert here.call("import", "2026-08", "2026-08").returncode == 0
    draft = here.call("run", "2026-08", *AUGUST, "--json")
    assert here.call("issue", "2026-08", "--draft", json.loads(draft.stdout)["digest"], "--approved-by",
                     APPROVER).returncode in (0, 1)
    rates = place / "2026-08/rates.csv"
    rates.write_text(rates.read_text(encoding="utf-8").replace("90.00", "110.00"), encoding="utf-8")
    for month in ("2026-08", "2026-09"):
        answer = here.call("import", month, month)
        confirmed = confirmations(answer.returncode, answer.stderr)
        assert answer.returncode == 0 or here.call("import", month, month, *confirmed).returncode == 0, answer
    found = []
    for jobs in ("1", "5"):
        out = place / f"out-{jobs}"
        draft = here.call("run", "2026-09", *SEPTEMBER, "--json", "--jobs", jobs, "--out", out)
        assert draft.returncode in (0, 1), draft
        found.append({path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()})
    assert found[0] == found[1], [path for path in found[0] if found[0][path] != found[1].get(path)]
    assert found[0][Path("2026-09/draft/adjustments.csv")].count(b"\n") > 40
    issued = here.call("issue", "2026-09", "--draft", json.loads(draft.stdout)["digest"], "--approved-by",
                       APPROVER, "--jobs", "5")
    assert issued.returncode in (0, 1), issued
    verified = [here.call("verify", "--whole", "--jobs", jobs) for jobs in ("1", "5")]
    assert verified[0].returncode == 0 and verified[0].stdout == verified[1].stdout, verified


TESTS = [threads_do_not_show, a_block_that_is_new, a_block_that_is_gone, a_block_that_moved, what_is_cancelled,
         a_move_that_came_too_late, weeks_that_are_counted_anew, other_work_that_is_longer,
         two_causes_of_one_hour,
         the_first_booking_of_a_partner, a_completion_that_was_recorded_late, a_completion_that_came_too_late,
         an_approval_that_came, a_request_that_was_approved_late, causes_are_told_to_the_partner,
         the_payment_is_told, a_deadline_that_passed, a_rate_of_the_past, a_row_of_the_schedule, dates_of_the_partner,
         a_setting, a_holiday_of_the_input, a_holiday_of_the_program, another_area,
         a_case_with_fewer_sessions, a_session_with_another_partner,
         a_booking_beside_an_hour_that_moved, a_month_that_cannot_be_told_holds,
         another_taxability_holds, facts_that_are_too_old_are_told,
         what_waited_at_an_issue_is_found_by_the_next, an_adjustment_of_a_later_document_waits,
         one_who_left_is_rerun]
