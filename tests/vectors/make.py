#!/usr/bin/env python3
"""Months in, cents out: tests/vectors/make.py RCTI [--check]

Each example of engine/policy/RULES.md that is one month, as the rows of the input files, with what rcti makes of it. Writes
RULE.json beside this file, by the letter of the example's first rule, and left-out.json; --check compares instead, and holds
the figures that the examples themselves expect against them."""

import csv
import json
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from os import sched_getaffinity
from pathlib import Path

import months

sys.path.append(str(months.TOP / "tests"))
from confirming import confirmations  # noqa: E402

HERE = Path(__file__).resolve().parent
ALWAYS = {"partners": "partner_id", "rates": "partner_id", "schedules": "partner_id", "blocks": "block_id",
          "appointments": "appointment_id", "holidays": "date"}
HEADINGS = {"partners": "partner_id,legal_name,abn,timezone,areas", "rates": "partner_id,kind,effective_from,hourly_rate",
            "schedules": "partner_id,weekday,start", "blocks": "block_id,partner_id,start,end",
            "appointments": "appointment_id,partner_id,calendar,start,status,booked_by", "holidays": "date,area,name",
            "areas": "area,parent,name", "decisions": "decision_id,kind,ticket,reason,approved_by"}


def cents(text):
    return round(float(text) * 100) if text else None


def write_rows(path, rows):
    headings = list(dict.fromkeys([*HEADINGS.get(path.stem, "").split(","), *(key for row in rows for key in row)]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [name for name in headings if name], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row.get("partner_id") == months.PARTNER]


class Refused(Exception):
    """By the import: its codes."""


def result_of(rcti, month):
    """What the program pays the partner for it."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "input").mkdir()
        (place / "holidays").mkdir()
        (place / "input/company.ini").write_text(months.COMPANY, "utf-8")
        if month["settings"]:
            (place / "input/policy.ini").write_text(
                "[policy]\n" + "".join(f"{key}={value}\n" for key, value in month["settings"].items()), "utf-8")
        files = {f"{name}.csv": [] for name in ALWAYS if name != "holidays"} | month["files"]
        for file, rows in files.items():
            write_rows(place / ("holidays" if file in ("areas.csv", "holidays.csv") else "input") / file, rows)
        if not (place / "holidays/holidays.csv").exists():
            write_rows(place / "holidays/holidays.csv", [])

        def call(*words):
            return subprocess.run([rcti, *words, "--store", "rcti.db", "--holidays", "holidays", "--as-at", month["as_at"]],
                                  cwd=place, capture_output=True, text=True, check=False)

        words = ["import", month["period"], "input"]
        done = call(*words)
        confirm = confirmations(done.returncode, done.stderr)
        done = call(*words, *confirm) if confirm else done
        if done.returncode != 0 or "DECISION_REFUSED" in done.stdout:
            raise Refused(done.stderr + done.stdout)
        done = call("run", month["period"], "--issue-date", month["issue_date"], "--jobs", "1")
        if done.returncode not in (0, 1):
            raise Refused(done.stderr)
        draft = place / "out" / month["period"] / "draft"
        register = rows_of(draft / "register.csv")[0]
        paid = register["status"] == "ready"
        lines = [{"kind": row["kind"], "rate_cents": cents(row["hourly_rate"]), "taxable": row["taxable"] == "yes", "minutes": int(row["minutes"] or 0),
                  "amount_cents": cents(row["amount"]), "gst_cents": cents(row["gst"])}
                 for row in rows_of(draft / "lines.csv")] if paid else []
        return {"status": register["status"], "reasons": register["reasons"],
                "partner_minutes": int(register["partner_minutes"] or 0), "adhoc_minutes": int(register["adhoc_minutes"] or 0),
                "subtotal_cents": cents(register["subtotal"]) if paid else None,
                "gst_cents": cents(register["gst"]) if paid else None,
                "total_cents": cents(register["total"]) if paid else None, "lines": lines}


def vectors_of(rcti):
    """{file: rows}"""
    files, asked = {"left-out": []}, []
    for title, rules, lines in months.examples():
        why = months.why_none(lines)
        if why:
            files["left-out"].append({"title": title, "rules": rules, "why": why})
        else:
            asked.append((title, rules, lines))

    def made(example):
        title, rules, lines = example
        month = months.Given(lines).month()
        try:
            return {"title": title, "rules": rules, **month, "result": result_of(rcti, month)}
        except Refused as refused:
            codes = sorted(set(re.findall(r"\b([A-Z][A-Z_]{4,}) \"", str(refused))))
            return {"title": title, "rules": rules, "why": f"the import refuses it: {', '.join(codes) or refused}"}

    with ThreadPoolExecutor(len(sched_getaffinity(0))) as pool:
        for row in pool.map(made, asked):
            files.setdefault("left-out" if "why" in row else row["rules"][0][0], []).append(row)
    return files


def text_of(rows):
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


# ---- what the examples expect ------------------------------------------------------------------------

def problems(example, result):
    """Each figure of `month`, `line` and `status` that the result does not have."""
    title, _, lines = example
    for line in lines:
        fact, _, expected = line.partition(" = ")
        fields = dict(part.rsplit(" ", 1) for part in expected.split(", ") if " " in part) if expected else {}
        found, word = {}, fact.split()[0]
        if word == "month":
            found = {"partner_hours": f"{result['partner_minutes'] / 60:.2f}", "adhoc_hours": f"{result['adhoc_minutes'] / 60:.2f}",
                     "partner_minutes": str(result["partner_minutes"]), "adhoc_minutes": str(result["adhoc_minutes"])}
            found |= {name: f"{result[name + '_cents'] / 100:.2f}" for name in ("subtotal", "gst", "total")
                      if result[name + "_cents"] is not None}
        elif word == "line" and result["status"] == "ready" and fact.split()[1] in ("partner", "adhoc"):
            kind, rate, taxable = fact.split()[1], cents(fact.split()[2]), "not taxable" not in fact
            of = [row for row in result["lines"] if (row["kind"], row["rate_cents"], row["taxable"]) == (kind, rate, taxable)]
            if expected == "none":
                if of:
                    yield f"{title}: {line}"
                continue
            found = {"minutes": str(of[0]["minutes"]), "amount": f"{of[0]['amount_cents'] / 100:.2f}",
                     "gst": f"{of[0]['gst_cents'] / 100:.2f}"} if of else {"minutes": "no line"}
        elif word == "status":
            if expected.split(", ")[0].split()[0] != result["status"]:
                yield f"{title}: {line}, and is {result['status']} {result['reasons']}"
        for name, value in fields.items():
            if name in found and found[name] != value:
                yield f"{title}: {line}; {name} is {found[name]}"


def check(files):
    """Regenerated against what is kept; against what the examples say; every example is in one of the files."""
    wrong = [f"{name}.json is another: tests/vectors/make.py build/rcti" for name, rows in files.items()
             if not (HERE / f"{name}.json").exists() or (HERE / f"{name}.json").read_text("utf-8") != text_of(rows)]
    kept = {path.stem for path in HERE.glob("*.json")}
    wrong += [f"{name}.json is of no rule" for name in kept - set(files)]
    rows = {(row["title"], *row["rules"]): row for kind in files.values() for row in kind}
    count, seen = 0, 0
    for example in months.examples():
        row = rows.get((example[0], *example[1]))
        if row is None:
            wrong.append(f"{example[0]} is in none")
        elif "result" in row:
            count += 1
            wrong += problems(example, row["result"])
            # A cent more is seen wherever an example says what comes out.
            more = row["result"] | {"subtotal_cents": (row["result"]["subtotal_cents"] or 0) + 1}
            seen += any(problems(example, more))
    if count < 250 or seen < 25:
        wrong.append(f"only {count} examples are months, of which {seen} say an amount")
    return wrong, count


def main():
    if len(sys.argv) not in (2, 3) or (len(sys.argv) == 3 and sys.argv[2] != "--check"):
        sys.exit(__doc__)
    files = vectors_of(str(Path(sys.argv[1]).resolve()))
    if len(sys.argv) == 2:
        for name, rows in files.items():
            (HERE / f"{name}.json").write_text(text_of(rows), "utf-8")
    wrong, count = check(files)
    print("\n".join(wrong))
    print(f"{count} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
