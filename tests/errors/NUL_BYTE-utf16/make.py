"""A file in UTF-16 without its mark, as some databases export it."""

import sys
from pathlib import Path

path = Path(sys.argv[1]) / "rates.csv"
path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16-le"))
