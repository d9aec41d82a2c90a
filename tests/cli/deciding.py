"""What people decide of hours and bookings (D1 to D3): entered, refused, listed, ended; and on an issued
month an adjustment that says by which ticket."""

import getpass
import json
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import jsonschema

from corrections import PARTNER, SEPTEMBER, Months, block, booking, completed
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


def a_block_that_is_gone_is_no_event(world):
    """D2: what was authorised outside the schedule is in it again. That moved it, not the decision nor another
    booking at that time; a decision that is ended is an event."""
    marked = completed(appointment_id="A1", start="2026-08-04T10:00")
    beside = completed(appointment_id="A2", start="2026-08-04T10:30", calendar="adhoc")
    months = Months(world, "no-event", blocks=[block("2026-08-04", "2026-08-04")],
                    appointments=[marked])
    decide(months, "authorise", "--appointment", "A1")
    decide(months, "pay", "P1", "2026-08", "--amount", "50.00")
    months.bring("2026-09")
    issue(months, "2026-09", SEPTEMBER)
    months.bring("2026-08", blocks=[], appointments=[marked, beside])
    decide(months, "revoke", "D-000002")
    months.bring("2026-10")
    rows = months.draft("2026-10", OCTOBER)["adjustments"]
    told = {row["kind"]: (row["minutes"], row["cause_class"], row["reason"]) for row in rows}
    assert told["adhoc"] == ("-60", "correction", "Tue 4 Aug 10:00 A1: was Ad hoc session: authorised "
                             "by decision, 1 h, is No booking, because block B1 is gone "
                             "(blocks.csv (batch 5))"), told
    assert [told[kind][1] for kind in ("partner", "decision")] == ["correction", "event"], told


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


def a_waiver_without_effect_is_refused(world):
    """Of an appointment whose hour other work fills, that is outside the schedule or not authorised, or whose time
    is paid elsewhere; of two that lapsed in an hour each may be waived."""
    tuesday = "2026-08-04T10:00"
    work = {"work_id": "W1", "partner_id": "P1", "stream": "onsite", "start": tuesday,
            "end": "2026-08-04T11:00"}
    appointments = [
        booking(), booking(appointment_id="A2", start="2026-08-11T10:00"),
        booking(appointment_id="A3", start="2026-08-05T10:00"),
        booking(appointment_id="A4", start="2026-08-05T12:00", calendar="adhoc", booked_by="client"),
        booking(appointment_id="A5", start=tuesday, calendar="adhoc"),
        booking(appointment_id="A6", start="2026-08-18T10:00"),
        booking(appointment_id="A7", start="2026-08-18T10:30"),
        booking(appointment_id="A8", start="2026-08-06T10:00", calendar="adhoc")]
    months = Months(world, "no-effect", appointments=appointments, other_work=[work],
                    blocks=[block("2026-08-11", "2026-08-11")])
    for name, reason in (
            ("A1", "the hour of A1 is not paid (OTHER_STREAM), so there is nothing to waive"),
            ("A2", "A2 is outside the paid schedule, and not paid for that: authorise it first"),
            ("A3", "A3 is outside the paid schedule"),
            ("A4", "A4 is not authorised (PORTAL_BOOKING), and not paid for that: authorise it"),
            ("A5", "all of the time of A5 is paid elsewhere")):
        told = decide(months, "waive", "--appointment", name, good=(3,)).stderr
        assert reason in told and "nothing was entered" in told, told
    for name in "A6", "A7", "A8":
        decide(months, "waive", "--appointment", name)
    decide(months, "authorise", "--appointment", "A3")
    decide(months, "waive", "--appointment", "A3")


def what_leaves_the_gst_alone_is_issued(world):
    """D3: of supplies that something beside them takes off, the GST is due, by a document."""
    months = lapsed(world, "gst-alone")
    months.bring("2026-09")
    decide(months, "pay", "P1", "2026-09", "--amount", "-1500", "--nature", "no_supply")
    rows = months.draft("2026-09", SEPTEMBER)["register"]
    assert [(row["document"], row["subtotal"], row["total"], row["payment"]) for row in rows] == [
        ("RCTI", "0.00", "150.00", "150.00")], rows
    issue(months, "2026-09", SEPTEMBER)
    said = paper(months, "RCTI-202609-P1")
    assert "Payment not for a supply. No GST. -$1,500.00 In all $150.00" in said, said
    assert "all of it holds" in months.done("verify").stdout


def what_a_row_names_in_vain_is_refused(world):
    """A column that its kind has no use for, a partner or month that is not its subject's, an id that is known in
    other letters."""
    months = lapsed(world, "in-vain")
    months.bring("2026-09", partners=[PARTNER])
    number = "RCTI-202608-P1"
    waive = {"kind": "waive", "appointment_id": "A1"}
    tried = [
        ({**waive, "amount": "5.00"}, "no amount belongs to it: leave that blank"),
        ({**waive, "start": "10:00", "number": number}, "no start, number belongs to it"),
        ({**waive, "date": "2026-08-11"}, "A1 is on 4 August 2026"),
        ({**waive, "partner_id": "P2"}, "A1 is not P2's"),
        ({**waive, "period": "2026-09"}, "A1 is not of September 2026"),
        ({"kind": "hold", "partner_id": "P1", "period": "2026-09", "number": number}, "no number"),
        ({"kind": "hold", "partner_id": "P1", "date": "2026-09-01"}, "no date"),
        ({"kind": "pay", "partner_id": "P1", "period": "2026-08", "amount": "5",
          "appointment_id": "A1"}, "no appointment_id"),
        ({"kind": "settled", "period": "2026-09", "amount": "5"}, "no amount"),
        ({"kind": "returned", "number": number, "nature": "no_supply"}, "no nature"),
        ({"kind": "returned", "number": number, "period": "2026-09"},
         f"{number} is not of September 2026"),
        ({"kind": "instalments", "partner_id": "P1", "period": "2026-09", "amount": "5"}, "no period"),
        ({"kind": "revoke", "number": "x1", "amount": "5"}, "no amount"),
        (waive, None),
        ({**waive, "decision_id": "x14"}, "X14 is entered already, and is the same id in other"),
        ({"kind": "revoke", "number": "X14", "partner_id": "P2"}, "X14 is not P2's")]
    columns = ["decision_id", "kind", "partner_id", "period", "date", "start", "appointment_id",
               "number", "amount", "nature", "ticket", "reason", "approved_by"]
    rows = [{**dict.fromkeys(columns, ""), "decision_id": f"X{place}", "ticket": "T-1", "reason": "so",
             "approved_by": APPROVER, **row} for place, (row, _) in enumerate(tried, 1)]
    told = months.done("import", "2026-08", months.write("in-vain", decisions=rows),
                       *SEPTEMBER[:2]).stdout
    for place, (row, reason) in enumerate(tried, 1):
        found = [line for line in told.splitlines() if f"decisions.csv:{place + 1}:" in line]
        assert [reason in line for line in found] == ([True] if reason else []), (row, found, told)
    assert months.world.query("SELECT decision_id FROM decisions") == [("X14",)]
    whole = decide(months, "settled", "2026-09", "--amount", "5", good=(3,)).stderr
    assert "no amount belongs to it" in whole, whole
    # The next id of a command is no other one in other letters.
    rows = [{**rows[13], "decision_id": "d-000001", "kind": "hold", "appointment_id": "",
             "partner_id": "P1", "period": "2026-09"}]
    months.done("import", "2026-08", months.write("small", decisions=rows), *SEPTEMBER[:2])
    assert decide(months, "release", "P1", "2026-09").stdout.startswith("D-000002:")


def letters(months, dates):
    """All that a partner may be sent of August: the month, its 4th, its documents, what is in them, a claim."""
    claim = months.place / "claim.csv"
    claim.write_text("date,start\n2026-08-04,10:00\n", encoding="utf-8")
    asked = [["P1", "2026-08"], ["P1", "2026-08", "--date", "2026-08-04"], ["A1"], ["A2"],
             ["RCTI-202608-P1"]]
    told = [months.done("explain", *words, "--letter", *dates).stdout for words in asked]
    told.append(months.done("claim", "P1", "2026-08", claim, "--letter", *dates).stdout)
    return [" ".join(text.split()) for text in told]


def to_the_partner_only_the_ticket(world):
    """In every letter and in the document, with its hours that moved: neither the reason nor the decision's id
    nor where it is kept."""
    adhoc = completed("2026-08-07T09:00", appointment_id="A2", calendar="adhoc", booked_by="client",
                      start="2026-08-06T09:00")
    months = Months(world, "only-tickets", appointments=[booking(), adhoc])
    decide(months, "waive", *HOUR, ticket="T-1042")
    decide(months, "authorise", "--appointment", "A2", ticket="T-77")
    decide(months, "pay", "P1", "2026-08", "--amount", "50.00", ticket="T-78")
    months.bring("2026-09")
    issue(months, "2026-09", SEPTEMBER)
    month, hour, waived, authorised, number, claim = letters(months, SEPTEMBER)
    assert "was Not marked as completed in time (A1), is Booked (A1), because it is paid by decision " \
        "T-1042." in month, month
    assert "$50.00 decided (nothing decided before), because it is paid by decision T-78." in number
    assert "A1 was not marked as completed by the end of Tue 11 Aug. Paid by decision T-1042: nothing " \
        "is taken back." in hour and hour.count("T-1042") == waived.count("T-1042") == 1, hour
    assert "A2 was booked by the client" in authorised and "Paid by decision T-77." in authorised
    moved = paper(months, "RCAN-202608-P1-1")
    assert "Booked (A1) 1 h it is paid by decision T-1042" in moved, moved
    decide(months, "revoke", "D-000001", ticket="T-1043")
    decide(months, "revoke", "D-000003", ticket="T-1044")
    months.bring("2026-10")
    issue(months, "2026-10", OCTOBER)
    again = letters(months, OCTOBER)
    assert "because decision T-1042 was withdrawn by decision T-1043." in again[0], again[0]
    assert "Nothing decided ($50.00 decided before), because decision T-78 was withdrawn by decision " \
        "T-1044." in again[0], again[0]
    pack = months.place / "pack"
    months.done("evidence", "P1", "2026-08", "--out", pack, *OCTOBER)
    packed = [path.read_text(encoding="utf-8") for path in sorted(pack.rglob("*.[cjt]*"))
              if path.name not in ("seal.txt", "SHA256SUMS")]
    assert len(packed) > 6 and any("withdrawn by decision T-1043" in text for text in packed), packed
    for text in packed:
        assert not re.search(r"D-0|portal was|rcti decide|Ana Approver", text), text
    for text in month, hour, waived, authorised, number, claim, moved, *again:
        assert not re.search(r"D-0|portal was|rcti|batch", text), text


def what_is_for_no_supply_is_beside_the_supplies(world):
    """On an adjustment note as on an invoice: not in the table of supplies, nor in its totals."""
    months = Months(world, "no-supply")
    decide(months, "pay", "P1", "2026-08", "--amount", "50.00", ticket="T-78")
    decide(months, "pay", "P1", "2026-08", "--amount", "-20.00", "--nature", "no_supply", ticket="T-79")
    months.bring("2026-09")
    issue(months, "2026-09", SEPTEMBER)
    note = paper(months, "RCAN-202608-P1-1")
    assert "Increase including GST RCAN-202608-P1-1 12 October 2026 $55.00" in note, note
    assert "This note increases the total of RCTI-202608-P1 by $55.00, GST included." in note, note
    assert "Payment not for a supply, August" not in note, note
    assert "Price excluding GST $1,200.00 $1,250.00 $50.00 GST $120.00 $125.00 $5.00 Total including GST " \
        "$1,320.00 $1,375.00 $55.00 Payment not for a supply. No GST. $0.00 -$20.00 -$20.00 In all " \
        "$1,320.00 $1,355.00 $35.00" in note, note
    # Of no supply alone.
    decide(months, "pay", "P1", "2026-08", "--amount", "30.00", "--nature", "no_supply", ticket="T-80")
    months.bring("2026-10")
    issue(months, "2026-10", OCTOBER)
    done = subprocess.run(["pdftotext", "-layout", months.world.out / "2026-10/issue-1/documents"
                           / "RCAN-202608-P1-2.pdf", "-"], capture_output=True, text=True, check=True)
    note = " ".join(done.stdout.split())
    assert "neither increases nor decreases the total of RCTI-202608-P1." in note, note
    assert "Payment not for a supply. No GST. -$20.00 $10.00 $30.00" in note, note
    assert "Description" not in note and "The GST of this adjustment, $0.00" in note, note
    assert "all of it holds" in months.done("verify").stdout


def what_an_authorised_booking_overlaps(world):
    """Not the decision: the hour; and that it does not settle it (H3)."""
    adhoc = completed("2026-08-07T09:00", appointment_id="A2", calendar="adhoc", booked_by="client",
                      start="2026-08-04T11:30")
    months = Months(world, "overlapping", appointments=[adhoc])
    decide(months, "authorise", "--appointment", "A2", ticket="T-77")
    for words in ["--letter"], []:
        told = " ".join(months.done("explain", "A2", *words, *SEPTEMBER).stdout.split())
        assert "30 of its 60 minutes overlap hours paid elsewhere (the Partner hour of Tue 4 Aug 11:00)" \
            in told and "Paid by decision T-77" in told, told
    pack = months.place / "pack"
    months.done("evidence", "P1", "2026-08", "--out", pack, *SEPTEMBER)
    letter = " ".join((pack / "letter.txt").read_text(encoding="utf-8").split())
    assert "overlap hours paid elsewhere (the Partner hour of Tue 4 Aug 11:00). A2 was" in letter, letter
    # All of it: the decision settles who may book, and nothing more.
    months = Months(world, "overlapping-wholly", appointments=[{**adhoc, "start": "2026-08-04T10:00"}])
    decide(months, "authorise", "--appointment", "A2", ticket="T-77")
    told = " ".join(months.done("explain", "A2", "--letter", *SEPTEMBER).stdout.split())
    assert "Decision T-77 settles who may book, not minutes that overlap." in told, told


def an_hour_that_is_waived_before_its_deadline(world):
    """Nothing is said of a deadline that does not count any more, nor that it has passed."""
    months = Months(world, "waived-early", appointments=[booking(start="2026-08-25T10:00")])
    early = ["--as-at", "2026-08-27T09:00+10:00", "--issue-date", "2026-08-27"]
    months.done("decide", "waive", "--appointment", "A1", "--ticket", "T-1", *WHO[:4], *early[:2])
    for words in ["P1", "2026-08", "--date", "2026-08-25"], ["A1"]:
        told = " ".join(months.done("explain", *words, "--letter", *early).stdout.split())
        assert "A1 is not marked as completed yet. " in told and "has to be" not in told, told
        assert "Paid by decision T-1: nothing is taken back." in told, told


def what_was_issued_is_not_held_by_what_came_later(world):
    months = Months(world, "held-since")
    months.done("void", "RCTI-202608-P1", "--reason", "wrong name", "--approved-by", APPROVER)
    months.done("decide", "hold", "P1", "2026-08", "--ticket", "T-1", "--reason", "who is it", "--approved-by", APPROVER)
    then = months.done("rerun", "P1", "2026-08", "--as-issued", "--explain", "--json")
    assert "every verdict and line is as it was issued" in then.stderr, then
    now = json.loads(months.done("explain", "P1", "2026-08", "--json", *SEPTEMBER).stdout)
    assert (json.loads(then.stdout)["status"], now["status"]) == ("issued", "held"), (then.stdout[:300], now["status"])


TESTS = [what_was_issued_is_not_held_by_what_came_later, a_decision_is_entered_listed_and_ended, what_cannot_be_is_refused,
         what_no_run_would_pay_is_refused,
         an_issued_month_is_adjusted_by_it, what_was_decided_and_is_taxed_otherwise_is_held,
         a_block_that_is_gone_is_no_event, who_entered_it_does_not_approve_the_issue,
         decisions_of_a_file_are_added_by_their_id, what_a_row_names_in_vain_is_refused,
         what_leaves_the_gst_alone_is_issued, a_waiver_without_effect_is_refused,
         to_the_partner_only_the_ticket, what_is_for_no_supply_is_beside_the_supplies,
         what_an_authorised_booking_overlaps, an_hour_that_is_waived_before_its_deadline]
