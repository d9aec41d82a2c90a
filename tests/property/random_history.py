"""Random histories: a small world over three months whose facts arrive in a few imports.

Each row of a file is an Item that has versions: what the exporting system said of it from which
import on. `plan` gives the facts and the order of imports; what is run, issued and voided between
them is thrown while the history is played (histories.py), from the same seed.
"""

import random
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import known_facts
import random_month
import second_reading
from random_month import DAY

STARTS = ("2026-02", "2026-03", "2026-04", "2026-05", "2026-07", "2026-08", "2026-09", "2026-09",
          "2026-10", "2026-11")  # most of them have a change of clocks or of the year in them
MONTHS = 4  # the last one only where something has to come after the third
DEFAULTS = "[policy]\n"


class Item:
    """A row over time: versions are (import from which on, row or None), the oldest first."""

    def __init__(self, name, row, since=0):
        self.name, self.versions = name, [(since, row)]

    def at(self, step):
        rows = [row for since, row in self.versions if since <= step]
        return rows[-1] if rows else None

    def came_late(self, step, before=None):
        """The row is as it is only from that import on; before it was otherwise, or not there."""
        first, row = self.versions[0]
        self.versions = ([] if before is None else [(first, before)]) + [(step, row)]

    def goes(self, step):
        self.versions.append((step, None))


# ---------------------------------------------------------------------------- the world


def set_month(world, period, as_at):
    world.month = second_reading.make_month(period, 0, None, None)
    world.first, world.last = world.month.days[0], world.month.days[-1]
    world.issue_date = world.last + 8 * DAY
    world.as_at = as_at
    world.rows = {name: [] for name in random_month.COLUMNS}
    text = random_month.policy_ini(world) or DEFAULTS
    if world.chance(15):
        text = text.replace("retro_months = 6", f"retro_months = {world.pick([1, 2])}")
    world.policy = random_month.effective_policy(text, world.first)
    return text


def other_policy(world, retro):
    """Other settings for the same month; how far a run looks back stays."""
    lines = [line for line in (random_month.policy_ini(world) or DEFAULTS).splitlines()
             if not line.startswith("retro_months")]
    return "\n".join(f"{line}\nretro_months = {retro}" if line.startswith("[") else line
                     for line in lines) + "\n"


def month_rows(world, partners, is_first):
    """What random_month makes of one month, for partners that stay."""
    for partner in partners:
        partner.schedules, partner.spans = [], []
        random_month.make_rates(world, partner)
        random_month.make_schedule(world, partner)
        partner.slots = second_reading.expand_slots(partner, world.month.days_around)
        random_month.make_blocks(world, partner)
        random_month.make_works(world, partner)
        if is_first or world.chance(30):
            random_month.history(world, partner)
        random_month.open_appointments(world, partner)
        random_month.adhoc_appointments(world, partner)
        random_month.odd_slots(world, partner)
    return world.rows


def make_people(world, count, periods):
    """Partners whose dates of GST, agreement and activity fall somewhere in the history."""
    partners, rows = [], []
    for _ in range(count):
        set_month(world, world.pick(periods), world.as_at)
        partners.append(random_month.make_partner(world))
        row = world.rows["partners.csv"][0]
        row["legal_name"] = f"{row['legal_name']} {len(rows)}"
        if world.chance(40) and row["gst_from"] is None:
            row["gst_from"] = date(2015, 7, 1)
        rows.append(row)
    return partners, rows


def good_partner(world, row):
    """A partner whom nothing holds: most are, or histories would issue little."""
    fixed = dict(row)
    if not second_reading.is_valid_abn(row["abn"]):
        fixed["abn"] = random_month.make_abn(world)
    if row["gst_from"] is not None and world.chance(85):
        fixed["gst_to"] = None
        fixed["agreement_from"], fixed["agreement_to"] = date(2020, 1, 1), None
    return fixed


def take_leave(history, partner_id, period):
    """The whole month: with the next import nothing of the schedule is due any more."""
    month = second_reading.make_month(period, 0, None, None)
    history.items.append(Item("blocks.csv", {
        "block_id": f"leave-{len(history.items)}", "partner_id": partner_id,
        "start": month.days[0], "end": month.days[-1], "status": "", "reason": ""}))


# ---------------------------------------------------------------------------- rows as they were


def earlier_appointment(world, row, zone):
    """The row as it may have been exported first."""
    before = dict(row)
    if row["status"] in ("completed", "no_show", "cancelled") and world.chance(70):
        before["status"] = "booked"
        before["completed_at"] = before["cancelled_at"] = before["cancelled_by"] = ""
    if row["status"] == "moved" and world.chance(50):
        before["status"], before["moved_at"] = "booked", ""
    choice = world.dice.randint(0, 9)
    if choice == 0:
        before["duration_minutes"] = world.pick(["", 45, 50, 90])
    elif choice == 1:
        before["approval_ref"] = "" if row["approval_ref"] else "US-1"
    elif choice == 2:
        before["case_id"] = random_month.case_of(world, world.pick(world.partners))
    elif choice == 3:
        own = ZoneInfo(row["timezone"]) if row["timezone"] else zone
        start = second_reading.parse_instant(row["start"], own)
        moved = start + world.pick([-24, 24, 1, -1, 24 * 20]) * 3600
        before["start"] = world.offset_text(moved)
    elif choice == 4:
        before["booked_by"] = world.pick(["client", "cs", "consultant"])
    elif choice == 5:
        before["status"], before["moved_at"] = "moved", ""
        before["completed_at"] = before["cancelled_at"] = before["cancelled_by"] = ""
    return before


def earlier_span(world, name, row, zone):
    """A block or work that ended otherwise, or stood, or did not."""
    before = dict(row)
    if world.chance(35):
        before["status"] = "" if row["status"] else "cancelled"
        return before
    minutes = known_facts.minutes_of(name, row, zone)
    start, end = minutes.start, minutes.stop + world.pick([-30, 30, 60, 180])
    if end <= start:
        end = start + 15
    before["start"], before["end"] = world.offset_text(start * 60), world.offset_text(end * 60)
    return before


def make_late(world, item, steps, zone):
    """Lets an item change at one of those imports; most items never do."""
    if not steps or not world.chance(30):
        return
    step, row = world.pick(steps), item.versions[0][1]
    choice = world.dice.random()
    if choice < 0.35:
        item.came_late(step)
    elif choice < 0.5:
        item.goes(step)
    elif item.name == "appointments.csv":
        item.came_late(step, earlier_appointment(world, row, zone))
    else:
        item.came_late(step, earlier_span(world, item.name, row, zone))


# ---------------------------------------------------------------------------- facts of a period


class OfPeriod:
    """partners, rates and schedules of one period and partner: rows as they are from which import
    on."""

    def __init__(self, rows):
        self.versions = [(0, rows)]

    at = Item.at
    came_late = Item.came_late

    def of_another(self, partner_id):
        """The same rows under another id."""
        other = OfPeriod([])
        other.versions = [(step, rows and [dict(row, partner_id=partner_id) for row in rows])
                          for step, rows in self.versions]
        return other


def other_rates(world, rows):
    if world.chance(20):
        return []  # NO_RATE
    changed = [dict(row) for row in rows]
    for row in changed:
        if world.chance(70):
            row["hourly_rate"] = random_month.rate(world)
    return changed


def other_particulars(world, rows):
    """Held until it is mended, or another name, account or address, or another registration."""
    changed = dict(rows[0])
    choice = world.dice.randint(0, 13)
    if choice <= 2:
        changed["abn"] = random_month.bad_abn(world)
    elif choice <= 5:
        changed["agreement_from"] = None
    elif choice == 6:
        changed["legal_name"] = "Wrong Name"
    elif choice == 7:
        changed["bsb"], changed["account_number"] = "063-124", "1234567"
    elif choice <= 10:
        changed["gst_from"], changed["gst_to"] = random_month.gst_dates(world)
    elif choice <= 12:
        changed["abn"] = random_month.make_abn(world)  # another supplier
    else:
        last = world.day_near(0, 0)
        if changed["active_from"] is None or changed["active_from"] <= last:
            changed["active_to"] = last
    return [changed]


def other_schedule(world, partner):
    kept, world.rows["schedules.csv"] = world.rows["schedules.csv"], []
    random_month.make_schedule(world, partner)
    rows, world.rows["schedules.csv"] = world.rows["schedules.csv"], kept
    return rows


def facts_of_period(world, partner, particulars, steps):
    """By file name; steps are the later imports of that period, where they can change."""
    def own(name):
        return [row for row in world.rows[name] if row["partner_id"] == partner.id]

    facts = {"partners.csv": OfPeriod([particulars]), "rates.csv": OfPeriod(own("rates.csv")),
             "schedules.csv": OfPeriod(own("schedules.csv"))}
    for name, other in (("partners.csv", lambda rows: other_particulars(world, rows)),
                        ("rates.csv", lambda rows: other_rates(world, rows)),
                        ("schedules.csv", lambda rows: other_schedule(world, partner))):
        if steps and world.chance(40):
            facts[name].came_late(world.pick(steps), other(facts[name].versions[0][1]))
    return facts


# ---------------------------------------------------------------------------- the imports


def import_order(dice, periods):
    """Three first imports, mostly in order, and up to two of a period again."""
    firsts = list(periods[:3])
    if dice.random() < 0.2:
        dice.shuffle(firsts)
    order = list(firsts)
    for _ in range(dice.choice([0, 1, 1, 2, 2, 2])):
        at = dice.randint(1, len(order))
        order.insert(at, dice.choice(order[:at]))
    return order


def holiday_items(world, periods, last_step):
    """Those of own_holidays for each month; a day that others replace comes with them."""
    items, seen = [], set()
    for period in periods:
        set_month(world, period, world.as_at)
        random_month.own_holidays(world)
        group = world.dice.randint(0, last_step)
        for row in world.rows["holidays.csv"]:
            key = known_facts.key_of("holidays.csv", row)
            if key in seen:
                continue
            seen.add(key)
            alone = row["target_date"] is None and row["area"] != "AU"
            since = world.pick([0, 0, world.dice.randint(0, last_step)]) if alone else group
            items.append(Item("holidays.csv", row, since))
    return items


def case_items(world, last_step):
    items = []
    for row in world.rows["cases.csv"]:
        item = Item("cases.csv", row)
        if world.chance(10) and last_step:
            item.came_late(world.dice.randint(1, last_step),
                           dict(row, entitled_sessions=world.dice.randint(1, 14)))
        items.append(item)
    for row in world.rows["extra_sessions.csv"]:
        item = Item("extra_sessions.csv", row)
        if world.chance(20) and last_step:
            item.came_late(world.dice.randint(1, last_step),
                           dict(row, outcome="pending", outcome_on="", clinical_review="pending"))
        items.append(item)
    return items


def placed_items(world, month, order, zones):
    """The month's appointments, blocks and works: those of months to come are known early at
    times, those of the past may change with any later import."""
    first = order.index(month)
    later = list(range(first + 1, len(order)))
    items = []
    for name in known_facts.PLACED:
        for row in world.rows[name]:
            item = Item(name, row, 0 if world.chance(30) else first)
            make_late(world, item, later, zones[row["partner_id"]])
            items.append(item)
    return items


def plan(seed, count, holidays, holidays_out):
    """Everything but what is done between the imports."""
    world = random_month.World(seed, count, "2026-01")
    first = world.pick(STARTS)
    periods = [first]
    while len(periods) < MONTHS:
        periods.append((date.fromisoformat(periods[-1] + "-01") + 31 * DAY).strftime("%Y-%m"))
    order = import_order(world.dice, periods)
    order.append(periods[3])  # played only where it is needed
    last_step = len(order) - 1
    set_month(world, first, world.as_at)
    directory = holidays
    if world.chance(50):
        directory = random_month.write_local_areas(world, holidays, holidays_out)
    world.areas = [row["area"] for row in second_reading.read_csv(directory / "areas.csv")]
    partners, rows = make_people(world, count, periods[:3])
    world.partners = partners
    zones = {partner.id: partner.zone for partner in partners}
    set_month(world, first, world.as_at)
    random_month.make_cases(world, partners)
    items = case_items(world, last_step) + holiday_items(world, periods, last_step)
    company, of_period, policies, retro = random_month.company_ini(world), {}, {}, {}
    other_policies = {}  # period -> import from which on, text
    for period in periods:
        end = datetime.fromisoformat(period + "-01") + timedelta(days=40)
        as_at = int((end - datetime(1970, 1, 1)).total_seconds())
        policies[period] = set_month(world, period, as_at)
        retro[period] = int(world.policy.get("retro_months", 12))
        month_rows(world, partners, period == first)
        steps = [step for step, at in enumerate(order) if at == period][1:]
        if steps and world.chance(40):  # of an issued month too: SETTINGS_CHANGED, confirmed
            other_policies[period] = world.pick(steps), other_policy(world, retro[period])
        of_period[period] = {
            partner.id: facts_of_period(world, partner, good_partner(world, row), steps)
            for partner, row in zip(partners, rows)}
        items += placed_items(world, period, order, zones)
    left, joined = world.dice.sample([partner.id for partner in partners], 2)
    again = "Z9BACK9"  # as whom they come back, at times, with the same ABN and account
    if world.chance(30):
        comes_back = world.chance(50)
        for period in periods[2:]:
            facts = of_period[period].pop(left)
            if comes_back:
                of_period[period][again] = {name: rows.of_another(again)
                                            for name, rows in facts.items()}
                zones[again] = zones[left]
    if world.chance(20):
        del of_period[periods[0]][joined]
    return SimpleNamespace(seed=seed, periods=periods, order=order, zones=zones, items=items,
                           company=company, policies=policies, retro=retro,
                           other_policies=other_policies,
                           of_period=of_period, left=left, again=again,
                           holidays=directory,
                           dice=random.Random(f"{seed}/events"))


# ---------------------------------------------------------------------------- what is exported


class Exporter:
    """Writes what the imports of a plan bring; remembers what it has told already."""

    def __init__(self, history):
        self.history, self.told, self.told_of_period = history, {}, {}

    def files(self, step):
        """name -> rows or text, for known_facts and the directory alike."""
        period = self.history.order[step]
        dice = self.history.dice
        is_first = period not in self.told_of_period
        told = self.told_of_period.setdefault(period, {})
        files = {}
        if is_first:
            files["company.ini"] = self.history.company
            files["policy.ini"] = self.history.policies[period]
        since, text = self.history.other_policies.get(period, (None, None))
        if since is not None and since <= step and told.get("policy.ini") != text:
            files["policy.ini"] = told["policy.ini"] = text
        for name in known_facts.OF_PERIOD:
            rows = [row for facts in self.history.of_period[period].values()
                    for row in facts[name].at(step) or []]
            if is_first or (told[name] != rows and dice.random() < 0.9) or dice.random() < 0.15:
                files[name] = told[name] = rows
        for name in known_facts.KEYS:
            rows, has_news = self.rows(name, period, step, is_first)
            if is_first or (has_news and dice.random() < 0.9) or dice.random() < 0.15:
                files[name] = rows
                self.told.update((id(item), item.at(step)) for item in self.items(name)
                                 if item.at(step) in rows)
        if not files:
            files["rates.csv"] = told["rates.csv"]
        return files

    def items(self, name):
        return [item for item in self.history.items if item.name == name]

    def rows(self, name, period, step, is_first):
        """Everything of the period, news of other months now and then."""
        dice, rows, has_news = self.history.dice, [], False
        for item in self.items(name):
            row, before = item.at(step), self.told.get(id(item))
            is_own = name not in known_facts.PLACED or self.lies_in(name, row or before, period)
            if row != before and is_own:
                has_news = True
            if row is None:
                continue
            if name in known_facts.PLACED:
                if row["partner_id"] not in self.history.of_period[period] and (
                        not self.had_before(row["partner_id"], period) or dice.random() < 0.5):
                    continue
                if row == before and dice.random() < 0.4 and self.began_before(name, row, period):
                    continue  # the source filters by start
                if not is_own and (row == before or dice.random() < 0.2):
                    continue
            rows.append(row)
            has_news = has_news or row != before
        return rows, has_news or is_first

    def had_before(self, partner_id, period):
        """Whether an import that is done has the partner in an earlier period."""
        return any(other < period and any(row["partner_id"] == partner_id
                                          for row in told["partners.csv"])
                   for other, told in self.told_of_period.items())

    def began_before(self, name, row, period):
        zone = self.history.zones[row["partner_id"]]
        return known_facts.minutes_of(name, row, zone).start < known_facts.period_minutes(
            period, zone).start

    def lies_in(self, name, row, period):
        return row is not None and known_facts.lies_in(
            name, row, period, self.history.zones[row["partner_id"]])


def write_files(files, directory):
    directory.mkdir(parents=True)
    for name, content in files.items():
        if name.endswith(".ini"):
            (directory / name).write_text(content, encoding="utf-8")
        else:
            random_month.write_csv(directory / name, random_month.COLUMNS[name].split(), content)
