#!/usr/bin/env python3
"""The same documents in Python with ReportLab, for tests/bench/documents to compare with.

    python_documents.py NAME JOBS COUNT OUT_DIR    prints seconds of wall clock and of processor

A document has as many texts, boxes and lines as tests/bench/plain_libharu.c draws, with the whole font
registered, as ReportLab's manual shows it (it embeds a subset).
"""

import os
import sys
import time
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


def document_number(work):
    name, directory, number = work
    texts = [f"A{i:06d} was not marked as completed" if i % 6 == 4 else f"{i:02d}:00"
             for i in range(TEXTS // 2 - 2)]
    document_write(Path(directory) / f"{number}.pdf", name, texts)


def main():
    name, jobs, count, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    works = [(name, out, number) for number in range(count)]
    start, before = time.monotonic(), os.times()
    if jobs == 1:
        for work in works:
            document_number(work)
    else:
        with Pool(jobs) as pool:
            pool.map(document_number, works, chunksize=16)
            pool.close()
            pool.join()  # only then is their time in os.times()
    seconds, after = time.monotonic() - start, os.times()
    print(f"{seconds:.6f} {sum(after[:4]) - sum(before[:4]):.6f}")


if __name__ == "__main__":
    main()
