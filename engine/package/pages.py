#!/usr/bin/env python3
"""What is written of the table of commands and options (engine/cli/table.c), which `rcti help --json` prints:

    pages.py readme RCTI       README's list of commands, between its two marks; prints README.md anew
    pages.py write RCTI DIR    man1/, man5/, rcti.bash, _rcti and rcti.fish into a directory

A page is written by hand as far as it says more than the table: man/COMMAND.mdoc has its description, files, examples and
further reading; name, synopsis, options and the words of exit statuses are put in here. In it
    @status 1 TEXT     is one more meaning of an exit status; @status 0 2 takes the words that all commands share
    @RCTI_DATA@        is where the program's data are installed; whoever installs puts it in (place.cmake)
"""

import json
import re
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


# ---- pages -------------------------------------------------------------------------------------------

STATUSES = {
    "0": "All is done.",
    "1": "Done, but partners were held.",
    "2": "Wrong usage: the command line asks for what cannot be.",
    "3": "Input was rejected, or a gate stands; nothing has changed.",
    "4": "The machine failed (disk, store, memory); nothing half done is left.",
    "5": "What was issued does not hold.",
}
MAN = Path(__file__).resolve().parent / "man"
DATE = "November 30, 2026"  # of the pages' words


def escaped(text):
    """A text as mdoc prints it."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text.startswith((".", "'")) else text


def heading(words):
    """Words after a macro, none of which is one itself, as An of "An audit" would be."""
    return re.sub(r"(?<!\S)(?=[A-Z][a-z](?!\S))", r"\\&", escaped(words))


def sentences(text):
    """A line a sentence, as mdoc wants them."""
    return [escaped(line) for line in re.split(r"(?<=[.;:])\s+(?=[A-Z])", text)]


def synopsis(command, options):
    lines = [f".Nm rcti {command['name']}"]
    for word in command["arguments"].split():
        optional = word.startswith("[")
        name = word.strip("[]").replace("|", " | ").split(" ")
        ar = " ".join("|" if part == "|" else f"Ar {part}" for part in name)
        lines.append(f".Op {ar}" if optional else f".{ar}")
    for option in options:
        value = f" Ar {option['value']}" if option["value"] else ""
        lines.append(f".Op Fl \\-{escaped(option['name'])}{value}")
    return lines


def option_list(options):
    if not options:
        return []
    lines = [".Bl -tag -width Ds"]
    for option in options:
        value = f" Ar {option['value']}" if option["value"] else ""
        what = option["what"]
        lines += [f".It Fl \\-{escaped(option['name'])}{value}", escaped(what[0].upper() + what[1:]) + "."]
    return lines + [".El"]


def status_list(rows):
    lines = [".Bl -tag -width Ds"]
    for number, text in rows:
        lines += [f".It {number}", text]
    return lines + [".El"]


def hand_written(name):
    """(description, the sections after it, [(status, words)])"""
    text = (MAN / f"{name}.mdoc").read_text("utf-8")
    rows, kept = [], []
    for line in text.splitlines():
        words = line.split(" ", 2)
        if words[0] != "@status":
            kept.append(line)
        elif len(words) == 3 and not words[2].replace(" ", "").isdigit():
            rows.append((words[1], words[2]))
        else:
            rows += [(number, STATUSES[number]) for number in line.split()[1:]]
    first = next((at for at, line in enumerate(kept) if line.startswith(".Sh ")), len(kept))
    return kept[:first], kept[first:], sorted(rows)


def kinds_of(command, table):
    return [kind for kind in table if kind["name"].startswith(command["name"] + " ")]


def command_page(command, table):
    description, rest, statuses = hand_written(command["name"])
    kinds, shared = kinds_of(command, table), of_all_kinds(command, table)
    page = [f".Dd {DATE}", f".Dt RCTI-{command['name'].upper()} 1", ".Os", ".Sh NAME", f".Nm rcti-{command['name']}",
            f".Nd {command['line']}", ".Sh SYNOPSIS"]
    if kinds:
        for kind in kinds:
            page += synopsis(kind, [option for option in kind["options"] if option not in shared])
        page += [".Sh DESCRIPTION", *sentences(command["summary"]), *description,
                 ".Pp", "Every kind has these options:", *option_list(shared)]
        for kind in kinds:
            page += [f".Ss {kind['name']}", *sentences(kind["summary"]),
                     *option_list([option for option in kind["options"] if option not in shared])]
    else:
        page += synopsis(command, command["options"])
        page += [".Sh DESCRIPTION", *sentences(command["summary"]), *description, ".Pp", "The options are:",
                 *option_list(command["options"])]
    at = next((at for at, line in enumerate(rest) if line in (".Sh EXAMPLES", ".Sh SEE ALSO")), len(rest))
    return page + rest[:at] + [".Sh EXIT STATUS", *status_list(statuses)] + rest[at:]


def main_page(table):
    """rcti(1): @commands stands for the list of them."""
    description, rest, statuses = hand_written("rcti")
    page = [f".Dd {DATE}", ".Dt RCTI 1", ".Os", ".Sh NAME", ".Nm rcti",
            ".Nd pay Consultant Partners for a month, and prove it", ".Sh SYNOPSIS", ".Nm", ".Ar COMMAND",
            ".Op Ar ARGUMENT ...", ".Op Ar OPTION ...", ".Nm", ".Fl \\-version", ".Sh DESCRIPTION"]
    for line in description:
        if line != "@commands":
            page.append(line)
            continue
        group = ""
        for command in table:
            if " " in command["name"]:
                continue
            if command["group"] != group:
                page += [".El"] * bool(group) + [f".Ss {heading(command['group'])}", ".Bl -tag -width deliveries"]
                group = command["group"]
            page += [f".It Xr rcti-{command['name']} 1", escaped(command["line"][0].upper() + command["line"][1:]) + "."]
        page.append(".El")
    at = rest.index(".Sh EXAMPLES")
    return page + rest[:at] + [".Sh EXIT STATUS", *status_list(statuses)] + rest[at:]


def formats_page():
    description, rest, _ = hand_written("formats")
    return [f".Dd {DATE}", ".Dt RCTI-FORMATS 5", ".Os", ".Sh NAME", ".Nm rcti-formats",
            ".Nd the files that rcti reads and writes", ".Sh DESCRIPTION", *description, *rest]


def short(lines):
    """No line of text over 80 bytes, but what is printed as it stands."""
    literal = False
    for line in lines:
        literal = (literal or line.startswith(".Bd -literal")) and line != ".Ed"
        if literal or line.startswith((".", "@")):
            yield line
        else:
            yield from textwrap.wrap(line, 76, break_on_hyphens=False, break_long_words=False)


def pages(table):
    """{"man1/rcti-run.1": text}"""
    made = {f"man1/rcti-{command['name']}.1": command_page(command, table)
            for command in table if " " not in command["name"]}
    made |= {"man1/rcti.1": main_page(table), "man5/rcti-formats.5": formats_page()}
    return {name: "\n".join(short(lines)) + "\n" for name, lines in made.items()}


# ---- completions -------------------------------------------------------------------------------------


def completed(option):
    """What a shell completes of an option's value: files, directories, nothing."""
    return "file" if option["value"].startswith(("FILE", "NAME.csv")) else "dir" if option["value"] == "DIR" else ""


def argument_completed(command):
    """The same of its arguments; "command" of help's."""
    words = re.split(r"[][ |]+", command["arguments"])
    return "dir" if "DIR" in words else "file" if "FILE" in words else "command" if "COMMAND" in words else ""


def bash(table):
    commands = " ".join(command["name"] for command in table if " " not in command["name"])
    kinds = " ".join(command["name"].split()[1] for command in table if " " in command["name"])
    lines = ["# bash completion of rcti; made by engine/package/pages.py", "_rcti_words()", "{",
             "    mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$word\")", "}",
             "_rcti_files() # -d: directories alone", "{",
             "    compopt -o filenames 2>/dev/null",
             "    mapfile -t COMPREPLY < <(compgen \"${1:--f}\" -- \"$word\")", "}",
             "_rcti()", "{",
             "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}",
             "    local command=${COMP_WORDS[1]-} options= values= arguments=",
             "    COMPREPLY=()",
             "    # --store=FILE is three words for bash.",
             "    if [ \"$word\" = = ]; then",
             "        word=",
             "    elif [ \"$before\" = = ]; then",
             "        before=${COMP_WORDS[COMP_CWORD - 2]}",
             "    fi",
             "    if [ \"$COMP_CWORD\" = 1 ]; then",
             f"        _rcti_words '{commands} --help --version'", "        return", "    fi",
             "    if [ \"$command\" = help ] && [[ $word != -* ]]; then",
             f"        [ \"$COMP_CWORD\" != 2 ] || _rcti_words '{commands}'",
             f"        [ \"$COMP_CWORD ${{COMP_WORDS[2]}}\" != '3 decide' ] || _rcti_words '{kinds}'", "        return", "    fi",
             "    if [ \"$command\" = decide ] && [ \"$COMP_CWORD\" = 2 ] && [[ $word != -* ]]; then",
             f"        _rcti_words '{kinds}'", "        return", "    fi",
             "    [ \"$command\" != decide ] || command=\"decide ${COMP_WORDS[2]-}\"",
             "    case $command in"]
    for command in table:
        words = " ".join(f"--{option['name']}" for option in command["options"])
        values = "|".join(f"--{option['name']}" for option in command["options"] if option["value"])
        lines += [f"        '{command['name']}')", f"            options='{words} --help'",
                  f"            values='{values}'", f"            arguments={argument_completed(command)}", "            ;;"]
    lines += ["    esac",
              "    # The value of an option: a file or a directory where it is one.",
              "    if [[ $before == --* && \"|$values|\" == *\"|$before|\"* ]]; then",
              "        case $before in"]
    for kind, flag in (("dir", "-d"), ("file", "-f")):
        named = sorted({f"--{option['name']}" for command in table for option in command["options"]
                        if completed(option) == kind})
        lines += [f"            {' | '.join(named)}) _rcti_files {flag} ;;"]
    lines += ["        esac", "    elif [[ $word == -* ]]; then",
              "        _rcti_words \"$options\"",
              "    else",
              "        case $arguments in", "            dir) _rcti_files -d ;;", "            file) _rcti_files -f ;;", "        esac",
              "    fi", "}", "complete -F _rcti rcti"]
    return "\n".join(lines) + "\n"


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def zsh(table):
    lines = ["#compdef rcti", "# made by engine/package/pages.py", "_rcti() {", "    local -a commands kinds options",
             "    commands=("]
    lines += [f"        {quoted(command['name'] + ':' + command['line'])}" for command in table
              if " " not in command["name"]]
    lines += ["    )", "    kinds=("]
    lines += [f"        {quoted(command['name'].split()[1] + ':' + command['line'])}" for command in table
              if " " in command["name"]]
    lines += ["    )", "    if (( CURRENT == 2 )); then",
              "        if [[ $PREFIX == -* ]]; then", "            compadd -- --help --version", "        else",
              "            _describe command commands", "        fi", "        return", "    fi",
              "    local command=$words[2]",
              "    if [[ $command == help && $PREFIX != -* ]]; then",
              "        if (( CURRENT == 3 )); then", "            _describe command commands",
              "        elif (( CURRENT == 4 )) && [[ $words[3] == decide ]]; then", "            _describe kind kinds",
              "        fi", "        return", "    fi",
              "    if [[ $command == decide ]]; then",
              "        if (( CURRENT == 3 )); then", "            _describe kind kinds", "            return", "        fi",
              "        command=\"decide $words[3]\"", "    fi", "    case $command in"]
    for command in table:
        lines += [f"        {quoted(command['name'])})", "            options=("]
        for option in command["options"]:
            action = {"file": "_files", "dir": "_files -/", "": " "}[completed(option)]
            what = option["what"].replace("[", "(").replace("]", ")").replace(":", "\\:")
            value = option["value"].replace(":", "\\:")
            times = "*" if option["repeated"] else ""
            spec = f"{times}--{option['name']}=[{what}]:{value}:{action}" if value else \
                f"{times}--{option['name']}[{what}]"
            lines.append(f"                {quoted(spec)}")
        lines.append("                '--help[this]'")
        # Without a row for them it would stop at the command's own name.
        action = {"file": "_files", "dir": "_files -/"}.get(argument_completed(command), "()")
        lines.append(f"                {quoted('*:argument:' + action)}")
        lines += ["            )", "            ;;"]
    lines += ["    esac", "    _arguments $options", "}", "_rcti \"$@\""]
    return "\n".join(lines) + "\n"


def fish(table):
    lines = ["# fish completion of rcti; made by engine/package/pages.py",
             "complete -c rcti -n __fish_use_subcommand -f",
             "complete -c rcti -n __fish_use_subcommand -l version -d 'the version'",
             "complete -c rcti -s h -l help -d 'this'",
             "complete -c rcti -n '__fish_seen_subcommand_from help' -f"]
    top = " ".join(command["name"] for command in table if " " not in command["name"])
    kinds = " ".join(command["name"].split()[1] for command in table if " " in command["name"])
    words = {"dir": " -a '(__fish_complete_directories)'", "": ""}
    for command in table:
        name = command["name"].split()
        if len(name) == 2:
            of = f"__fish_seen_subcommand_from {name[0]}; and __fish_seen_subcommand_from {name[1]}"
            lines.append(f"complete -c rcti -n '__fish_seen_subcommand_from {name[0]}; and not "
                         f"__fish_seen_subcommand_from {kinds}' -f -a {name[1]} -d "
                         f"{quoted(command['line'])}")
        else:
            of = f"__fish_seen_subcommand_from {name[0]}"
            lines.append(f"complete -c rcti -n __fish_use_subcommand -f -a {name[0]} -d {quoted(command['line'])}")
            if argument_completed(command) == "command":
                lines.append(f"complete -c rcti -n '{of}; and test (count (commandline -opc)) = 2' -f -a '{top}'")
            if argument_completed(command) in ("dir", ""):
                lines.append(f"complete -c rcti -n '{of}' -f{words[argument_completed(command)]}")
        for option in command["options"]:
            value = {"file": " -r -F", "dir": " -x -a '(__fish_complete_directories)'", "": " -x"}[completed(option)] \
                if option["value"] else ""
            lines.append(f"complete -c rcti -n '{of}' -l {option['name']}{value} -d {quoted(option['what'])}")
    return "\n".join(lines) + "\n"


def write(rcti, directory):
    table = table_of(rcti)
    files = pages(table) | {"_rcti": zsh(table), "rcti.fish": fish(table), "rcti.bash": bash(table)}
    for name, text in files.items():
        path = Path(directory) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def main():
    words = sys.argv[1:]
    if words[:1] == ["readme"] and len(words) == 2:
        sys.stdout.write(readme(words[1]))
    elif words[:1] == ["write"] and len(words) == 3:
        write(*words[1:])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
