"""Each gate of an import: what raises it, alone; that a wrong token lets nothing pass and changes nothing,
and the right one does and is kept; and what is nearly the same and passes without a word."""

import re

from corrections import FILES, Months, booking, completed
from undone import BOTH

SCHEDULE = FILES["schedules"][0]
WEEK = [{**SCHEDULE, "weekday": day, "start": f"{hour}:00", "end": f"{hour + 1}:00"}
        for day in ("Mon", "Tue", "Wed", "Thu") for hour in (10, 13)]
TUESDAYS = {"2026-08": [f"2026-08-{day:02}" for day in (4, 11, 18, 25)],
            "2026-09": [f"2026-09-{day:02}" for day in (1, 8, 15, 22, 29)]}

NEW_CASE = {"cases": [{"case_id": "ASST-9", "entitled_sessions": "4"}]}


def held_sessions(period, count, hours=(10, 11)):
    """So many appointments of the month's Tuesdays, all completed."""
    days = [(day, hour) for day in TUESDAYS[period] for hour in hours]
    return [completed(f"{day}T20:00", appointment_id=f"{period}-{number}", start=f"{day}T{hour}:00")
            for number, (day, hour) in enumerate(days[:count])]


# What August was issued with, the period that is imported then, its files, and which of them, or what beside
# them, passes: name -> (before, period, raises, passes). Text stands for a file that is no table of ours.
GATES = {
    # Of an issued month nothing moves, but most of its rows go: later dates than the month's.
    "MASS_RETIREMENT": (
        {"rates": [{**FILES["rates"][0], "effective_from": f"20{year}-01-01"}
                   for year in (20, *range(27, 37))]}, "2026-08",
        {"rates": FILES["rates"][:1]},
        {"rates": [{**FILES["rates"][0], "effective_from": f"20{year}-01-01"}
                   for year in (20, *range(27, 32))]}),
    "RETIRES_ISSUED": (
        {"schedules": WEEK}, "2026-08", {"schedules": WEEK[1:]},
        {"schedules": [{**row, "effective_to": "2026-12-31"} for row in WEEK]}),
    "SETTINGS_CHANGED": (
        {"appointments": [booking(status="cancelled", cancelled_at="2026-08-03T09:00",
                                  cancelled_by="consultant")]}, "2026-08",
        {"policy_ini": "[policy]\nconsultant_cancellation = unpaid\n"},
        {"policy_ini": "[policy]\nadjustment_review = 900.00\n"}),
    "THIN_EXPORT": (
        {"appointments": held_sessions("2026-08", 8)}, "2026-09",
        {"appointments": held_sessions("2026-09", 0)},
        {"appointments": held_sessions("2026-09", 4)}),
    "WRONG_PERIOD": (
        {}, "2026-09",
        {"appointments": held_sessions("2026-08", 8) + held_sessions("2026-09", 1)},
        {"appointments": held_sessions("2026-08", 8) + held_sessions("2026-09", 2)}),
    "UNREAD_FILE": (
        {}, "2026-08", {"Bookings of August.csv": "a,b\n", **NEW_CASE},
        {"Invoices of August.csv": "a,b\n", **NEW_CASE}),
    "UNUSED_COLUMNS": (
        {}, "2026-08",
        {"schedules": [{"partner_id": "P1", "weekday": "Tue", "start": "10:00", "end": "12:00",
                        "effective_from": "", "effective_until": ""}], **NEW_CASE},
        {"schedules": [{**SCHEDULE, "room": "4", "colour": "red"}], **NEW_CASE}),
}


def directory_of(months, name, files):
    tables = {key: rows for key, rows in files.items() if not key.endswith(".csv")}
    directory = months.write(name, **tables)
    for key, text in files.items():
        if key.endswith(".csv"):
            (directory / key).write_text(text, encoding="utf-8")
    return directory


def gates_in(text):
    return dict(re.findall(r"^([A-Z_]+):([0-9a-f]{4}): ", text, re.M))


def each_gate_and_its_twin(world):
    for code, (before, period, raises, passes) in GATES.items():
        for name, files in (("raises", raises), ("passes", passes)):
            months = Months(world, f"gate-twin-{code}-{name}", **before)
            batch = "SELECT max(batch) FROM batches"
            if period != "2026-08":  # the rest of the month is there; just these files are new
                first = {key: rows for key, rows in {**FILES, **files}.items()
                         if not key.endswith(".csv")}
                directory = directory_of(months, "new", first)
                company = (months.place / "input-0/company.ini").read_text(encoding="utf-8")
                (directory / "company.ini").write_text(company, encoding="utf-8")
            else:
                directory = directory_of(months, "new", files)
            words = ["import", period, directory, "--as-at", "2026-10-12T09:00+11:00"]
            known = months.world.query(batch)
            told = months.world.call(*words)
            if name == "passes":
                assert told.returncode == 0 and not gates_in(told.stderr), (code, told)
                continue
            found = gates_in(told.stderr)
            assert told.returncode == 3 and list(found) == [code], (code, told)
            wrong = f"{int(found[code], 16) ^ 1:04x}"
            for word in (f"{code}:{wrong}", f"BAD_GATE:{found[code]}"):
                refused = months.world.call(*words, "--confirm", word)
                assert refused.returncode == 2 and f"{word} is no gate that stands before this import" \
                    in refused.stderr, (code, refused)
                assert months.world.query(batch) == known, code
            months.done(*words, "--confirm", f"{code}:{found[code]}")
            kept = months.world.query("SELECT code, token, confirmed_by <> '' FROM"
                                      " batch_confirmations WHERE batch = (SELECT max(batch) FROM"
                                      " batches)")
            assert kept == [(code, found[code], 1)], (code, kept)
            months.done("verify")


def one_partners_whole_schedule(world):
    """THIN_EXPORT: P2's row is gone while the month is not issued; a row of each is not."""
    months = Months(world, "gate-twin-partner", **BOTH)
    months.bring("2026-09", **BOTH)
    directory = months.write("new", schedules=BOTH["schedules"][:1])
    words = ["import", "2026-09", directory, "--as-at", "2026-10-12T09:00+11:00"]
    told = months.done(*words, good=(3,))
    assert list(gates_in(told.stderr)) == ["THIN_EXPORT"], told
    assert "schedules.csv has no row of P2 Ben Test any more" in told.stderr, told
    other = months.write("moved", schedules=[BOTH["schedules"][0],
                                             {**BOTH["schedules"][1], "weekday": "Wed"}])
    months.done("import", "2026-09", other, "--as-at", "2026-10-12T09:00+11:00")


TESTS = [each_gate_and_its_twin, one_partners_whole_schedule]
