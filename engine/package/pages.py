#!/usr/bin/env python3
"""What is written of the table of commands and options (engine/cli/table.c), which `rcti help --json` prints:

    pages.py readme RCTI     README's list of commands, between its two marks; prints README.md anew
"""

import json
import subprocess
import sys
import textwrap
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
README_MARKS = ("<!-- made by engine/package/pages.py -->\n", "<!-- end -->\n")
LINE_COLUMN, WIDTH = 44, 108


def table_of(rcti):
    return json.loads(subprocess.run([rcti, "help", "--json"], capture_output=True, check=True).stdout)


def usage(option):
    """[--store FILE]"""
    return f"[--{option['name']}{' ' if option['value'] else ''}{option['value']}]"


# ---- README ------------------------------------------------------------------------------------------


def of_all_kinds(command, table):
    """The options that every kind of a command has."""
    kinds = [kind["options"] for kind in table if kind["name"].startswith(command["name"] + " ")]
    return [option for option in kinds[0] if all(option in kind for kind in kinds)] if kinds else []


def readme_list(table):
    lines, group, shared = ["    ./run-month.sh [PERIOD [INPUT_DIR]] [OPTION…]"], "", []
    for command in table:
        if command["group"] != group:
            group = command["group"]
            lines += ["", f"    {group}"]
        asked = f"    rcti {command['name']} {command['arguments']}".rstrip()
        space = "\n" + " " * LINE_COLUMN if len(asked) + 2 > LINE_COLUMN else " " * (LINE_COLUMN - len(asked))
        lines += f"{asked}{space}{command['line']}".split("\n")
        is_kind = " " in command["name"]
        shared = shared if is_kind else of_all_kinds(command, table)
        options = [option for option in command["options"] if option not in shared] if is_kind else \
            command["options"] + shared
        words = "\x01".join(usage(option).replace(" ", "\x02") for option in options)
        for row in textwrap.wrap(words.replace("\x01", " "), WIDTH - 8, break_on_hyphens=False):
            lines.append(" " * 8 + row.replace("\x02", " "))
    return "\n".join(lines) + "\n"


def readme(rcti):
    text = (TOP / "README.md").read_text("utf-8")
    before, after = text.split(README_MARKS[0]), text.split(README_MARKS[1])
    return before[0] + README_MARKS[0] + "\n" + readme_list(table_of(rcti)) + "\n" + README_MARKS[1] + after[1]


def main():
    if sys.argv[1:2] == ["readme"] and len(sys.argv) == 3:
        sys.stdout.write(readme(sys.argv[2]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
