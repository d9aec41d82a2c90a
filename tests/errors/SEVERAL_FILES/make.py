"""The calendar as it was downloaded, and again when somebody had corrected it."""

import os
import sys
import time
from pathlib import Path

ROWS = "block_id,partner_id,start,end\nB1,P0001,2026-09-11,2026-09-11\n"
folder = Path(sys.argv[1])
for name, day, rows in (("Leave.csv", 1, ROWS), ("Leave (1).csv", 2, ROWS + "B3,P0001,2026-09-15,2026-09-15\n")):
    (folder / name).write_text(rows, encoding="utf-8")
    moment = time.mktime((2026, 10, day, 9, 30, 0, 0, 0, -1))
    os.utime(folder / name, (moment, moment))
