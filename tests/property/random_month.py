#!/usr/bin/env python3
"""A random month of input files: valid, and nasty on purpose.

    random_month.py --seed N --partners K --period YYYY-MM --out DIR
                    [--holidays DIR] [--holidays-out DIR] [--as-at INSTANT] [--issue-date DATE]

The same arguments give the same files. --holidays is the directory with areas.csv;
--holidays-out gets a copy of it with local areas added, in which partners may then be based.
--as-at and --issue-date are used to put facts right at those points.
"""

import argparse
import csv
import random
import shutil
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

sys.path.append(str(Path(__file__).resolve().parents[2] / "engine" / "policy"))
from second_reading import (Calendar, expand_slots, is_valid_abn, local_to_second, make_month,
                            midnight, parse_instant, read_csv, read_schedule, second_to_local)

DAY = timedelta(days=1)
HOUR = 3600
DAY_SECONDS = 24 * HOUR

HOME = [  # zone, state, weight
    ("Australia/Sydney", "AU-NSW", 6), ("Australia/Melbourne", "AU-VIC", 6),
    ("Australia/Brisbane", "AU-QLD", 4), ("Australia/Adelaide", "AU-SA", 4),
    ("Australia/Perth", "AU-WA", 3), ("Australia/Hobart", "AU-TAS", 3),
    ("Australia/Sydney", "AU-ACT", 2), ("Australia/Darwin", "AU-NT", 2),
    ("Australia/Lord_Howe", "AU-NSW", 4), ("Australia/Eucla", "AU-WA", 2),
    ("Pacific/Auckland", "AU-NSW", 1), ("Europe/Warsaw", "AU-VIC", 1),
    ("America/New_York", "AU-QLD", 1)]
ZONES = sorted({zone for zone, _, _ in HOME})
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
STATES = sorted({state for _, state, _ in HOME})

GIVEN = ("Zoë", "Ánh", "Łukasz", "Siobhán", "Ελένη", "Дмитро", "Anne-Marie", "José", "Jürgen")
FAMILY = ("O’Brien", "Nguyễn", "Wójcik", "Παπαδοπούλου", "Шевченко", "Smith", "Ó Súilleabháin")

SETTINGS = {
    "other_stream_overlap": ("minutes", "slot"),
    "consultant_cancellation": ("paid", "unpaid"),
    "completion_basis": ("calendar_days", "hours"),
    "completion_days": ("7", "7", "1", "3", "10", "14"),
    "moved_after_start": ("stands", "stands", "moves"),
    "adhoc_late_cancellation": ("unpaid", "paid"),
    "adhoc_no_show": ("unpaid", "paid"),
    "over_allocation": ("unpaid", "review"),
    "unknown_case": ("review", "unpaid"),
    "extra_sessions_max": ("4", "4", "2", "6"),
    "clinical_review_threshold": ("12", "12", "8", "15"),
    "gst_rounding": ("total_invoice", "line"),
    "retro_months": ("12", "6"),
    "adjustment_review": ("500.00", "100"),
}

COLUMNS = {
    "partners.csv": "partner_id legal_name trading_name abn gst_from gst_to agreement_from "
                    "agreement_to agreement_ref email address_line_1 address_line_2 suburb state "
                    "postcode timezone areas bsb account_number account_name active_from active_to "
                    "einvoice entity_type super",
    "rates.csv": "partner_id kind effective_from hourly_rate",
    "schedules.csv": "partner_id weekday start end effective_from effective_to every",
    "blocks.csv": "block_id partner_id start end status reason",
    "appointments.csv": "appointment_id partner_id case_id calendar start duration_minutes "
                        "timezone status booked_at booked_by completed_at cancelled_at "
                        "cancelled_by approval_ref moved_from moved_at modality",
    "other_work.csv": "work_id partner_id stream start end status",
    "cases.csv": "case_id entitled_sessions opened_on sessions_used adhoc_referral client_key",
    "extra_sessions.csv": "request_id case_id requested_on sessions outcome outcome_on "
                          "clinical_review",
    "holidays.csv": "date area name from to effect target_date target_name status source",
}
CLIENTS_NAMES = {"appointments.csv": "client_name", "cases.csv": "client_email"}  # unknown columns
OPTIONAL_FILES = ("blocks.csv", "other_work.csv", "extra_sessions.csv", "holidays.csv")


class World:
    """The generator's state: its dice, the month, and the rows made so far."""

    def __init__(self, seed, partners, period, as_at=None, issue_date=None):
        self.dice = random.Random(f"{seed}/{partners}/{period}")
        self.month = make_month(period, 0, None, None)
        self.first, self.last = self.month.days[0], self.month.days[-1]
        after = datetime(self.last.year, self.last.month, self.last.day, tzinfo=timezone.utc)
        self.as_at = as_at or int(after.timestamp()) + 60 * DAY_SECONDS
        self.issue_date = issue_date or self.last + 5 * DAY
        self.rows = {name: [] for name in COLUMNS}
        self.ids = set()
        self.policy = {}
        self.calendar = None
        self.areas = []
        self.appointments = []  # (id, partner_id, calendar), to be named in moved_from
        self.cases = []

    def chance(self, percent):
        return self.dice.random() * 100 < percent

    def pick(self, options):
        return self.dice.choice(options)

    def new_id(self, alphabet, shortest, longest):
        """An id that nobody has yet, of any length, so that the order of bytes matters."""
        while True:
            text = "".join(self.dice.choices(alphabet, k=self.dice.randint(shortest, longest)))
            if text not in self.ids:
                self.ids.add(text)
                return text

    def any_id(self, prefix=""):
        letters = "ABCXYZabcxyz0123456789._-"
        return prefix + self.new_id(letters, 3, 12)

    def day_near(self, before=1, after=1):
        return self.first + DAY * self.dice.randint(-before, (self.last - self.first).days + after)

    # ------------------------------------------------------------------ instants as text

    def offset_text(self, second):
        offset = self.pick(["Z", "+10:00", "+11:00", "+09:30", "+08:45", "-03:30", "+00:00"])
        if offset == "Z":
            return self.iso(second_to_local(second, timezone.utc)) + "Z"
        shift = (int(offset[1:3]) * 60 + int(offset[4:])) * 60 * (-1 if offset[0] == "-" else 1)
        return self.iso(second_to_local(second + shift, timezone.utc)) + offset

    def iso(self, wall):
        text = wall.isoformat(sep=self.pick("TTTT "), timespec="seconds")
        return text[:-3] if wall.second == 0 and not self.chance(30) else text

    def instant(self, second, zone, exact=False):
        """Text for an instant. The second of two equal wall clocks is, unless it must be exact,
        sometimes written without its offset, which names the first of the two."""
        wall = second_to_local(second, zone)
        is_first = local_to_second(wall, zone) == second
        if self.chance(80) and (is_first or (not exact and self.chance(50))):
            return self.iso(wall)
        return self.offset_text(second)


# ---------------------------------------------------------------------------- company and policy


def company_ini(world):
    return f"""[company]
legal_name = Example Employee Assistance Pty Ltd
abn = {make_abn(world)}
gst_from = 2000-07-01
address_line_1 = 1 Example Street
suburb = Melbourne
state = VIC
postcode = 3000
email = accounts@example.com
phone = 03 9000 0000
dispute_url = https://example.com/dispute

[documents]
agreement_text = The recipient issues tax invoices for the supplies and the supplier does not.
payment_terms_days = 14

[payment]
bsb = 063-000
account_number = 12345678
account_name = EXAMPLE EAP
direct_entry_user_id = 301500
institution = CBA
remitter = EXAMPLE EAP
description = RCTI
transaction_code = 50
self_balancing = yes
"""


def policy_ini(world):
    """Sections of which just one may count; nothing at all for some months."""
    dice = world.dice
    if world.chance(10):
        return None
    sections = ["policy"]
    for since in (world.first - 400 * DAY, world.first, world.first + DAY):
        if world.chance(40):
            sections.append(f"policy from {since}")
    dice.shuffle(sections)
    text = []
    for section in sections:
        text.append(f"[{section}]")
        for key in dice.sample(sorted(SETTINGS), dice.randint(4, len(SETTINGS))):
            text.append(f"{key} = {dice.choice(SETTINGS[key])}")
        text.append("")
    return "\n".join(text)


# ---------------------------------------------------------------------------- holidays

WINDOWS = ((None, None), (None, None), ("12:00", "24:00"), ("00:00", "12:00"), ("18:00", "24:00"),
           ("10:30", "11:00"), ("09:00", "10:00"), ("00:00", "05:00"), ("09:59", "10:00"))


def holiday_row(world, day, area, name, effect="declare", target=None):
    first, end = world.pick(WINDOWS)
    if effect == "cancel":
        first = end = None
    return {"date": day, "area": area, "name": name, "from": first, "to": end,
            "effect": "" if effect == "declare" and world.chance(50) else effect,
            "target_date": target and target[0], "target_name": target and target[1],
            "status": world.pick(["", "gazetted", "rule", "provisional"]), "source": "random"}


def own_holidays(world):
    """holidays.csv of the input: on the shipped areas; a day of AU that states replace."""
    rows = world.rows["holidays.csv"]
    for number in range(world.dice.randint(1, 6)):
        rows.append(holiday_row(world, world.day_near(), world.pick(STATES), f"Local Day {number}"))
    if world.chance(60):
        national = world.day_near()
        rows.append(holiday_row(world, national, "AU", "National Day, of AU"))
        for state in world.dice.sample(STATES, 3):
            day = world.day_near(40, 40)
            # A substitute lies in its target's year (G2).
            effect = world.pick(["substitute", "cancel"]) if day.year == national.year else "cancel"
            if effect == "cancel":
                day = national
            rows.append(holiday_row(world, day, state, f"Instead in {state}", effect,
                                    (national, "National Day, of AU")))


COMPLETE = ("", "", "", "", "2026", "2025..2027", "2026-01-01..2026-10-14",
            "2026-01-01..2026-06-15;2026-06-16..2026-12-31")


def write_local_areas(world, source, target):
    """A copy of the holidays with one or two local areas, and one within one, in each state."""
    shutil.copytree(source, target, dirs_exist_ok=True)
    areas = read_csv(source / "areas.csv")
    headings = list(areas[0])
    shipped = Calendar(source)
    rows = []
    for state in STATES:
        outer = f"{state[3:]}-TEST-OUTER"
        inner, other = f"{outer}-INNER", f"{state[3:]}-TEST-OTHER"
        for area, parent in ((outer, state), (inner, outer), (other, state)):
            areas.append({"area": area, "parent": parent, "name": area.title(),
                          "definition": "random", "complete": world.pick(COMPLETE)})
        rows += substitutes(world, outer, shipped.of_area(state))
        rows += substitutes(world, other, shipped.of_area(state))
        own = [SimpleNamespace(date=row["date"], name=row["name"]) for row in rows
               if row["area"] == outer and row["effect"] != "cancel"]
        rows += substitutes(world, inner, own or shipped.of_area(state)[:0])
    write_csv(target / "areas.csv", headings, areas)
    write_csv(target / "random-local.csv", COLUMNS["holidays.csv"].split(), rows)
    return target


def substitutes(world, area, above):
    """Rows of a local area: a day of its own, and holidays above it moved or taken away."""
    rows = []
    if world.chance(30):
        rows.append(holiday_row(world, world.day_near(), area, f"Show of {area}"))
    nearby = [day for day in above if abs(day.date - world.first) < 45 * DAY] or list(above)
    for day in world.dice.sample(nearby, min(len(nearby), world.dice.randint(0, 2))):
        target = (day.date, day.name)
        instead = world.day_near(10, 10)
        if world.chance(35) or instead.year != day.date.year:
            rows.append(holiday_row(world, day.date, area, f"No {day.name}", "cancel", target))
        else:
            rows.append(holiday_row(world, instead, area, f"In place of {day.name}", "substitute",
                                    target))
    return rows


# ---------------------------------------------------------------------------- partners


def make_abn(world):
    """The last ten digits are random; the first two are found so that the checksum holds."""
    while True:
        text = "".join(world.dice.choices("0123456789", k=9))
        for first_two in world.dice.sample(range(10, 100), 90):
            if is_valid_abn(f"{first_two}{text}"):
                return f"{first_two}{text}"


def bad_abn(world):
    good = make_abn(world)
    return world.pick(["", "0" + good[1:], good[:-1] + str((int(good[-1]) + 1) % 10), "00000000000"])


def gst_dates(world):
    first, last = world.first, world.last
    inside = world.day_near(0, 0)
    return world.dice.choices(
        [(date(2015, 7, 1), None), (None, None), (inside, None), (date(2015, 7, 1), inside),
         (date(2015, 7, 1), first - DAY), (first, last), (last, world.issue_date),
         (last + DAY, None), (inside, world.issue_date - DAY)],
        weights=[60, 15, 7, 2, 3, 2, 4, 3, 2])[0]


def agreement_dates(world):
    issue = world.issue_date
    return world.dice.choices(
        [(date(2020, 1, 1), None), (issue, None), (date(2020, 1, 1), issue), (None, None),
         (issue + DAY, None), (date(2020, 1, 1), issue - DAY)],
        weights=[80, 4, 4, 5, 3, 2])[0]


def active_dates(world):
    return world.dice.choices(
        [(None, None), (world.day_near(0, 0), None), (None, world.day_near(0, 0)),
         (world.first, world.last), (world.last, None), (None, world.first),
         (date(2010, 1, 1), world.first - 40 * DAY)],
        weights=[80, 5, 5, 4, 2, 2, 1])[0]


def partner_areas(world, state):
    local = [area for area in world.areas if "-TEST-" in area and area.startswith(state[3:] + "-")]
    choices = [[state]] * 10 + [[state, world.pick(STATES)]] * 2
    if local:
        choices += [[area] for area in local] * 2 + [[state, world.pick(local)]]
        choices += [world.dice.sample(local, 2)]
    return sorted(set(world.pick(choices)))


def make_partner(world):
    zone_name, state, _ = world.dice.choices(HOME, weights=[weight for _, _, weight in HOME])[0]
    while True:
        partner_id = world.new_id("ABCZ0123789-", 1, 14)
        if partner_id[0] != "-":
            break
    gst_from, gst_to = gst_dates(world)
    agreement_from, agreement_to = agreement_dates(world)
    active_from, active_to = active_dates(world)
    name = f"{world.pick(GIVEN)} {world.pick(FAMILY)}"
    has_bank = world.chance(85)
    world.rows["partners.csv"].append({
        "partner_id": partner_id, "legal_name": name,
        "trading_name": f"{name} & Co, Psychology" if world.chance(20) else "",
        "abn": make_abn(world) if world.chance(95) else bad_abn(world),
        "gst_from": gst_from, "gst_to": gst_to, "agreement_from": agreement_from,
        "agreement_to": agreement_to, "agreement_ref": "AG-1" if world.chance(50) else "",
        "email": "partner@example.com" if world.chance(90) else "",
        "address_line_1": f"{world.dice.randint(1, 99)} Example Road", "suburb": "Exampleville",
        "state": state[3:], "postcode": "3000", "timezone": zone_name,
        "areas": ";".join(partner_areas(world, state)),
        "bsb": "063-123" if has_bank else "",
        "account_number": str(world.dice.randint(100000, 99999999)) if has_bank else "",
        "account_name": "A PARTNER" if has_bank else "",
        "active_from": active_from, "active_to": active_to,
        "einvoice": "yes" if len(name) % 3 else "",
        "entity_type": ("individual", "individual", "company", "")[len(name) % 4],
        "super": ("yes", "no", "")[len(name) % 3]})
    return SimpleNamespace(
        id=partner_id, zone=ZoneInfo(zone_name), schedules=[], spans=[],
        active_from=active_from, active_to=active_to, cases=[],
        tiny=world.chance(4))  # ad hoc only, at a rate at which half an hour may round to nothing


def make_rates(world, partner):
    for kind in ("partner", "adhoc"):
        if world.chance(2):
            continue  # NO_RATE, if anything pays
        since = world.dice.choices([date(2020, 1, 1), world.first, world.day_near(0, 0)],
                                   weights=[85, 10, 3])[0]
        starts = [since]
        if world.chance(30):
            starts.append(max(since + DAY, world.day_near(0, 0)))
        if world.chance(10):
            starts.append(world.last + DAY * 2)
        for start in sorted(set(starts)):
            world.rows["rates.csv"].append({
                "partner_id": partner.id, "kind": kind, "effective_from": start,
                "hourly_rate": "0.01" if partner.tiny else rate(world)})


def rate(world):
    return world.dice.choices(
        ["150", "150.5", "133.33", "0.01", "10000.00", "9999.99", "166.67",
         f"{world.dice.randint(80, 300)}.{world.dice.randint(0, 99):02d}"],
        weights=[10, 5, 15, 2, 2, 2, 5, 50])[0]


# ---------------------------------------------------------------------------- schedules


def day_starts(world, style, weekday):
    """Start minutes on one weekday, at least an hour apart."""
    if style != "late" and weekday == 6 and world.first.month == 10 and world.chance(70):
        return world.pick([[90, 180], [105, 165], [119, 180], [75, 180, 240], [30, 90, 150]])
    if style == "night" or (style != "late" and weekday == 6 and world.chance(70)):
        return world.pick([[30, 90, 180], [0, 60, 120, 180, 240], [90, 150], [60, 120, 180],
                           [75, 135, 195], [90, 180], [105, 165], [120, 180], [45, 110, 170],
                           [0, 60, 1320, 1380], [1260, 1380], [1380]])
    if style == "late":
        return world.pick([[600, 1410], [1410], [1350, 1410], [540, 600, 660, 1410]])
    base = world.pick([0, 0, 0, 15, 30, 45])
    hours = world.dice.sample(range(8, 18), world.dice.randint(1, 5))
    return sorted(hour * 60 + base for hour in hours)


def eras(world):
    """(effective_from, effective_to) spans that do not meet."""
    change = world.day_near(0, 0)
    return world.dice.choices(
        [[(None, None)], [(None, change), (change + DAY, None)],
         [(date(2024, 1, 1), change), (change + 7 * DAY, None)],
         [(world.first, world.last)], [(change, change), (change + DAY, world.last + DAY)],
         [(None, world.first), (world.last, None)],
         [(world.first - DAY * world.dice.randint(1, 500), None)]],
        weights=[45, 18, 6, 6, 5, 3, 17])[0]


def make_schedule(world, partner):
    if partner.tiny or world.chance(10):
        return  # ad hoc only
    style = world.dice.choices(["office", "night", "late"], weights=[80, 10, 10])[0]
    for since, until in eras(world):
        weekdays = world.dice.sample(range(7), world.dice.randint(1, 4))
        if world.chance(55 if world.first.month in (4, 10) else 15):
            weekdays = sorted({*weekdays, 6})
        for weekday in weekdays:
            every = world.pick([2, 2, 3, 4]) if since and world.chance(35) else world.pick(["", 1])
            for start, end in schedule_rows(world, day_starts(world, style, weekday)):
                row = {"partner_id": partner.id, "start": start, "end": end,
                       "weekday": world.pick([WEEKDAYS[weekday], WEEKDAYS[weekday][:3]]),
                       "effective_from": since, "effective_to": until, "every": every}
                world.rows["schedules.csv"].append(row)
                partner.schedules.append(read_schedule(
                    {key: str(value or "") for key, value in row.items()}))


def schedule_rows(world, starts):
    """(start, end) as text: runs of hours in one row, or an hour a row with a blank end."""
    runs = []
    for start in starts:
        if runs and runs[-1][1] == start and start + 60 <= 1440 and world.chance(70):
            runs[-1][1] += 60
        else:
            runs.append([start, start + 60])
    for start, end in runs:
        blank = end - start == 60 and (end > 1440 or world.chance(60))
        yield (f"{start // 60:02d}:{start % 60:02d}",
               "" if blank else f"{end // 60:02d}:{end % 60:02d}")


# ---------------------------------------------------------------------------- blocks and work


def edge_minutes(world, partner):
    """UTC minutes at which something begins or ends: slots, dates, the month."""
    edges = [midnight(day, partner.zone)
             for day in (world.first, world.last + DAY, world.day_near())]
    for slot in world.dice.sample(partner.slots, min(8, len(partner.slots))):
        if slot.start is not None:
            edges += [slot.start, slot.start + 60, slot.start + 1, slot.start + 59,
                      slot.start - 1, slot.start + 30]
    return edges


def make_span(world, partner):
    """A random span that likes to touch the edges of slots."""
    edges = edge_minutes(world, partner)
    start = world.pick(edges)
    if world.chance(40):
        start -= world.dice.randint(0, 90)
    later = [edge for edge in edges if start < edge < start + 600]
    if later and world.chance(50):
        return start, world.pick(later)
    return start, start + world.pick([1, 15, 30, 60, 61, 90, 120, 240, 720])


def make_blocks(world, partner):
    for _ in range(world.dice.choices(range(5), weights=[35, 30, 20, 10, 5])[0]):
        if world.chance(35):
            first = world.day_near(3, 1)
            start, end = first, first + DAY * world.dice.choices([0, 1, 2, 6, 20],
                                                                 weights=[60, 20, 10, 5, 2])[0]
        else:
            first, last = make_span(world, partner)
            start = world.instant(first * 60, partner.zone, exact=True)
            end = world.instant(last * 60, partner.zone, exact=True)
        world.rows["blocks.csv"].append({
            "block_id": world.any_id(), "partner_id": partner.id, "start": start, "end": end,
            "status": "cancelled" if world.chance(15) else "",
            "reason": world.pick(["", "unwell", "leave, annual"])})


def make_works(world, partner):
    for _ in range(world.dice.choices(range(6), weights=[30, 25, 20, 15, 5, 5])[0]):
        start, end = make_span(world, partner)
        partner.spans.append((start, end))
        add_work(world, partner, start, end)


def add_work(world, partner, start, end):
    world.rows["other_work.csv"].append({
        "work_id": world.any_id(), "partner_id": partner.id,
        "stream": world.pick(["rapid_response", "onsite", "other"]),
        "start": world.instant(start * 60, partner.zone, exact=True),
        "end": world.instant(end * 60, partner.zone, exact=True),
        "status": "cancelled" if world.chance(12) else ""})


# ---------------------------------------------------------------------------- cases


def make_cases(world, partners):
    for _ in range(len(partners) * 5):
        case_id = "ASST-" + world.new_id("0123456789", 5, 7)
        entitled = world.dice.randint(1, 14)
        client_key = f"K{world.dice.randint(1, len(partners) * 4)}"
        world.cases.append(case_id)
        world.rows["cases.csv"].append({
            "case_id": case_id, "entitled_sessions": entitled,
            "opened_on": world.first - DAY * world.dice.randint(1, 500) if world.chance(80) else "",
            "sessions_used": world.dice.choices(["", 0, world.dice.randint(0, 5), entitled],
                                                weights=[40, 20, 30, 10])[0],
            "adhoc_referral": world.pick(partners).id if world.chance(15) else "",
            "client_key": client_key if world.chance(50) else ""})
        requests = world.dice.choices(range(5), weights=[45, 20, 15, 10, 10])[0]
        for _ in range(requests):
            make_request(world, case_id)
        if requests > 1:  # so that the order of the requests and the threshold matter
            case = world.rows["cases.csv"][-1]
            case["entitled_sessions"] = world.dice.randint(3, 10)
            case["sessions_used"] = case["entitled_sessions"] + world.dice.randint(-2, 4)
    for partner in partners:
        partner.cases = world.dice.sample(world.cases, min(12, len(world.cases)))
    for case in world.rows["cases.csv"]:
        if world.chance(20):  # a referral to somebody who does have the case
            having = [partner for partner in partners if case["case_id"] in partner.cases]
            if having:
                case["adhoc_referral"] = world.pick(having).id


def make_request(world, case_id):
    outcome = world.dice.choices(["approved", "declined", "pending"], weights=[70, 15, 15])[0]
    asked = world.day_near(30, 0)
    world.rows["extra_sessions.csv"].append({
        "request_id": world.any_id(), "case_id": case_id, "requested_on": asked,
        "sessions": world.dice.choices([1, 2, 3, 4, 5, 6], weights=[15, 20, 20, 30, 10, 5])[0],
        "outcome": outcome,
        "outcome_on": asked + DAY * world.dice.randint(0, 9) if outcome == "approved"
        or (outcome == "declined" and world.chance(80)) else "",
        "clinical_review": world.pick(["", "not_required", "pending", "approved", "approved",
                                       "declined"])})


# ---------------------------------------------------------------------------- appointments


def add_appointment(world, partner, calendar, start, duration=None):
    """start is a UTC minute. Everything else is thrown."""
    dice, zone = world.dice, partner.zone
    start_zone, zone_name = zone, ""
    if world.chance(12):
        zone_name = world.pick(ZONES)
        start_zone = ZoneInfo(zone_name)
    start_text = world.instant(start * 60, start_zone)
    start_second = parse_instant(start_text, start_zone)
    booked = booking_second(world, start_second)
    if calendar == "open" and world.chance(8):
        booked = None
    if calendar == "adhoc":
        booked_by = dice.choices(["cs", "consultant_sourcing", "consultant", "client",
                                  "user_support"], weights=[35, 15, 36, 7, 7])[0]
    else:
        booked_by = dice.choices(["client", "cs", "consultant", "consultant_sourcing",
                                  "user_support"], weights=[50, 20, 25, 3, 2])[0]
    status = dice.choices(["completed", "no_show", "cancelled", "moved", "booked"],
                          weights=[54, 8, 17, 8, 13])[0]
    row = {"appointment_id": world.any_id(), "partner_id": partner.id,
           "case_id": case_of(world, partner), "calendar": calendar, "start": start_text,
           "duration_minutes": duration or "", "timezone": zone_name, "status": status,
           "booked_at": "" if booked is None else world.instant(booked, zone),
           "booked_by": booked_by,
           "approval_ref": "US-" + str(dice.randint(1, 999)) if world.chance(6) else "",
           "moved_from": moved_from(world, partner, calendar, booked_by),
           "modality": world.pick(["", "video", "in person", "phone"])}
    counts_from = start_second if booked is None else max(start_second, booked)
    if status in ("completed", "no_show"):
        row["completed_at"] = world.instant(
            completion_second(world, counts_from, start_second, zone), zone)
    if status == "cancelled":
        row["cancelled_at"] = world.instant(cancellation_second(world, start_second), zone)
        row["cancelled_by"] = dice.choices(["client", "", "consultant", "converge"],
                                           weights=[40, 15, 35, 10])[0]
    if status == "moved" and world.chance(70):
        row["moved_at"] = world.instant(cancellation_second(world, start_second), zone)
    world.rows["appointments.csv"].append(row)
    world.appointments.append((row["appointment_id"], partner.id, calendar))


def case_of(world, partner):
    return world.dice.choices([world.pick(partner.cases), world.pick(world.cases), "",
                               f"ASST-UNKNOWN{world.dice.randint(1, 9)}"],
                              weights=[80, 12, 5, 3])[0]


def moved_from(world, partner, calendar, booked_by):
    if calendar == "open" or not world.appointments:
        return ""
    if not world.chance(20 if booked_by == "consultant" else 3):
        return ""
    own = [item for item in world.appointments[-60:] if item[1] == partner.id]
    return world.pick(own or world.appointments)[0] if world.chance(95) else "GONE-1"


def booking_second(world, start):
    ahead = start - world.dice.randint(3600, 40 * DAY_SECONDS)
    return world.dice.choices(
        [ahead, start, start + 1, start - 1, start + world.dice.randint(60, 10 * DAY_SECONDS),
         world.as_at, world.as_at + 1, start + 7 * DAY_SECONDS],
        weights=[84, 2, 3, 1, 7, 0.7, 0.7, 1])[0]


def completion_second(world, counts_from, start, zone):
    """Right at the last second in time, and right after it, under either basis."""
    days = world.dice.choices([7, int(world.policy.get("completion_days", 7)), 6, 8],
                              weights=[40, 55, 2, 3])[0]
    day_after = second_to_local(counts_from, zone).date() + (days + 1) * DAY
    end_of_day = midnight(day_after, zone) * 60
    hours_later = counts_from + days * DAY_SECONDS
    return world.dice.choices(
        [counts_from + world.dice.randint(600, 3 * DAY_SECONDS), end_of_day - 1, end_of_day,
         end_of_day + 1, hours_later - 1, hours_later, hours_later + 1,
         counts_from + world.dice.randint(8, 30) * DAY_SECONDS,
         start - world.dice.randint(1, 7200), start, world.as_at, world.as_at + 1],
        weights=[62, 5, 4, 1, 2, 5, 5, 8, 2, 2, 1.5, 1.5])[0]


def cancellation_second(world, start):
    day_before = start - DAY_SECONDS
    return world.dice.choices(
        [start - world.dice.randint(25 * HOUR, 10 * DAY_SECONDS), day_before, day_before - 1,
         day_before + 1, start - world.dice.randint(1, 23 * HOUR), start - 1, start, start + 1,
         start + world.dice.randint(60, 5 * DAY_SECONDS), world.as_at, world.as_at + 1],
        weights=[30, 8, 6, 8, 22, 5, 6, 4, 6, 1, 1])[0]


def open_appointments(world, partner):
    for slot in partner.slots:
        if slot.start is None or not world.chance(55):
            continue
        for _ in range(world.dice.choices([1, 2, 3], weights=[76, 18, 6])[0]):
            offset = world.dice.choices([0, world.dice.randint(0, 59), 59, 60, -1, 30],
                                        weights=[80, 8, 3, 4, 3, 2])[0]
            add_appointment(world, partner, "open", slot.start + offset,
                            world.pick(["", "", 60, 45, 90]))
    for _ in range(world.dice.choices(range(4), weights=[40, 30, 20, 10])[0]):
        add_appointment(world, partner, "open", loose_start(world, partner))


def loose_start(world, partner):
    """Anywhere in or near the month, its very ends included."""
    edge = midnight(world.pick([world.first, world.last + DAY]), partner.zone)
    day = midnight(world.day_near(2, 2), partner.zone)
    return world.dice.choices(
        [edge, edge - 1, edge - 30, edge + 30, day + world.dice.randint(0, 1439),
         day + world.dice.randint(0, 4) * 60, day + world.dice.randint(32, 72) * 15],
        weights=[4, 4, 4, 4, 20, 14, 50])[0]


def adhoc_appointments(world, partner):
    """They like to lie across slots, works, each other, midnight and the ends of the month."""
    starts = [slot.start for slot in partner.slots if slot.start is not None]
    count = world.dice.choices([0, 2, 4, 8, 12], weights=[15, 15, 25, 25, 20])[0]
    for _ in range(3 if partner.tiny else count):
        near = []
        if starts:
            near.append(world.pick(starts))
        if partner.spans:
            near += list(world.pick(partner.spans))
        start = loose_start(world, partner)
        if near and world.chance(55):
            start = world.pick(near) + world.pick([0, 0, -60, 60, -30, 30, -59, 59, 61, 15, -240])
        duration = world.pick([15, 29, 30] if partner.tiny else
                              [None, 60, 60, 60, 45, 50, 90, 15, 240, 61])
        add_appointment(world, partner, "adhoc", start, duration)
        partner.spans.append((start, start + (duration or 60)))


def odd_slots(world, partner):
    """Slots cut short by a clock change, and those that run over an end of the month."""
    edges = [midnight(day, partner.zone) for day in (world.first, world.last + DAY)]
    for slot in partner.slots:
        is_short = 0 < len(slot.minutes) < 60
        if not is_short and not any(edge - 1 in slot.minutes and edge in slot.minutes
                                    for edge in edges):
            continue
        for _ in range(world.dice.randint(0, 2)):
            add_appointment(world, partner, world.pick(["open", "adhoc"]),
                            slot.start + world.dice.randint(0, 90))
        if world.chance(50):
            add_work(world, partner, slot.start + world.dice.randint(0, 75),
                     slot.start + world.dice.randint(76, 120))


def history(world, partner):
    for _ in range(world.dice.randint(0, 8)):
        day = world.first - DAY * world.dice.randint(3, 200)
        start = midnight(day, partner.zone) + world.dice.randint(8 * 4, 18 * 4) * 15
        add_appointment(world, partner, world.pick(["open", "open", "adhoc"]), start)


# ---------------------------------------------------------------------------- writing


def write_csv(path, headings, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headings)
        for row in rows:
            writer.writerow(["" if row.get(name) is None else str(row.get(name))
                             for name in headings])


def write_input(world, name, directory):
    """One input file, in one of the many shapes that formats.md section 1 allows."""
    headings, rows = COLUMNS[name].split(), world.rows[name]
    if name in OPTIONAL_FILES and name != "blocks.csv" and not rows:
        return
    if name in CLIENTS_NAMES and world.chance(30):
        headings.append(CLIENTS_NAMES[name])
        for row in rows:
            row[CLIENTS_NAMES[name]] = "Never, To Be Stored"
    if world.chance(50):
        world.dice.shuffle(headings)
    world.dice.shuffle(rows)
    with open(directory / name, "w", encoding="utf-8-sig" if world.chance(30) else "utf-8",
              newline="") as file:
        writer = csv.writer(
            file, lineterminator=world.pick(["\n", "\r\n"]),
            quoting=csv.QUOTE_ALL if world.chance(20) else csv.QUOTE_MINIMAL)
        writer.writerow(headings)
        for row in rows:
            writer.writerow(["" if row.get(heading) is None else str(row.get(heading))
                             for heading in headings])


def prepare_holidays(world, holidays, holidays_out):
    own_holidays(world)
    if holidays is None:
        world.areas = list(STATES)
        return
    if holidays_out is not None:
        holidays = write_local_areas(world, Path(holidays), Path(holidays_out))
    world.areas = [row["area"] for row in read_csv(Path(holidays) / "areas.csv")]


def generate(seed, count, period, out, holidays=None, holidays_out=None, as_at=None,
             issue_date=None):
    """Writes the month and returns its World."""
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    world = World(seed, count, period, as_at, issue_date)
    policy = policy_ini(world)
    world.policy = effective_policy(policy, world.first)
    prepare_holidays(world, holidays, holidays_out)
    partners = [make_partner(world) for _ in range(count)]
    make_cases(world, partners)
    for partner in partners:
        make_rates(world, partner)
        make_schedule(world, partner)
        partner.slots = expand_slots(partner, world.month.days_around)
        make_blocks(world, partner)
        make_works(world, partner)
        history(world, partner)
        open_appointments(world, partner)
        adhoc_appointments(world, partner)
        odd_slots(world, partner)
    for name in OPTIONAL_FILES:
        if world.chance(4):
            world.rows[name] = []
    for name in COLUMNS:
        write_input(world, name, out)
    (out / "company.ini").write_text(company_ini(world), encoding="utf-8")
    if policy is not None:
        (out / "policy.ini").write_text(policy, encoding="utf-8")
    return world


def effective_policy(text, first_day):
    """Just enough to know which completion_days to aim at."""
    chosen, latest = {}, None
    for part in (text or "").split("[")[1:]:
        head, _, body = part.partition("]")
        since = date.min if head == "policy" else date.fromisoformat(head.split()[-1])
        if since <= first_day and (latest is None or since > latest):
            latest = since
            chosen = dict(line.split(" = ") for line in body.strip().splitlines())
    return chosen


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--partners", type=int, default=20)
    parser.add_argument("--period", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--holidays")
    parser.add_argument("--holidays-out")
    parser.add_argument("--as-at")
    parser.add_argument("--issue-date", type=date.fromisoformat)
    options = parser.parse_args()
    as_at = parse_instant(options.as_at, timezone.utc) if options.as_at else None
    generate(options.seed, options.partners, options.period, options.out, options.holidays,
             options.holidays_out, as_at, options.issue_date)


if __name__ == "__main__":
    main()
