"""What a person is asked to look at because a month's own facts look wrong; and what is alike and must
not be told."""

from corrections import APPOINTMENT, FILES, SEPTEMBER, Months, block, booking, completed

TUESDAYS = ["2026-09-01", "2026-09-08", "2026-09-15", "2026-09-22", "2026-09-29"]


def told(draft, code, partner=None):
    return [row["message"].rsplit(" (", 1)[-1].rstrip(")") if "(" in row["message"] else ""
            for row in draft["exceptions"]
            if row["code"] == code and partner in (None, row["partner_id"])]


def september(time, count=5, first=1):
    return [completed(f"{day}T18:00", appointment_id=f"S{first + i}", start=f"{day}T{time}")
            for i, day in enumerate(TUESDAYS[:count])]


def bookings_that_fit_no_hour(world):
    """All of them: one line. Of one partner among many: theirs. A few: none."""
    months = Months(world, "unscheduled")
    months.bring("2026-09", appointments=september("20:00"))
    draft = months.draft("2026-09", SEPTEMBER)
    assert told(draft, "UNSCHEDULED_BOOKINGS") == ["5 of 5 fit no hour; are the times in UTC?"], draft

    others = [{**FILES["partners"][0], "partner_id": f"P{n}", "abn": "", "gst_from": "",
               "account_number": f"9000000{n}"} for n in range(2, 5)]
    abns = ["53004085616", "31555700001", "33102417032"]
    partners = FILES["partners"] + [{**row, "abn": abn} for row, abn in zip(others, abns)]
    schedules = [{**row, "partner_id": partner["partner_id"], "end": "20:00"}
                 for partner in partners for row in FILES["schedules"]]
    rates = [{**row, "partner_id": partner["partner_id"]}
             for partner in partners for row in FILES["rates"]]
    fits = [{**row, "appointment_id": f"{partner['partner_id']}-{hour}-{i}",
             "partner_id": partner["partner_id"]}
            for partner in partners[1:] for hour in range(10, 13)
            for i, row in enumerate(september(f"{hour}:00"))]
    for name, count, expected in (("many", 3, ["3 of 3 fit no hour; is a row of the schedule "
                                               "missing?"]), ("few", 2, [])):
        months = Months(world, f"unscheduled-{name}", partners=partners, schedules=schedules,
                        rates=rates)
        months.bring("2026-09", partners=partners, schedules=schedules, rates=rates,
                     appointments=fits + september("21:00", count))
        draft = months.draft("2026-09", SEPTEMBER)
        assert told(draft, "UNSCHEDULED_BOOKINGS") == expected, (name, draft)


def bookings_that_stop(world):
    """Of a month that is over: a partner without a booking from the 4th on, or in all of it, is told by the
    share of days that are booked; a few days without one, many of a partner who is seldom booked, and days
    that are blocked are not."""
    weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri"]
    ids = ["P1", "P2"]
    files = {"partners": [FILES["partners"][0], {**FILES["partners"][0], "partner_id": "P2", "abn": "53004085616",
                                                 "legal_name": "Ben Test", "account_number": "90000002"}],
             "rates": [{**row, "partner_id": name} for name in ids for row in FILES["rates"]],
             "schedules": [{**FILES["schedules"][0], "partner_id": name, "weekday": day}
                           for name in ids for day in weekdays]}

    def booked(month, days, name="P2"):
        return [completed(f"2026-{month}-{day:02}T18:00", appointment_id=f"{month}{day:02}{name}",
                          start=f"2026-{month}-{day:02}T10:00", partner_id=name) for day in days]
    august = [day for day in range(3, 32) if day % 7 not in (1, 2)]
    september_days = [day for day in range(1, 31) if day % 7 not in (5, 6)]
    seldom = august[::5]
    away = [{**block("2026-09-04", "2026-09-30"), "partner_id": "P2"}]
    stopped = ["1 partner: P2 Ben Test, none after 3 September, 18 days with hours"]
    for name, before, now, more, expected in (
            ("stop", august, september_days[:3], {}, stopped),
            ("none", august, [], {}, ["1 partner: P2 Ben Test, none in the month, 21 days with hours"]),
            ("few", august, september_days[:-1], {}, []),
            ("seldom", seldom, september_days[:1], {}, []),
            ("away", august, september_days[:3], {"blocks": away}, []),
            ("new", [], [], {}, [])):
        months = Months(world, f"stops-{name}", **files,
                        appointments=booked("08", august, "P1") + booked("08", before))
        months.bring("2026-09", **files, **more,
                     appointments=booked("09", september_days, "P1") + booked("09", now))
        draft = months.draft("2026-09", SEPTEMBER)
        assert told(draft, "FEW_BOOKINGS") == expected, (name, draft["exceptions"])
        early = ["--as-at", "2026-09-20T09:00+10:00", "--issue-date", "2026-10-12"]
        assert told(months.draft("2026-09", early), "FEW_BOOKINGS") == [], "the month is not over"


def an_hour_that_escapes(world):
    """Five minutes early and never marked; the same one marked is not told, nor one that lies over less than
    half an hour of it, or whose days are not over."""
    early = booking(appointment_id="S1", start="2026-09-01T09:55")
    for name, row, count in (("early", early, 1),
                             ("half", {**early, "start": "2026-09-01T09:30"}, 1),
                             ("less", {**early, "start": "2026-09-01T09:29"}, 0),
                             ("pending", {**early, "start": "2026-09-29T09:55",
                                          "booked_at": "2026-10-06T09:00"}, 0),
                             ("marked", {**early, "status": "completed",
                                         "completed_at": "2026-09-01T11:00"}, 0)):
        months = Months(world, f"beside-{name}")
        months.bring("2026-09", appointments=[row])
        draft = months.draft("2026-09", SEPTEMBER)
        assert len(told(draft, "BESIDE_AN_HOUR")) == count, (name, draft)
        assert draft["register"][0]["penalty_minutes"] == "0", draft


def a_record_that_comes_twice(world):
    """One id with three letters behind it, of one partner and start; nothing else is the same record."""
    rows = september("10:00", 1)
    for name, changes, expected in (
            ("letters", {"appointment_id": "S1QAZ"}, ["Tue 1 Sep 10:00, also S1"]),
            ("two", {"appointment_id": "S1QA"}, []),
            ("digits", {"appointment_id": "S1123"}, []),
            ("later", {"appointment_id": "S1QAZ", "start": "2026-09-08T10:00",
                       "completed_at": "2026-09-08T18:00"}, [])):
        months = Months(world, f"twice-{name}")
        months.bring("2026-09", appointments=rows + [{**rows[0], **changes}])
        assert told(months.draft("2026-09", SEPTEMBER), "SAME_RECORD_TWICE") == expected, name


def a_move_after_the_start(world):
    """Told of one that stands; not of one before the start, without a stamp, or under the setting `moves`,
    in which the hour is free and paid."""
    moves = {"policy_ini": "[policy]\nmoved_after_start = moves\n"}
    for name, at, files, expected, taken in (("late", "2026-09-01T10:00", {}, 1, "60"),
                                             ("before", "2026-09-01T09:59", {}, 0, "0"),
                                             ("unstamped", "", {}, 0, "0"),
                                             ("setting", "2026-09-01T10:00", moves, 0, "0")):
        months = Months(world, f"after-start-{name}")
        months.bring("2026-09", **files, appointments=[
            booking(status="moved", start="2026-09-01T10:00", moved_at=at)])
        draft = months.draft("2026-09", SEPTEMBER)
        assert len(told(draft, "MOVED_AFTER_START", "P1")) == expected, (name, draft)
        assert draft["register"][0]["penalty_minutes"] == taken, (name, draft)


def pay_that_is_unusual(world):
    """Twice the hours are told with what moved it, five weeks for four are not, nor is leave."""
    twice = [{**FILES["schedules"][0], "end": "14:00"}]
    months = Months(world, "unusual")
    months.bring("2026-09", schedules=twice)
    draft = months.draft("2026-09", SEPTEMBER)
    assert told(draft, "PAY_UNUSUAL") == \
        ["$1,200.00 in 2026-08, $3,000.00 now: 12 hours more in the schedule"], draft
    for name, files in (("five-weeks", {}), ("leave", {"blocks": [block("2026-09-01",
                                                                         "2026-09-30")]})):
        months = Months(world, f"usual-{name}")
        months.bring("2026-09", **files)
        assert not told(months.draft("2026-09", SEPTEMBER), "PAY_UNUSUAL"), name
    months = Months(world, "unusual-nil")
    months.bring("2026-09", schedules=[{**FILES["schedules"][0], "effective_to": "2026-08-31"}])
    assert told(months.draft("2026-09", SEPTEMBER), "PAY_UNUSUAL") == \
        ["$1,200.00 in 2026-08, $0.00 now: 8 hours fewer in the schedule"]


def a_penalty_that_is_undone(world):
    """By another start, a deletion or a cancellation of before; not by a completion that came late."""
    lapsed = {"appointments": [booking()]}
    moved = completed("2026-09-15T18:00", start="2026-09-15T10:00")
    when = "2026-08: Tue 4 Aug 10:00: "
    for name, late, expected in (
            ("moved", [moved], "A1's start moved from Tue 4 Aug 10:00 to Tue 15 Sep 10:00 and "
                               "A1 was marked as completed"),
            ("gone", [], "A1 is gone"),
            ("cancelled", [booking(status="cancelled", cancelled_at="2026-08-03T09:00")],
             "A1 was cancelled"),
            ("marked", [completed()], None)):
        months = Months(world, f"undone-{name}", **lapsed)
        months.bring("2026-09", appointments=late)
        if name != "moved":
            months.bring("2026-08", appointments=late)
        draft = months.draft("2026-09", SEPTEMBER)
        assert len(draft["adjustments"]) == 1, (name, draft)
        reasons = told(draft, "PENALTY_UNDONE", "P1")
        assert reasons == ([when + expected] if expected else []), (name, reasons)
        assert not expected or expected in draft["adjustments"][0]["reason"], draft


def what_is_taken_back(world):
    """C1: a line of the run. Leave, or all that is paid: the partner's own. More pay: none."""
    pending = booking(start="2026-08-25T10:00", booked_at="2026-08-20T09:00")
    policy = "[policy]\ncompletion_days = 30\n"
    cases = (("penalty", {"appointments": [pending], "policy_ini": policy}, {}, {}, ["-$165.00 "
              "together, of 1 partner"], []),
             ("leave", {}, {"blocks": [block("2026-08-04", "2026-08-04")]}, {},
              ["-$330.00 together, of 1 partner"], ["-$330.00; paid now $1,320.00"]),
             ("all", {"appointments": [pending], "policy_ini": policy}, {},
              {"blocks": [block("2026-09-01", "2026-09-30")]},
              ["-$165.00 together, of 1 partner"], ["-$165.00; paid now $0.00"]),
             ("more", {"blocks": [block("2026-08-04", "2026-08-04")]}, {"blocks": []}, {}, [], []))
    for name, before, late, then, of_run, of_partner in cases:
        months = Months(world, f"taken-{name}", **before)
        if late:
            months.bring("2026-08", **late)
        months.bring("2026-09", **then)
        draft = months.draft("2026-09", SEPTEMBER)
        assert told(draft, "TAKEN_BACK", "") == of_run, (name, draft)
        assert told(draft, "TAKEN_BACK", "P1") == of_partner, (name, draft)


def sessions_that_are_counted_twice(world):
    """Three sessions of August, and sessions_used has grown by three; by one is somebody else's."""
    rows = [{**APPOINTMENT, "appointment_id": f"A{n}", "calendar": "adhoc", "status": "completed",
             "start": f"2026-08-{4 + n:02}T09:00", "completed_at": f"2026-08-{4 + n:02}T18:00"}
            for n in range(1, 4)]
    case = {"case_id": "ASST-1", "entitled_sessions": "6", "sessions_used": "0"}
    for used, expected in ((3, ["ASST-1 from 0 to 3"]), (1, [])):
        months = Months(world, f"sessions-{used}", appointments=rows, cases=[case])
        months.bring("2026-09", cases=[{**case, "sessions_used": str(used)}])
        draft = months.draft("2026-09", SEPTEMBER)
        assert told(draft, "SESSIONS_COUNTED_TWICE", "") == expected, draft


def an_agreement_that_ended(world):
    months = Months(world, "agreement")
    for name, dates, expected in (
            ("ended", {"agreement_to": "2026-09-30"},
             "ended 2026-09-30 (agreement_to); extend it, or nothing if they left"),
            ("later", {"agreement_from": "2026-11-01"},
             "begins 2026-11-01 (agreement_from), the issue date is 2026-10-12"),
            ("none", {"agreement_from": ""},
             "none is entered: sign one and enter agreement_from")):
        months.bring("2026-09", partners=[{**FILES["partners"][0], "agreement_to": "", **dates}])
        draft = months.draft("2026-09", SEPTEMBER)
        messages = [row["message"] for row in draft["exceptions"] if row["code"] == "NO_AGREEMENT"]
        assert len(messages) == 1 and messages[0].endswith(f"({expected})"), (name, messages)


TESTS = [bookings_that_fit_no_hour, bookings_that_stop, an_hour_that_escapes, a_record_that_comes_twice,
         a_move_after_the_start,
         pay_that_is_unusual, a_penalty_that_is_undone, what_is_taken_back,
         sessions_that_are_counted_twice, an_agreement_that_ended]
