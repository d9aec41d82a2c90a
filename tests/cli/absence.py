"""What a file's absence says and what it does not (formats.md section 3), and what a month's files say of
a month that is issued."""

from corrections import FILES, PARTNER, SEPTEMBER, Months, block, work

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
        assert "(Ada Test, $1,320.00 for August 2026)" in lines[0][2], lines
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


TESTS = [leave_over_the_months_end_stays, who_left_is_neither_refused_nor_retired,
         a_backdated_row_contradicts_an_issued_month, who_joined_in_an_issued_month]
