#!/usr/bin/env python3
"""A file of more than 200 kB: nobody wants it in the repository."""

import sys
from pathlib import Path

(Path(sys.argv[1]) / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200_000))
