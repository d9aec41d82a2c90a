"""What an issue would refuse of a draft as it is, the draft says: CANNOT_BE_ISSUED."""

import csv

from corrections import AUGUST, PARTNER, SEPTEMBER, Months
from undone import issue

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def told_of(months, *dates, code="CANNOT_BE_ISSUED"):
    """What the draft's exceptions.csv and the terminal have of the code."""
    drafted = months.done("run", "2026-09", *(dates or SEPTEMBER), good=(0, 1))
    with (months.world.out / "2026-09/draft/exceptions.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] == code]
    assert all(row["severity"] == "review" for row in rows), rows
    assert (f"  {code}: " in drafted.stdout) == bool(rows), drafted.stdout
    return [row["message"] for row in rows]


def a_total_that_the_bank_file_cannot_hold(world):
    """Fourteen partners around the clock at the highest rate."""
    ids = [f"P{number}" for number in range(1, 15)]
    files = {"partners": [{**PARTNER, "partner_id": one} for one in ids],
             "rates": [{"partner_id": one, "kind": "partner", "effective_from": "2020-01-01",
                        "hourly_rate": "10000"} for one in ids],
             "schedules": [{"partner_id": one, "weekday": day, "start": "00:00", "end": "24:00",
                            "effective_from": "", "effective_to": ""} for one in ids for day in DAYS]}
    months = Months(world, "refused-total")
    months.bring("2026-09", **files)
    told = told_of(months)
    assert len(told) == 1 and "14 payments of 107" in told[0] and "do not fit one direct entry" in told[0], told
    refused = issue(months, "2026-09", SEPTEMBER, good=(3,))
    assert "14 payments of 107" in refused.stderr, refused
    # As it is to be mended: some are paid by hand.
    for row in files["partners"][:4]:
        row.update(bsb="", account_number="")
    months.bring("2026-09", **files)
    assert told_of(months) == []
    issue(months, "2026-09", SEPTEMBER)


def a_payer_that_the_bank_file_cannot_have(world):
    """A name of a script that the bank's file has no letters of."""
    months = Months(world, "refused-payer")
    months.bring("2026-09")
    assert told_of(months) == []
    company = next(months.world.place.rglob("company.ini"))
    text = company.read_text(encoding="utf-8")
    assert "remitter" in text, text
    changed = "\n".join("remitter=李慧敏" if line.replace(" ", "").startswith("remitter=") else line
                        for line in text.splitlines()) + "\n"
    directory = months.world.place / "mended"
    directory.mkdir()
    (directory / "company.ini").write_text(changed, encoding="utf-8")
    answer = months.world.call("import", "2026-09", directory)
    assert answer.returncode == 0, answer
    told = told_of(months)
    assert len(told) == 1 and "the company's remitter cannot be in a direct entry file" in told[0], told
    refused = issue(months, "2026-09", SEPTEMBER, good=(3,))
    assert "remitter cannot be in a direct entry file" in refused.stderr, refused


def a_draft_of_which_everybody_is_held(world):
    months = Months(world, "refused-held")
    months.bring("2026-09", partners=[{**PARTNER, "agreement_from": ""}])
    assert ["every partner of the draft is held" in told for told in told_of(months)] == [True]


def an_issue_date_within_the_month(world):
    months = Months(world, "refused-date")
    months.bring("2026-09")
    dates = [*SEPTEMBER[:2], "--issue-date", "2026-09-30"]
    told = told_of(months, *dates)
    assert len(told) == 1 and "the issue date, 30 September 2026, is not after the month" in told[0], told
    refused = issue(months, "2026-09", dates, good=(2,))
    assert "is not after the month's last day" in refused.stderr, refused
    # Of a month that is not over its first line says so.
    assert told_of(months, *AUGUST) == []


TESTS = [a_total_that_the_bank_file_cannot_hold, a_payer_that_the_bank_file_cannot_have,
         a_draft_of_which_everybody_is_held, an_issue_date_within_the_month]
