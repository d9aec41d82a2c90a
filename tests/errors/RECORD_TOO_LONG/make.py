#!/usr/bin/env python3
"""A record that is too long to be one: nobody wants it in the repository."""

import sys
from pathlib import Path

path = Path(sys.argv[1]) / "blocks.csv"
path.write_text(path.read_text(encoding="utf-8") + "B3,P0001,2026-09-18,2026-09-18," + "x" * 1100000
                + "\nB4,P0009,2026-09-18,2026-09-18,\n", encoding="utf-8")
