#!/usr/bin/env python3
"""The shipped holidays through the program: the days, the command, months past the horizon.

usage: run.py [--rcti PATH] [--holidays DIR]

counts.csv and expectations.csv beside this file are what is known to be right; the latter says why
others get it wrong. The last line is "N passed, M failed".
"""

import argparse
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.append(str(TOP / "tests" / "golden"))  # for its checks.py

from answers import check_answers  # noqa: E402
from asked import Program  # noqa: E402
from checks import Checks  # noqa: E402
from command import check_command  # noqa: E402
from months import check_months  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description="The shipped holidays through the program.")
    parser.add_argument("--rcti", type=Path, default=TOP / "build" / "rcti", help="the program")
    parser.add_argument("--holidays", type=Path, default=TOP / "holidays", help="the files")
    arguments = parser.parse_args()
    program = Program(arguments.rcti.resolve(), arguments.holidays.resolve())
    checks = Checks()
    check_answers(checks, program)
    check_command(checks, program)
    with tempfile.TemporaryDirectory(prefix="holidays-") as temporary:
        check_months(checks, program, Path(temporary))
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed or not checks.passed else 0


if __name__ == "__main__":
    sys.exit(main())
