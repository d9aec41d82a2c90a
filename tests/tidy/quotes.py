#!/usr/bin/env python3
"""Every quoted policy sentence stands, word for word, in engine/policy/POLICY.md.

Quotations are `Policy: "…"` in the comments of engine/core/rules/, over as many comment lines as
it takes, the second column of RULE_TABLE, and the lines of RULES.md that begin with >. White space is folded; … leaves words out. A quotation
within one is written “so”. A file of rules that quotes nothing says `Policy: silent`.
"""

import re
from pathlib import Path
from typing import Iterator

import tidy
from tidy import Finding, Problem


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip()


def comment_quotes(text: str) -> Iterator[tuple[str, int]]:
    """Neighbouring comments count as one, so that // lines can carry a quotation too."""
    blocks: list[tuple[str, int, int]] = []
    for token in tidy.tokens(text):
        if token.kind != "comment":
            continue
        body = re.sub(r"^/[/*]+|\*/$", "", token.text)
        body = re.sub(r"^[ \t]*\*[ \t]?", "", body, flags=re.MULTILINE)
        last = token.line + token.text.count("\n")
        if blocks and blocks[-1][2] + 1 == token.line:
            before, first, _ = blocks.pop()
            blocks.append((before + "\n" + body, first, last))
        else:
            blocks.append((body, token.line, last))
    for body, first, _ in blocks:
        for match in re.finditer(r'Policy:\s*(?:"([^"]*)("?)|silent\b|)', body):
            line = first + body.count("\n", 0, match.start())
            if match.group().endswith("silent"):
                yield "", line
            elif match.group(2):
                yield match.group(1), line
            else:
                yield "\0", line


def table_quotes(text: str) -> Iterator[tuple[str, int]]:
    for _, line, rest in tidy.table_rows(text, "RULE_TABLE"):
        pieces = []
        for token in rest:
            if token.kind != "string":
                break
            pieces.append(token.text[1:-1])
        yield "".join(pieces), line


def rules_quotes(text: str) -> Iterator[tuple[str, int]]:
    for match in re.finditer(r"(?:^> .*\n)+", text, re.MULTILINE):
        yield re.sub(r"^> ", "", match.group(), flags=re.MULTILINE), text.count("\n", 0, match.start()) + 1


def missing(quote: str, policy: str) -> bool:
    at = 0
    for part in re.split(r"…|\.\.\.", folded(quote)):
        at = policy.find(part.strip(), at)
        if at < 0:
            return True
        at += len(part)
    return False


def check(top: Path) -> Finding:
    policy_path = top / "engine/policy/POLICY.md"
    policy = folded(policy_path.read_text(encoding="utf-8"))
    problems = []
    count = 0
    sources = [(p, comment_quotes) for p in tidy.files(top, ".c", ".h", folders=("engine/core/rules",))]
    sources.append((top / "engine/core/outcome.h", table_quotes))
    sources.append((top / "engine/policy/RULES.md", rules_quotes))
    for path, quotes in sources:
        name = path.relative_to(top).as_posix()
        if not path.is_file():
            problems.append(Problem(name, 1, "is not there"))
            continue
        found = list(quotes(path.read_text(encoding="utf-8")))
        if not found and path.suffix != ".h":
            problems.append(Problem(name, 1, "quotes no policy sentence, nor says `Policy: silent`"))
        for quote, line in found:
            if quote == "\0":
                problems.append(Problem(name, line, "Policy: without a quotation that ends"))
            elif quote:
                count += 1
                if missing(quote, policy):
                    problems.append(Problem(name, line, f'not in POLICY.md: "{folded(quote)}"'))
    return Finding(count, problems)


if __name__ == "__main__":
    tidy.main(
        check,
        "quotations",
        [
            "engine/core/outcome.h:7",
            "engine/core/rules/bad.c:8",
            "engine/core/rules/bad.c:11",
            "engine/core/rules/bad.c:13",
            "engine/core/rules/none.c:1",
            "engine/policy/RULES.md:5",
        ],
        tidy.SAMPLES / "quotes",
    )
