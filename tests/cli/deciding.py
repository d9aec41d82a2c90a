"""What people decide of hours and bookings (D1 to D3): entered, refused, listed, ended; and on an issued
month an adjustment that says by which ticket."""

import getpass
import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import jsonschema

from corrections import PARTNER, SEPTEMBER, Months, booking
from hostile import ALIKE
from undone import OCTOBER, issue, void
from world import APPROVER

SCHEMAS = Path(__file__).resolve().parent / "schemas"
WHO = ["--reason", "the portal was down", "--approved-by", APPROVER, *SEPTEMBER[:2]]
HOUR = ["P1", "2026-08", "--date", "2026-08-04", "--start", "10:00"]


def checked(command, answer):
    value = json.loads(answer.stdout)
    schema = json.loads((SCHEMAS / f"{command}.json").read_text(encoding="utf-8"))
    jsonschema.validate(value, schema)
    return value


def decide(months, *words, ticket="T-1042", good=(0,)):
    return months.done("decide", *words, "--ticket", ticket, *WHO, good=good)


def lapsed(world, name):
    """August is issued with an hour of 4 August that was never marked."""
    months = Months(world, name, appointments=[booking()])
    months.draft("2026-08", SEPTEMBER)
    return months


def paper(months, number):
    path = months.world.out / f"2026-09/issue-1/documents/{number}.pdf"
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True,
                          check=True)
    return " ".join(done.stdout.split())


def a_decision_is_entered_listed_and_ended(world):
    months = lapsed(world, "decided")
    done = checked("decide", decide(months, "waive", *HOUR, "--json"))
    assert done["decision_id"] == "D-000001" and done["kind"] == "waive", done
    again = decide(months, "waive", *HOUR, good=(3,)).stderr
    assert "D-000001 waives it already; nothing was entered" in again, again
    decide(months, "revoke", "D-000001", ticket="T-1043")
    listed = checked("decisions", months.done("decisions", "P1", "--json"))["decisions"]
    assert [(row["decision_id"], row["counts"], row["revoked_by"]) for row in listed] == [
        ("D-000001", False, "D-000002"), ("D-000002", False, "")], listed
    assert months.done("decisions", "P2").stdout == "no decisions\n"
    assert "ended by D-000002; ticket T-1042: the portal was down" in months.done("decisions").stdout


def what_cannot_be_is_refused(world):
    months = lapsed(world, "refused")
    for words, reason in (
            (["waive", "P9", *HOUR[1:]], "there is no partner P9"),
            (["waive", *HOUR[:-1], "05:00"], "has no hour at 05:00 on 4 August 2026"),
            (["waive", "P1", "2026-08", "--date", "2026-08-18", "--start", "10:00"],
             "nothing is taken back of that hour"),
            (["authorise", "--appointment", "A9"], "there is no appointment A9"),
            (["authorise", "--appointment", "A1"], "there is nothing to authorise"),
            (["pay", "P1", "2026-08"], "it needs an amount"),
            (["pay", "P1", "2026-08", "--amount", "-5000"], "would fall below zero"),
            (["pay", "P1", "2025-08", "--amount", "5"], "August 2025 was never imported"),
            (["revoke", "D-000009"], "there is no decision D-000009")):
        told = decide(months, *words, good=(3,)).stderr
        assert reason in told and "nothing was entered" in told, told
    login = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    own = months.done("decide", "waive", *HOUR, "--ticket", "T-1", "--reason", "so", "--approved-by",
                      login, good=(2,))
    assert "somebody else has to approve it" in own.stderr, own
    assert months.world.query("SELECT count(*) FROM decisions") == [(0,)]


def what_no_run_would_pay_is_refused(world):
    """Of a month that was settled outside, or that the next run does not reach; and GST is never below zero."""
    months = lapsed(world, "unreached")
    kinds = (["waive", *HOUR], ["pay", "P1", "2026-08", "--amount", "5"])
    decide(months, "settled", "P1", "2026-08", "--amount", "990")
    for words in kinds:
        told = decide(months, *words, good=(3,)).stderr
        assert "D-000001 settled that month outside" in told, told
    decide(months, "revoke", "D-000001")
    months.bring("2026-09", policy_ini="[policy]\nretro_months=0\n")
    for words in kinds:
        told = decide(months, *words, good=(3,)).stderr
        assert "the next run, of September 2026, goes back 0 months (retro_months)" in told, told
    whole = decide(months, "settled", "2026-09").stdout
    assert whole.startswith("D-000003: settled, September 2026\n"), whole


def an_issued_month_is_adjusted_by_it(world):
    """The document has the ticket, never the reason; the draft begins with it; a month later it is taken
    back, for it was revoked."""
    months = lapsed(world, "adjusted")
    decide(months, "waive", *HOUR)
    decide(months, "pay", "P1", "2026-08", "--amount", "50.00", ticket="T-1044")
    months.bring("2026-09")
    told = months.done("run", "2026-09", *SEPTEMBER, good=(0, 1)).stdout
    assert told.startswith(
        "New decisions (2), $200.00 of pay without GST together\n"
        "  D-000001  waive: P1, 4 August 2026, 10:00\n"
        "      moves $150.00 of pay without GST\n"), told
    issue(months, "2026-09", SEPTEMBER)
    said = paper(months, "RCAN-202608-P1-1")
    assert "Reason: Paid by decision T-1042: 1 hour more" in said, said
    assert "Further payment for August 2026 services 50.00 5.00 55.00" in said, said
    assert "portal" not in said, said
    decide(months, "revoke", "D-000001", ticket="T-1045")
    months.bring("2026-10")
    rows = months.draft("2026-10", OCTOBER)["adjustments"]
    assert [(row["minutes"], row["amount"], row["cause_class"]) for row in rows] == [
        ("-60", "-150.00", "event")], rows
    assert "all of it holds" in months.done("verify").stdout


def what_was_decided_and_is_taxed_otherwise_is_held(world):
    """R2, as of an hour: that document is void first, and the next run issues it anew."""
    months = Months(world, "retaxed")
    decide(months, "pay", "P1", "2026-08", "--amount", "50.00", "--date", "2026-08-01")
    months.bring("2026-09")
    issue(months, "2026-09", SEPTEMBER)
    months.bring("2026-08", partners=[{**PARTNER, "gst_from": "2026-08-03"}])
    months.bring("2026-10", partners=[{**PARTNER, "gst_from": "2026-08-03"}])
    found = months.draft("2026-10", OCTOBER)
    assert [row["reasons"] for row in found["register"]] == ["TAXABILITY_CHANGED"], found["register"]
    assert not found["adjustments"], found["adjustments"]
    assert "2026-08: void RCTI-202608-P1" in found["exceptions"][0]["message"], found["exceptions"]
    void(months, "RCTI-202608-P1")
    rows = months.draft("2026-10", OCTOBER)["adjustments"]
    assert [(row["kind"], row["taxable"], row["amount"], row["gst"]) for row in rows] == [
        ("partner", "yes", "1200.00", "120.00"), ("decision", "no", "50.00", "0.00")], rows


def who_entered_it_does_not_approve_the_issue(world):
    months = lapsed(world, "four-eyes")
    decide(months, "waive", *HOUR)
    with closing(sqlite3.connect(months.world.store)) as store, store:
        columns = [row[1] for row in store.execute("PRAGMA table_info(decisions)")][2:]
        others = ", ".join("'clerk'" if name == "entered_by" else f'"{name}"' for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        store.execute(f"INSERT INTO decisions (decision_id, {names}) SELECT 'D-000002', {others}"
                      " FROM decisions WHERE decision_id = 'D-000001'")
    months.bring("2026-09")
    draft = json.loads(months.done("run", "2026-09", *SEPTEMBER, "--json", good=(0, 1)).stdout)
    refused = months.done("issue", "2026-09", "--draft", draft["digest"], "--approved-by", "Clerk",
                          good=(2,)).stderr
    assert "clerk entered the decision D-000002" in refused, refused


def decisions_of_a_file_are_added_by_their_id(world):
    """A row without a subject is set aside alone, and looked at; the same file again is nothing new."""
    months = lapsed(world, "of-a-file")
    row = {"decision_id": "X1", "kind": "waive", "partner_id": "P1", "date": "2026-08-04",
           "start": "10:00", "ticket": "T-1", "reason": "so", "approved_by": APPROVER}
    directory = months.write("decided", decisions=[row, {**row, "decision_id": "X2",
                                                         "partner_id": "P9"}])
    told = months.done("import", "2026-08", directory, *SEPTEMBER[:2]).stdout
    assert "decisions.csv               2 rows: 1 new" in told, told
    assert 'not entered: decisions.csv:3:decision_id: DECISION_REFUSED "X2": waive: there is no' \
        in told, told
    again = months.done("import", "2026-08", directory, *SEPTEMBER[:2]).stdout
    assert "nothing has changed" in again, again
    other = months.write("otherwise", decisions=[{**row, "ticket": "T-2"}])
    told = months.done("import", "2026-08", other, *SEPTEMBER[:2]).stdout
    assert "a decision is never edited" in told, told
    # Who imports it under letters that look like the login's, and a name that shows otherwise than it is.
    login = getpass.getuser()
    for at, (name, reason) in enumerate((
            (login.upper().translate(ALIKE), "is who imports it"),
            (f"{login[0]}\u200b{login[1:]}", "without characters that do not show"))):
        own = months.write(f"alike-{at}", decisions=[{**row, "decision_id": "X3",
                                                      "approved_by": name}])
        told = months.done("import", "2026-08", own, *SEPTEMBER[:2]).stdout
        assert '"X3": waive: approved_by' in told and reason in told, told
    # Nobody becomes a partner by it.
    assert months.world.call("rerun", "P9", "2026-08", cwd=months.place).returncode == 2
    assert "P9" not in months.done("status", good=(0, 1)).stdout


TESTS = [a_decision_is_entered_listed_and_ended, what_cannot_be_is_refused,
         what_no_run_would_pay_is_refused,
         an_issued_month_is_adjusted_by_it, what_was_decided_and_is_taxed_otherwise_is_held,
         who_entered_it_does_not_approve_the_issue,
         decisions_of_a_file_are_added_by_their_id]
