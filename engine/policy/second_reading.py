#!/usr/bin/env python3
"""A second, independent reading of the pay rules (RULES.md), to hold the program
against.

    rcti facts 2026-09 --as-issued --out DIR
    second_reading.py DIR 2026-09 REGISTER.csv --as-at INSTANT --issue-date DATE

Reads the facts of one month, works every partner out without the program, and
says whether the register agrees or which rows differ: exit status 0 or 1; 2
where it cannot tell. With --out it writes register.csv, lines.csv, slots.csv,
adhoc.csv and unscheduled.csv as a draft run of a store that knows just these
facts. They are taken to be valid. Time is counted minute by minute: a span is
a range of UTC minutes, an overlap is the minutes that two ranges share. Money
is whole cents. The id of each rule stands beside its code.
"""

import argparse
import configparser
import csv
import re
import sys
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import decided_hours

DAY = timedelta(days=1)
DAY_SECONDS = 24 * 3600
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
START_OF_TIME = -(10 ** 15)  # a blank booked_at

# ---------------------------------------------------------------------------- clocks and text


def second_to_local(second, zone):
    """The wall clock (without a zone) of a UTC second."""
    return (EPOCH + timedelta(seconds=second)).astimezone(zone).replace(tzinfo=None, fold=0)


def local_to_second(wall, zone):
    """The UTC second of a wall clock; the first one if it happens twice, None if it never does."""
    second = (wall.replace(tzinfo=zone, fold=0) - EPOCH) // timedelta(seconds=1)
    return second if second_to_local(second, zone) == wall else None


def local_date(second, zone):
    return second_to_local(second, zone).date()


def midnight(day, zone):
    """The UTC minute at which a local date begins."""
    return local_to_second(datetime(day.year, day.month, day.day), zone) // 60


INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(Z|[+-]\d\d:\d\d)?$")


def parse_instant(text, zone):
    """An instant as a UTC second (formats.md section 1; rules.md section 6, last paragraph)."""
    day, clock, seconds, offset = INSTANT.match(text).groups()
    wall = datetime.fromisoformat(f"{day}T{clock}{seconds or ':00'}")
    if offset is None:
        return local_to_second(wall, zone)
    if offset == "Z":
        offset = "+00:00"
    shift = (int(offset[1:3]) * 60 + int(offset[4:6])) * 60
    utc = (wall.replace(tzinfo=timezone.utc) - EPOCH) // timedelta(seconds=1)
    return utc + shift if offset[0] == "-" else utc - shift


def parse_minute(text, zone):
    return parse_instant(text, zone) // 60


def parse_date(text):
    return date.fromisoformat(text) if text else None


def parse_clock(text):
    """'09:30' as minutes after midnight; 24:00 is 1440."""
    return int(text[:2]) * 60 + int(text[3:5])


def clock_text(minutes):
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def parse_cents(text):
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


class Amount(str):
    """A number, which may begin with a minus."""


def cents_text(cents):
    if cents is None:
        return ""
    return Amount(f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}")


def round_half_up(numerator, denominator):
    """Half goes up in size."""
    if numerator < 0:
        return -round_half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def within(day, first, last):
    """Both ends included; None is no bound."""
    return (first is None or first <= day) and (last is None or day <= last)


def joined(ids):
    """Python orders strings by code point, which is the order of their UTF-8 bytes."""
    return ";".join(sorted(set(ids)))


# ---------------------------------------------------------------------------- reading the files


def read_csv(path):
    if not Path(path).exists():
        return []
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        headings = [heading.strip() for heading in next(rows)]
        return [defaultdict(str, zip(headings, (value.strip() for value in row)))
                for row in rows if row]


DEFAULTS = {
    "other_stream_overlap": "minutes",      # P3
    "consultant_cancellation": "paid",      # P4
    "completion_basis": "calendar_days",    # C2
    "completion_days": "7",                 # C2
    "moved_after_start": "stands",          # C5
    "adhoc_late_cancellation": "unpaid",    # H1
    "adhoc_no_show": "unpaid",              # H2
    "over_allocation": "unpaid",            # A6
    "unknown_case": "review",               # A6
    "extra_sessions_max": "4",              # A7
    "clinical_review_threshold": "12",      # A7
    "gst_rounding": "total_invoice",        # M2
}


def read_policy(path, first_day):
    """The latest section on or before the period's first day counts, alone."""
    settings = dict(DEFAULTS)
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(path, encoding="utf-8-sig")
    latest, chosen = None, None
    for section in parser.sections():
        since = date.min if section == "policy" else date.fromisoformat(section.split()[-1])
        if since <= first_day and (latest is None or since > latest):
            latest, chosen = since, section
    if chosen is not None:
        settings.update(parser[chosen])
    return SimpleNamespace(
        completion_days=int(settings.pop("completion_days")),
        extra_sessions_max=int(settings.pop("extra_sessions_max")),
        clinical_review_threshold=int(settings.pop("clinical_review_threshold")),
        **settings)


def read_schedule(row):
    start = parse_clock(row["start"])
    end = parse_clock(row["end"]) if row["end"] else start + 60
    return SimpleNamespace(
        weekday="Mon Tue Wed Thu Fri Sat Sun".split().index(row["weekday"][:3]),
        starts=range(start, end, 60),  # S1
        every=int(row.get("every") or 1),
        first=parse_date(row["effective_from"]), last=parse_date(row["effective_to"]))


def counts_on(schedule, day):
    """S1, S2: on its weekday, while in effect, and in every n-th week from the first on."""
    if schedule.weekday != day.weekday() or not within(day, schedule.first, schedule.last):
        return False
    if schedule.every == 1:
        return True
    first = schedule.first
    while first.weekday() != schedule.weekday:
        first += DAY
    return (day - first).days % (7 * schedule.every) == 0


def read_block(row, zone):
    """Two dates are whole days, the last one included; two instants are what they say."""
    if len(row["start"]) == 10:
        start = midnight(date.fromisoformat(row["start"]), zone)
        end = midnight(date.fromisoformat(row["end"]) + DAY, zone)
    else:
        start, end = parse_minute(row["start"], zone), parse_minute(row["end"], zone)
    return SimpleNamespace(id=row["block_id"], minutes=range(start, end))


def read_work(row, zone):
    return SimpleNamespace(
        id=row["work_id"],
        minutes=range(parse_minute(row["start"], zone), parse_minute(row["end"], zone)))


def read_appointment(row, zone, as_at, policy):
    """The appointment as it is known at as-at, or None if it is not known yet (section 1)."""
    def stamp(column):
        return parse_instant(row[column], zone) if row[column] else None

    start = parse_minute(row["start"], ZoneInfo(row["timezone"]) if row["timezone"] else zone)
    booked_at = stamp("booked_at") if row["booked_at"] else START_OF_TIME
    if booked_at > as_at:
        return None
    status, completed_at, cancelled_at = row["status"], stamp("completed_at"), stamp("cancelled_at")
    if status in ("completed", "no_show") and completed_at > as_at:
        status = "booked"
    if status == "cancelled" and cancelled_at > as_at:
        status = "booked"
    moved_at = stamp("moved_at") if status == "moved" else None
    if moved_at is not None:
        late = moved_at >= start * 60 and policy.moved_after_start == "stands"  # C5
        status = "booked" if moved_at > as_at or late else "moved"
    return SimpleNamespace(
        id=row["appointment_id"], partner_id=row["partner_id"], case=row["case_id"],
        calendar=row["calendar"], start=start, start_second=start * 60,
        minutes=range(start, start + int(row["duration_minutes"] or 60)),
        date=local_date(start * 60, zone),
        clock=second_to_local(start * 60, zone).strftime("%H:%M"),
        status=status, booked_at=booked_at, booked_by=row["booked_by"],
        completed_at=completed_at, cancelled_at=cancelled_at, moved_at=moved_at,
        cancelled_by=row["cancelled_by"] or "client",  # P4: blank is the client
        approval_ref=row["approval_ref"], moved_from=row["moved_from"])


def read_partner(row):
    return SimpleNamespace(
        id=row["partner_id"], zone=ZoneInfo(row["timezone"]), abn=row["abn"],
        areas=[area.strip() for area in row["areas"].split(";") if area.strip()],
        legal_name=row.get("legal_name", ""),
        gst_from=parse_date(row["gst_from"]), gst_to=parse_date(row["gst_to"]),
        agreement_from=parse_date(row["agreement_from"]),
        agreement_to=parse_date(row["agreement_to"]),
        active_from=parse_date(row["active_from"]), active_to=parse_date(row["active_to"]),
        rates={"partner": [], "adhoc": []}, schedules=[], blocks=[], works=[], appointments=[])


def read_case(row):
    return SimpleNamespace(
        id=row["case_id"], entitled=int(row["entitled_sessions"]),
        used=int(row["sessions_used"] or 0), referral=row["adhoc_referral"],
        client_key=row["client_key"], requests=[])


def read_request(row):
    return SimpleNamespace(
        id=row["request_id"], sessions=int(row["sessions"]), outcome=row["outcome"],
        outcome_on=parse_date(row["outcome_on"]), clinical_review=row["clinical_review"])


def read_facts(input_dir, as_at, policy):
    """(partners by id, cases by id) with everything that hangs on them."""
    def rows_of(name):
        return read_csv(Path(input_dir) / name)

    partners = {row["partner_id"]: read_partner(row) for row in rows_of("partners.csv")}
    for row in rows_of("rates.csv"):
        partners[row["partner_id"]].rates[row["kind"]].append(
            (parse_date(row["effective_from"]), parse_cents(row["hourly_rate"])))
    for row in rows_of("schedules.csv"):
        partners[row["partner_id"]].schedules.append(read_schedule(row))
    for row in (row for row in rows_of("blocks.csv") if row["status"] != "cancelled"):
        partner = partners[row["partner_id"]]
        partner.blocks.append(read_block(row, partner.zone))
    for row in (row for row in rows_of("other_work.csv") if row["status"] != "cancelled"):
        partner = partners[row["partner_id"]]
        partner.works.append(read_work(row, partner.zone))
    for row in rows_of("appointments.csv"):
        partner = partners[row["partner_id"]]
        appointment = read_appointment(row, partner.zone, as_at, policy)
        if appointment is not None:
            partner.appointments.append(appointment)
    cases = {row["case_id"]: read_case(row) for row in rows_of("cases.csv")}
    for row in rows_of("extra_sessions.csv"):
        if row["case_id"] in cases:
            cases[row["case_id"]].requests.append(read_request(row))
    decisions = decided_hours.in_force(rows_of("decisions.csv"))
    for partner in partners.values():
        partner.decisions = decisions
    return partners, cases


# ---------------------------------------------------------------------------- holidays, section 6


def read_holiday(row):
    return SimpleNamespace(
        date=parse_date(row["date"]), area=row["area"], name=row["name"],
        first=parse_clock(row["from"]) if row["from"] else 0,      # G3
        end=parse_clock(row["to"]) if row["to"] else 1440,         # G3
        effect=row["effect"] or "declare",
        target=(parse_date(row["target_date"]), row["target_name"]))


def read_spans(text):
    """'2026;2027-01-01..2027-06-30' as pairs of dates."""
    spans = []
    for span in filter(None, (part.strip() for part in text.split(";"))):
        first, _, last = span.partition("..")
        last = last or first
        spans.append((date.fromisoformat(first if len(first) > 4 else first + "-01-01"),
                      date.fromisoformat(last if len(last) > 4 else last + "-12-31")))
    return spans


class Calendar:
    """Which holidays apply in which area."""

    def __init__(self, holidays_dir, own_file=None, own_areas=None):
        self.areas = {row["area"]: row for row in read_csv(Path(holidays_dir) / "areas.csv")}
        if own_areas is not None:
            self.areas |= {row["area"]: row for row in read_csv(own_areas)}
        paths = [path for path in sorted(Path(holidays_dir).glob("*.csv"))
                 if path.name != "areas.csv"]
        if own_file is not None:
            paths.append(own_file)
        self.rows = defaultdict(list)
        for path in paths:
            for row in read_csv(path):
                self.rows[row["area"]].append(read_holiday(row))
        self.known = {}

    def chain(self, area):
        """G1: the area and those above it, the highest first."""
        parent = self.areas[area]["parent"]
        return (self.chain(parent) if parent else []) + [area]

    def of_area(self, area):
        """G2: what is inherited, less the targets of the area's rows, plus the area's days."""
        if area not in self.known:
            parent = self.areas[area]["parent"]
            rows = self.rows[area]
            targets = {row.target for row in rows if row.effect in ("substitute", "cancel")}
            self.known[area] = [day for day in (self.of_area(parent) if parent else [])
                                if (day.date, day.name) not in targets]
            self.known[area] += [row for row in rows if row.effect in ("declare", "substitute")]
        return self.known[area]

    def of_partner(self, partner):
        """G1: those of each area in which the partner is based, put together, by date."""
        by_date = defaultdict(list)
        for area in partner.areas:
            for day in self.of_area(area):
                by_date[day.date].append(day)
        return by_date

    def spans(self, area):
        """G4: an area that says nothing takes its parent's."""
        row = self.areas[area]
        if row["complete"]:
            return read_spans(row["complete"])
        return self.spans(row["parent"]) if row["parent"] else []

    def covers(self, partner, days):
        """G4: every day within the spans of every area of the partner, those above included."""
        areas = {above for area in partner.areas for above in self.chain(area)}
        return all(any(first <= day <= last for first, last in self.spans(area))
                   for area in areas for day in days)


def holidays_hit(minutes, slot_date, holidays, zone):
    """P1, G3: names of the holidays with a window that holds one of these minutes."""
    if slot_date not in holidays and slot_date + DAY not in holidays:
        return []
    names = []
    for minute in minutes:
        wall = second_to_local(minute * 60, zone)
        clock = wall.hour * 60 + wall.minute
        names += [day.name for day in holidays.get(wall.date(), [])
                  if day.first <= clock < day.end]
    return names


# ---------------------------------------------------------------------------- appointments


def cancelled_in_time(appointment):
    """C5: a cancellation stamped at or after the start is none."""
    return (appointment.status == "cancelled"
            and appointment.cancelled_at < appointment.start_second)


def is_live(appointment):
    return appointment.status != "moved" and not cancelled_in_time(appointment)


def cancelled_late(appointment):
    """H1, A6: by the client, in time, less than 24 real hours before the start."""
    return (cancelled_in_time(appointment) and appointment.cancelled_by == "client"
            and appointment.start_second - appointment.cancelled_at < DAY_SECONDS)


def closing(appointment, month, zone):
    """C2, C3: 'closed', 'lapsed' or 'pending' for a live appointment."""
    counts_from = max(appointment.start_second, appointment.booked_at)  # C2: retrospective
    is_closed = appointment.status in ("completed", "no_show")
    judged = appointment.completed_at if is_closed else month.as_at
    days = month.policy.completion_days
    if month.policy.completion_basis == "calendar_days":
        last_day = local_date(counts_from, zone) + days * DAY
        in_time = local_date(judged, zone) <= last_day
    else:
        in_time = judged <= counts_from + days * DAY_SECONDS
    if is_closed:
        return "closed" if in_time else "lapsed"
    return "pending" if in_time else "lapsed"


def earlier_key(appointment):
    """A4, A5: 'earlier' compares booked_at, then the id as bytes."""
    return (appointment.booked_at, appointment.id)


# ---------------------------------------------------------------------------- slots


def rate_on(partner, kind, day):
    """The latest row on or before the date, in cents; None if there is none."""
    rows = [row for row in partner.rates[kind] if row[0] <= day]
    return max(rows)[1] if rows else None


def expand_slots(partner, days):
    """S1, S2, S4: every slot of these dates, in order; a slot in a gap has no minutes."""
    slots = []
    for day in days:
        if not within(day, partner.active_from, partner.active_to):  # S2
            continue
        for row in partner.schedules:
            if not counts_on(row, day):
                continue
            for clock in row.starts:  # S1
                wall = datetime(day.year, day.month, day.day) + timedelta(minutes=clock)
                second = local_to_second(wall, partner.zone)  # S4: the first of two
                slots.append(SimpleNamespace(date=day, clock=clock,
                                             start=None if second is None else second // 60))
    slots.sort(key=lambda slot: (slot.date, slot.clock))
    starts = sorted(slot.start for slot in slots if slot.start is not None)
    following = dict(zip(starts, starts[1:]))
    for slot in slots:
        if slot.start is None:
            slot.minutes = range(0)
        else:  # S4: 60 real minutes, or up to the next slot
            end = slot.start + 60
            slot.minutes = range(slot.start, min(end, following.get(slot.start, end)))
    return slots


def verdict(outcome, rule, paid, evidence=()):
    return SimpleNamespace(outcome=outcome, rule=rule, paid=paid, evidence=list(evidence),
                           penalty=0, notes=[])


def slot_verdict(slot, partner, holidays, live, cancelled, month):
    """The first row of the table that fits."""
    if slot.start is None:
        return verdict("DST_GAP", "S4", 0)
    names = holidays_hit(slot.minutes, slot.date, holidays, partner.zone)
    if names:
        return verdict("HOLIDAY", "P1", 0, names)
    blocks = [block.id for block in partner.blocks
              if any(minute in block.minutes for minute in slot.minutes)]
    if blocks:
        return verdict("BLOCKED", "P2", 0, blocks)
    works = [work for work in partner.works
             if any(minute in work.minutes for minute in slot.minutes)]
    if works:
        overlap = sum(any(minute in work.minutes for work in works) for minute in slot.minutes)
        paid = 0 if month.policy.other_stream_overlap == "slot" else 60 - overlap
        return verdict("OTHER_STREAM", "P3", paid, [work.id for work in works])
    if live:
        return verdict("BOOKED", "P5", 60, [appointment.id for appointment in live])
    if cancelled:
        by_consultant = all(item.cancelled_by == "consultant" for item in cancelled)
        unpaid = by_consultant and month.policy.consultant_cancellation == "unpaid"
        return verdict("CANCELLED", "P4", 0 if unpaid else 60, [item.id for item in cancelled])
    return verdict("AVAILABLE", "P6", 60)


def judge_slot(slot, partner, holidays, month):
    live = [item for item in slot.appointments if is_live(item)]
    cancelled = [item for item in slot.appointments if cancelled_in_time(item)]
    slot.verdict = slot_verdict(slot, partner, holidays, live, cancelled, month)
    if slot.verdict.outcome not in ("BOOKED", "OTHER_STREAM"):
        return
    if live and cancelled:  # P5
        slot.verdict.notes.append("REBOOKED")
    closings = [closing(item, month, partner.zone) for item in live]
    lapsed = [item.id for item, state in zip(live, closings) if state == "lapsed"]
    waivers = [state != "closed" and decided_hours.waiver(partner.decisions, item.id, partner.id, slot.date,
                                                    clock_text(slot.clock))
               for item, state in zip(live, closings)]
    waived = [waiver for waiver in waivers if waiver]
    closings = ["waived" if waiver else state for waiver, state in zip(waivers, closings)]
    slot.live, slot.closings_left = live, closings
    if "pending" in closings:  # C3
        slot.verdict.notes.append("PENDING_COMPLETION")
    if "lapsed" in closings and slot.verdict.paid > 0:  # C1
        slot.verdict.penalty = slot.verdict.paid
        slot.verdict.rule = "C1"
        slot.verdict.evidence += lapsed
    elif waived and slot.verdict.paid > 0:  # D1
        slot.verdict.rule = "D1"
        slot.verdict.notes.append("WAIVED")
        slot.verdict.evidence += waived


def judge_slots(partner, holidays, month):
    """All slots of the period and of the day before and after it."""
    slots = expand_slots(partner, month.days_around)
    owner = {minute: slot for slot in slots for minute in slot.minutes}
    for slot in slots:
        slot.appointments = []
    for item in partner.appointments:
        if item.calendar == "open" and item.start in owner:
            owner[item.start].appointments.append(item)
    for slot in slots:
        judge_slot(slot, partner, holidays, month)
        slot.rate = rate_on(partner, "partner", slot.date)
    return slots, owner


def unscheduled(partner, owner, month):
    """A8: (appointment, reason) for each live open appointment that no slot pays for."""
    found = []
    for item in partner.appointments:
        if item.calendar != "open" or not is_live(item) or item.date not in month.day_set:
            continue
        slot = owner.get(item.start)
        if decided_hours.of_appointment(partner.decisions, "authorise", item.id):  # D2
            continue
        if slot is None:
            found.append((item, "NO_SLOT"))
        elif slot.verdict.outcome in ("HOLIDAY", "BLOCKED"):
            found.append((item, slot.verdict.outcome))
    return found


# ---------------------------------------------------------------------------- authorisation


def counting_requests(case, policy):
    """A7: (date, sessions) of the requests that count."""
    counting, total = [], case.entitled
    approved = [item for item in case.requests if item.outcome == "approved"]
    for item in sorted(approved, key=lambda item: (item.outcome_on, item.id)):
        if item.sessions > policy.extra_sessions_max:
            continue
        if (total + item.sessions > policy.clinical_review_threshold
                and item.clinical_review != "approved"):
            continue
        total += item.sessions
        counting.append((item.outcome_on, item.sessions))
    return counting


def over_allocation(appointments, cases, policy):
    """A6: ids of the appointments that are beyond their case's allocation."""
    sessions = defaultdict(list)
    for item in appointments:
        uses_session = is_live(item) or cancelled_late(item)
        if uses_session and item.case in cases:
            sessions[item.case].append(item)
    beyond = set()
    for case_id, items in sessions.items():
        case = cases[case_id]
        requests = counting_requests(case, policy)
        for k, item in enumerate(sorted(items, key=lambda item: (item.start, item.id)), start=1):
            extra = sum(count for day, count in requests if day <= item.date)
            if case.used + k > case.entitled + extra:
                beyond.add(item.id)
    return beyond


class Authority:
    """What A0 to A7 need to know of all partners' appointments and cases."""

    def __init__(self, partners, cases, policy):
        everything = [item for partner in partners.values() for item in partner.appointments]
        self.cases = cases
        self.policy = policy
        self.calendar_of = {item.id: item.calendar for item in everything}
        self.beyond = over_allocation(everything, cases, policy)
        self.by_partner_case = defaultdict(list)
        for item in everything:
            self.by_partner_case[item.partner_id, item.case].append(item)
        self.by_client = defaultdict(set)
        for case in cases.values():
            if case.client_key:
                self.by_client[case.client_key].add(case.id)

    def cases_of_customer(self, case_id):
        """A4, A5: the case and those with the same client_key; a blank case has no history."""
        if not case_id:
            return set()
        case = self.cases.get(case_id)
        return {case_id} | (self.by_client[case.client_key] if case and case.client_key else set())

    def self_booking(self, item):
        """A4, A5 for a booking by the consultant: None if authorised, else rule and evidence."""
        if self.calendar_of.get(item.moved_from) == "open":
            return "A4", "MOVED_FROM_OPEN", item.moved_from
        case_ids = self.cases_of_customer(item.case)
        history = [other for case_id in case_ids
                   for other in self.by_partner_case[item.partner_id, case_id]
                   if earlier_key(other) < earlier_key(item)]
        if any(other.calendar == "adhoc" and other.booked_by in ("cs", "consultant_sourcing")
               for other in history):
            return None
        if any(self.cases[case_id].referral == item.partner_id
               for case_id in case_ids if case_id in self.cases):
            return None
        on_open = [other for other in history if other.calendar == "open"]
        if on_open:
            return "A4", "MOVED_FROM_OPEN", min(on_open, key=earlier_key).id
        return "A5", "SELF_REFERRAL", ""

    def refusal(self, item, partner):
        """None if authorised, else (rule, reason, evidence) of the first check that fails."""
        if not within(item.date, partner.active_from, partner.active_to):  # A0
            return "A0", "NOT_ACTIVE", ""
        pre_approved = item.approval_ref or item.booked_by == "user_support"  # A3
        if not pre_approved and item.booked_by == "client":  # A2
            return "A2", "PORTAL_BOOKING", ""
        if not pre_approved and item.booked_by == "consultant":  # A1: cs and sourcing may
            refused = self.self_booking(item)
            if refused:
                return refused
        if item.case not in self.cases:  # A6
            if self.policy.unknown_case == "unpaid":
                return "A6", "CASE_UNKNOWN", item.case
        elif item.id in self.beyond and self.policy.over_allocation == "unpaid":  # A6
            return "A6", "OVER_ALLOCATION", item.case
        return None


# ---------------------------------------------------------------------------- ad hoc bookings


def adhoc_verdict(item, partner, authority, month):
    """Rows 1 to 5 of the table; None if the booking is to be paid (H3, H4)."""
    is_cancelled = cancelled_in_time(item)
    if is_cancelled:  # H1
        if not (cancelled_late(item) and month.policy.adhoc_late_cancellation == "paid"):
            return verdict("ADHOC_CANCELLED", "H1", 0)
    refused = item.calendar == "open" or authority.refusal(item, partner)
    decision = decided_hours.of_appointment(partner.decisions, "authorise", item.id)
    if refused and decision:  # D2
        item.decided["AUTHORISED"] = decision
        refused = None
    if refused:  # A0-A6
        rule, reason, evidence = refused
        result = verdict("ADHOC_UNAUTHORISED", rule, 0, [evidence] if evidence else [])
        result.notes.append(reason)
        return result
    if item.status == "no_show" and month.policy.adhoc_no_show == "unpaid":  # H2
        return verdict("ADHOC_NO_SHOW", "H2", 0)
    if not is_cancelled:  # H1: a cancellation need not be closed
        state = closing(item, month, partner.zone)
        decision = decided_hours.of_appointment(partner.decisions, "waive", item.id)
        if state != "closed" and decision:  # D1
            item.decided["WAIVED"] = decision
            state = "closed"
        if state == "lapsed":  # C1
            return verdict("ADHOC_NOT_COMPLETED", "C1", 0)
        if state == "pending":  # C3
            return verdict("ADHOC_PENDING", "C3", 0)
    return None


def is_booking(item, partner, owner):
    """An ad hoc booking, or (D2) an appointment under A8 that was authorised."""
    if item.calendar == "adhoc":
        return True
    slot = owner.get(item.start)
    outside = slot is None or slot.verdict.outcome in ("HOLIDAY", "BLOCKED")
    return outside and decided_hours.of_appointment(partner.decisions, "authorise", item.id) is not None


def decided_note(item):
    """What was decided of a booking: its note, its ids, and where it is paid its rule."""
    if not item.decided or item.verdict.outcome == "ADHOC_UNAUTHORISED":
        return
    item.verdict.notes.append("_AND_".join(item.decided))
    item.verdict.evidence += item.decided.values()
    if item.verdict.outcome == "ADHOC_PAID":
        item.verdict.rule = "D2" if "AUTHORISED" in item.decided else "D1"


def judge_adhoc(partner, slots, owner, authority, month):
    """All ad hoc bookings of the period and of the day before and after it, moved ones aside."""
    slot_minutes = {minute for slot in slots  # H3 (a)
                    if slot.verdict.outcome in ("CANCELLED", "BOOKED", "AVAILABLE", "OTHER_STREAM")
                    and slot.verdict.paid > 0
                    for minute in slot.minutes}
    bookings = [item for item in partner.appointments
                if item.status != "moved" and item.date in month.days_around
                and is_booking(item, partner, owner)]
    paid_before = []
    for item in sorted(bookings, key=lambda item: (item.start, item.id)):
        item.rate = rate_on(partner, "adhoc", item.date)  # H4
        item.decided = {}
        item.verdict = adhoc_verdict(item, partner, authority, month)
        if item.verdict is not None:
            decided_note(item)
            continue
        others = [other for other in partner.works + paid_before  # H3 (b), (c)
                  if any(minute in other.minutes for minute in item.minutes)]
        overlap = sum(minute in slot_minutes or any(minute in other.minutes for other in others)
                      for minute in item.minutes)
        paid = len(item.minutes) - overlap
        if overlap:  # H3
            item.verdict = verdict("ADHOC_OVERLAP", "H3", paid, [other.id for other in others])
        else:  # H4
            item.verdict = verdict("ADHOC_PAID", "H4", paid)
        decided_note(item)
        if paid > 0:
            paid_before.append(item)
    return [item for item in bookings if item.date in month.day_set]


# ---------------------------------------------------------------------------- money


def is_registered(partner, day):
    """M2: a blank gst_from is never registered."""
    return partner.gst_from is not None and within(day, partner.gst_from, partner.gst_to)


KINDS = ("partner", "adhoc", "decision", "no_supply")


def make_lines(partner, slots, bookings, month):
    """M1: all minutes of the same kind, rate and taxability; none of 0 minutes. D3: what was decided."""
    minutes = Counter()
    for slot in slots:
        if slot.rate is not None:
            key = ("partner", slot.rate, is_registered(partner, slot.date))
            minutes[key] += slot.verdict.paid - slot.verdict.penalty
    for item in bookings:
        if item.rate is not None:
            minutes["adhoc", item.rate, is_registered(partner, item.date)] += item.verdict.paid
    lines = [SimpleNamespace(kind=kind, rate=rate, taxable=taxable, minutes=count,
                             amount=round_half_up(rate * count, 60), gst=0)
             for (kind, rate, taxable), count in minutes.items() if count]
    paid = decided_hours.payments(partner.decisions, partner.id, month.period, month.days[-1],
                            lambda day: is_registered(partner, day))
    lines += [SimpleNamespace(kind=kind, rate=0, taxable=taxable, minutes=0, amount=amount, gst=0)
              for (kind, taxable), amount in paid.items()]
    return sorted(lines, key=lambda line: (KINDS.index(line.kind), line.rate, line.taxable))


def add_gst(lines, rounding):
    """M2"""
    taxable = [line for line in lines if line.taxable]
    if rounding == "line":
        for line in taxable:
            line.gst = round_half_up(line.amount, 10)
        return
    gst = round_half_up(sum(line.amount for line in taxable), 10)
    for line in taxable:
        line.gst = line.amount // 10
    missing = gst - sum(line.gst for line in taxable)
    by_remainder = sorted(taxable, key=lambda line: -(line.amount % 10))  # ties: the earlier line
    for line in by_remainder[:missing]:
        line.gst += 1


def is_valid_abn(abn):
    """M3"""
    if not re.fullmatch(r"[1-9][0-9]{10}", abn):
        return False
    digits = [int(digit) for digit in abn]
    digits[0] -= 1
    weights = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
    total = sum(digit * weight for digit, weight in zip(digits, weights))
    return total > 0 and total % 89 == 0


def decide_document(partner, slots, bookings, lines, month, calendar):
    """M3, M4: (status, document, reasons)."""
    reasons = []
    if any(item.verdict.paid > 0 and item.rate is None for item in slots + bookings):  # M1
        reasons.append("NO_RATE")
    if slots and not calendar.covers(partner, month.days):  # G4
        reasons.append("NO_HOLIDAY_DATA")
    subtotal, gst = (sum(getattr(line, name) for line in lines) for name in ("amount", "gst"))
    if subtotal == gst == 0 and not reasons:
        return "nil", "", []
    if not partner.abn:
        reasons.append("NO_ABN")
    elif not is_valid_abn(partner.abn):
        reasons.append("BAD_ABN")
    rcti_due = any(line.taxable and line.amount for line in lines)
    if rcti_due:
        if partner.agreement_from is None or not within(
                month.issue_date, partner.agreement_from, partner.agreement_to):
            reasons.append("NO_AGREEMENT")
        if not is_registered(partner, month.issue_date):
            reasons.append("NOT_REGISTERED")
    if subtotal < 0 or gst < 0:  # D3
        reasons.append("BELOW_ZERO")
    if reasons:
        return "held", "", sorted(reasons)
    return "ready", "RCTI" if rcti_due else "RCI", []


# ---------------------------------------------------------------------------- the five tables

HEADINGS = {
    "register.csv": "period partner_id legal_name status document number slots holiday_slots "
                    "blocked_slots "
                    "dst_gap_slots other_stream_minutes penalty_minutes partner_minutes "
                    "partner_amount adhoc_minutes adhoc_amount decisions_amount subtotal "
                    "gst total adjustments_total payment reasons",
    "lines.csv": "partner_id kind hourly_rate taxable minutes amount gst total",
    "slots.csv": "partner_id date start outcome rule paid_minutes penalty_minutes hourly_rate "
                 "evidence notes",
    "adhoc.csv": "partner_id appointment_id date start outcome rule paid_minutes hourly_rate "
                 "evidence notes",
    "unscheduled.csv": "partner_id appointment_id date start outcome rule reason",
}


def register_row(partner, slots, bookings, lines, decision, month):
    status, document, reasons = decision
    outcomes = Counter(slot.verdict.outcome for slot in slots)
    counts = [len(slots), outcomes["HOLIDAY"], outcomes["BLOCKED"], outcomes["DST_GAP"],
              sum(60 - slot.verdict.paid for slot in slots
                  if slot.verdict.outcome == "OTHER_STREAM"),
              sum(slot.verdict.penalty for slot in slots),
              sum(slot.verdict.paid - slot.verdict.penalty for slot in slots)]
    adhoc_minutes = sum(item.verdict.paid for item in bookings)
    partner_amount = sum(line.amount for line in lines if line.kind == "partner")
    adhoc_amount = sum(line.amount for line in lines if line.kind == "adhoc")
    decisions_amount = sum(line.amount for line in lines if line.kind in KINDS[2:])
    subtotal = partner_amount + adhoc_amount + decisions_amount
    gst = sum(line.gst for line in lines)
    total = subtotal + gst
    if status == "held":
        amounts = [None] * 8
    else:
        amounts = [partner_amount, adhoc_amount, decisions_amount, subtotal, gst, total, 0, total]
    texts = [cents_text(amount) for amount in amounts]
    return [month.period, partner.id, partner.legal_name, status, document, "", *counts, texts[0],
            adhoc_minutes, *texts[1:], ";".join(reasons)]


def line_rows(partner, lines):
    return [[partner.id, line.kind, cents_text(line.rate), "yes" if line.taxable else "no",
             line.minutes, cents_text(line.amount), cents_text(line.gst),
             cents_text(line.amount + line.gst)] for line in lines]


def slot_rows(partner, slots):
    return [[partner.id, slot.date.isoformat(), clock_text(slot.clock), slot.verdict.outcome,
             slot.verdict.rule, slot.verdict.paid, slot.verdict.penalty, cents_text(slot.rate),
             joined(slot.verdict.evidence), ";".join(slot.verdict.notes)] for slot in slots]


def adhoc_rows(partner, bookings):
    return [[partner.id, item.id, item.date.isoformat(), item.clock, item.verdict.outcome,
             item.verdict.rule, item.verdict.paid, cents_text(item.rate),
             joined(item.verdict.evidence), ";".join(item.verdict.notes)]
            for item in sorted(bookings, key=lambda item: item.id)]


def unscheduled_rows(partner, found):
    return [[partner.id, item.id, item.date.isoformat(), item.clock, "UNSCHEDULED", "A8", reason]
            for item, reason in sorted(found, key=lambda pair: pair[0].id)]


def make_month(period, as_at, issue_date, policy):
    first = date.fromisoformat(period + "-01")
    after = (first + 31 * DAY).replace(day=1)
    days = [first + count * DAY for count in range((after - first).days)]
    return SimpleNamespace(period=period, days=days, day_set=set(days),
                           days_around=[first - DAY, *days, after],
                           as_at=as_at, issue_date=issue_date, policy=policy)


def judge(input_dir, period, as_at, issue_date, holidays_dir):
    """Every partner of the month with what became of it, by id. as_at is a UTC second."""
    input_dir = Path(input_dir)
    policy = read_policy(input_dir / "policy.ini", date.fromisoformat(period + "-01"))
    month = make_month(period, as_at, issue_date, policy)
    calendar = Calendar(holidays_dir, input_dir / "holidays.csv", input_dir / "areas.csv")
    partners, cases = read_facts(input_dir, as_at, policy)
    authority = Authority(partners, cases, policy)
    for partner_id in sorted(partners):
        partner = partners[partner_id]
        all_slots, owner = judge_slots(partner, calendar.of_partner(partner), month)
        bookings = judge_adhoc(partner, all_slots, owner, authority, month)
        slots = [slot for slot in all_slots if slot.date in month.day_set]
        lines = make_lines(partner, slots, bookings, month)
        add_gst(lines, policy.gst_rounding)
        decision = decide_document(partner, slots, bookings, lines, month, calendar)
        yield SimpleNamespace(month=month, partner=partner, slots=slots, bookings=bookings,
                              unscheduled=unscheduled(partner, owner, month), lines=lines,
                              decision=decision)


def harmless(value):
    """Text that a spreadsheet would take for a formula gets an apostrophe; a number below zero does
    not."""
    text = str(value)
    is_text = not isinstance(value, Amount)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") and is_text else text


def make_tables(verdicts):
    """The five tables: file name -> list of rows, headings first."""
    tables = {name: [headings.split()] for name, headings in HEADINGS.items()}
    for item in verdicts:
        partner, lines = item.partner, item.lines
        tables["register.csv"].append(
            register_row(partner, item.slots, item.bookings, lines, item.decision, item.month))
        if item.decision[0] != "held":  # M4
            tables["lines.csv"] += line_rows(partner, lines)
        tables["slots.csv"] += slot_rows(partner, item.slots)
        tables["adhoc.csv"] += adhoc_rows(partner, item.bookings)
        tables["unscheduled.csv"] += unscheduled_rows(partner, item.unscheduled)
    return {name: [[harmless(value) for value in row] for row in rows]
            for name, rows in tables.items()}


def compute(input_dir, period, as_at, issue_date, holidays_dir):
    """The five tables of a month."""
    return make_tables(judge(input_dir, period, as_at, issue_date, holidays_dir))


def write_tables(tables, out_dir):
    Path(out_dir).mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with open(Path(out_dir) / name, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


# ---------------------------------------------------------------------------- a register, compared

# What comes of issuing it, and of what earlier months were paid.
NOT_OF_THE_MONTH = {"number", "adjustments_total", "payment"}
# Of who is held for what the facts of the month do not tell (an earlier month, a row that was never
# read, a decision, a letter that the font lacks), what stays what it is.
OF_HOURS = {"period", "partner_id", "legal_name", "slots", "holiday_slots", "blocked_slots",
            "dst_gap_slots", "other_stream_minutes", "penalty_minutes", "partner_minutes",
            "adhoc_minutes"}


class Comparison:
    """What a register has beside what the second reading says: lines to print, and counts."""

    def __init__(self, computed, register, decisions, period, later):
        headings = computed[0]
        self.expected = {row[1]: dict(zip(headings, row)) for row in computed[1:]}
        self.register = {row["partner_id"]: row for row in register}
        self.columns = [name for name in headings if name not in NOT_OF_THE_MONTH]
        self.settled = {item.partner for item in decisions
                        if item.kind == "settled" and item.period == period}
        self.later = later
        self.differing, self.notes, self.agreeing = [], Counter(), 0
        for partner_id in sorted(self.expected.keys() | self.register.keys()):
            self.compare(partner_id)

    def compare(self, partner_id):
        row, wanted = self.register.get(partner_id), self.expected.get(partner_id)
        if partner_id in self.settled or "" in self.settled:
            self.notes["settled outside (D6)"] += 1
        elif row is None and self.later:
            self.notes["not in this issue"] += 1
        elif row is None:
            self.differing.append(f"{partner_id}: not in the register")
        elif wanted is None and "BAD_INPUT" in row["reasons"].split(";"):
            self.notes["held by rows that were never read (BAD_INPUT)"] += 1
        elif (wanted is None or self.later) and (row["slots"], row["document"]) == ("0", ""):
            self.notes["there for other months alone"] += 1
        elif wanted is None:
            self.differing.append(f"{partner_id}: in the register, but not in the facts")
        else:
            self.compare_rows(partner_id, row, wanted)

    def compare_rows(self, partner_id, row, wanted):
        known = set(filter(None, str(wanted["reasons"]).split(";")))
        found = set(filter(None, row["reasons"].split(";")))
        others = found - known if row["status"] == "held" and known <= found else set()
        if others:
            self.notes[f"held for {', '.join(sorted(others))}, which the facts of the month do not "
                       "tell: just the hours are compared"] += 1
        status = {"issued": "ready"}.get(row["status"], row["status"])
        differing = [f"{name}: register {found or 'blank'}, second reading "
                     f"{wanted[name] or 'blank'}"
                     for name in self.columns if not others or name in OF_HOURS
                     for found in [status if name == "status" else row[name]]
                     if found != str(wanted[name])]
        self.agreeing += not differing
        self.differing += [f"{partner_id}: {text}" for text in differing]

    def tell(self, period):
        for text in self.differing:
            print(text)
        for text, count in self.notes.items():
            print(f"{count} {'is' if count == 1 else 'are'} {text}")
        wrong = len({text.split(":")[0] for text in self.differing})
        print(f"{period}: {wrong} partner{'' if wrong == 1 else 's'} differ"
              f"{'s' if wrong == 1 else ''}, {self.agreeing} agree" if wrong else
              f"{period}: the register agrees with the second reading, "
              f"{self.agreeing} partner{'' if self.agreeing == 1 else 's'}")
        return 1 if wrong else 0


def compare_register(options, tables):
    with open(options.register, encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        register = list(rows)
    missing = set(tables["register.csv"][0]) - set(rows.fieldnames or [])
    if missing:
        raise ValueError(f"{options.register} lacks the columns {', '.join(sorted(missing))}")
    decisions = decided_hours.in_force(read_csv(Path(options.facts_dir) / "decisions.csv"))
    comparison = Comparison(tables["register.csv"], register, decisions, options.period,
                            options.later)
    return comparison.tell(options.period)


def read_options():
    parser = argparse.ArgumentParser(
        formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
    parser.add_argument("facts_dir", help="what rcti facts wrote, or a month's input")
    parser.add_argument("period", help="YYYY-MM")
    parser.add_argument("register", nargs="?", help="the register.csv to be compared")
    parser.add_argument("--as-at", required=True, help="instant; without an offset it is UTC")
    parser.add_argument("--issue-date", required=True, type=date.fromisoformat)
    parser.add_argument("--holidays", help="the program's (FACTS_DIR/shipped)")
    parser.add_argument("--later", action="store_true",
                        help="the register is of a later issue: it has not everybody")
    parser.add_argument("--out", help="where to write the five tables")
    options = parser.parse_args()
    if not options.register and not options.out:
        parser.error("name a register.csv to compare, or --out DIR")
    for path in (options.facts_dir, options.holidays or Path(options.facts_dir) / "shipped"):
        if not Path(path).is_dir():
            parser.error(f"{path} is no directory")
    return options


def main():
    options = read_options()
    try:
        tables = compute(options.facts_dir, options.period,
                         parse_instant(options.as_at, timezone.utc), options.issue_date,
                         options.holidays or Path(options.facts_dir) / "shipped")
        if options.out:
            write_tables(tables, options.out)
        return compare_register(options, tables) if options.register else 0
    except (OSError, ValueError, KeyError, AttributeError) as failure:
        print(f"second_reading.py: cannot tell: {failure or type(failure).__name__}",
              file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
