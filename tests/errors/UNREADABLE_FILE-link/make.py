"""A link leads out of the directory."""

import sys
from pathlib import Path

(Path(sys.argv[1]) / "Fees.csv").symlink_to("/etc/hostname")
