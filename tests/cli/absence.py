"""What a file's absence says and what it does not (formats.md section 3), and what a month's files say of
a month that is issued."""

import re

from corrections import FILES, PARTNER, SEPTEMBER, Months, block, booking, confirmations, work

RATE, SCHEDULE = FILES["rates"][0], FILES["schedules"][0]
OTHER = {**PARTNER, "partner_id": "P2", "legal_name": "Ben Test", "abn": "53004085616"}
TWO = {"partners": [PARTNER, OTHER],
       "rates": [RATE, {**RATE, "partner_id": "P2"}],
       "schedules": [SCHEDULE, {**SCHEDULE, "partner_id": "P2"}]}
OF_P2 = {name: [row for row in rows if row["partner_id"] == "P2"] for name, rows in TWO.items()}


def told(draft, code):
    return [(row["partner_id"], row["subject"], row["message"]) for row in draft["exceptions"]
            if row["code"] == code]


def paid(draft):
    return {row["partner_id"]: (row["blocked_slots"], row["partner_minutes"],
                                row["adjustments_total"]) for row in draft["register"]}


def leave_over_the_months_end_stays(world):
    """September's export lists what starts in September: the leave that began in August counts on."""
    leave = block("2026-08-31", "2026-09-08", "LEAVE")
    rota = {**work("2026-08-31T20:00", "2026-09-01T10:30"), "work_id": "ROTA"}
    months = Months(world, "absence-leave", blocks=[leave], other_work=[rota])
    months.bring("2026-09", blocks=[block("2026-09-15", "2026-09-15", "B2")])
    draft = months.draft("2026-09", SEPTEMBER)
    # Ten hours: 1 and 8 September are taken by the leave, 15 September by B2.
    assert paid(draft) == {"P1": ("6", "240", "0.00")}, draft
    lines = told(draft, "NOT_IN_EXPORT")
    assert [line[:2] for line in lines] == [("", "blocks.csv"), ("", "other_work.csv")], lines
    assert "(1 row: LEAVE of P1, 2026-08-31 to 2026-09-08)" in lines[0][2], lines
    assert "status cancelled" in lines[0][2], lines
    # The row in the file, as it stood: nothing is missing any more.
    months.bring("2026-09", blocks=[leave, block("2026-09-15", "2026-09-15", "B2")],
                 other_work=[rota])
    assert not told(months.draft("2026-09", SEPTEMBER), "NOT_IN_EXPORT")
    # Left out again, shortened, then cancelled: what the file says counts.
    months.bring("2026-09", blocks=[block("2026-09-15", "2026-09-15", "B2")])
    assert told(months.draft("2026-09", SEPTEMBER), "NOT_IN_EXPORT")
    months.bring("2026-09", blocks=[block("2026-08-31", "2026-09-01", "LEAVE")])
    assert paid(months.draft("2026-09", SEPTEMBER)) == {"P1": ("2", "480", "0.00")}
    months.bring("2026-09", blocks=[{**leave, "status": "cancelled"}])
    draft = months.draft("2026-09", SEPTEMBER)
    assert paid(draft) == {"P1": ("0", "570", "0.00")}, draft  # 1 September: ROTA takes 30 minutes
    assert not [line for line in told(draft, "NOT_IN_EXPORT") if line[1] == "blocks.csv"], draft
    months.issue("2026-09", SEPTEMBER)
    months.done("verify")


def who_left_is_neither_refused_nor_retired(world):
    """P1 is paid for August with leave into September, and is gone from September: whether September's
    blocks.csv has the leave or not, August stays as it is."""
    leave = block("2026-08-31", "2026-09-08", "LEAVE")
    months = Months(world, "absence-left", **TWO, blocks=[leave])
    for blocks in ([leave], []):
        months.bring("2026-09", **OF_P2, blocks=blocks, appointments=[])
        draft = months.draft("2026-09", SEPTEMBER)
        assert paid(draft) == {"P2": ("0", "600", "0.00")}, draft
        assert not told(draft, "NOT_IN_EXPORT"), draft
        lines = told(draft, "PARTNER_GONE")
        assert [line[:2] for line in lines] == [("P1", "2026-09")], lines
        assert "($1,320.00 for August 2026)" in lines[0][2], lines
    # They are trued up and paid all the same, to the last account known.
    months.bring("2026-08", blocks=[{**leave, "status": "cancelled"}],
                 schedules=[{**SCHEDULE, "end": "13:00"}, TWO["schedules"][1]])
    draft = months.draft("2026-09", SEPTEMBER)
    assert {row["partner_id"]: row["payment"] for row in draft["register"]} == {
        "P1": "660.00", "P2": "1650.00"}, draft
    assert not [row for row in draft["exceptions"] if row["code"] == "NO_BANK_DETAILS"], draft
    # Whoever left has an active_to: no line.
    months.bring("2026-08", partners=[{**PARTNER, "active_to": "2026-08-31"}, OTHER])
    assert not told(months.draft("2026-09", SEPTEMBER), "PARTNER_GONE")


def a_backdated_row_contradicts_an_issued_month(world):
    """September's files are dated into August, which was paid otherwise."""
    months = Months(world, "absence-backdated", **TWO)
    dated = {**RATE, "effective_from": "2026-08-01", "hourly_rate": "160"}
    wednesday = {**SCHEDULE, "partner_id": "P2", "weekday": "Wed", "effective_from": "2026-08-19"}
    tuesday = {**SCHEDULE, "partner_id": "P2", "effective_to": "2026-08-18"}
    months.bring("2026-09", partners=[PARTNER, {**OTHER, "gst_from": "2026-08-10"}],
                 rates=[RATE, dated, {**RATE, "partner_id": "P2"}],
                 schedules=[SCHEDULE, tuesday, wednesday])
    lines = told(months.draft("2026-09", SEPTEMBER), "CONTRADICTS_ISSUED")
    assert [line[:2] for line in lines] == [("P1", "2026-08"), ("P2", "2026-08")], lines
    assert ("rates.csv:3: partner rate 160.00 from 2026-08-01, paid as 150.00" in lines[0][2]
            and "rcti import 2026-08 DIR --only rates.csv --partner P1)" in lines[0][2]), lines
    for part in ("partners.csv:3: registered for GST from 2026-08-10, paid as from 2020-01-01",
                 "schedules.csv:3: Tue 10:00 to 2026-08-18, paid as 2 hours more",
                 "schedules.csv:4: Wed 10:00 from 2026-08-19, paid as 4 hours fewer",
                 "--only partners.csv --partner P2, and rcti import 2026-08 DIR --only schedules.csv"):
        assert part in lines[1][2], (part, lines)
    # Who left in August is said in September's row; somebody who leaves in September is not told.
    for last, expected in (("2026-08-14", [("P1", "partners.csv:2: active to 2026-08-14, paid as always")]),
                           ("2026-09-14", [])):
        months.bring("2026-09", partners=[{**PARTNER, "active_to": last}, OTHER], rates=TWO["rates"],
                     schedules=TWO["schedules"])
        lines = told(months.draft("2026-09", SEPTEMBER), "CONTRADICTS_ISSUED")
        assert [line[0] for line in lines] == [name for name, _ in expected], (last, lines)
        assert all(part in line[2] for line, (_, part) in zip(lines, expected)), (last, lines)
    # What begins with the new month contradicts nothing, nor does what August says as well.
    months.bring("2026-09", partners=TWO["partners"], schedules=TWO["schedules"],
                 rates=[RATE, {**dated, "effective_from": "2026-09-01"}, TWO["rates"][1]])
    assert not told(months.draft("2026-09", SEPTEMBER), "CONTRADICTS_ISSUED")


def who_joined_in_an_issued_month(world):
    """P2 comes with September's files and began in August: nobody would have paid it."""
    months = Months(world, "absence-joined")
    months.bring("2026-09", **{**TWO, "partners": [{**PARTNER, "active_from": ""},
                                                   {**OTHER, "active_from": "2026-08-24"}]})
    lines = told(months.draft("2026-09", SEPTEMBER), "CONTRADICTS_ISSUED")
    assert [line[:2] for line in lines] == [("P2", "2026-08")], lines
    assert "active from 2026-08-24, with hours of 2026-08, which does not have the partner" in (
        lines[0][2]), lines


def just_those_rows_are_replaced(world):
    """`--only FILE --partner ID` applies what CONTRADICTS_ISSUED names, of one file and partner."""
    months = Months(world, "absence-only", **TWO)
    dearer = [{**row, "effective_from": "2026-08-01", "hourly_rate": "160"} for row in TWO["rates"]]
    later = {"rates": TWO["rates"] + dearer, "partners": [{**PARTNER, "email": "new@example.com"}]}
    months.bring("2026-09", **{**later, "partners": TWO["partners"], "schedules": TWO["schedules"]})
    months.write("other", **later)
    draft = months.draft("2026-09", SEPTEMBER)
    assert len(told(draft, "CONTRADICTS_ISSUED")) == 2, draft
    only = ["import", "2026-08", months.place / "other", "--only", "rates.csv", "--partner"]
    for words in (only[:-1], [*only, "P1", "--hold-bad"], ["import", "2026-08", "other", "--only",
                                                           "cases.csv", "--partner", "P1"]):
        months.done(*words, good=(2,))
    assert "whom --partner names" in months.done(*only, "P1,P9", good=(3,)).stderr
    assert "is not; import it whole" in months.done("import", "2026-07", *only[2:], "P1",
                                                    good=(2,)).stderr
    done = months.done(*only, "P1")
    assert "rates.csv                   2 rows: 1 new, 0 changed, 0 gone" in done.stdout, done
    draft = months.draft("2026-09", SEPTEMBER)
    # P1: 8 hours at 160 in place of 150; P2 waits for its own word, and nothing else moved.
    assert paid(draft) == {"P1": ("0", "600", "88.00"), "P2": ("0", "600", "0.00")}, draft
    assert [line[0] for line in told(draft, "CONTRADICTS_ISSUED")] == ["P2"], draft
    kept = months.world.query("SELECT partner_id, count(*) FROM rates WHERE period = '2026-08'"
                              " AND known_until IS NULL GROUP BY 1 ORDER BY 1")
    assert kept == [("P1", 2), ("P2", 1)], kept
    again = months.done(*only, "P1").stdout
    assert "no new batch" in again, again
    # Of partners.csv one row, too: P2 does not become a partner who is gone.
    months.done("import", "2026-08", months.place / "other", "--only", "partners.csv", "--partner",
                "P1")
    assert months.world.query("SELECT count(*) FROM partners WHERE period = '2026-08' AND"
                              " known_until IS NULL") == [(2,)]
    months.issue("2026-09", SEPTEMBER)
    months.done("verify")


def settings_of_an_issued_month_stay(world):
    """Another policy.ini for it is a gate; confirmed, the difference is billed and says by which setting."""
    months = Months(world, "absence-settings", appointments=[
        booking(status="cancelled", cancelled_at="2026-08-03T09:00", cancelled_by="consultant")],
        policy_ini="[policy]\nadjustment_review = 900.00\n")
    directory = months.write("settings", policy_ini="[policy]\nconsultant_cancellation = unpaid\n")
    words = ["import", "2026-08", directory]
    stopped = months.done(*words, good=(3,))
    assert re.search(r"^SETTINGS_CHANGED:[0-9a-f]{4}: 2026-08 is issued, and policy.ini has "
                     r"consultant_cancellation unpaid \(it was paid\): 1 partner gets 165.00 less, -165.00 "
                     r"in all; an issued month "
                     r"keeps the settings of its first issue", stopped.stderr, re.M), stopped
    months.bring("2026-09", appointments=[])
    assert not months.draft("2026-09", SEPTEMBER)["adjustments"]
    # What is a run's own setting, not the month's, is none.
    quiet = months.write("quiet", policy_ini="[policy]\nadjustment_review = 100.00\nretro_months = 6\n")
    months.done("import", "2026-08", quiet)
    months.done(*words, *confirmations(3, months.done(*words, good=(3,)).stderr))
    kept = months.world.query("SELECT code FROM batch_confirmations WHERE code LIKE 'S%'")
    assert kept == [("SETTINGS_CHANGED",)], kept
    draft = months.draft("2026-09", SEPTEMBER)
    reasons = [row["reason"] for row in draft["adjustments"]]
    assert len(reasons) == 1 and "the setting consultant_cancellation is unpaid (it was paid)" in (
        reasons[0]), draft
    assert draft["register"][0]["adjustments_total"] == "-165.00", draft
    months.issue("2026-09", SEPTEMBER)
    months.done("verify")


def settings_tell_who_gains_and_who_loses(world):
    """The sum alone would hide that they are several."""
    cancelled = {"status": "cancelled", "cancelled_at": "2026-08-03T09:00", "cancelled_by": "consultant"}
    missed = booking(appointment_id="A3", partner_id="P2", case_id="ASST-2", calendar="adhoc", status="no_show",
                     completed_at="2026-08-04T12:00")
    rates = [{**row, "partner_id": name} for name in ("P1", "P2") for row in FILES["rates"]]
    months = Months(world, "absence-settings-two", **{**TWO, "rates": rates}, appointments=[
        booking(**cancelled), booking(**cancelled, appointment_id="A2", partner_id="P2"),
        booking(**cancelled, appointment_id="A4", partner_id="P2", start="2026-08-11T10:00"),
        {**missed, "start": "2026-08-05T14:00"}, {**missed, "appointment_id": "A5", "start": "2026-08-05T15:00"}],
        policy_ini="[policy]\n", cases=[{"case_id": f"ASST-{i}", "entitled_sessions": "9"} for i in (1, 2)])
    directory = months.write("settings", policy_ini="[policy]\nconsultant_cancellation = unpaid\n"
                             "adhoc_no_show = paid\n")
    stopped = months.done("import", "2026-08", directory, good=(3,))
    assert "1 partner gets 66.00 more and 1 gets 165.00 less, -99.00 in all" in stopped.stderr, stopped


TESTS = [leave_over_the_months_end_stays, who_left_is_neither_refused_nor_retired,
         a_backdated_row_contradicts_an_issued_month, who_joined_in_an_issued_month,
         just_those_rows_are_replaced, settings_of_an_issued_month_stay,
         settings_tell_who_gains_and_who_loses]
