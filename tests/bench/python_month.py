#!/usr/bin/env python3
"""The same month done with Python, ReportLab and XlsxWriter, to compare with.

    python_month.py INPUT_DIR HOLIDAYS_DIR OUT_DIR

Reads the files of make_month.py (open appointments, whole-day blocks and holidays), counts the
month in a straightforward way, writes a PDF a partner and a workbook with live formulas, and
prints the seconds of each step and the month's total as JSON.
"""

import csv
import json
import sys
import time
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import xlsxwriter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

PERIOD = (date(2026, 9, 1), date(2026, 9, 30))
DAYS = [PERIOD[0] + timedelta(days=n) for n in range(30)]
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
FONTS = "/usr/share/fonts/truetype/liberation2/LiberationSans-{}.ttf"
LETTERS = {"BOOKED": "B", "AVAILABLE": "A", "HOLIDAY": "H", "BLOCKED": "X"}
COLOURS = {"BOOKED": "#d6e4f2", "AVAILABLE": "#eef3f8", "HOLIDAY": "#f4d9a6", "BLOCKED": "#dddddd"}

# ---- reading ----------------------------------------------------------------------------------------


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_partner(path):
    groups = defaultdict(list)
    for row in rows_of(path):
        groups[row["partner_id"]].append(row)
    return groups


def cents(text):
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def read(directory, holidays):
    declared = defaultdict(dict)
    for row in rows_of(holidays / "au-2026.csv"):
        if row["effect"] in ("", "declare"):
            declared[row["area"]][date.fromisoformat(row["date"])] = row["name"]
    return SimpleNamespace(
        partners=rows_of(directory / "partners.csv"),
        rates=by_partner(directory / "rates.csv"),
        schedules=by_partner(directory / "schedules.csv"),
        blocks=by_partner(directory / "blocks.csv"),
        appointments=by_partner(directory / "appointments.csv"),
        cases={row["case_id"]: int(row["entitled_sessions"]) for row in rows_of(directory / "cases.csv")},
        holidays=declared,
    )


# ---- counting ---------------------------------------------------------------------------------------


def half_up(numerator, denominator):
    return (2 * numerator + denominator) // (2 * denominator)


def instants(row, zone):
    start = datetime.fromisoformat(row["start"]).replace(tzinfo=zone)
    completed = row["completed_at"]
    done = datetime.fromisoformat(completed).replace(tzinfo=zone) if completed else None
    return start, done


def blocked_days(blocks):
    days = {}
    for block in blocks:
        day, last = date.fromisoformat(block["start"]), date.fromisoformat(block["end"])
        while day <= last:
            days[day] = block["block_id"]
            day += timedelta(days=1)
    return days


def count(facts, row):
    """The slots of one partner with their verdicts."""
    partner = row["partner_id"]
    zone = ZoneInfo(row["timezone"])
    holidays = {day: name for area in row["areas"].split(";") for day, name in facts.holidays[area].items()}
    blocks = blocked_days(facts.blocks[partner])
    booked = {}
    for appointment in facts.appointments[partner]:
        start, done = instants(appointment, zone)
        late = done is None or done.date() > start.date() + timedelta(days=7)
        booked[start.date(), start.hour] = (appointment["appointment_id"], late)
    rate = cents(facts.rates[partner][-1]["hourly_rate"])
    slots = []
    for day in DAYS:
        for schedule in facts.schedules[partner]:
            if schedule["weekday"] != WEEKDAYS[day.weekday()]:
                continue
            for hour in range(int(schedule["start"][:2]), int(schedule["end"][:2])):
                slots.append(verdict(day, hour, holidays, blocks, booked))
    minutes = sum(slot.paid - slot.penalty for slot in slots)
    amount = half_up(rate * minutes, 60)
    gst = half_up(amount, 10)
    unscheduled = [
        (day, hour, key[0])
        for (day, hour), key in booked.items()
        if day in holidays or day in blocks
    ]
    return SimpleNamespace(
        row=row, slots=slots, rate=rate, minutes=minutes, amount=amount, gst=gst,
        total=amount + gst, unscheduled=unscheduled,
    )  # fmt: skip


def verdict(day, hour, holidays, blocks, booked):
    slot = SimpleNamespace(day=day, hour=hour, paid=60, penalty=0, evidence="")
    if day in holidays:
        slot.outcome, slot.rule, slot.paid, slot.evidence = "HOLIDAY", "P1", 0, holidays[day]
    elif day in blocks:
        slot.outcome, slot.rule, slot.paid, slot.evidence = "BLOCKED", "P2", 0, blocks[day]
    elif (day, hour) in booked:
        slot.evidence, late = booked[day, hour]
        slot.outcome, slot.rule = "BOOKED", "C1" if late else "P5"
        slot.penalty = 60 if late else 0
    else:
        slot.outcome, slot.rule = "AVAILABLE", "P6"
    return slot


def over_allocation(facts):
    """The appointments beyond their case's sessions."""
    sessions = defaultdict(list)
    for rows in facts.appointments.values():
        for row in rows:
            sessions[row["case_id"]].append((row["start"], row["appointment_id"]))
    return [
        key
        for case, keys in sessions.items()
        for key in sorted(keys)[facts.cases.get(case, len(keys)) :]
    ]


# ---- documents --------------------------------------------------------------------------------------


def styles():
    pdfmetrics.registerFont(TTFont("Sans", FONTS.format("Regular")))
    pdfmetrics.registerFont(TTFont("Sans-Bold", FONTS.format("Bold")))
    return SimpleNamespace(
        title=ParagraphStyle("title", fontName="Sans-Bold", fontSize=18, leading=24),
        heading=ParagraphStyle("heading", fontName="Sans-Bold", fontSize=12, leading=20),
        text=ParagraphStyle("text", fontName="Sans", fontSize=9, leading=12),
        table=[("FONT", (0, 0), (-1, -1), "Sans", 8), ("FONT", (0, 0), (-1, 0), "Sans-Bold", 8),
               ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.lightgrey),
               ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#1f3864")),
               ("TEXTCOLOR", (0, 0), (-1, 0), colors.white)],
    )  # fmt: skip


def dollars(amount):
    return f"{amount // 100:,}.{amount % 100:02d}"


def front(month, look):
    row = month.row
    supplier = [row["legal_name"], row["abn"], row["address_line_1"], f"{row['suburb']} {row['state']} {row['postcode']}"]
    recipient = ["Example Assist Pty Ltd", "47 555 222 000", "1 Example Street", "Sydney NSW 2000"]
    hours = f"{month.minutes / 60:.2f}"
    supplies = [
        ["Description", "Hours", "Rate", "Amount", "GST", "Total"],
        ["Consultant Partner hours, September 2026", hours, dollars(month.rate), dollars(month.amount),
         dollars(month.gst), dollars(month.total)],
    ]  # fmt: skip
    return [
        Paragraph("Recipient Created Tax Invoice", look.title),
        Table([["Supplier", "Recipient"], *zip(supplier, recipient)], style=look.table, colWidths=240),
        Spacer(1, 12),
        Table(supplies, style=look.table, colWidths=[210, 50, 50, 60, 50, 60]),
        Paragraph(f"The GST payable of ${dollars(month.gst)} is payable by the supplier.", look.text),
        Paragraph("The recipient may issue tax invoices for these supplies; the supplier will not.", look.text),
    ]


def counted(month, look):
    offered = defaultdict(int)
    less = defaultdict(int)
    for slot in month.slots:
        offered[WEEKDAYS[slot.day.weekday()]] += 1
        if slot.paid == 0:
            less[f"less {slot.outcome.lower()}", f"{slot.day:%a %d %b} {slot.evidence}"] += 1
        if slot.penalty:
            less["less not completed in 7 days", f"{slot.day:%a %d %b} {slot.hour}:00 {slot.evidence}"] += 1
    rows = [["How your hours were counted", "", "hours"]]
    rows += [[f"{day}s", "", str(hours)] for day, hours in offered.items()]
    rows += [[label, detail, f"-{hours}"] for (label, detail), hours in less.items()]
    rows.append(["Hours paid", "", f"{month.minutes / 60:.2f}"])
    return [Spacer(1, 12), Table(rows, style=look.table, colWidths=[160, 260, 60])]


def calendar(month, look):
    days = defaultdict(list)
    for slot in month.slots:
        days[slot.day].append(slot)
    rows, marks = [WEEKDAYS], []
    for week in range(5):
        cells = []
        for weekday in range(7):
            day = date(2026, 8, 31) + timedelta(days=7 * week + weekday)
            inner = [[str(day.day)]] if day.month == 9 else [[""]]
            style = [("FONT", (0, 0), (-1, -1), "Sans", 7)]
            for line, slot in enumerate(days[day], 1):
                inner.append([f"{slot.hour}:00 {LETTERS[slot.outcome]}"])
                style.append(("BACKGROUND", (0, line), (-1, line), colors.HexColor(COLOURS[slot.outcome])))
            cells.append(Table(inner, style=style, colWidths=58, rowHeights=12))
        rows.append(cells)
    return [Paragraph("Your month", look.heading), Table(rows, style=look.table + marks, colWidths=68)]


def not_paid(month, look):
    rows = [["date", "start", "why", "what would have made it payable"]]
    for slot in month.slots:
        if slot.paid == 0 or slot.penalty:
            rows.append([f"{slot.day:%a %d %b}", f"{slot.hour}:00", f"{slot.outcome} {slot.evidence}", slot.rule])
    for day, hour, key in month.unscheduled:
        rows.append([f"{day:%a %d %b}", f"{hour}:00", f"{key}: outside the paid schedule", "A8"])
    return [Paragraph("Not paid, and why", look.heading), Table(rows, style=look.table, colWidths=[70, 50, 250, 110])]


def foot(canvas, document):
    canvas.setFont("Sans", 7)
    canvas.drawString(50, 30, "DRAFT")
    canvas.drawRightString(545, 30, f"page {document.page}")


def document_write(month, look, path):
    document = SimpleDocTemplate(str(path), pagesize=A4, title="Recipient Created Tax Invoice", leftMargin=50, rightMargin=50)
    story = front(month, look) + counted(month, look) + calendar(month, look) + not_paid(month, look)
    document.build(story, onFirstPage=foot, onLaterPages=foot)


# ---- the workbook -----------------------------------------------------------------------------------


def workbook_write(months, path):
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    formats = SimpleNamespace(
        day=book.add_format({"num_format": "yyyy-mm-dd"}),
        hour=book.add_format({"num_format": "hh:mm"}),
        money=book.add_format({"num_format": "#,##0.00"}),
    )
    register, slots, unpaid = map(book.add_worksheet, ("Register", "Slots", "Not paid"))
    headings(register, ["partner_id", "slots", "minutes", "amount", "gst", "total", "engine: total"])
    headings(slots, ["partner_id", "date", "start", "outcome", "rule", "paid_minutes", "penalty_minutes",
                     "hourly_rate", "evidence", "taxable"])  # fmt: skip
    headings(unpaid, ["partner_id", "date", "start", "outcome", "rule", "minutes", "evidence"])
    slot_row = unpaid_row = 1
    for number, month in enumerate(months, 1):
        first = slot_row
        for slot in month.slots:
            slot_write(slots, slot_row, month, slot, formats)
            slot_row += 1
            if slot.paid == 0 or slot.penalty:
                unpaid_write(unpaid, unpaid_row, month, slot, formats)
                unpaid_row += 1
        register_write(register, number, month, f"{first + 1}:{{0}}{slot_row}", formats)
    book.close()


def headings(sheet, names):
    for column, name in enumerate(names):
        sheet.write_string(0, column, name)


def verdict_write(sheet, row, month, slot, formats):
    sheet.write_string(row, 0, month.row["partner_id"])
    sheet.write_datetime(row, 1, slot.day, formats.day)
    sheet.write_number(row, 2, slot.hour / 24, formats.hour)
    sheet.write_string(row, 3, slot.outcome)
    sheet.write_string(row, 4, slot.rule)


def slot_write(sheet, row, month, slot, formats):
    verdict_write(sheet, row, month, slot, formats)
    sheet.write_number(row, 5, slot.paid)
    sheet.write_number(row, 6, slot.penalty)
    sheet.write_number(row, 7, month.rate / 100, formats.money)
    sheet.write_string(row, 8, slot.evidence)
    sheet.write_string(row, 9, "yes")


def unpaid_write(sheet, row, month, slot, formats):
    verdict_write(sheet, row, month, slot, formats)
    sheet.write_number(row, 5, 60)
    sheet.write_string(row, 6, slot.evidence)


def register_write(sheet, row, month, span, formats):
    def cells(column):
        return f"Slots!{column}{span.format(column)}"

    sheet.write_string(row, 0, month.row["partner_id"])
    sheet.write_formula(row, 1, f"=COUNTA({cells('D')})", None, len(month.slots))
    sheet.write_formula(row, 2, f"=SUM({cells('F')})-SUM({cells('G')})", None, month.minutes)
    sheet.write_formula(row, 3, f"=ROUND(C{row + 1}*{month.rate / 100}/60,2)", formats.money, month.amount / 100)
    sheet.write_formula(row, 4, f"=ROUND(D{row + 1}/10,2)", formats.money, month.gst / 100)
    sheet.write_formula(row, 5, f"=D{row + 1}+E{row + 1}", formats.money, month.total / 100)
    sheet.write_number(row, 6, month.total / 100, formats.money)


# ---- the command ------------------------------------------------------------------------------------


def main():
    directory, holidays, out = map(Path, sys.argv[1:])
    (out / "documents").mkdir(parents=True)
    marks = [time.perf_counter()]

    def mark():
        marks.append(time.perf_counter())

    facts = read(directory, holidays)
    mark()
    months = [count(facts, row) for row in facts.partners]
    over_allocation(facts)
    mark()
    look = styles()
    for month in months:
        document_write(month, look, out / "documents" / f"{month.row['partner_id']}.pdf")
    mark()
    workbook_write(months, out / "audit.xlsx")
    mark()
    names = ["read", "count", "documents", "workbook"]
    seconds = dict(zip(names, (after - before for before, after in zip(marks, marks[1:]))))
    print(json.dumps({"seconds": seconds, "total": sum(month.total for month in months)}))


if __name__ == "__main__":
    main()
