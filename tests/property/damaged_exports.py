#!/usr/bin/env python3
"""Exports of other systems of which something is damaged: never a wrong register in silence.

    damaged_exports.py --rcti PATH [--seeds N] [--first S] [--jobs J] [--most-unseen N] [--list]

October as four systems export it (fixtures/2026-10-*) is damaged once a seed as people and programs damage
exports: saved in another encoding or with another delimiter, dates in another order, AM and PM lost, footers,
headings again, commas that a spreadsheet drops, numbers that it makes of dates and ids, columns shifted. What is
imported then has either the register of the whole month, or a hold or review that it has not; everything else is
refused by errors or a gate, in 20 lines or fewer (a screen may fold each). Two things cannot be seen where they are
few: hours that moved to another weekday are a week as good as any, which only bookings contradict
(UNSCHEDULED_BOOKINGS), and a cell of another order is a date as good as any where both days exist. Where each damaged
cell is so, it is listed, and there may be --most-unseen of them. The last line is "N passed, M failed".
"""

import argparse
import csv
import io
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
FIXTURES = TOP / "fixtures"
PERIOD = "2026-10"
AS_AT = ["--as-at", "2026-11-10T09:00+11:00", "--issue-date", "2026-11-10"]
LINES_MOST = 20
SPREADSHEET_ZERO = date(1899, 12, 30)


class Export:
    """A raw export as rows of cells, and how its system writes them."""

    def __init__(self, fixture, name, encoding, delimiter, headings, quote_all=False):
        self.fixture, self.name = FIXTURES / f"{PERIOD}-{fixture}", name
        self.encoding, self.delimiter, self.headings = encoding, delimiter, headings
        self.quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL

    def rows(self):
        text = (self.fixture / "input" / self.name).read_bytes().decode(self.encoding)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter))


EXPORTS = [
    Export("crm-report", "Consultants with rates.csv", "cp1252", ",", 0, True),
    Export("crm-report", "Service appointments October 2026.csv", "cp1252", ",", 0, True),
    Export("practice-bookings", "Bookings October.csv", "utf-16", "\t", 2),
    Export("week-matrix", "Partner schedule.csv", "cp1252", ";", 2),
    Export("leave-calendar", "Leave calendar October.csv", "utf-8-sig", ",", 0),
]
FULL = 4  # cells of a row that is data


class Damaged:
    """An export to be damaged: its rows, and how they will be written."""

    def __init__(self, export, dice):
        self.dice, self.headings = dice, export.headings
        self.rows = export.rows()
        self.encoding, self.delimiter, self.quoting = export.encoding, export.delimiter, export.quoting
        self.line_end, self.errors, self.edit = "\r\n", "strict", None

    def data(self):
        """The places of its rows, footers and totals aside."""
        return [at for at in range(self.headings + 1, len(self.rows))
                if len(self.rows[at]) >= FULL and self.rows[at][0]]

    def columns(self, pattern):
        """Those in which most values are of a form."""
        rows = [self.rows[at] for at in self.data()]
        found = []
        for column in range(len(self.rows[self.headings])):
            values = [row[column] for row in rows if column < len(row) and row[column]]
            if values and sum(bool(re.match(pattern, value)) for value in values) * 2 > len(values):
                found.append(column)
        return found

    def change(self, columns, function, some=False):
        """A function of a value over columns, in all rows or in some."""
        for at in self.data():
            if some and self.dice.random() < 0.9:
                continue
            for column in columns:
                if self.rows[at][column]:
                    self.rows[at][column] = function(self.rows[at][column])

    def data_bytes(self):
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=self.delimiter, lineterminator=self.line_end,
                   quoting=self.quoting).writerows(self.rows)
        text = out.getvalue()
        text = self.edit(text) if self.edit else text
        return text.encode(self.encoding, self.errors)


# ---------------------------------------------------------------------------- what damages


NUMBERS = r"\d{1,2}/\d{1,2}/\d{4}"
DATES = NUMBERS + r"|\d{4}-\d\d-\d\d"
WEEK = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri)day$")


def date_read(value):
    """Its day, month, year and what follows, as text; None where it is no date."""
    found = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})(.*)", value)
    if found:
        return found.groups()
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)(.*)", value)
    return (found[3], found[2], found[1], found[4]) if found else None


def chosen(dice, columns):
    """One of them, or all."""
    return columns if len(columns) < 2 or dice.random() < 0.5 else [dice.choice(columns)]


def encoding(damaged, dice):
    damaged.encoding = dice.choice(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850",
                                    "mac-roman"])
    damaged.errors = "replace"
    return damaged.encoding


def delimiter(damaged, dice):
    damaged.delimiter = dice.choice([",", ";", "\t", "|"])
    damaged.quoting = dice.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
    return repr(damaged.delimiter)


def line_ends(damaged, dice):
    damaged.line_end = dice.choice(["\n", "\r", "\r\n\r\n"])
    return repr(damaged.line_end)


def swapped(value):
    if not date_read(value):
        return value
    day, month, year, rest = date_read(value)
    return f"{month}/{day}/{year}{rest}" if "/" in value else f"{year}-{day}-{month}{rest}"


def date_order(damaged, dice):
    columns = chosen(dice, damaged.columns(DATES))
    some = dice.random() < 0.3
    damaged.change(columns, swapped, some)
    return f"{'some' if some else 'all'} dates of columns {columns} month first"


def date_form(damaged, dice):
    form = dice.choice(["two digits", "ISO", "dots", "month name"])

    def formed(value):
        if not date_read(value):
            return value
        day, month, year, rest = date_read(value)
        name = date(2026, int(month), 1).strftime("%b")
        return {"two digits": f"{day}/{month}/{year[2:]}{rest}", "dots": f"{day}.{month}.{year}{rest}",
                "ISO": f"{year}-{month:0>2}-{day:0>2}{rest}",
                "month name": f"{day} {name} {year}{rest}"}[form]

    columns = chosen(dice, damaged.columns(NUMBERS))
    damaged.change(columns, formed)
    return f"{form} in columns {columns}"


def half_day(damaged, dice):
    columns = chosen(dice, damaged.columns(r".*\d{1,2}:\d\d ?[AaPp][Mm]$|.*\d(am|pm)"))
    form = dice.choice(["lost", "small", "dotted"])
    damaged.change(columns, lambda value: {
        "lost": re.sub(r" ?([ap])m", "", value, flags=re.I), "small": value.lower(),
        "dotted": re.sub(r"([ap])m", r"\1.m.", value, flags=re.I)}[form], dice.random() < 0.3)
    return f"AM and PM {form} in columns {columns}"


def footer(damaged, dice):
    width = len(damaged.rows[damaged.headings])
    more = dice.choice([[["Total", str(len(damaged.rows))]], [[], ["Printed by: Finance", "2/11/2026"]],
                        [["Grand total"] + [""] * (width - 2) + ["237"]], [["Page 1 of 1"]]])
    damaged.rows += more
    return f"a footer: {more}"


def title(damaged, dice):
    more = dice.choice([[["October 2026"]], [["Report"], []], [["sep=" + damaged.delimiter]]])
    damaged.rows[:0] = more
    damaged.headings += len(more)
    return f"above the headings: {more}"


def headings_again(damaged, dice):
    at = dice.choice(damaged.data())
    damaged.rows.insert(at, list(damaged.rows[damaged.headings]))
    return f"headings again at row {at}"


def dropped_commas(damaged, dice):
    """As a spreadsheet drops them at the end of rows, or one within a row."""
    if dice.random() < 0.5:
        for at in damaged.data():
            while damaged.rows[at] and not damaged.rows[at][-1]:
                damaged.rows[at].pop()
        return "no blank cells at the end"
    at = dice.choice(damaged.data())
    row = damaged.rows[at]
    cell = dice.randrange(len(row) - 1)
    row[cell:cell + 2] = [row[cell] + row[cell + 1]]
    return f"row {at}: one comma less at cell {cell}"


def numbers(damaged, dice):
    """What a spreadsheet makes of dates, ids and numbers."""
    kind = dice.choice(["serial", "scientific", "zeros", "decimal comma"])

    def serial(value):
        if not date_read(value):
            return value
        day, month, year, _ = date_read(value)
        return str((date(int(year), int(month), int(day)) - SPREADSHEET_ZERO).days)

    patterns = {"serial": DATES, "scientific": r"[A-Z0-9]{3,}-?\d+", "zeros": r"0\d", "decimal comma": r"\$?\d+\.\d\d$"}
    columns = chosen(dice, damaged.columns(patterns[kind]))
    functions = {"serial": serial, "scientific": lambda value: "1.00E+05",
                 "zeros": lambda value: value.lstrip("0"),
                 "decimal comma": lambda value: value.replace(".", ",")}
    damaged.change(columns, functions[kind], dice.random() < 0.3)
    return f"{kind} in columns {columns}"


def shifted(damaged, dice):
    """Cells moved to the side, in one row or in all, from some cell on."""
    width = len(damaged.rows[damaged.headings])
    cell = dice.randrange(width - 1)
    rows = damaged.data() if dice.random() < 0.5 else [dice.choice(damaged.data())]
    right = dice.random() < 0.5
    for at in rows:
        row = damaged.rows[at]
        if right:
            row.insert(cell, "")
            row[width:] = []
        else:
            del row[cell]
            row.append("")
    return f"{len(rows)} rows moved {'right' if right else 'left'} from cell {cell}"


def columns_swapped(damaged, dice):
    """The cells of two columns, but not their headings."""
    width = len(damaged.rows[damaged.headings])
    one, other = dice.sample(range(width), 2)
    for at in damaged.data():
        row = damaged.rows[at]
        row[one], row[other] = row[other], row[one]
    headings = damaged.rows[damaged.headings]
    return f"{headings[one]} and {headings[other]} swapped"


def heading_changed(damaged, dice):
    headings = damaged.rows[damaged.headings]
    at = dice.randrange(len(headings))
    was = headings[at]
    headings[at] = dice.choice([was.upper(), was + " ", "", was.replace(" ", "_"), "Column " + str(at + 1),
                                headings[at - 1]])
    return f"heading {was!r} is {headings[at]!r}"


def quotes(damaged, dice):
    mark = dice.choice(['"', "\u201c"])

    def edit(text):
        places = [found.start() for found in re.finditer(r"[,;\t]", text)]
        place = dice.choice(places)
        return text[:place + 1] + mark + text[place + 1:]

    damaged.edit = edit
    damaged.errors = "replace"
    return f"a quotation mark {mark!r} more"


def spaces(damaged, dice):
    space = dice.choice([" ", "\u00a0", "  "])
    width = len(damaged.rows[damaged.headings])
    column = dice.randrange(width)
    damaged.change([column], lambda value: space + value + space)
    return f"{space!r} around column {column}"


def repeated(damaged, dice):
    at = dice.choice(damaged.data())
    damaged.rows.insert(at, list(damaged.rows[at]))
    return f"row {at} twice"


def blank_rows(damaged, dice):
    """As a spreadsheet has them between groups, with its delimiters or without."""
    width = len(damaged.rows[damaged.headings])
    places = sorted(dice.sample(damaged.data(), 3), reverse=True)
    for at in places:
        damaged.rows.insert(at, dice.choice([[], [""] * width]))
    return f"blank rows at {places}"


def line_break(damaged, dice):
    """Within a cell, where somebody pressed Alt and Enter."""
    at = dice.choice(damaged.data())
    row = damaged.rows[at]
    cell = dice.choice([place for place, value in enumerate(row) if value])
    place = dice.randrange(len(row[cell]) + 1)
    row[cell] = row[cell][:place] + "\n" + row[cell][place:]
    return f"a line break in row {at}, cell {cell}"


def columns_moved(damaged, dice):
    """With their headings."""
    width = len(damaged.rows[damaged.headings])
    order = dice.sample(range(width), width)
    for at in [damaged.headings, *damaged.data()]:
        row = damaged.rows[at] + [""] * width
        damaged.rows[at] = [row[place] for place in order]
    return f"columns in the order {order}"


DAMAGES = [encoding, delimiter, line_ends, date_order, date_order, date_form, half_day, half_day, footer, title,
           headings_again, dropped_commas, dropped_commas, numbers, numbers, shifted, shifted, columns_swapped,
           heading_changed, quotes, spaces, repeated, blank_rows, line_break, columns_moved]


def week_as_good(whole, broken):
    """Whether the week of each row is of hours, as they stand somewhere in the export, or blank."""
    week = [column for column, heading in enumerate(whole.rows[whole.headings]) if WEEK.match(heading)]
    hours = {""} | {whole.rows[at][column] for at in whole.data() for column in week}
    return bool(week) and all(broken.rows[at][column] in hours for at in broken.data() for column in week)


def dates_as_good(whole, broken):
    """Whether each cell that is not as it was is a date in both orders."""
    changed = [(was, now) for was_row, row in zip(whole.rows, broken.rows) for was, now in zip(was_row, row) if was != now]
    return all(date_read(was) and now == swapped(was) and int(date_read(was)[0]) <= 12 for was, now in changed)


AS_GOOD = {shifted: week_as_good, columns_swapped: week_as_good, date_order: dates_as_good}


# ---------------------------------------------------------------------------- a run


class World:
    def __init__(self, rcti, place):
        self.rcti, self.place = rcti, place
        self.register, self.seen = self.month(FIXTURES / f"{PERIOD}-own-columns/input", place / "whole")[1:]

    def call(self, directory, *words):
        done = subprocess.run([str(self.rcti), *map(str, words)], cwd=directory, text=True, capture_output=True,
                              errors="replace", check=False)
        if done.returncode not in (0, 1, 3):
            raise RuntimeError(f"{words[0]}: exit status {done.returncode} {done.stderr[-300:]}")
        return done

    def month(self, source, directory):
        """What the import said, the register, and the holds and reviews; the last two None where it is
        refused."""
        directory.mkdir()
        done = self.call(directory, "import", PERIOD, source, *AS_AT[:2])
        if done.returncode == 3:
            return done.stderr, None, None
        self.call(directory, "run", PERIOD, *AS_AT)
        draft = directory / f"out/{PERIOD}/draft"
        with (draft / "exceptions.csv").open(encoding="utf-8", newline="") as file:
            seen = {(row["code"], row["partner_id"], row["subject"]) for row in csv.DictReader(file)
                    if row["severity"] != "info"}
        return done.stderr, (draft / "register.csv").read_text(encoding="utf-8"), seen

    def damaged(self, seed):
        """How it ends, what the damage was, and what was said."""
        dice = random.Random(seed)
        export = dice.choice(EXPORTS)
        whole = Damaged(export, dice)
        data = whole.data_bytes()
        while data == whole.data_bytes():
            damage = dice.choice(DAMAGES)
            broken = Damaged(export, dice)
            what = f"{damage.__name__}, {export.name}: {damage(broken, dice)}"
            data = broken.data_bytes()
        place = self.place / f"seed-{seed}"
        shutil.copytree(export.fixture / "input", place / "input")
        (place / "input" / export.name).write_bytes(data)
        try:
            said, register, seen = self.month(place / "input", place / "store")
        except RuntimeError as problem:
            return "CRASHED", what, str(problem)
        finally:
            shutil.rmtree(place)
        if register is None:
            lines = [line for line in said.splitlines() if line.strip() and not line.startswith(" ")]
            if not lines or len(lines) > LINES_MOST:
                return "told at length", what, f"{len(lines)} lines\n" + "\n".join(lines[:25])
            return "refused", what, said
        if register == self.register:
            return "the same register", what, ""
        more = seen - self.seen
        if more:
            return "a hold or review", what, str(sorted(more)[:3])
        if damage in AS_GOOD and AS_GOOD[damage](whole, broken):
            return "as good as any", what, ""
        changed = [line for line in register.splitlines() if line not in self.register.splitlines()]
        return "WRONG IN SILENCE", what, "\n".join(changed[:4])


BAD = ("WRONG IN SILENCE", "CRASHED", "told at length")


def read_arguments():
    parser = argparse.ArgumentParser(description="Damages exports of other systems.")
    parser.add_argument("--rcti", type=Path, default=TOP / "build/rcti")
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--most-unseen", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="each seed")
    return parser.parse_args()


def main():
    arguments = read_arguments()
    counts = Counter()
    by_kind = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        world = World(arguments.rcti.resolve(), Path(temporary))
        seeds = range(arguments.first, arguments.first + arguments.seeds)
        with ThreadPoolExecutor(arguments.jobs) as pool:
            for seed, (ends, what, said) in zip(seeds, pool.map(world.damaged, seeds)):
                counts[ends] += 1
                by_kind[what.split(",")[0], ends] += 1
                if ends in (*BAD, "as good as any") or arguments.list:
                    print(f"--seeds 1 --first {seed}: {ends}: {what}\n{said}")
    for (kind, ends), count in sorted(by_kind.items()):
        print(f"{kind:16} {ends:18} {count}")
    failed = sum(counts[ends] for ends in BAD) + max(0, counts["as good as any"] - arguments.most_unseen)
    print(f"{sum(counts.values()) - failed} passed, {failed} failed")
    return 1 if failed or not counts else 0


if __name__ == "__main__":
    sys.exit(main())
