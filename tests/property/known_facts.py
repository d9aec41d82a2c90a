"""What a store knows after a row of imports: a second, independent reading of formats.md section 3.

The facts are plain dictionaries as the CSV files have them. Each partner keeps one time zone.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import random_decisions
import random_month
import second_reading

OF_PERIOD = ("partners.csv", "rates.csv", "schedules.csv")  # the file is the period's, whole
KEYS = {  # of the rows that belong to no period
    "blocks.csv": ("block_id",), "appointments.csv": ("appointment_id",),
    "other_work.csv": ("work_id",), "cases.csv": ("case_id",),
    "extra_sessions.csv": ("request_id",), "holidays.csv": ("date", "area", "name")}
PLACED = ("blocks.csv", "appointments.csv", "other_work.csv")  # complete for the period


def key_of(name, row):
    return tuple(str(row[column]) for column in KEYS[name])


def minutes_of(name, row, zone):
    """The UTC minutes by which a row belongs to a period; of an appointment just its start."""
    texts = {column: "" if value is None else str(value) for column, value in row.items()}
    if name == "blocks.csv":
        return second_reading.read_block(texts, zone).minutes
    if name == "other_work.csv":
        return second_reading.read_work(texts, zone).minutes
    own = ZoneInfo(texts["timezone"]) if texts["timezone"] else zone
    start = second_reading.parse_minute(texts["start"], own)
    return range(start, start + 1)


def period_minutes(period, zone):
    days = second_reading.make_month(period, 0, None, None).days
    return range(second_reading.midnight(days[0], zone),
                 second_reading.midnight(days[-1] + second_reading.DAY, zone))


def lies_in(name, row, period, zone):
    own, month = minutes_of(name, row, zone), period_minutes(period, zone)
    return own.start < month.stop and own.stop > month.start


class KnownFacts:
    """What is known by now; `imported` says what the next import adds."""

    def __init__(self, zones):
        self.zones = zones  # partner_id -> ZoneInfo, of everybody
        self.of_period = {}  # period -> file name -> rows
        self.texts = {}  # period -> file name -> text of company.ini and policy.ini
        self.rows = {name: {} for name in KEYS}  # file name -> key -> row
        self.decisions = []  # rows of decisions.csv, in order

    def imported(self, period, files):
        """files: name -> rows, or the text of an .ini file; those that are not there stay."""
        self.of_period.setdefault(period, {})
        self.texts.setdefault(period, {})
        for name, content in files.items():
            if name.endswith(".ini"):
                self.texts[period][name] = content
            elif name in OF_PERIOD:
                self.of_period[period][name] = list(content)
            else:
                self.merge(period, name, content)

    def merge(self, period, name, rows):
        known = self.rows[name]
        named = {key_of(name, row) for row in rows}
        if name in PLACED:
            gone = [key for key, row in known.items() if key not in named
                    and lies_in(name, row, period, self.zones[row["partner_id"]])
                    and not self.outlasts_silence(name, row, period)]
            for key in gone:
                del known[key]
        for row in rows:
            known[key_of(name, row)] = row

    def outlasts_silence(self, name, row, period):
        """Sources filter by start: what began before the period stays, and so does what is about a
        partner whom the period does not have but one before it had."""
        zone = self.zones[row["partner_id"]]
        if minutes_of(name, row, zone).start < period_minutes(period, zone).start:
            return True
        return row["partner_id"] not in self.roster(period) and self.had_before(
            row["partner_id"], period)

    def had_before(self, partner_id, period):
        return any(partner_id in self.roster(other) for other in self.of_period if other < period)

    def roster(self, period):
        return {row["partner_id"] for row in self.of_period[period]["partners.csv"]}

    def decided(self, row):
        self.decisions.append(row)

    def write(self, period, directory, everybody, with_decisions=True):
        """As one import of the period with everything that is known. `everybody`: those that the
        period does not have too, as any other period has them, but without hours or rates."""
        directory.mkdir(parents=True)
        files = dict(self.of_period[period])
        if everybody:
            there = self.roster(period)
            others = {row["partner_id"]: row for months in self.of_period.values()
                      for row in months["partners.csv"] if row["partner_id"] not in there}
            files["partners.csv"] = files["partners.csv"] + list(others.values())
        here = {row["partner_id"] for row in files["partners.csv"]}
        for name, rows in self.rows.items():
            files[name] = [row for row in rows.values()
                           if name not in PLACED or row["partner_id"] in here]
        if with_decisions:
            random_decisions.write_rows(directory / "decisions.csv", self.decisions)
        for name, rows in files.items():
            random_month.write_csv(directory / name, random_month.COLUMNS[name].split(), rows)
        for name, text in self.texts[period].items():
            (directory / name).write_text(text, encoding="utf-8")


def utc_text(second):
    return datetime.fromtimestamp(second, second_reading.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
