"""What an earlier month leaves undone: the gate of an issue that skips one, and the open items, which no
path ends without a word."""

import csv
import json
import re
import shutil
import subprocess

from corrections import (AUGUST, FILES, PARTNER, SEPTEMBER, Months, block, booking, completed,
                         confirmations)
from world import APPROVER, TOP

OCTOBER = ["--as-at", "2026-11-12T09:00+11:00", "--issue-date", "2026-11-12"]
NOVEMBER = ["--as-at", "2026-12-11T09:00+11:00", "--issue-date", "2026-12-11"]
DECEMBER = ["--as-at", "2027-01-11T09:00+11:00", "--issue-date", "2027-01-11"]
OTHER = {**PARTNER, "partner_id": "P2", "legal_name": "Ben Test", "abn": "31555700001",
         "account_number": "87654321", "account_name": "Ben Test"}


def rates_of(*ids):
    return [{**row, "partner_id": name} for name in ids for row in FILES["rates"]]


def schedules_of(*ids):
    return [{**FILES["schedules"][0], "partner_id": name} for name in ids]


BOTH = {"partners": [PARTNER, OTHER], "rates": rates_of("P1", "P2"),
        "schedules": schedules_of("P1", "P2")}
ALONE = {"partners": [OTHER], "rates": rates_of("P2"), "schedules": schedules_of("P2")}


def drafted(months, period, dates):
    return json.loads(months.done("run", period, *dates, "--json", *months.holidays, good=(0, 1)).stdout)


def digest_of(months, period, dates):
    return drafted(months, period, dates)["digest"]


def asked_is_named(draft, issued):
    """What the issue asks to be confirmed is what its draft named."""
    asked = set(re.findall(r"^([A-Z_]+):[0-9a-f]{4}: ", issued.stderr, re.M)) - {"SEAL_KEY"}
    named = {gate["code"] for gate in draft["gates"]}
    if asked or issued.returncode in (0, 1):
        assert asked == named or (not asked and "--confirm" in issued.args), (named, issued)


def issue(months, period, dates, *words, good=(0, 1)):
    draft = drafted(months, period, dates)
    answer = months.done("issue", period, "--draft", draft["digest"], "--approved-by", APPROVER, *words,
                         good=good)
    asked_is_named(draft, answer)
    return answer


def void(months, number):
    months.done("void", number, "--reason", "a wrong name", "--approved-by", APPROVER)


def open_rows(months, period, place="draft"):
    path = months.world.out / period / place / "open.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def kinds(rows):
    return [(row["kind"], row["partner_id"], row["period"], row["amount"]) for row in rows]


def status(months, dates, *words, good=(1,)):
    return json.loads(months.done("status", *words, *dates, "--json", good=good).stdout)


def a_month_that_is_skipped_stops_an_issue(world):
    """September is imported and not issued: October stops, until somebody says that it is meant so."""
    months = Months(world, "skipped")
    months.bring("2026-09")
    months.bring("2026-10")
    stopped = issue(months, "2026-10", OCTOBER, good=(3,))
    assert re.search(r"^SKIPPED_MONTH:[0-9a-f]{4}: September 2026 was imported and never issued; run "
                     r"and issue that month first", stopped.stderr, re.M), stopped
    assert "1 gate; nothing was issued" in stopped.stderr, stopped
    query = months.world.query
    assert query("SELECT count(*) FROM issues") == [(1,)]
    assert not (months.world.out / "2026-10/issue-1").exists()
    # Another gate's word, or the token of another month's issue, lets nothing pass.
    for word in ("MASS_RETIREMENT:0000", "SKIPPED_MONTH:zzzz"):
        refused = issue(months, "2026-10", OCTOBER, "--confirm", word, good=(2,))
        assert f"{word} is no gate that stands before this issue 2026-10" in refused.stderr, refused
    issue(months, "2026-10", OCTOBER, *confirmations(3, stopped.stderr))
    kept = query("SELECT seq, code, token, saw, confirmed_by FROM issue_confirmations")
    assert len(kept) == 1 and kept[0][:2] == (2, "SKIPPED_MONTH"), kept
    assert kept[0][3] == "September 2026 was imported and never issued" and kept[0][4], kept
    # Confirmed or not, it stays open, with what is due of it; drafting it does not end it.
    assert kinds(open_rows(months, "2026-10", "issue-1")) == [
        ("NOT_ISSUED", "", "2026-09", "1650.00")]
    digest_of(months, "2026-09", SEPTEMBER)
    told = status(months, OCTOBER)
    assert kinds(told["open"]["items"]) == [("NOT_ISSUED", "", "2026-09", "1650.00")], told
    # Done in its turn after all: no gate, for no month before it is left out.
    issue(months, "2026-09", SEPTEMBER)
    assert status(months, OCTOBER, good=(0,))["open"]["count"] == 0
    assert "all of it holds; no open items" in " ".join(months.done("verify", *OCTOBER).stdout.split())


def a_month_in_which_everybody_is_held_is_told(world):
    """It cannot be issued; what it is worth and whose it is stays on the list of the months after it."""
    months = Months(world, "all-held")
    months.bring("2026-09", partners=[{**PARTNER, "agreement_from": ""}])
    refused = issue(months, "2026-09", SEPTEMBER, good=(1,))
    assert "every partner of the draft is held" in refused.stderr, refused
    months.bring("2026-10", partners=[PARTNER])
    digest_of(months, "2026-10", OCTOBER)
    rows = open_rows(months, "2026-10")
    assert kinds(rows) == [("NOT_ISSUED", "", "2026-09", "1650.00")], rows
    assert rows[0]["about"] == "1 partner; held: P1 (NO_AGREEMENT)", rows
    assert rows[0]["next"].startswith("everybody is held: put that right, import 2026-09"), rows


def who_is_held_stays_on_the_list(world):
    """Held in August, ready in September without a word of August, gone in October, and their row gone
    from August's own file: on every list until August is mended and issued."""
    held = [{**PARTNER, "agreement_from": ""}, OTHER]
    months = Months(world, "held", **{**BOTH, "partners": held})
    expected = [("HELD", "P1", "2026-08", "1320.00")]
    assert kinds(open_rows(months, "2026-08", "issue-1")) == expected
    months.bring("2026-09", **BOTH)
    draft = months.done("run", "2026-09", *SEPTEMBER)
    assert "Left undone: 1 open item, $1,320.00 in all" in draft.stdout, draft
    assert re.search(r"HELD +P1 +Ada Test\n +2026-08: \$1,320\.00, since 2026-09-10, due by 2026-10-08: "
                     r"NO_AGREEMENT\n +no RCTI agreement is in force on the issue date: look at "
                     r"agreement_from and agreement_to; import 2026-08 again", draft.stdout), draft
    issue(months, "2026-09", SEPTEMBER)
    months.bring("2026-10", **ALONE)
    issued = issue(months, "2026-10", OCTOBER)
    assert "Left undone: 1 open item, $1,320.00 in all" in issued.stdout, issued
    assert kinds(open_rows(months, "2026-10", "issue-1")) == expected
    assert "all of it holds; 1 open item, $1,320.00 in all (rcti status)" in \
        " ".join(months.done("verify", *OCTOBER).stdout.split())
    assert json.loads(months.done("verify", "--json", *OCTOBER).stdout)["open"] == 1
    # August's own file without their row ends nothing, and what was known then is still told.
    months.bring("2026-08", **ALONE)
    told = status(months, OCTOBER)
    assert kinds(told["open"]["items"]) == expected, told
    assert "import it again with their row" in told["open"]["items"][0]["next"], told
    months.bring("2026-11", **ALONE)
    digest_of(months, "2026-11", NOVEMBER)
    assert kinds(open_rows(months, "2026-11")) == expected
    names = subprocess.run(["unzip", "-p", months.world.out / "2026-11/draft/audit-2026-11.xlsx",
                            "xl/workbook.xml"], capture_output=True, text=True, check=True).stdout
    assert re.search('"Exceptions"[^>]*><sheet name="Open items"[^>]*><sheet name="Holidays"', names)
    # Mended: August's second issue takes just them.
    months.bring("2026-08", **BOTH)
    assert "itself holds them now" in status(months, OCTOBER)["open"]["items"][0]["next"]
    late = issue(months, "2026-08", OCTOBER, good=(3,))
    issue(months, "2026-08", OCTOBER, *confirmations(3, late.stderr))
    assert [row["partner_id"] for row in register(months, "2026-08", "issue-2")] == ["P1"]
    assert status(months, OCTOBER, good=(0,))["open"]["count"] == 0
    assert open_rows(months, "2026-08", "issue-2") == []
    assert "all of it holds; no open items" in " ".join(months.done("verify", *OCTOBER).stdout.split())


def register(months, period, place):
    path = months.world.out / period / place / "register.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def a_void_stays_on_the_list(world):
    """Until it is replaced or taken back, whoever is in the month that is run."""
    months = Months(world, "void-open", **BOTH)
    void(months, "RCTI-202608-P1")
    told = status(months, SEPTEMBER)
    assert kinds(told["open"]["items"]) == [("VOID", "P1", "2026-08", "1320.00")], told
    assert told["open"]["items"][0]["about"] == "RCTI-202608-P1", told
    # A month's run replaces it, so that nothing is left after it, unless P1 cannot be issued.
    months.bring("2026-08", partners=[{**PARTNER, "abn": "51824753557"}, OTHER])
    months.bring("2026-09", **ALONE)
    issue(months, "2026-09", SEPTEMBER)
    assert kinds(open_rows(months, "2026-09", "issue-1")) == [("VOID", "P1", "2026-08", "1320.00")]
    months.bring("2026-08", partners=[PARTNER, OTHER])
    digest_of(months, "2026-08", OCTOBER)
    assert open_rows(months, "2026-08") == []
    months.bring("2026-10", **ALONE)
    late = issue(months, "2026-10", OCTOBER, good=(3,))
    issue(months, "2026-10", OCTOBER, *confirmations(3, late.stderr))
    assert open_rows(months, "2026-10", "issue-1") == []
    assert months.world.query("SELECT number FROM documents WHERE replaces IS NOT NULL") == \
        [("RCTI-202608-P1-R1",)]
    assert status(months, OCTOBER, good=(0,))["open"]["count"] == 0


def what_is_owed_stays_on_the_list(world):
    """P1 owes August, and comes back as another supplier with the same account; an honest partner of another
    account is not doubted."""
    months = Months(world, "owed-list", **BOTH)
    again = {**PARTNER, "partner_id": "N1", "abn": "11000000916"}
    honest = {**OTHER, "partner_id": "N2", "abn": "53004085616", "account_number": "11112222"}
    months.bring("2026-08", blocks=[block("2026-08-01", "2026-08-31")])
    both = {"partners": [again, honest, OTHER], "rates": rates_of("N1", "N2", "P2"),
            "schedules": schedules_of("N1", "N2", "P2")}
    months.bring("2026-09", **both)
    for period, dates in (("2026-09", SEPTEMBER), ("2026-10", OCTOBER)):
        if period != "2026-09":
            months.bring(period, **both)
        draft = months.draft(period, dates)
        doubted = [row for row in draft["exceptions"] if row["code"] == "OWES_UNDER_ANOTHER_ID"]
        assert [(row["severity"], row["partner_id"], row["subject"]) for row in doubted] == \
            [("review", "N1", "P1")], doubted
        assert "P1 owes $1,320.00, and has the same account" in doubted[0]["message"]
        rows = open_rows(months, period)
        assert kinds(rows) == [("OWED", "P1", "2026-09", "-1320.00")], rows
        assert rows[0]["counted"] == "yes" and rows[0]["since"] == "2026-10-12", rows
        assert rows[0]["about"] == "ABN 51 824 753 556", rows
        issue(months, period, dates)
    # P1 is back, and it comes off, until nothing is left.
    months.bring("2026-11", **BOTH)
    issue(months, "2026-11", NOVEMBER)
    rows = open_rows(months, "2026-11", "issue-1")
    assert kinds(rows) == [("OWED", "P1", "2026-09", "-330.00")], rows
    assert rows[0]["next"] == "it comes off the next payments", rows
    months.bring("2026-12", **BOTH)
    issue(months, "2026-12", DECEMBER)
    assert status(months, DECEMBER, good=(0,))["open"] == {"count": 0, "sum": "0.00", "items": []}


def what_is_owed_comes_off_the_next_payment_to_the_abn(world):
    """P1 owes August, is gone, and N1 has its ABN: September pays N1 while P1's month is still worked out,
    and says who owes; October's payment is less by it."""
    months = Months(world, "owed-abn", **BOTH)
    months.bring("2026-08", blocks=[block("2026-08-01", "2026-08-31")])
    both = {"partners": [{**PARTNER, "partner_id": "N1"}, OTHER], "rates": rates_of("N1", "P2"),
            "schedules": schedules_of("N1", "P2")}
    for period, dates, paid, owed, message in (
            ("2026-09", SEPTEMBER, "1650.00", [("OWED", "P1", "2026-09", "-1320.00")],
             "P1 owes $1,320.00, and has the same ABN and account"),
            ("2026-10", OCTOBER, "0.00", [],
             "P1 owed $1,320.00, and had the same ABN: it comes off this payment")):
        months.bring(period, **both)
        draft = months.draft(period, dates)
        doubted = [row for row in draft["exceptions"] if row["code"] == "OWES_UNDER_ANOTHER_ID"]
        assert [row["partner_id"] for row in doubted] == ["N1"], doubted
        assert message in doubted[0]["message"], doubted
        row = next(row for row in draft["register"] if row["partner_id"] == "N1")
        assert row["payment"] == paid, row
        assert kinds(open_rows(months, period)) == owed, open_rows(months, period)
        issue(months, period, dates)
        months.done("verify")
    told = months.done("explain", "N1", "2026-10").stdout
    assert "-$1,320.00" in told, told


def a_debt_of_this_month_is_listed_and_not_counted(world):
    months = Months(world, "owed-now", **BOTH)
    months.bring("2026-08", blocks=[block("2026-08-01", "2026-08-31")])
    months.bring("2026-09", **{**BOTH, "blocks": [block("2026-09-01", "2026-09-22", "B2")]})
    issued = issue(months, "2026-09", SEPTEMBER)
    rows = open_rows(months, "2026-09", "issue-1")
    assert kinds(rows) == [("OWED", "P1", "2026-09", "-990.00")], rows
    assert rows[0]["counted"] == "no", rows
    assert "Left undone: no open items" in issued.stdout and "beside them 1" in issued.stdout, issued
    assert status(months, SEPTEMBER, good=(0,))["open"]["count"] == 0
    # It outlived a month's payment.
    months.bring("2026-10", **{**BOTH, "blocks": [block("2026-10-01", "2026-10-31", "B3")]})
    issue(months, "2026-10", OCTOBER)
    rows = open_rows(months, "2026-10", "issue-1")
    assert kinds(rows) == [("OWED", "P1", "2026-09", "-990.00")] and rows[0]["counted"] == "yes", rows
    assert status(months, OCTOBER)["open"]["sum"] == "990.00"


def a_payment_without_an_account_is_unpaid(world):
    months = Months(world, "unpaid", **{**BOTH, "partners": [{**PARTNER, "account_number": ""}, OTHER]})
    expected = [("UNPAID", "P1", "2026-08", "1320.00")]
    rows = open_rows(months, "2026-08", "issue-1")
    assert kinds(rows) == expected and rows[0]["about"] == "NO_BANK_DETAILS", rows
    assert (rows[0]["since"], rows[0]["by"]) == ("2026-09-10", "2026-09-24"), rows
    months.bring("2026-09", **ALONE)
    issue(months, "2026-09", SEPTEMBER)
    assert kinds(open_rows(months, "2026-09", "issue-1")) == expected
    # A later account does not pay it, nor does a void: the money that it stands for never went out.
    months.bring("2026-10", **BOTH)
    issue(months, "2026-10", OCTOBER)
    assert kinds(open_rows(months, "2026-10", "issue-1")) == expected
    assert kinds(status(months, OCTOBER)["open"]["items"]) == expected
    # It is open once, as what was never paid: the void takes nothing more.
    void(months, "RCTI-202608-P1")
    told = status(months, OCTOBER)["open"]
    assert kinds(told["items"]) == [*expected, ("VOID", "P1", "2026-08", "0.00")], told
    assert told["sum"] == "1320.00", told
    assert told["items"][1]["about"] == "RCTI-202608-P1; its payment is open as UNPAID", told


def what_comes_too_late_is_open(world):
    """With retro_months = 1, August's leave that is known in November moves nothing: $330 stay open."""
    months = Months(world, "beyond", policy_ini="[policy]\nretro_months = 1\n")
    for period, dates in (("2026-09", SEPTEMBER), ("2026-10", OCTOBER)):
        months.bring(period, policy_ini="[policy]\nretro_months = 1\n")
        issue(months, period, dates)
    assert status(months, OCTOBER, good=(0,))["open"]["count"] == 0
    months.bring("2026-08", blocks=[block("2026-08-04", "2026-08-04")])
    months.bring("2026-11", policy_ini="[policy]\nretro_months = 1\n")
    for _ in range(2):  # told again by the next, though the fact is no news any more
        digest_of(months, "2026-11", NOVEMBER)
        rows = open_rows(months, "2026-11")
        assert kinds(rows) == [("BEYOND_RETRO", "P1", "2026-08", "-330.00")], rows
        assert rows[0]["about"] == "RCTI-202608-P1" and rows[0]["since"], rows
    issue(months, "2026-11", NOVEMBER)
    assert kinds(open_rows(months, "2026-11", "issue-1")) == kinds(rows)
    # Runs that reach it bill it, and it is done.
    months.bring("2026-12", policy_ini="[policy]\nretro_months = 12\n")
    issue(months, "2026-12", DECEMBER)
    assert open_rows(months, "2026-12", "issue-1") == []


def what_is_nobodys_own_and_comes_too_late_is_open(world):
    """A case, a request, a holiday and a setting of August that are known in November: what each moves of
    whom stays open with retro_months = 1; what is alike and moves no cent, or another month, is not."""
    short = "[policy]\nretro_months = 1\n"
    adhoc = completed("2026-08-06T09:00", calendar="adhoc", start="2026-08-05T09:00")
    gone = booking(appointment_id="A2", start="2026-08-11T10:00", status="cancelled",
                   cancelled_at="2026-08-10T09:00", cancelled_by="consultant")
    request = {"request_id": "X1", "case_id": "ASST-1", "requested_on": "2026-08-01", "sessions": "1",
               "outcome": "approved", "outcome_on": "2026-08-02"}
    holiday = {"date": "2026-08-18", "area": "AU-VIC", "name": "Lantern Day"}
    cases = [{"case_id": "ASST-1", "entitled_sessions": "1"}]
    for name, files, late, expected in (
            ("case", {}, {"cases": [{**cases[0], "entitled_sessions": "0"}]}, ["-198.00"]),
            ("case-alike", {}, {"cases": [{**cases[0], "entitled_sessions": "2"}]}, []),
            ("request", {"cases": [{**cases[0], "entitled_sessions": "0"}], "extra_sessions": [request]},
             {"extra_sessions": [{**request, "outcome": "declined"}]}, ["-198.00"]),
            ("session", {**BOTH},
             {"appointments": [adhoc, gone, {**adhoc, "appointment_id": "A0", "partner_id": "P2",
                                             "start": "2026-08-03T09:00"}]}, ["-198.00"]),
            ("holiday", {}, {"holidays": [holiday]}, ["-330.00"]),
            ("holiday-alike", {}, {"holidays": [{**holiday, "date": "2026-08-19"}]}, []),
            ("setting", {}, {"policy_ini": short + "consultant_cancellation = unpaid\n"},
             ["-165.00"]),
            ("setting-alike", {}, {"policy_ini": short + "adjustment_review = 900.00\n"}, [])):
        months = Months(world, f"beyond-{name}",
                        **{"policy_ini": short, "appointments": [adhoc, gone], "cases": cases, **files})
        for period, dates in (("2026-09", SEPTEMBER), ("2026-10", OCTOBER)):
            months.bring(period, policy_ini=short, cases=files.get("cases", cases))
            issue(months, period, dates)
        months.bring("2026-08", **late)
        months.bring("2026-11", policy_ini=short,
                     cases=late.get("cases", files.get("cases", cases)))
        digest_of(months, "2026-11", NOVEMBER)
        rows = [row for row in open_rows(months, "2026-11")
                if row["kind"] == "BEYOND_RETRO" and row["partner_id"] == "P1"]
        assert kinds(rows) == [("BEYOND_RETRO", "P1", "2026-08", amount) for amount in expected], \
            (name, rows)


def a_day_of_the_program_that_comes_too_late_is_open(world):
    """Another version of the program has a holiday of August with retro_months = 1: what it moves is open,
    since when nobody knows; a day of another year, or of no hour, is not."""
    short = "[policy]\nretro_months = 1\n"
    for name, file, day, expected in (("shipped", "au-2026.csv", "2026-08-18", ["-330.00"]),
                                      ("shipped-no-hour", "au-2026.csv", "2026-08-19", []),
                                      ("shipped-year", "au-2027.csv", "2027-08-17", [])):
        months = Months(world, f"beyond-{name}", policy_ini=short)
        for period, dates in (("2026-09", SEPTEMBER), ("2026-10", OCTOBER)):
            months.bring(period, policy_ini=short)
            issue(months, period, dates)
        months.bring("2026-11", policy_ini=short)
        shutil.copytree(TOP / "holidays", months.place / "holidays")
        with (months.place / "holidays" / file).open("a", encoding="utf-8") as year:
            year.write(f"{day},AU-VIC,Later Day,,,,,,gazetted,a gazette\n")
        digest_of(months, "2026-11", NOVEMBER)
        assert open_rows(months, "2026-11") == [], name
        months.holidays = ["--holidays", months.place / "holidays"]
        digest_of(months, "2026-11", NOVEMBER)
        rows = [row for row in open_rows(months, "2026-11") if row["kind"] == "BEYOND_RETRO"]
        assert kinds(rows) == [("BEYOND_RETRO", "P1", "2026-08", amount) for amount in expected], \
            (name, rows)
        assert all(row["since"] == "" for row in rows), rows
        found = [item["amount"] for item in status(months, NOVEMBER, *months.holidays)["open"]["items"]
                 if item["kind"] == "BEYOND_RETRO"]
        assert found == expected, found


def a_second_issue_takes_whom_it_may(world):
    """M4: nobody of the month is held, voided or new. What moved of August waits for October, whoever
    it is about; somebody who is new in September's partners.csv is taken."""
    months = Months(world, "second", **BOTH)
    months.bring("2026-09", **ALONE)
    issue(months, "2026-09", SEPTEMBER)
    months.bring("2026-08", blocks=[block("2026-08-04", "2026-08-04")])
    before = months.world.fingerprint()
    again = months.done("run", "2026-09", *OCTOBER)
    assert "nothing is left to issue" in again.stdout, again
    told = json.loads(months.done("run", "2026-09", *OCTOBER, "--json").stdout)
    assert told["changed"] is False and told["open"]["count"] == 0, told
    assert not (months.world.out / "2026-09/draft").exists() or \
        (months.world.out / "2026-09/issue-2").exists() is False
    assert [pair for pair in months.world.fingerprint() if "issue" in str(pair[0])] == \
        [pair for pair in before if "issue" in str(pair[0])]
    new = {**PARTNER, "partner_id": "P3", "abn": "53004085616", "account_number": "11112222"}
    months.bring("2026-09", partners=[OTHER, new], rates=rates_of("P2", "P3"),
                 schedules=schedules_of("P2", "P3"))
    told = status(months, SEPTEMBER)
    assert kinds(told["open"]["items"]) == [("HELD", "P3", "2026-09", "1650.00")], told
    issue(months, "2026-09", OCTOBER)
    assert [row["partner_id"] for row in register(months, "2026-09", "issue-2")] == ["P3"]
    months.bring("2026-10", **ALONE)
    draft = months.draft("2026-10", OCTOBER)
    assert [row["partner_id"] for row in draft["adjustments"]] == ["P1"], draft


def status_compares_an_issue_with_its_draft(world):
    """What an issue corrects of earlier months is no part of its own month."""
    months = Months(world, "status-total")
    months.bring("2026-08", blocks=[block("2026-08-04", "2026-08-04")])
    months.bring("2026-09")
    digest_of(months, "2026-09", SEPTEMBER)
    drafted = status(months, SEPTEMBER)["months"][1]["draft_total"]
    issue(months, "2026-09", SEPTEMBER)
    month = status(months, SEPTEMBER, good=(0, 1))["months"][1]
    assert month["issues"][0]["total"] == month["draft_total"] == drafted, month
    assert float(drafted) > float(register(months, "2026-09", "issue-1")[0]["payment"]), month


# On the company's clocks.
MOMENT = r"\d+ [A-Z][a-z]+ \d{4} \d\d:\d\d \(Sydney\)"


def status_tells_how_far_each_month_is(world):
    months = Months(world, "status", **{**BOTH, "partners": [{**PARTNER, "agreement_from": ""}, OTHER]})
    months.bring("2026-09", **BOTH)
    answer = months.done("status", *SEPTEMBER, good=(1,))
    assert answer.stdout.startswith("store rcti.db\n"), answer
    assert re.search(rf"\n2026-08: imported 1 time, last {MOMENT}\n  drafted 1 time, last \$1,320\.00\n"
                     r"  issue 1 of 10 September 2026: \$1,320\.00, prepared by \S+, approved by "
                     rf"{APPROVER}\n  1 held\n", answer.stdout), answer
    assert re.search(rf"\n2026-09: imported 1 time, last {MOMENT}\n  drafted 0 times\n  not issued\n",
                     answer.stdout), answer
    told = status(months, SEPTEMBER)
    assert [(month["period"], month["imports"], month["held"], len(month["issues"]))
            for month in told["months"]] == [("2026-08", 1, 1, 1), ("2026-09", 1, 0, 0)], told
    # September is over and skips nobody yet: it is open. Of a period alone: that.
    assert sorted(item["kind"] for item in told["open"]["items"]) == ["HELD", "NOT_ISSUED"], told
    narrow = status(months, SEPTEMBER, "2026-08")
    assert [month["period"] for month in narrow["months"]] == ["2026-08"], narrow
    assert [item["kind"] for item in narrow["open"]["items"]] == ["HELD"], narrow
    # A month that is not over is nothing undone, and its run says so first.
    middle = ["--as-at", "2026-09-20T09:00+10:00", "--issue-date", "2026-09-20"]
    assert [item["kind"] for item in status(months, middle)["open"]["items"]] == ["HELD"]
    draft = months.done("run", "2026-09", *middle, good=(0, 1)).stdout
    assert draft.startswith("September 2026 is not over: "), draft
    assert json.loads(months.done("run", "2026-09", *middle, "--json", good=(0, 1)).stdout)["over"] \
        is False
    assert months.done("run", "2026-09", *SEPTEMBER).stdout.startswith("September 2026, draft: ")
    for words in (("status", "2026-13"), ("status", "--store", "none.db"),
                  ("status", "2026-08", "2026-09")):
        assert months.done(*words, good=(2,)).stderr


def verify_needs_no_holidays_of_today(world):
    """What is issued is proved with its own; only what is open cannot be told without any."""
    months = Months(world, "no-holidays")
    (months.place / "none").mkdir()
    answer = months.done("verify", "--holidays", "none")
    assert "\nnote: what is left undone cannot be told: " in answer.stdout, answer
    assert answer.stdout.endswith(": all of it holds\n"), answer
    assert "open" not in json.loads(months.done("verify", "--holidays", "none", "--json").stdout)


def a_new_store_is_announced(world):
    directory = world.place / "new-store"
    directory.mkdir()
    first = world.call("import", "2026-09", world.copy_of_input("new-store/input"), cwd=directory)
    assert first.returncode == 0 and first.stdout.startswith("new store rcti.db\n"), first
    again = world.call("import", "2026-09", world.copy_of_input(
        "new-store/again", rates=lambda text: text.replace("150.00", "151.00")), cwd=directory)
    assert again.returncode == 0 and "new store" not in again.stdout, again
    other = world.call("import", "2026-09", "input", "--store", "slip.db", "--json", cwd=directory)
    assert json.loads(other.stdout)["new_store"] == "slip.db", other


def who_is_held_by_an_earlier_month_alone_is_not_of_this_one(world):
    """A note that waits for somebody who left is told as held in the run; nothing of the run's own month is due."""
    here = {**PARTNER, "gst_to": ""}
    left = {**OTHER, "gst_to": "2026-08-31"}
    months = Months(world, "left-and-held", **BOTH,
                    blocks=[{**block("2026-08-04", "2026-08-04"), "partner_id": "P2"}])
    months.bring("2026-08", partners=[here, left], blocks=[])
    months.bring("2026-09", partners=[PARTNER], rates=rates_of("P1"), schedules=schedules_of("P1"))
    issue(months, "2026-09", SEPTEMBER)
    exceptions = [row["code"] for row in issued_rows(months, "2026-09", "exceptions")
                  if row["partner_id"] == "P2"]
    assert "NOTE_UNREGISTERED" in exceptions, exceptions
    assert not [row for row in open_rows(months, "2026-09", "issue-1") if row["kind"] == "HELD"]


def issued_rows(months, period, table):
    path = months.world.out / period / f"issue-1/{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TESTS = [a_month_that_is_skipped_stops_an_issue, a_month_in_which_everybody_is_held_is_told,
         who_is_held_by_an_earlier_month_alone_is_not_of_this_one,
         who_is_held_stays_on_the_list, a_void_stays_on_the_list, what_is_owed_stays_on_the_list,
         what_is_owed_comes_off_the_next_payment_to_the_abn,
         a_debt_of_this_month_is_listed_and_not_counted, a_payment_without_an_account_is_unpaid,
         what_comes_too_late_is_open,
         what_is_nobodys_own_and_comes_too_late_is_open,
         a_day_of_the_program_that_comes_too_late_is_open, a_second_issue_takes_whom_it_may,
         status_compares_an_issue_with_its_draft, status_tells_how_far_each_month_is, verify_needs_no_holidays_of_today,
         a_new_store_is_announced]
