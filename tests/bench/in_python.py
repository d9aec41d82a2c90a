#!/usr/bin/env python3
"""The same work in Python, with ReportLab and XlsxWriter, for tests/bench/documents to compare with.

usage: in_python.py documents NAME JOBS COUNT OUT_DIR     prints seconds of wall clock and processor
       in_python.py month JOBS INPUT_DIR OUT_DIR          likewise

A document has as many texts, boxes and lines as tests/bench/plain_libharu.c draws, with the whole font
registered, as ReportLab's manual shows it (it embeds a subset). The month is what a person would write
in an afternoon: hours counted per partner, a document each, the large tables and sheets with as many rows
and cells, and a manifest; without most of the rules, evidence, explanations and checks that rcti has.
"""

import csv
import json
import sys
import time
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from hashlib import sha256
from multiprocessing import Pool
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

FONTS = "/usr/share/fonts/truetype/liberation2/LiberationSans-"
TEXTS, BOXES, LINES = 406, 135, 41  # of a document: two pages


def fonts_register():
    if "Regular" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Regular", FONTS + "Regular.ttf"))
        pdfmetrics.registerFont(TTFont("Bold", FONTS + "Bold.ttf"))


def page_draw(page, name, texts):
    page.setFont("Bold", 21)
    page.drawString(48, 760, "Recipient Created Tax Invoice")
    page.setFont("Bold", 11)
    page.drawString(48, 740, name)
    page.setStrokeColorRGB(0.35, 0.35, 0.35)
    for i in range(BOXES // 2):
        page.setFillColorRGB(0.87, 0.92, 0.97)
        page.rect(48 + i % 14 * 35, 640 + i // 14 * 13, 30, 11, fill=1)
    page.setFillColorRGB(0.1, 0.1, 0.1)
    for i, text in enumerate(texts):
        page.setFont("Bold" if i % 6 == 0 else "Regular", 8.5)
        page.drawString(48 + i % 6 * 80, 620 - i // 6 * 16, text)
    page.setLineWidth(0.5)
    for i in range(LINES // 2):
        page.line(48, 615 - i * 16, 547, 615 - i * 16)


def document_write(path, name, texts):
    fonts_register()
    document = canvas.Canvas(str(path), pagesize=A4, pageCompression=1)
    for _ in range(2):
        page_draw(document, name, texts)
        document.showPage()
    document.save()


def sample_texts():
    return [f"A{i:06d} was not marked as completed" if i % 6 == 4 else f"{i:02d}:00"
            for i in range(TEXTS // 2 - 2)]


def document_number(work):
    name, directory, number = work
    document_write(Path(directory) / f"{number}.pdf", name, sample_texts())


# ---- a month ------------------------------------------------------------------------------------------


def rows(directory, name):
    with open(Path(directory) / name, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def slots_of(schedules, blocks, booked):
    """(date, hour, outcome, paid minutes, penalty) of one partner's September."""
    day = date(2026, 9, 1)
    while day.month == 9:
        for weekday, start, end in schedules:
            if weekday == day.strftime("%a"):
                for hour in range(int(start[:2]), int(end[:2])):
                    blocked = any(first <= day.isoformat() <= last for first, last in blocks)
                    lapsed = booked.get((day.isoformat(), hour))
                    outcome = "BLOCKED" if blocked else "BOOKED" if lapsed is not None else "AVAILABLE"
                    yield day, hour, outcome, 0 if blocked else 60, 60 if lapsed and not blocked else 0
        day += timedelta(days=1)


def facts_read(directory):
    schedules, blocks, booked = defaultdict(list), defaultdict(list), defaultdict(dict)
    for row in rows(directory, "schedules.csv"):
        schedules[row["partner_id"]].append((row["weekday"], row["start"], row["end"]))
    for row in rows(directory, "blocks.csv"):
        blocks[row["partner_id"]].append((row["start"], row["end"]))
    for row in rows(directory, "appointments.csv"):
        start = datetime.fromisoformat(row["start"])
        done = datetime.fromisoformat(row["completed_at"])
        late = done.date() > start.date() + timedelta(days=7)
        booked[row["partner_id"]][start.date().isoformat(), start.hour] = late
    rates = {row["partner_id"]: float(row["hourly_rate"]) for row in rows(directory, "rates.csv")}
    return schedules, blocks, booked, rates


def invoice_texts(partner, slots, rate):
    counts = Counter(outcome for _, _, outcome, _, _ in slots)
    minutes = sum(paid - penalty for _, _, _, paid, penalty in slots)
    amount = round(minutes * rate / 60, 2)
    texts = [partner["legal_name"], partner["abn"], f"{minutes / 60:.2f}", f"{amount:.2f}",
             f"{amount / 10:.2f}", f"{amount * 1.1:.2f}", *(f"{k} {n}" for k, n in counts.items())]
    texts += [text for day, hour, outcome, _, _ in slots for text in (f"{day:%d} {hour:02d}:00", outcome[0])]
    return (texts + sample_texts())[:TEXTS // 2 - 2], minutes, amount


def month_document(work):
    path, name, texts = work
    document_write(path, name, texts)


class Sheet:
    """Rows of a sheet and of a CSV file, cell by cell."""

    def __init__(self, book, name, formats, path=None):
        self.sheet, self.formats, self.line = book.add_worksheet(name), formats, 0
        self.csv = csv.writer(open(path, "w", encoding="utf-8", newline="")) if path else None

    def row(self, *cells):
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                self.sheet.write_datetime(self.line, column, cell, self.formats["date"])
            elif isinstance(cell, str):
                self.sheet.write_string(self.line, column, cell)
            elif isinstance(cell, tuple):
                self.sheet.write_formula(self.line, column, cell[0], None, cell[1])
            else:
                self.sheet.write_number(self.line, column, cell)
        self.line += 1
        if self.csv:
            self.csv.writerow(cells)


def partner_rows(sheets, partner, slots, rate, minutes, amount):
    register, lines, hours, not_paid = sheets
    who, first = partner["partner_id"], hours.line + 1
    for day, hour, outcome, paid, penalty in slots:
        at = datetime(day.year, day.month, day.day)
        hours.row(who, at, hour / 24, outcome, "P5", paid, penalty, rate, f"{who}-{hour}", "", "yes")
        if paid == penalty:
            not_paid.row(who, at, hour / 24, "slot", "", outcome, "P2", 60, "Blocked (block B1)",
                         "not blocking this hour", "you are not remunerated", "", "blocks.csv:2")
    lines.row(who, "partner", rate, "yes", minutes, amount, amount / 10, amount * 1.1)
    register.row(who, "ready", "RCTI", "", len(slots),
                 (f"=SUM(Slots!F{first}:F{hours.line})-SUM(Slots!G{first}:G{hours.line})", minutes),
                 amount, amount / 10, amount * 1.1)


def manifest_write(out):
    hashes = {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())}
    (out / "manifest.json").write_text(json.dumps(hashes, indent=1), encoding="utf-8")


def month(jobs, directory, out):
    import xlsxwriter

    schedules, blocks, booked, rates = facts_read(directory)
    book = xlsxwriter.Workbook(str(out / "audit.xlsx"), {"constant_memory": True})
    formats = {"date": book.add_format({"num_format": "yyyy-mm-dd"})}
    sheets = (Sheet(book, "Register", formats, out / "register.csv"),
              Sheet(book, "Lines", formats, out / "lines.csv"),
              Sheet(book, "Slots", formats, out / "slots.csv"), Sheet(book, "Not paid", formats))

    def works():
        for partner in rows(directory, "partners.csv"):
            who = partner["partner_id"]
            slots = list(slots_of(schedules[who], blocks[who], booked[who]))
            texts, minutes, amount = invoice_texts(partner, slots, rates[who])
            partner_rows(sheets, partner, slots, rates[who], minutes, amount)
            yield out / f"{who}.pdf", partner["legal_name"], texts

    with Pool(jobs) as pool:
        for _ in pool.imap_unordered(month_document, works(), chunksize=16):
            pass
    book.close()
    manifest_write(out)


def main():
    start = time.monotonic()
    if sys.argv[1] == "documents":
        name, jobs, count, out = sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
        works = [(name, out, number) for number in range(count)]
        if jobs == 1:
            for work in works:
                document_number(work)
        else:
            with Pool(jobs) as pool:
                pool.map(document_number, works, chunksize=16)
    else:
        month(int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
    print(f"{time.monotonic() - start:.6f} {time.process_time():.6f}")


if __name__ == "__main__":
    main()
