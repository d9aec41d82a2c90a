#!/usr/bin/env python3
"""What others' validators say of what rcti writes: tests/validators/run.py RCTI

The demonstration is issued; its workbook goes through Microsoft's Open XML SDK, its payment file is built again from the
facts by aba-generator, ABNs are held against is-valid-abn, the holidays of states against date-holidays. The packages are
installed into build-validators, from the npm registry; where they cannot be, this fails and says so."""

import csv
import json
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
HERE, MODULES = Path(__file__).resolve().parent, TOP / "build-validators"
DEMONSTRATION = TOP / "fixtures/2026-09-demonstration"
MONTH = ["--as-at", "2026-10-12T09:00+11:00", "--issue-date", "2026-10-12"]
STATES, YEARS = ("ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA"), (2024, 2025, 2026, 2027)

# Where date-holidays and holidays/ differ, and what decides.
HOLIDAYS_DIFFER = {
    "ACT 2027-04-25": (False, "Anzac Day on a Sunday is kept on the Monday instead: Holidays Act 1958 (ACT) s 3(1)(a)"),
    "NT 2027-12-25": (True, "Christmas Day on a Saturday stays, and the Monday is added: Public Holidays Act 1981 (NT) Sch 2"),
    "SA 2027-12-25": (True, "Christmas Day on a Saturday stays, and the Monday is added: Public Holidays Act 2023 (SA) s 3"),
}
# ABNs that pass the sum or nearly do, and can be nobody's: those that begin with 0 or 10 have no number behind.
ABNS_DIFFER = {
    "10000000000": "no ABN has a number of nothing but zeros",
    "00000000019": "no ABN begins with 0: it is 11 digits long, and its first two come of the sum and are at least 10",
}
WEIGHTS = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)


class Failed(Exception):
    pass


def install():
    MODULES.mkdir(exist_ok=True)
    wanted = (HERE / "package.json").read_text("utf-8")
    kept = MODULES / "package.json"
    if not kept.exists() or kept.read_text("utf-8") != wanted or not (MODULES / "node_modules/.package-lock.json").exists():
        if not shutil.which("npm"):
            raise Failed("needs Node.js and npm: install Debian's packages nodejs and npm")
        kept.write_text(wanted, "utf-8")
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"], cwd=MODULES, text=True,
                              capture_output=True, check=False)
        if done.returncode != 0:
            kept.unlink()
            raise Failed(f"the packages of {HERE.name}/package.json cannot be installed:\n{done.stderr[-2000:]}")


def ask(what, of):
    question = json.dumps({"ask": what, "of": of, "modules": str(MODULES)})
    done = subprocess.run(["node", HERE / "ask.js"], input=question, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        raise Failed(f"{what}: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


def rcti(program, place, *words, good=(0, 1)):
    done = subprocess.run([program, *map(str, words)], cwd=place, text=True, capture_output=True, check=False)
    if done.returncode not in good:
        raise Failed(f"rcti {' '.join(map(str, words))}: {done.stderr}")
    return done.stdout


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def issued(program, place):
    rcti(program, place, "import", "2026-09", DEMONSTRATION / "input")
    digest = json.loads(rcti(program, place, "run", "2026-09", *MONTH, "--json"))["digest"]
    rcti(program, place, "issue", "2026-09", "--draft", digest, "--approved-by", "Ann Approver")
    return place / "out/2026-09/issue-1"


# ---- the workbook -----------------------------------------------------------------------------------

def workbook(program, place):
    good = place / "out/2026-09/issue-1/audit-2026-09.xlsx"
    spoiled = place / "spoiled.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(spoiled, "w") as made:
        for name in source.namelist():
            data = source.read(name)
            made.writestr(name, data.replace(b"<sheetData>", b"<sheetDate>").replace(b"</sheetData>", b"</sheetDate>")
                          if name.endswith("sheet1.xml") else data)
    first, second = ask("workbooks", [str(good), str(spoiled)])
    if not first["ok"]:
        yield f"{good.name}: {first['errors'][:5]}"
    if second["ok"]:
        yield "a spoiled workbook passes"


# ---- the payment file -------------------------------------------------------------------------------

def payment_file(program, place):
    """Built again from partners.csv, company.ini and the register; only how a name is written in capitals is read off."""
    issue = place / "out/2026-09/issue-1"
    text = (issue / "payments.aba").read_bytes().decode("ascii")
    lines = text.split("\r\n")
    company = dict(line.split("=", 1) for line in (DEMONSTRATION / "input/company.ini").read_text("utf-8").splitlines()
                   if "=" in line)
    partners = {row["partner_id"]: row for row in rows_of(DEMONSTRATION / "input/partners.csv")}
    own = {"traceBsb": company["bsb"], "traceAccount": company["account_number"], "remitter": company["remitter"]}
    transactions, total = [], 0.0
    for row in rows_of(issue / "register.csv"):
        # Who has no account is paid by hand.
        if float(row["payment"] or 0) > 0 and partners[row["partner_id"]]["account_number"]:
            line = next((line for line in lines if line[62:80].strip() == row["number"]), None)
            if line is None:
                yield f"{row['number']} is not in the payment file"
                continue
            partner = partners[row["partner_id"]]
            total += float(row["payment"])
            transactions.append({"bsb": partner["bsb"], "account": partner["account_number"], "amount": float(row["payment"]),
                                 "transactionCode": int(company.get("transaction_code", "53")),
                                 "accountTitle": line[30:62].rstrip(), "reference": row["number"], **own})
    debit = next(line for line in lines if line[18:20] == "13")
    transactions.append({"bsb": company["bsb"], "account": company["account_number"], "amount": round(total, 2),
                         "transactionCode": 13, "accountTitle": debit[30:62].rstrip(), "reference": debit[62:80].rstrip(), **own})
    header = {"bank": company["institution"], "user": lines[0][30:56].rstrip(), "userNumber": company["direct_entry_user_id"],
              "description": company["description"], "date": lines[0][74:80], "bsb": "", "account": "", "time": ""}
    theirs = ask("payments", {"header": header, "transactions": transactions}).replace("\r\n", "\n").rstrip("\n").split("\n")
    ours = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False), 1):
        if one != other:
            yield f"payments.aba:{number}\n  ours   {one!r}\n  theirs {other!r}"
    if len(ours) != len(theirs) or len(ours) < 20:
        yield f"payments.aba has {len(ours)} lines, theirs {len(theirs)}"


# ---- ABNs -------------------------------------------------------------------------------------------

def made_abn(number):
    """Nine digits with the two before them that make the sum."""
    rest = sum(weight * digit for weight, digit in zip(WEIGHTS[2:], map(int, number), strict=True))
    first = next(first for first in range(10, 100)
                 if ((first // 10 - 1) * WEIGHTS[0] + first % 10 * WEIGHTS[1] + rest) % 89 == 0)
    return f"{first}{number}"


def some_abns():
    dice, numbers = random.Random(5), list(ABNS_DIFFER)
    for _ in range(60):
        abn = made_abn(f"{dice.randrange(1, 10 ** 9):09d}")
        at, digit = dice.randrange(11), dice.randrange(10)
        numbers += [abn, abn[:at] + str(digit) + abn[at + 1:], abn[:3] + abn[4] + abn[3] + abn[5:]]
    return numbers


def abns(program, place):
    """A partner each, of whom the program says BAD_ABN or does not."""
    numbers, source = some_abns(), place / "abns"
    shutil.copytree(DEMONSTRATION / "input", source)
    for name in ("cases", "extra_sessions", "other_work", "appointments", "blocks", "holidays"):
        path = source / f"{name}.csv"
        path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    for name in ("partners", "rates", "schedules"):
        rows = [row for row in rows_of(source / f"{name}.csv") if row["partner_id"] == "P0001"]
        with (source / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            for number, abn in enumerate(numbers):
                for row in rows:
                    more = {"abn": abn, "legal_name": f"Partner {number}", "account_number": f"{number + 1000}"}
                    writer.writerow(row | {"partner_id": f"A{number:04d}"} | {key: more[key] for key in more if key in row})
    words = ["import", "2026-09", source, "--store", "abns.db", "--as-at", MONTH[1]]
    done = subprocess.run([program, *map(str, words)], cwd=place, text=True, capture_output=True, check=False)
    if "--confirm" in done.stderr:
        words += ["--confirm", done.stderr.split("--confirm ")[1].split()[0]]
    rcti(program, place, *words)
    rcti(program, place, "run", "2026-09", "--store", "abns.db", "--out", "of-abns", *MONTH)
    bad = {row["partner_id"] for row in rows_of(place / "of-abns/2026-09/draft/register.csv") if "BAD_ABN" in row["reasons"]}
    theirs, good = ask("abns", numbers), 0
    for number, (abn, valid) in enumerate(zip(numbers, theirs, strict=True)):
        ours = f"A{number:04d}" not in bad
        good += ours
        if ours != valid and abn not in ABNS_DIFFER:
            yield f"ABN {abn}: ours {ours}, theirs {valid}"
        if abn in ABNS_DIFFER and ours:
            yield f"ABN {abn} passes: {ABNS_DIFFER[abn]}"
    if not 60 <= good < len(numbers) - 60:
        yield f"{good} of {len(numbers)} ABNs are good: these try nothing"


# ---- holidays ---------------------------------------------------------------------------------------

def holidays(program, place):
    """Whole days and parts of days alike, by their dates."""
    theirs = set(ask("holidays", {"states": STATES, "years": YEARS}))
    ours = set()
    for state in STATES:
        for year in YEARS:
            said = rcti(program, place, "holidays", f"AU-{state}", year)
            ours |= {f"{state} {line[:10]}" for line in said.splitlines()[1:]}
    for day in sorted(ours ^ theirs):
        if HOLIDAYS_DIFFER.get(day, (None,))[0] != (day in ours):
            yield f"{day}: {'only ours' if day in ours else 'only theirs'}, and no statute is named in HOLIDAYS_DIFFER"
    for day in sorted(set(HOLIDAYS_DIFFER) - (ours ^ theirs)):
        yield f"{day}: they agree now: take it out of HOLIDAYS_DIFFER"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program, failed = Path(sys.argv[1]).resolve(), 0
    checks = (workbook, payment_file, abns, holidays)
    try:
        install()
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            issued(program, place)
            for check in checks:
                problems = list(check(program, place))
                failed += bool(problems)
                print("".join(f"{check.__name__}: {problem}\n" for problem in problems), end="")
    except Failed as problem:
        print(problem)
        print("0 passed, 1 failed")
        return 1
    for day, (_, why) in HOLIDAYS_DIFFER.items():
        print(f"{day}: {why}")
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
