"""What people check by hand: hours and minutes, the dates of a rate, what is owed, the stamps that decide."""

import csv
import subprocess

from corrections import AUGUST, FILES, SEPTEMBER, Months, block, booking, work


def words_of(path):
    """A document's words, as they are read."""
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True)
    return " ".join(text.stdout.split())


def hours_times_rate_is_the_amount(world):
    """Minutes that hundredths of an hour cannot say are told as minutes, on the document, by explain and
    in the bill."""
    months = Months(world, "part-hours", other_work=[work("2026-08-04T10:00", "2026-08-04T10:20")])
    issue = months.world.out / "2026-08/issue-1"
    text = words_of(issue / "documents/RCTI-202608-P1.pdf")
    for part in ("Consultant Partner hours, August 2026 7 h 40 min 150.00 1,150.00 115.00 1,265.00",
                 "Hours in your Partner schedule 8 h",
                 "less other streams Tue 4 Aug 10:00-10:20 onsite W1 -20 min",
                 "Hours paid 7 h 40 min"):
        assert part in text, (part, text)
    assert "7.67" not in text, text
    bills = (issue / "bills-xero.csv").read_text(encoding="utf-8")
    assert '"Consultant Partner hours, August 2026 (7 h 40 min at 150.00)",1.00,1150.00,' in bills, bills
    told = " ".join(months.done("explain", "P1", "2026-08", *AUGUST).stdout.split())
    assert "10:00 O 40 min P3 Other stream work, paid elsewhere: W1" in told and \
        "August 2026: 7 h 40 min at 150.00 $1,150.00" in told, told


def a_rate_that_changes_says_its_dates(world):
    """On lines, in the count and in the bills; a month of one rate names the month."""
    rates = [*FILES["rates"], {"partner_id": "P1", "kind": "partner", "effective_from": "2026-08-13",
                               "hourly_rate": "160"}]
    months = Months(world, "dated", rates=rates)
    issue = months.world.out / "2026-08/issue-1"
    text = words_of(issue / "documents/RCTI-202608-P1.pdf")
    for part in ("Consultant Partner hours, 1 to 12 August 2026 4 h 150.00 600.00",
                 "Consultant Partner hours, 13 to 31 August 2026 4 h 160.00 640.00",
                 "Hours paid 8 h 1 to 12 August 2026 at 150.00 an hour 4 h "
                 "13 to 31 August 2026 at 160.00 an hour 4 h"):
        assert part in text, (part, text)
    with (issue / "bills-xero.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["Description"], row["*Quantity"], row["*UnitAmount"]) for row in rows] == \
        [("Consultant Partner hours, 1 to 12 August 2026", "4.00", "150.00"),
         ("Consultant Partner hours, 13 to 31 August 2026", "4.00", "160.00")], rows
    months.bring("2026-09", rates=rates)
    months.issue("2026-09", SEPTEMBER)
    text = words_of(months.world.out / "2026-09/issue-1/documents/RCTI-202609-P1.pdf")
    assert "Consultant Partner hours, September 2026 10 h 160.00" in text, text


def what_is_owed_is_a_sentence(world):
    """A partner reads what they owe, not what is below zero; and when their mark came, where they are."""
    late = booking(status="completed", completed_at="2026-09-09T00:10", start="2026-09-01T10:00",
                   booked_at="2026-08-20T09:00")
    months = Months(world, "owed")
    months.bring("2026-08", blocks=[block("2026-08-01", "2026-08-31")])
    months.bring("2026-09", schedules=[{**FILES["schedules"][0], "effective_to": "2026-09-01"}],
                 appointments=[late])
    months.issue("2026-09", SEPTEMBER)
    text = words_of(months.world.out / "2026-09/issue-1/documents/RCTI-202609-P1.pdf")
    assert "Nothing is paid now. You owe $1,155.00; it comes off your next payments." in text, text
    assert "You owe 1,155.00" in text and "-1,155.00" not in text, text
    assert "A1 was marked Wed 9 Sep 00:10 (Melbourne), due by the end of Tue 8 Sep" in text, text


TESTS = [hours_times_rate_is_the_amount, a_rate_that_changes_says_its_dates, what_is_owed_is_a_sentence]
