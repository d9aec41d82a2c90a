"""One table of commands and options (engine/cli/table.c): what the parser takes, what --help and README say is
just that, neither less nor more; each check is tried on a table that has one less and one more."""

import copy
import re
import sys

from world import TOP

sys.path += [str(TOP / "tests"), str(TOP / "engine/package")]
import pages
from option_table import commands

OPTION = re.compile(r"^  --([a-z-]+)(?: (\S+))?(?:  |$)", re.M)


def names(command):
    return [option["name"] for option in command["options"]]


def help_problems(world, table):
    """rcti help COMMAND, and the list of commands."""
    problems = []
    listed = re.findall(r"^  ([a-z-]+)  +\S", world.call("help").stdout.printed, re.M)
    if listed != [name for name in table if " " not in name]:
        problems.append(f"help lists {listed}")
    for name, command in table.items():
        said = world.call("help", *name.split()).stdout.printed
        found = [(option, value) for option, value in OPTION.findall(said)]
        expected = [(option["name"], option["value"].split(" ")[0]) for option in command["options"]]
        if found != expected:
            problems.append(f"help {name} lists {found}, not {expected}")
        if f"usage: rcti {name} {command['arguments']}".rstrip() not in said:
            problems.append(f"help {name} is used otherwise")
    return problems


def parser_problems(world, table):
    """Each option where it is taken, all at once; and where it is none, one of each a command."""
    problems, every = [], {option: 0 for command in table.values() for option in names(command)}
    for name, command in table.items():
        words = [word for option in command["options"] if option["name"] != "json"  # which screens.py asks of each
                 for word in (f"--{option['name']}", *(["1"] if option["value"] else []))]
        said = world.call(*name.split(), *words, "--help")
        if said.returncode != 0:
            problems.append(f"{name}: {said.stderr}")
        own = [option for option in every if option not in names(command)]
        for option in sorted(own, key=every.get)[:5]:
            every[option] += 1
            said = world.call(*name.split(), f"--{option}", "1")
            takers = [other for other, row in table.items() if option in names(row)]
            told = re.sub(r"\s+", " ", said.stderr)
            if said.returncode != 2 or not any(f"{taker.split()[0]}" in told for taker in takers) or \
                    f"--{option} is none of its options" not in told and name != "decide":
                problems.append(f"{name} --{option}: {said.returncode}, {said.stderr}")
    left = [option for option, count in every.items() if count == 0 and option != "json"]
    return problems + [f"never refused: {left}"] * bool(left)


def readme_problems(_, table):
    text = (TOP / "README.md").read_text("utf-8").split(pages.README_MARKS[0])[1].split(pages.README_MARKS[1])[0]
    return [] if text == "\n" + pages.readme_list(list(table.values())) + "\n" else \
        ["README's commands: engine/package/pages.py readme build/rcti"]


CHECKS = [help_problems, parser_problems, readme_problems]


def one_less(table):
    """Without an option of explain; without a command."""
    fewer = copy.deepcopy(table)
    fewer["explain"]["options"] = [row for row in fewer["explain"]["options"] if row["name"] != "letter"]
    yield fewer
    yield {name: row for name, row in table.items() if name != "claim"}


def one_more(table):
    more = copy.deepcopy(table)
    more["explain"]["options"].append({"name": "loud", "value": "", "repeated": False, "what": "so"})
    yield more
    row = copy.deepcopy(table["claim"])
    row["name"] = "shout"
    yield {**table, "shout": row}


def all_say_the_same(world):
    table = commands(world.rcti)
    for check in CHECKS:
        assert not check(world, table), check(world, table)


def each_check_can_fail(world):
    """Of the parser an option less is seen by nobody who does not give it, which is what the table is for."""
    table = commands(world.rcti)
    for check in (help_problems, readme_problems):
        for other in (*one_less(table), *one_more(table)):
            assert check(world, other), check
    assert all(parser_problems(world, other) for other in one_more(table))


def who_misspells_is_told(world):
    for words, told in ((["ruh"], "there is no command ruh; did you mean run? See rcti --help"),
                        (["rnu"], "did you mean run?"),
                        (["xyzzyx"], "there is no command xyzzyx; see rcti --help"),
                        (["help", "statu"], "there is no command statu; did you mean status?"),
                        (["run", "2026-09", "--qiet"], "there is no option --qiet; did you mean --quiet?"),
                        (["run", "2026-09", "--letter"], "explain and claim take --letter"),
                        (["verify", "--ticket=T-1"], "decide takes --ticket"),
                        (["decide", "wave", "P1", "--ticket", "T"], "did you mean waive?")):
        answer = world.call(*words)
        assert answer.returncode == 2 and told in re.sub(r"\s+", " ", answer.stderr), answer


def what_is_a_value_is_no_option(world):
    answer = world.call("void", "RCTI-202609-P0001", "--reason", "--letter", "--approved-by", "Ana", "--store", "none")
    assert answer.returncode != 0 and "options" not in answer.stderr, answer


TESTS = [all_say_the_same, each_check_can_fail, who_misspells_is_told, what_is_a_value_is_no_option]
