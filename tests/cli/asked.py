"""One table of commands and options (engine/cli/table.c): what the parser takes, what --help and README say is
just that, neither less nor more; each check is tried on a table that has one less and one more."""

import copy
import re
import subprocess
import sys

from world import APPROVER, MONTH, TOP

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


def page_problems(world, table):
    """Synopsis and list of options, of each command's page; the list of commands in rcti(1)."""
    made, problems = pages.pages(list(commands(world.rcti).values())), []
    # A word of two letters may be a macro: An.
    macros = re.findall(r"^\.S[sh](?: .*)? [A-Z][a-z](?: .*)?$", "\n".join(made.values()), re.M)
    problems += [f"{line}: a macro in a heading" for line in macros]
    # What is set apart is indented by 11 columns.
    wide = [line for page in made.values() for part in re.findall(r"^\.Bd -literal.*?^\.Ed", page, re.M | re.S)
            for line in part.replace("\\e", "\\").replace("@RCTI_DATA@", "/usr/share/rcti").split("\n") if len(line) > 69]
    problems += [f"{line}: wider than 80 columns on its page" for line in wide]
    listed = re.findall(r"^\.It Xr rcti-([a-z-]+) 1", made["man1/rcti.1"], re.M)
    if listed != [name for name in table if " " not in name]:
        problems.append(f"rcti(1) lists {listed}")
    for name, command in table.items():
        page = made.get(f"man1/rcti-{name.split()[0]}.1", "")
        shared = pages.of_all_kinds(table[name.split()[0]], list(table.values()))
        own = [row for row in command["options"] if row not in shared] if " " in name else command["options"] + shared
        part = page.split(f"\n.Ss {name}\n")[-1].split("\n.Ss ")[0] if " " in name else \
            page.split(".Sh DESCRIPTION")[-1].split("\n.Ss ")[0]
        used = page.split(f".Nm rcti {name}\n")[-1].split(".Nm")[0].split(".Sh")[0]
        for told, where in ((re.findall(r"^\.It Fl \\-(\S+)", part, re.M), "options"),
                            (re.findall(r"^\.Op Fl \\-(\S+)", used, re.M), "synopsis")):
            told = [word.replace("\\-", "-") for word in told]
            expected = [] if where == "synopsis" and name == "decide" else [row["name"] for row in own]
            if told != expected:
                problems.append(f"page of {name}, {where}: {told}, not {expected}")
    return problems


BASH = r'''source "$1"; shift; COMP_WORDS=(rcti "$@"); COMP_CWORD=$#; _rcti; printf '%s\n' "${COMPREPLY[@]}"'''


def completion_problems(world, table):
    """bash's as bash has it; zsh's and fish's as they are written (the step package asks the shells)."""
    made, problems = list(commands(world.rcti).values()), []
    script = world.place / "rcti.bash"
    script.write_text(pages.bash(made), "utf-8")
    zsh, fish = pages.zsh(made), pages.fish(made)
    top = [name for name in table if " " not in name]

    def offered(*words):
        done = subprocess.run(["bash", "-c", BASH, "bash", script, *words], capture_output=True, text=True, check=True)
        return done.stdout.split()

    if offered("") != [*top, "--help", "--version"]:
        problems.append(f"bash offers {offered('')}")
    if [f"decide {word}" for word in offered("decide", "")] != [name for name in table if " " in name]:
        problems.append("bash offers other kinds")
    if re.findall(r"use_subcommand -f -a (\S+)", fish) != top:
        problems.append("fish offers other commands")
    (world.place / "completed").mkdir(exist_ok=True)
    (world.place / "completed/only").mkdir(exist_ok=True)
    (world.place / "completed/one.csv").touch()
    begun = str(world.place / "completed/o")
    both, directories = [f"{begun}ne.csv", f"{begun}nly"], [f"{begun}nly"]
    kinds = [name.split()[1] for name in table if " " in name]
    for words, expected in ((["help", "decide", ""], kinds), (["help", "decide", "hold", ""], []), (["issue", begun], []),
                            (["import", "2026-09", begun], directories), (["claim", "P1", "2026-09", begun], both),
                            (["run", "--store", begun], both), (["run", "--store", "=", begun], both),
                            (["run", "--out", "=", begun], directories), (["run", "--jobs", begun], [])):
        if sorted(offered(*words)) != sorted(expected):
            problems.append(f"bash offers {offered(*words)} after {words}")
    for name, command in table.items():
        own = [f"--{option}" for option in names(command)]
        of_zsh = zsh.split(f"        {pages.quoted(name)})\n")[-1].split(";;")[0] if f"{pages.quoted(name)})" in zsh else ""
        seen = "; and ".join(f"__fish_seen_subcommand_from {word}" for word in name.split())
        for shell, told in (("bash", offered(*name.split(), "--")[:-1]),
                            ("zsh", re.findall(r"'\*?(--[a-z-]+)=?\[", of_zsh)[:-1]),
                            ("fish", [f"--{word}" for word in
                                      re.findall(rf"-n '{seen}' -l (\S+)", fish)])):
            if told != own:
                problems.append(f"{shell} offers {told} of {name}, not {own}")
    return problems


CHECKS = [help_problems, parser_problems, readme_problems, page_problems, completion_problems]


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
    for check in (help_problems, readme_problems, page_problems, completion_problems):
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


def what_is_missing_is_named(world):
    """Of each command the first of its arguments, and then the next, that it cannot do without."""
    for name, command in commands(world.rcti).items():
        needed = [word for word in command["arguments"].split() if not word.startswith("[")]
        for given, word in enumerate(needed):
            said = world.call(*name.split(), *["1"] * given)
            told = re.sub(r"\s+", " ", said.stderr)
            assert said.returncode == 2 and f"{word} is missing; see rcti {name}" in told, (name, said)


def what_is_a_value_is_no_option(world):
    answer = world.call("void", "RCTI-202609-P0001", "--reason", "--letter", "--approved-by", "Ana", "--store", "none")
    assert answer.returncode != 0 and "options" not in answer.stderr, answer


def ids_are_found_in_any_case(world):
    issued = world.issued("any-case")
    claim = issued.place / "claim.txt"
    claim.write_text("2026-09-07 10:00\n", "utf-8")
    decided = ["--ticket", "T-1", "--reason", "so", "--approved-by", APPROVER]
    for words in (["explain", "p0005", "2026-09"], ["explain", "rcti-202609-p0005"], ["explain", "a10502"],
                  ["claim", "p0005", "2026-09", claim], ["diff", "2026-09", "p0005"], ["rerun", "p0005", "2026-09"],
                  ["evidence", "p0005", "2026-09", "--out", "any-case"], ["decide", "pay", "p0006", "2026-09", "--amount", "1", *decided],
                  ["decisions", "p0006"], ["send", "2026-09", "--partner", "p0005", "--dry-run"],
                  ["void", "rcti-202609-p0007", "--reason", "so", "--approved-by", APPROVER],
                  ["holidays", "vic-greater-geelong", "2026"]):
        answer = issued.call(*words)
        assert answer.returncode in (0, 1) and "no decisions" not in answer.stdout, answer


def the_page_of_formats_has_every_column(world):
    """Just those of the files that rcti facts writes; but for decisions.csv all of them, in their order or not."""
    done = world.call("facts", "2026-09", "--out", "formats", *MONTH, "--store", world.store)
    assert done.returncode == 0, done
    page = " ".join(pages.pages(list(commands(world.rcti).values()))["man5/rcti-formats.5"].split("\n"))
    told = {name: {word.strip("[] ") for word in columns.split(",")}
            for name, columns in re.findall(r"\.It Pa (\S+\.csv) .*?(?:Columns:|each:) ([^.]+)\.", page)}
    written = [path for path in (world.place / "formats").glob("*.csv") if path.name in told]
    assert len(written) > 7, told
    for path in written:
        headings = path.read_text("utf-8").splitlines()[0].split(",")
        # A time in them has its offset, and needs no zone of the row.
        other = set(headings) ^ told[path.name]
        assert other <= {"timezone"}, (path.name, other)


TESTS = [all_say_the_same, each_check_can_fail, who_misspells_is_told, what_is_missing_is_named, what_is_a_value_is_no_option,
         ids_are_found_in_any_case, the_page_of_formats_has_every_column]
