"""The program's own table of commands and options (`rcti help --json`), for tests that ask many commands."""

import json
import subprocess
from functools import cache


@cache
def commands(rcti):
    """By name, in the order of the table."""
    done = subprocess.run([str(rcti), "help", "--json"], capture_output=True, check=True)
    return {command["name"]: command for command in json.loads(done.stdout)}


def options_of(rcti, words):
    """The names of the options of the command that is called by these words."""
    table = commands(rcti)
    name = " ".join(map(str, words[:2]))
    command = table.get(name) or table.get(str(words[0])) or {"options": []}
    return {f"--{option['name']}": option["value"] for option in command["options"]}


def taken(rcti, words, options):
    """Of a row of options, "--store", "rcti.db", "--quiet", those that the command takes, with their values."""
    takes, kept, keep = options_of(rcti, words), [], False
    for word in map(str, options):
        if word.startswith("--"):
            keep = word in takes
        if keep:
            kept.append(word)
    return kept
