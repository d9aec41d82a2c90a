#!/usr/bin/env python3
"""Of one partner 5000 rows, which is as many as may be, of another one more; no two on one date."""

import sys
from datetime import date, timedelta
from pathlib import Path


def rows(partner, count):
    for number in range(count):
        day = date(2015, 1, 5) + timedelta(weeks=number // 20)
        hour = f"{number % 20:02d}:00"
        yield f"{partner},Mon,{hour},,{day},{day}\n"


(Path(sys.argv[1]) / "schedules.csv").write_text(
    "partner_id,weekday,start,end,effective_from,effective_to\n" + "".join(rows("P0001", 5000))
    + "".join(rows("P0002", 5001)), encoding="utf-8")
