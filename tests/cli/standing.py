"""Reviews of standing data: each is raised by one partner and not by one who is nearly the same, is told in
full until it was issued, and is counted in one line from then on; and an ordinary year is quiet."""

import csv
import shutil

from corrections import AUGUST, COMPANY, PARTNER, SEPTEMBER, Months
from undone import OCTOBER, issue

GOOD = {**PARTNER, "email": "ada@example.com", "state": "VIC", "postcode": "3000",
        "agreement_setoff": "yes", "areas": "VIC-GREATER-GEELONG"}
STANDING = {"ZONE_UNLIKELY", "POSTCODE_UNLIKELY", "RATE_UNUSUAL", "NO_EMAIL", "DUPLICATE_ABN",
            "DUPLICATE_EMAIL", "SHARED_ACCOUNT", "COMPANY_ACCOUNT", "NO_SETOFF_CLAUSE",
            "NO_LOCAL_AREA", "TOLD_BEFORE"}


def abn(number):
    """A valid ABN with these nine last digits."""
    weights = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
    for front in range(10, 100):
        digits = [int(digit) for digit in f"{front}{number:09}"]
        digits[0] -= 1
        if sum(map(int.__mul__, digits, weights)) % 89 == 0:
            return f"{front}{number:09}"
    raise AssertionError(number)


def partner(number, **changes):
    name = f"Partner {number}"
    return {**GOOD, "partner_id": f"P{number}", "legal_name": name, "abn": abn(number),
            "email": f"p{number}@example.com", "account_number": str(20000000 + number),
            "account_name": name, **changes}


def rate(number, hourly="150", since="2020-01-01"):
    return {"partner_id": f"P{number}", "kind": "partner", "effective_from": since,
            "hourly_rate": hourly}


def hours(numbers):
    return [{"partner_id": f"P{number}", "weekday": "Tue", "start": "10:00", "end": "12:00",
             "effective_from": "", "effective_to": ""} for number in numbers]


def said(rows):
    """code -> the ids, of what is about standing data."""
    found = {}
    for row in rows:
        if row["code"] in STANDING:
            found.setdefault(row["code"], []).append(row["partner_id"])
    return found


# What a partner has, the code, and what one who is nearly the same has.
TWINS = [
    ("ZONE_UNLIKELY", {"timezone": "Australia/Perth"}, {"timezone": "Australia/Melbourne"}),
    ("POSTCODE_UNLIKELY", {"postcode": "2000"}, {"postcode": "3644"}),
    ("POSTCODE_UNLIKELY", {"postcode": "800"}, {"postcode": "8001"}),
    ("NO_EMAIL", {"email": ""}, {"email": "x@example.com"}),
    ("COMPANY_ACCOUNT", {"bsb": "062000", "account_number": "010203040"},
     {"bsb": "062-001", "account_number": "10203040"}),
    ("DUPLICATE_EMAIL", {"email": "P999@example.com"}, {"email": "p99@example.com"}),
    ("DUPLICATE_ABN", {"abn": abn(999)}, {"abn": abn(998)}),
    ("SHARED_ACCOUNT", {"account_number": "020000999"}, {"account_number": "2000099"}),
]


# Postcodes on both sides of a border, of islands and of post boxes, and zones of corners of a state.
BORDERS = [("ACT", "2620"), ("NSW", "2620"), ("ACT", "2618"), ("NSW", "2611"), ("ACT", "2540"),
           ("VIC", "3644"), ("NSW", "3644"), ("NSW", "3585"), ("NSW", "3691"), ("NSW", "4383"),
           ("QLD", "4385"), ("NSW", "4385"), ("QLD", "2406"), ("NT", "4825"), ("NT", "0872"),
           ("SA", "0872"), ("WA", "0872"), ("ACT", "0200"), ("NT", "0906"), ("NSW", "1240"),
           ("VIC", "8001"), ("QLD", "9726"), ("SA", "5880"), ("WA", "6837"), ("TAS", "7802"),
           ("NSW", "2880", "Australia/Broken_Hill"), ("NSW", "2898", "Australia/Lord_Howe"),
           ("WA", "6443", "Australia/Eucla"), ("QLD", "4800", "Australia/Lindeman"),
           ("TAS", "7256", "Australia/Currie")]
WRONG = [("NSW", "2600"), ("ACT", "2619"), ("VIC", "2640"), ("NSW", "3690"), ("QLD", "2485"), ("NSW", "4225"),
         ("SA", "0870"), ("WA", "5000"), ("TAS", "6000"), ("NT", "7000"), ("QLD", "0299"),
         ("SA", "2880", "Australia/Broken_Hill")]
ZONES = {"ACT": "Sydney", "NSW": "Sydney", "VIC": "Melbourne", "QLD": "Brisbane", "SA": "Adelaide",
         "WA": "Perth", "TAS": "Hobart", "NT": "Darwin"}


def company_account(text):
    """The company's account of the tests, as TWINS has it."""
    lines = []
    section = ""
    for line in text.splitlines():
        section = line if line.startswith("[") else section
        if section == "[payment]" and line.startswith("bsb"):
            line = "bsb = 062-000"
        if section == "[payment]" and line.startswith("account_number"):
            line = "account_number = 10203040"
        lines.append(line)
    return "\n".join(lines) + "\n"


def each_is_raised_and_its_twin_is_not(world):
    company = company_account(COMPANY.read_text(encoding="utf-8"))
    for index, (code, changes, alike) in enumerate(TWINS):
        for raised, what in ((True, changes), (False, alike)):
            rows = [partner(1, **what), partner(999)]
            months = Months(world, f"twin-{index}-{raised}", partners=rows,
                            rates=[rate(1), rate(999)], schedules=hours([1, 999]),
                            company_ini=company)
            found = months.world.out / "2026-08/issue-1/exceptions.csv"
            with found.open(encoding="utf-8", newline="") as file:
                exceptions = list(csv.DictReader(file))
            assert said(exceptions) == ({code: ["P1"]} if raised else {}), (code, what, exceptions)
            for row in exceptions:
                assert row["code"] not in STANDING or row["message"].startswith("Partner 1: "), row


def borders_are_no_mistake(world):
    def placed(number, state, postcode, zone=None):
        return partner(number, state=state, postcode=postcode, areas=f"AU-{state}",
                       timezone=zone or f"Australia/{ZONES[state]}")

    for name, places, expected in (("right", BORDERS, 0), ("wrong", WRONG, len(WRONG))):
        rows = [placed(number, *place) for number, place in enumerate(places, 1)]
        numbers = range(1, len(rows) + 1)
        months = Months(world, f"borders-{name}", partners=rows, rates=[rate(n) for n in numbers],
                        schedules=hours(numbers))
        path = months.world.out / "2026-08/issue-1/exceptions.csv"
        with path.open(encoding="utf-8", newline="") as file:
            found = said(csv.DictReader(file))
        assert len(found.get("POSTCODE_UNLIKELY", [])) == expected, found
        assert len(found.get("ZONE_UNLIKELY", [])) == (1 if expected else 0), found


def a_practice_is_one_line(world):
    """Who shares ABN, account and e-mail address is told once; who shares the account alone, too."""
    practice = {"abn": abn(500), "account_number": "20000500", "email": "practice@example.com"}
    numbers = range(1, 6)
    rows = [partner(number, **practice) for number in numbers]
    months = Months(world, "practice", partners=rows, rates=[rate(n) for n in numbers],
                    schedules=hours(numbers))
    months.bring("2026-09", partners=rows, rates=[rate(n) for n in numbers],
                 schedules=hours(numbers))
    told = months.draft("2026-09", SEPTEMBER)["exceptions"]
    assert said(told) == {"TOLD_BEFORE": [""]}, told
    line = next(row for row in told if row["code"] == "TOLD_BEFORE")
    assert "(1 told before and accepted with 2026-08: DUPLICATE_ABN 1)" in line["message"], line
    # One of them gets an ABN of their own: the facts of all three are other ones.
    rows[4] = {**rows[4], "abn": abn(501)}
    months.bring("2026-09", partners=rows)
    told = months.draft("2026-09", SEPTEMBER)["exceptions"]
    assert said(told) == {"DUPLICATE_ABN": ["P1"], "SHARED_ACCOUNT": ["P1"],
                          "DUPLICATE_EMAIL": ["P1"]}, told
    account = next(row for row in told if row["code"] == "SHARED_ACCOUNT")
    assert account["subject"] == ("P2 Partner 2, P3 Partner 3, P4 Partner 4, P5 Partner 5"), account
    assert "xxxxx500" in account["message"], account


def rates_that_leap_or_stand_out(world):
    """From 150 to 195 is 30 %, to 195.01 more; 300 is double the median of ten, 300.01 more than that."""
    numbers = range(1, 11)
    rows = [partner(number) for number in numbers]
    months = Months(world, "rates", partners=rows, rates=[rate(n) for n in numbers],
                    schedules=hours(numbers))
    for at_nine, at_ten, expected in (("195", "105", {}), ("195.01", "104.99", ["P10", "P9"])):
        rates = [rate(n) for n in numbers[:8]] + [rate(9, at_nine), rate(10, at_ten)]
        months.bring("2026-09", partners=rows, rates=rates, schedules=hours(numbers))
        found = said(months.draft("2026-09", SEPTEMBER)["exceptions"])
        assert found == ({"RATE_UNUSUAL": expected} if expected else {}), found
    for count, at_ten, expected in ((9, "1600", {}), (10, "300", {}), (10, "300.01", ["P10"]),
                                    (10, "74.99", ["P10"])):
        some = [*numbers[:count - 1], 10]
        first = Months(world, f"median-{count}-{at_ten}", partners=[partner(n) for n in some],
                       rates=[rate(n, at_ten if n == 10 else "150") for n in some],
                       schedules=hours(some))
        path = first.world.out / "2026-08/issue-1/exceptions.csv"
        with path.open(encoding="utf-8", newline="") as file:
            found = said(csv.DictReader(file))
        assert found == ({"RATE_UNUSUAL": expected} if expected else {}), (count, at_ten, found)


def told_until_issued(world):
    """A draft alone accepts nothing; an issue does; another fact is told again."""
    def rows(**changes):
        return {"partners": [partner(1, **changes)], "rates": [rate(1)], "schedules": hours([1])}

    months = Months(world, "told", **rows())
    months.bring("2026-09", **rows(postcode="2000"))
    for _ in range(2):
        assert said(months.draft("2026-09", SEPTEMBER)["exceptions"]) == {
            "POSTCODE_UNLIKELY": ["P1"]}
    months.issue("2026-09", SEPTEMBER)
    kept = months.world.query("SELECT seq, code, partner_id, length(facts_sha256) FROM issue_told")
    assert kept == [(2, "POSTCODE_UNLIKELY", "P1", 64)], kept
    months.bring("2026-10", **rows(postcode="2000"))
    assert said(months.draft("2026-10", OCTOBER)["exceptions"]) == {"TOLD_BEFORE": [""]}
    months.bring("2026-10", partners=[partner(1, postcode="2001")])
    assert said(months.draft("2026-10", OCTOBER)["exceptions"]) == {"POSTCODE_UNLIKELY": ["P1"]}
    months.done("verify")


def an_account_is_another_by_any_part(world):
    """BSB or name alone; not another spelling of the same."""
    months = Months(world, "account", partners=[partner(1)], rates=[rate(1)], schedules=hours([1]))
    other = {"rates": [rate(1)], "schedules": hours([1])}
    for changes, shown in (({"bsb": "062000", "account_number": "020000001",
                             "account_name": "PARTNER  1"}, None),
                           ({"bsb": "734-001"}, "734-001, account xxxxx001, Partner 1 now"),
                           ({"account_name": "Somebody Else"},
                            "062-000, account xxxxx001, Partner 1 before; "
                            "062-000, account xxxxx001, Somebody Else now")):
        months.bring("2026-09", partners=[partner(1, **changes)], **other)
        found = [row["message"] for row in months.draft("2026-09", SEPTEMBER)["exceptions"]
                 if row["code"] == "BANK_DETAILS_CHANGED"]
        assert len(found) == (shown is not None), (changes, found)
        assert not shown or (shown in found[0] and found[0].startswith("Partner 1: ")), found


def what_is_owed_needs_a_clause(world):
    """A block that came late takes August's hours back, from September's pay."""
    for answer, expected in (("", {"NO_SETOFF_CLAUSE": ["P1"]}), ("yes", {})):
        files = {"partners": [partner(1, agreement_setoff=answer)], "rates": [rate(1)],
                 "schedules": hours([1])}
        months = Months(world, f"setoff-{answer}", **files)
        block = {"block_id": "B1", "partner_id": "P1", "start": "2026-08-04", "end": "2026-08-04"}
        months.bring("2026-09", **files)
        assert said(months.draft("2026-09", SEPTEMBER)["exceptions"]) == {}
        months.bring("2026-09", blocks=[block])
        found = months.draft("2026-09", SEPTEMBER)["exceptions"]
        assert said(found) == expected, found


def a_local_day_has_its_name_and_area(world):
    """November has days of their own in places of Victoria; who is placed in one is not asked."""
    for areas, asked in (("AU-VIC", True), ("VIC-GREATER-GEELONG", False)):
        files = {"partners": [partner(1, areas=areas)], "rates": [rate(1)], "schedules": hours([1])}
        months = Months(world, f"local-{asked}", **files)
        months.bring("2026-11", **files)
        later = ["--as-at", "2026-12-12T09:00+11:00", "--issue-date", "2026-12-12"]
        found = [row for row in months.draft("2026-11", later)["exceptions"]
                 if row["code"] == "NO_LOCAL_AREA"]
        assert len(found) == asked, found
        assert not asked or "Kyneton Cup Day on 2026-11-04 in VIC-MACEDON-KYNETON" in found[0]["message"], found


def what_ends_is_told_before(world):
    """Of agreement and registration, where it comes before the next issue; not where it is over already."""
    for column, last, expected in (("agreement_to", "2026-09-30", ["agreement_to"]),
                                   ("agreement_to", "2026-12-31", []),
                                   ("gst_to", "2026-09-30", ["gst_to"]), ("gst_to", "2026-12-31", []),
                                   ("gst_to", "2025-12-31", [])):
        months = Months(world, f"ends-{column}-{last}",
                        partners=[partner(1, gst_to="", agreement_to="") | {column: last}],
                        rates=[rate(1)], schedules=hours([1]))
        path = months.world.out / "2026-08/issue-1/exceptions.csv"
        with path.open(encoding="utf-8", newline="") as file:
            found = [row["subject"] for row in csv.DictReader(file) if row["code"] == "ENDS_SOON"]
        assert found == expected, (last, found)


TESTS = [each_is_raised_and_its_twin_is_not, borders_are_no_mistake, a_practice_is_one_line, rates_that_leap_or_stand_out,
         told_until_issued, an_account_is_another_by_any_part, what_is_owed_needs_a_clause,
         a_local_day_has_its_name_and_area, what_ends_is_told_before]
