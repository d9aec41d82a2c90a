#!/usr/bin/env python3
"""The policy's own examples and cases worked by hand, through the second reading."""

import sys
import tempfile
import unittest
from datetime import date, datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.append(str(Path(__file__).resolve().parents[2] / "engine" / "policy"))
import second_reading as reading

AREAS = "area,parent,name,definition,complete\nAU,,Australia,,2026\nAU-VIC,AU,Victoria,,\n" \
        "VIC-GEELONG,AU-VIC,Geelong,,\n"
HOLIDAYS = "date,area,name,from,to,effect,target_date,target_name,status,source\n" \
           "2026-11-03,AU-VIC,Cup Day,,,,,,,\n" \
           "2026-10-28,VIC-GEELONG,Geelong Cup,12:00,24:00,substitute,2026-11-03,Cup Day,,\n"
PARTNER = "P1,A B,51824753556,{gst_from},,2020-01-01,,{zone},{areas}\n"
POLICY_SCHEDULE = ("P1,Tue,10:00,12:00,,\nP1,Tuesday,13:00,,,\n"  # 10, 11 and 13
                   "P1,Fri,09:00,12:00,,\n")                      # 9, 10 and 11
APPOINTMENTS = ("appointment_id,partner_id,case_id,calendar,start,duration_minutes,status,"
                "booked_at,booked_by,completed_at,cancelled_at,cancelled_by,approval_ref,"
                "moved_from,moved_at\n")


def second(text):
    return reading.parse_instant(text, timezone.utc)


class Case(unittest.TestCase):
    def run_month(self, period="2026-09", as_at="2027-03-01T00:00Z", issue_date="2027-03-01",
                  gst_from="2015-07-01", zone="Australia/Melbourne", areas="AU-VIC",
                  schedules="", rates="P1,partner,2020-01-01,150\nP1,adhoc,2020-01-01,133.33\n",
                  blocks="", appointments="", works="", cases="", extra="", policy=""):
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            files = {
                "areas.csv": AREAS, "au.csv": HOLIDAYS,
                "input/partners.csv": "partner_id,legal_name,abn,gst_from,gst_to,agreement_from,"
                                      "agreement_to,timezone,areas\n"
                                      + PARTNER.format(gst_from=gst_from, zone=zone, areas=areas),
                "input/rates.csv": "partner_id,kind,effective_from,hourly_rate\n" + rates,
                "input/schedules.csv": "partner_id,weekday,start,end,effective_from,"
                                       "effective_to,every\n" + schedules,
                "input/blocks.csv": "block_id,partner_id,start,end,status\n" + blocks,
                "input/other_work.csv": "work_id,partner_id,stream,start,end,status\n" + works,
                "input/appointments.csv": APPOINTMENTS + appointments,
                "input/cases.csv": "case_id,entitled_sessions,sessions_used,adhoc_referral,"
                                   "client_key\n" + cases,
                "input/extra_sessions.csv": "request_id,case_id,requested_on,sessions,outcome,"
                                            "outcome_on,clinical_review\n" + extra,
                "input/policy.ini": policy}
            (root / "input").mkdir()
            for path, text in files.items():
                (root / path).write_text(text, encoding="utf-8")
            tables = reading.compute(root / "input", period, second(as_at),
                                     date.fromisoformat(issue_date), root)
        return {file.split(".")[0]: [dict(zip(rows[0], row)) for row in rows[1:]]
                for file, rows in tables.items()}

    def slot(self, **facts):
        """One slot: Tuesday 15 September 2026 at 10:00."""
        tables = self.run_month(schedules="P1,Tue,10:00,,2026-09-15,2026-09-15\n", **facts)
        self.assertEqual(len(tables["slots"]), 1)
        return tables["slots"][0]

    def adhoc(self, **facts):
        return {row["appointment_id"]: row for row in self.run_month(**facts)["adhoc"]}


class PolicyExamples(Case):
    def test_september_has_27_hours(self):
        row = self.run_month(schedules=POLICY_SCHEDULE)["register"][0]
        self.assertEqual((row["slots"], row["partner_minutes"], row["subtotal"], row["gst"],
                          row["payment"], row["document"]),
                         ("27", str(27 * 60), "4050.00", "405.00", "4455.00", "RCTI"))

    def test_a_blocked_friday_leaves_24(self):
        row = self.run_month(schedules=POLICY_SCHEDULE,
                             blocks="B1,P1,2026-09-11,2026-09-11\n")["register"][0]
        self.assertEqual((row["blocked_slots"], row["partner_minutes"], row["subtotal"]),
                         ("3", str(24 * 60), "3600.00"))

    def test_four_and_four_are_24(self):
        row = self.run_month(period="2026-02", schedules=POLICY_SCHEDULE)["register"][0]
        self.assertEqual((row["slots"], row["subtotal"]), ("24", "3600.00"))


class Slots(Case):
    BOOKED = "A1,P1,,open,2026-09-15T10:00,,{},,client,{},{},{},,\n"

    def test_completion_to_the_second(self):
        for stamp, rule in (("2026-09-22T23:59:59", "P5"), ("2026-09-23T00:00:00", "C1")):
            slot = self.slot(appointments=self.BOOKED.format("completed", stamp, "", ""))
            self.assertEqual(slot["rule"], rule)

    def test_completion_in_hours(self):
        policy = "[policy]\ncompletion_basis = hours\n"
        for stamp, penalty in (("2026-09-22T10:00:00", "0"), ("2026-09-22T10:00:01", "60")):
            slot = self.slot(appointments=self.BOOKED.format("completed", stamp, "", ""),
                             policy=policy)
            self.assertEqual(slot["penalty_minutes"], penalty)

    def test_pending_until_the_end_of_the_seventh_day(self):
        for as_at, notes in (("2026-09-22T13:59:59Z", "PENDING_COMPLETION"),
                             ("2026-09-22T14:00:00Z", "")):
            slot = self.slot(appointments=self.BOOKED.format("booked", "", "", ""), as_at=as_at)
            self.assertEqual((slot["notes"], slot["rule"]), (notes, "P5" if notes else "C1"))

    def test_cancelled_at_the_start_is_not_cancelled(self):
        for stamp, outcome in (("2026-09-15T09:59:59", "CANCELLED"),
                               ("2026-09-15T10:00:00", "BOOKED")):
            slot = self.slot(appointments=self.BOOKED.format("cancelled", "", stamp, "client"))
            self.assertEqual(slot["outcome"], outcome)

    def test_moved_at_the_start_is_not_moved(self):
        row = "A1,P1,,open,2026-09-15T10:00,,moved,,client,,,,,,{}\n"
        for stamp, policy, outcome in (
                ("2026-09-15T09:59:59", "stands", "AVAILABLE"), ("", "stands", "AVAILABLE"),
                ("2026-09-15T10:00:00", "stands", "BOOKED"),
                ("2026-09-15T10:00:00", "moves", "AVAILABLE")):
            slot = self.slot(appointments=row.format(stamp),
                             policy=f"[policy]\nmoved_after_start = {policy}\n")
            self.assertEqual(slot["outcome"], outcome)

    def test_every_second_week(self):
        tables = self.run_month(schedules="P1,Fri,09:00,,2026-08-01,,2\n"   # 7 and 21 August
                                          "P1,Fri,10:00,,2026-09-11,,3\n")
        self.assertEqual([(row["date"][8:], row["start"]) for row in tables["slots"]],
                         [("04", "09:00"), ("11", "10:00"), ("18", "09:00")])

    def test_cancelled_rows_take_nothing(self):
        slot = self.slot(blocks="B1,P1,2026-09-15,2026-09-15,cancelled\n",
                         works="W1,P1,onsite,2026-09-15T10:00,2026-09-15T11:00,cancelled\n")
        self.assertEqual(slot["outcome"], "AVAILABLE")

    def test_touching_is_no_overlap(self):
        touching = "B1,P1,2026-09-15T09:00,2026-09-15T10:00\n" \
                   "B2,P1,2026-09-15T11:00,2026-09-15T12:00\n"
        self.assertEqual(self.slot(blocks=touching)["outcome"], "AVAILABLE")
        self.assertEqual(self.slot(blocks="B1,P1,2026-09-15T09:00,2026-09-15T10:01\n")["outcome"],
                         "BLOCKED")

    def test_works_count_once(self):
        works = "W2,P1,onsite,2026-09-15T10:30,2026-09-15T12:00\n" \
                "W1,P1,other,2026-09-15T10:20,2026-09-15T10:40\n"
        slot = self.slot(works=works)
        self.assertEqual((slot["outcome"], slot["paid_minutes"], slot["evidence"]),
                         ("OTHER_STREAM", "20", "W1;W2"))

    def test_rebooked(self):
        rows = self.BOOKED.format("cancelled", "", "2026-09-14T10:00", "") \
            + "A2,P1,,open,2026-09-15T10:15,,completed,,client,2026-09-15T12:00,,,,\n"
        slot = self.slot(appointments=rows)
        self.assertEqual((slot["outcome"], slot["evidence"], slot["notes"]),
                         ("BOOKED", "A2", "REBOOKED"))


class Clocks(Case):
    def test_forward(self):
        """4 October 2026: 02:00 becomes 03:00, so 01:30 runs to 03:00, half an hour later."""
        melbourne = ZoneInfo("Australia/Melbourne")
        partner = reading.read_partner(
            dict.fromkeys(("partner_id", "abn", "areas", "gst_from", "gst_to", "agreement_from",
                           "agreement_to", "active_from", "active_to"), "")
            | {"timezone": "Australia/Melbourne"})
        for start in ("01:30", "02:30", "03:00"):
            partner.schedules.append(reading.read_schedule(
                {"weekday": "Sun", "start": start, "end": "", "effective_from": "",
                 "effective_to": ""}))
        first, gap, last = reading.expand_slots(partner, [date(2026, 10, 4)])
        self.assertEqual(len(first.minutes), 30)
        self.assertIsNone(gap.start)
        self.assertEqual(last.start, first.start + 30)
        self.assertIsNone(reading.local_to_second(datetime(2026, 10, 4, 2, 30), melbourne))

    def test_back(self):
        """5 April 2026: 02:30 happens twice; the first is 15:30 UTC the day before."""
        tables = self.run_month(
            period="2026-04", schedules="P1,Sun,02:30,,2026-04-05,2026-04-05\n",
            appointments="A1,P1,,open,2026-04-04T15:30Z,,completed,,cs,2026-04-06T00:00,,,,\n"
                         "A2,P1,,open,2026-04-04T16:30Z,,completed,,cs,2026-04-06T00:00,,,,\n")
        self.assertEqual(tables["slots"][0]["evidence"], "A1")
        self.assertEqual([(row["appointment_id"], row["start"], row["reason"])
                          for row in tables["unscheduled"]], [("A2", "02:30", "NO_SLOT")])


class Holidays(Case):
    def outcomes(self, areas):
        found = {}
        for period in ("2026-10", "2026-11"):
            for row in self.run_month(period=period, areas=areas,
                                      schedules="P1,Tue,10:00,,,\nP1,Wed,11:00,13:00,,\n")["slots"]:
                found[row["date"], row["start"]] = row["outcome"]
        return [found["2026-10-28", "11:00"], found["2026-10-28", "12:00"],
                found["2026-11-03", "10:00"]]

    def test_substitute(self):
        self.assertEqual(self.outcomes("AU-VIC"), ["AVAILABLE", "AVAILABLE", "HOLIDAY"])
        self.assertEqual(self.outcomes("VIC-GEELONG"), ["AVAILABLE", "HOLIDAY", "AVAILABLE"])
        self.assertEqual(self.outcomes("AU-VIC;VIC-GEELONG"),
                         ["AVAILABLE", "HOLIDAY", "HOLIDAY"])

    def test_horizon(self):
        row = self.run_month(period="2025-09", schedules="P1,Tue,10:00,,,\n")["register"][0]
        self.assertEqual((row["status"], row["reasons"], row["payment"]),
                         ("held", "NO_HOLIDAY_DATA", ""))


class AdHoc(Case):
    def booking(self, name, case="", by="cs", start="2026-09-15T10:00", booked="2026-09-01T00:00",
                minutes="", moved="", calendar="adhoc"):
        return (f"{name},P1,{case},{calendar},{start},{minutes},completed,{booked},{by},"
                f"2026-09-16T00:00,,,,{moved}\n")

    def test_referred_customers_may_be_rebooked(self):
        cases = "C1,9,,,K\nC2,9,,,K\nC3,9,,,\nC4,9,,P1,\n"
        rows = self.booking("A1", "C1", booked="2026-08-01T00:00", start="2026-08-03T10:00") \
            + self.booking("A2", "C2", by="consultant") \
            + self.booking("A3", "C3", by="consultant", start="2026-09-15T11:00") \
            + self.booking("A4", "C4", by="consultant", start="2026-09-15T12:00") \
            + self.booking("A5", "C3", by="client", start="2026-09-15T13:00", calendar="open",
                           booked="") \
            + self.booking("A6", "", by="consultant", start="2026-09-15T13:00")
        found = self.adhoc(cases=cases, appointments=rows)
        self.assertEqual([(found[name]["rule"], found[name]["notes"], found[name]["evidence"])
                          for name in ("A2", "A3", "A4", "A6")],
                         [("H4", "", ""), ("A4", "MOVED_FROM_OPEN", "A5"), ("H4", "", ""),
                          ("A5", "SELF_REFERRAL", "")])

    def test_overlaps_are_paid_once(self):
        rows = self.booking("A1", minutes="90") + self.booking("A2", start="2026-09-15T11:00")
        found = self.adhoc(appointments=rows, schedules="P1,Tue,09:30,,,\n")
        self.assertEqual([(found[name]["paid_minutes"], found[name]["rule"],
                           found[name]["evidence"]) for name in ("A1", "A2")],
                         [("60", "H3", ""), ("30", "H3", "A1")])

    def test_allocation(self):
        cases = "C1,1,,,\nC2,10,,,\n"
        extra = "R1,C1,2026-09-01,1,approved,2026-09-16,\nR2,C2,2026-09-01,3,approved,2026-09-01,\n"
        rows = "".join(self.booking(f"A{day}", "C1", start=f"2026-09-{day}T10:00")
                       for day in (14, 15, 16))
        found = self.adhoc(appointments=rows, cases=cases, extra=extra)
        self.assertEqual([found[f"A{day}"]["notes"] for day in (14, 15, 16)],
                         ["", "OVER_ALLOCATION", "OVER_ALLOCATION"])

    def test_late_cancellation_setting(self):
        row = "{},P1,,adhoc,{}T10:00,,cancelled,2026-09-01T00:00,cs,,{},,,\n"
        rows = row.format("A1", "2026-09-15", "2026-09-14T10:00:01") \
            + row.format("A2", "2026-09-16", "2026-09-15T10:00:00")
        found = self.adhoc(appointments=rows, policy="[policy]\nadhoc_late_cancellation = paid\n")
        self.assertEqual([found["A1"]["outcome"], found["A2"]["outcome"]],
                         ["ADHOC_PAID", "ADHOC_CANCELLED"])


class Money(unittest.TestCase):
    def test_gst_by_line(self):
        def line(kind, rate, amount):
            return reading.SimpleNamespace(kind=kind, rate=rate, amount=amount, taxable=True, gst=0)
        lines = [line("partner", 1, 1005), line("partner", 2, 1005), line("adhoc", 1, 1006)]
        reading.add_gst(lines, "total_invoice")  # 301.6 is 302: 100 + 100 + 100, two missing
        self.assertEqual([item.gst for item in lines], [101, 100, 101])
        reading.add_gst(lines, "line")
        self.assertEqual([item.gst for item in lines], [101, 101, 101])

    def test_half_a_cent_goes_up(self):
        self.assertEqual([reading.round_half_up(value, 60) for value in (29, 30, 89, 90)],
                         [0, 1, 1, 2])

    def test_abn(self):
        self.assertEqual([reading.is_valid_abn(abn) for abn in (
            "51824753556", "51824753557", "01824753556", "5182475355", "10000000000")],
            [True, False, False, False, False])


if __name__ == "__main__":
    unittest.main()
