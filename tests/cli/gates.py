"""The gates before an import: what a file that is cut off, emptied or of another month says, and who
let it pass."""

import json
import re
import sys
import zipfile

from corrections import FILES, PARTNER, SEPTEMBER, Months, booking, work
from standing import abn
from world import APPROVER, TOP

sys.path.append(str(TOP / "tests"))
from confirming import confirmations

NAMES = {"P1": "Ada Test", "P2": "Bea Test", "P3": "Cem Test"}
PARTNERS = [{**PARTNER, "partner_id": name, "legal_name": NAMES[name], "account_name": NAMES[name],
             "account_number": f"1234567{name[1]}"} for name in NAMES]
RATES = [{**FILES["rates"][0], "partner_id": name} for name in NAMES]
TUESDAYS = [{**FILES["schedules"][0], "partner_id": name} for name in NAMES]
THREE = {"partners": PARTNERS, "rates": RATES, "schedules": TUESDAYS}


def imported(months, directory, period="2026-08", *words):
    return months.world.call("import", period, directory, "--as-at", "2026-09-10T09:00+10:00",
                             *words)


def a_file_of_an_issued_month_that_is_cut_off(world):
    """One row of a schedule is many hours: whom it unpays is said, and nothing is done until somebody
    confirms it, by name."""
    months = Months(world, "gate-issued", **THREE)
    cut = months.place / "cut"
    cut.mkdir()
    text = (months.place / "input-0/schedules.csv").read_text(encoding="utf-8").splitlines()
    (cut / "schedules.csv").write_text("\n".join(text[:2]) + "\n", encoding="utf-8")
    told = imported(months, cut)
    assert told.returncode == 3, told
    gates = {line.split(":")[0]: line for line in told.stderr.splitlines()[:-2]}
    assert set(gates) == {"MASS_RETIREMENT", "RETIRES_ISSUED", "THIN_EXPORT"}, told.stderr
    assert "2026-08 is issued, and 2 rows are gone from its files, by which 2 partners -2640.00 in " \
        "all: P2 Bea Test loses 1320.00 (schedules.csv: Tue 10:00); P3 Cem Test loses 1320.00" \
        in gates["RETIRES_ISSUED"], told.stderr
    assert "P2 Bea Test, P3 Cem Test" in gates["THIN_EXPORT"], told.stderr
    assert not months.world.query("SELECT 1 FROM batches WHERE batch = 2"), "nothing was imported"
    part = told.stderr.rsplit(" ", 1)[-1].strip().split(",")
    told = imported(months, cut, "2026-08", "--confirm", part[0])
    assert told.returncode == 3 and "2 gates" in told.stderr, told
    told = imported(months, cut, "2026-08", "--confirm", ",".join(part), "--json")
    assert told.returncode == 0, told
    kept = [row["code"] for row in json.loads(told.stdout)["confirmed"]]
    assert sorted(kept) == sorted(gates), kept
    rows = months.world.query("SELECT code, confirmed_by <> '' FROM batch_confirmations"
                              " WHERE batch = 2 ORDER BY 1")
    assert rows == [(code, 1) for code in sorted(gates)], rows
    months.done("verify")


def a_token_is_for_the_files_that_were_seen(world):
    """The same counts of another file are not what was confirmed."""
    months = Months(world, "gate-other-file", schedules=[
        {**FILES["schedules"][0], "weekday": weekday, "start": f"{hour}:00", "end": f"{hour + 1}:00"}
        for weekday in ("Mon", "Tue", "Wed") for hour in (10, 14)])
    heading, *rows = (months.place / "input-0/schedules.csv").read_text(encoding="utf-8").splitlines()
    tokens = []
    for number, kept in enumerate((rows[:3], rows[3:])):
        cut = months.place / f"cut-{number}"
        cut.mkdir()
        (cut / "schedules.csv").write_text("\n".join([heading, *kept]) + "\n", encoding="utf-8")
        told = imported(months, cut)
        assert told.returncode == 3 and "would retire 3 of its 6 rows" in told.stderr, told
        tokens.append(told.stderr.rsplit(" ", 1)[-1].strip())
    told = imported(months, cut, "2026-08", "--confirm", tokens[0])
    assert told.returncode == 2 and "is no gate that stands before this import" in told.stderr, told
    assert not months.world.query("SELECT 1 FROM batches WHERE batch = 2"), "nothing was imported"
    told = imported(months, cut, "2026-08", "--confirm", tokens[1])
    assert told.returncode == 0, told


def rows_that_are_gone_without_a_cent(world):
    """What is gone from an issued month and moves no money stands before nothing."""
    months = Months(world, "gate-no-cent",
                    appointments=[booking(), booking(appointment_id="A2", start="2026-08-11T10:00",
                                                     status="completed",
                                                     completed_at="2026-08-11T11:00")])
    later = months.place / "later"
    later.mkdir()
    text = (months.place / "input-0/appointments.csv").read_text(encoding="utf-8").splitlines()
    (later / "appointments.csv").write_text("\n".join(text[:2]) + "\n", encoding="utf-8")
    told = imported(months, later)
    assert told.returncode == 0 and "1 gone" in told.stdout, told


def an_export_whose_filter_failed(world):
    """Headings alone where the month before had bookings."""
    months = Months(world, "gate-empty", appointments=[
        booking(appointment_id=f"A{i}", start=f"2026-08-{4 + 7 * (i % 4):02d}T1{i // 4}:00")
        for i in range(8)])
    told = months.world.call("import", "2026-09", months.place / "input-0", "--as-at",
                             "2026-10-10T09:00+11:00")
    assert told.returncode == 3 and "WRONG_PERIOD" in told.stderr, told
    assert "0 of 8 appointments are in 2026-09, 8 in 2026-08" in told.stderr, told
    text = (months.place / "input-0/appointments.csv").read_text(encoding="utf-8")
    (months.place / "input-0/appointments.csv").write_text(text.splitlines()[0] + "\n")
    told = months.world.call("import", "2026-09", months.place / "input-0", "--as-at",
                             "2026-10-10T09:00+11:00")
    assert told.returncode == 3 and "THIN_EXPORT" in told.stderr, told
    assert "0 rows of the month, 8 of the month before" in told.stderr, told
    told = months.world.call("import", "2026-09", months.place / "input-0", "--as-at",
                             "2026-09-20T09:00+10:00")
    assert told.returncode == 0, f"the month is not over: {told}"


def a_file_that_ends_within_a_line(world):
    """One file alone: it was cut off, by whatever few bytes. Where all of them end so, the system writes
    them so."""
    months = Months(world, "gate-open-end", appointments=[booking(), booking(
        appointment_id="A2", start="2026-08-11T10:00")])
    directory = months.place / "input-0"
    whole = (directory / "cases.csv").read_text()
    (directory / "cases.csv").write_text(whole.replace("ASST-1,6\n", "ASST-1,66"))
    told = imported(months, directory)
    assert told.returncode == 3, told
    assert "THIN_EXPORT" in told.stderr and "cases.csv ends within a line, as a file that was cut off " \
        "does: the other 6 end with a line break" in told.stderr, told
    for path in directory.glob("*.csv"):
        path.write_text(path.read_text().rstrip("\n"))
    told = imported(months, directory)
    assert told.returncode == 0, told


def leave_that_may_have_been_cut_off(world):
    """Nobody among the last partners, or far fewer than in the month before; and a month in which it just
    is less."""
    ids = [f"P{i}" for i in range(1, 9)]
    numbers = iter(range(10))
    files = {
        "partners": [{**PARTNER, "partner_id": name, "abn": abn(next(numbers)), "account_number": f"1234567{name[1]}"}
                     for name in ids],
        "rates": [{**FILES["rates"][0], "partner_id": name} for name in ids],
        "schedules": [{**FILES["schedules"][0], "partner_id": name} for name in ids]}

    def away(month, *names):
        return [{"block_id": f"B{month}{name}", "partner_id": name, "start": f"2026-{month}-08",
                 "end": f"2026-{month}-08", "status": ""} for name in names]
    months = Months(world, "few-blocks", **files, blocks=away("08", "P1", "P3", "P5", "P8"))
    for names, found in [([], "nobody has leave, and 4 had in August 2026"), (["P1", "P4", "P6"], None), (["P1", "P3"], "2 partners have leave, and 4 had in August "
                         "2026; none of the 5 after P3 Ada Test has any"), (["P8"], "1 partner has leave, and 4 had "
                         "in August 2026"), (["P3", "P1"], None)]:
        directory = months.place / "-".join(["leave-of", *names])
        directory.mkdir()
        (directory / "company.ini").write_bytes((months.place / "input-0/company.ini").read_bytes())
        months.lay(directory, {**FILES, **files, "blocks": away("09", *names)})
        here = months.world.copy(f"../few-blocks-{directory.name}")
        told = here.call("import", "2026-09", directory, *SEPTEMBER[:2])
        told = here.call("import", "2026-09", directory, *SEPTEMBER[:2],
                         *confirmations(told.returncode, told.stderr))
        told = here.call("run", "2026-09", *SEPTEMBER)
        assert ("FEW_BLOCKS" in told.stdout) == bool(found), (names, told.stdout)
        assert not found or f"blocks.csv  {found}\n" in told.stdout, (names, told.stdout)
    told = here.call("run", "2026-09", "--as-at", "2026-09-20T09:00+10:00", "--issue-date", "2026-10-12")
    assert "FEW_BLOCKS" not in told.stdout, "the month is not over"


def other_work_that_may_be_of_another_month(world):
    """None in the month after one with some: a file of the month before, or without a row. Not where there is
    some, nor where there was none."""
    def at(day):
        return [work(f"2026-{day}T10:00", f"2026-{day}T11:00")]
    line = "other_work.csv  nobody has other work, and 1 had in August 2026\n"
    for name, before, now, found in (("old", at("08-04"), at("08-04"), True), ("empty", at("08-04"), [], True),
                                     ("some", at("08-04"), at("09-01"), False), ("never", [], [], False)):
        months = Months(world, f"few-works-{name}", other_work=before)
        months.bring("2026-09", other_work=now)
        told = months.done("run", "2026-09", *SEPTEMBER)
        assert (line in told.stdout) == found and ("FEW_BLOCKS" in told.stdout) == found, (name, told.stdout)


def who_confirmed_is_shown(world):
    """In the import's output and in the workbook, with what it saw; an issue's workbook has its own."""
    months = Months(world, "gate-shown", appointments=[booking()])
    directory = months.place / "input-0"
    text = (directory / "appointments.csv").read_text(encoding="utf-8")
    (directory / "appointments.csv").write_text(text.splitlines()[0] + "\n")
    words = ["import", "2026-10", directory, "--as-at", "2026-11-10T09:00+11:00"]
    told = months.world.call(*words)
    told = months.done(*words, *confirmations(told.returncode, told.stderr))
    saw = "appointments.csv has headings alone, beside 1 row of schedules.csv"
    assert f": THIN_EXPORT: {saw}" in told.stdout and "confirmed by " in told.stdout, told
    months.bring("2026-09")
    later = ["--as-at", "2026-11-10T09:00+11:00", "--issue-date", "2026-11-10"]
    draft = json.loads(months.done("run", "2026-10", *later, "--json", good=(0, 1)).stdout)
    words = ["issue", "2026-10", "--draft", draft["digest"], "--approved-by", APPROVER]
    told = months.world.call(*words)
    assert "SKIPPED_MONTH" in told.stderr, told
    months.done(*words, *confirmations(told.returncode, told.stderr), good=(0, 1))
    for place, gates in {"draft": ["THIN_EXPORT"], "issue-1": ["THIN_EXPORT", "SKIPPED_MONTH"]}.items():
        path = months.world.out / "2026-10" / place / "audit-2026-10.xlsx"
        if path.exists():
            assert [gate for gate, _ in confirmed_in(path)] == gates, confirmed_in(path)
            assert confirmed_in(path)[0][1] == saw, confirmed_in(path)
    kept = months.world.query("SELECT confirmed_at FROM issue_confirmations")
    assert len(kept) == 1 and kept[0][0] in sheets_text(path), kept
    months.done("verify")


def sheets_text(path):
    with zipfile.ZipFile(path) as book:
        return "".join(book.read(name).decode() for name in book.namelist()
                       if name.startswith("xl/worksheets/"))


def confirmed_in(path):
    """The gates that a workbook has, with what they saw."""
    cells = re.findall(r"<t[^>]*>([^<]*)</t>", sheets_text(path))
    return [(text, cells[i + 2]) for i, text in enumerate(cells)
            if re.fullmatch("[A-Z_]+", text) and re.match("issue$|import, batch ", cells[i + 1])]


def files_that_nobody_reads(world):
    """What looks like an input file is asked for; other tables are named."""
    months = Months(world, "gate-unread", appointments=[booking()])
    (months.place / "input-0/notes.csv").write_text("a,b\n")
    told = imported(months, months.place / "input-0")
    assert told.returncode == 0 and "not read, being none of the input files: notes.csv" \
        in told.stdout, told
    for name in ("appointments (1).csv", "Appointment Report.csv", "partners.xlsx", "Rates.TSV"):
        (months.place / "input-0" / name).write_text("a\n")
        told = imported(months, months.place / "input-0")
        assert told.returncode == 3 and f"1 file that nobody reads looks like an input file: {name}" \
            in told.stderr and "UNREAD_FILE" in told.stderr, told
        (months.place / "input-0" / name).unlink()
    # What is no table by its ending, but is called like one, or may be one: no gate, and not silent.
    others = ["Schedule.ods", "appointments.csv.bak", "blocks.txt", "export.numbers"]
    for name in [*others, "README.md", "logo.png", "partners.png"]:
        (months.place / "input-0" / name).write_text("a\n")
    told = imported(months, months.place / "input-0")
    assert told.returncode == 0 and f"none of the input files: {', '.join(others)}, notes.csv\n" \
        in told.stdout, told
    raw = months.place / "raw"
    raw.mkdir()
    names = {"Consultant details.csv": "partners.csv", "Partner schedule.csv": "schedules.csv",
             "Service appointments October.csv": "appointments.csv"}
    for name in names:
        (raw / name).write_text("a\n")
    told = imported(months, raw, "2026-10")
    assert told.returncode == 3, told
    for name, known in names.items():
        assert f"is it {name}? `rcti sources DIR` shows how it is read as it is; or save it as {known}" in told.stderr, told
        assert f"{name} (is it {known})" in told.stderr, told


TESTS = [a_file_of_an_issued_month_that_is_cut_off, a_token_is_for_the_files_that_were_seen,
         rows_that_are_gone_without_a_cent, a_file_that_ends_within_a_line,
         leave_that_may_have_been_cut_off, other_work_that_may_be_of_another_month,
         an_export_whose_filter_failed, who_confirmed_is_shown, files_that_nobody_reads]
