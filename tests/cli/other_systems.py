"""October as two further systems export it, made here of the month in our own columns: a roster (tabs, US dates,
AM and PM, hours of a week one by one) and lists of a spreadsheet with German settings (semicolons, decimal commas,
WAHR and FALSCH, titles of merged cells, blank rows, values on several lines, totals). A person does just what
the proposal asks."""

import csv
import io
from datetime import date, datetime, timedelta

from sources import OURS, RIGHT, finished, proposed, results, world_of

TABLES = {"register.csv", "lines.csv", "slots.csv", "adhoc.csv", "unscheduled.csv"}
CLIENT = "Ignored Person"


def rows(name):
    with (OURS / f"input/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PARTNERS, RATES, SCHEDULES, BLOCKS, APPOINTMENTS = map(
    rows, ("partners", "rates", "schedules", "blocks", "appointments"))
NAMES = {row["partner_id"]: row["legal_name"] for row in PARTNERS}
DAYS = {"Mon": "Monday", "Tue": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Fri": "Friday"}


def write(path, table, delimiter, encoding):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(table)
    path.write_bytes(out.getvalue().encode(encoding))


def clock_us(at):
    return at.strftime("%I:%M %p").lstrip("0")


def us(value):
    """10/05/2026, and 9:00 AM behind it where there is a time."""
    if not value:
        return ""
    at = datetime.fromisoformat(value)
    return at.strftime("%m/%d/%Y") + (f" {clock_us(at)}" if "T" in value else "")


def german(value):
    """05.10.2026, and 09:00 behind it where there is a time."""
    if not value:
        return ""
    at = datetime.fromisoformat(value)
    return at.strftime("%d.%m.%Y %H:%M" if "T" in value else "%d.%m.%Y")


STATUS = {"completed": "Completed", "no_show": "No Show", "cancelled": "Canceled", "moved": "Rescheduled"}


def roster(directory):
    def put(name, headings, table):
        write(directory / name, [headings, *table], "\t", "utf-8")

    put("Team members.txt", ["Employee ID", "Legal Name", "Trading Name", "ABN", "GST Registered", "GST Start Date",
                             "Contract Start Date", "Email", "Street", "City", "State", "Zip", "BSB", "Account #",
                             "Account Name", "Time Zone"],
        [[row["partner_id"], row["legal_name"], row["trading_name"], row["abn"], "Yes" if row["gst_from"] else "No",
          us(row["gst_from"]), us(row["agreement_from"]), row["email"], row["address_line_1"], row["suburb"],
          row["state"], row["postcode"], row["bsb"].replace("-", ""), row["account_number"], row["account_name"],
          row["timezone"]] for row in PARTNERS])
    put("Pay rates.txt", ["Employee ID", "Employee", "Pay Item", "Rate", "Effective Date"],
        [[row["partner_id"], NAMES[row["partner_id"]],
          {"partner": "Partner rate", "adhoc": "Ad hoc rate"}[row["kind"]], f"${row['hourly_rate']}",
          us(row["effective_from"])] for row in RATES])
    put("Roster.txt", ["Employee ID", "Employee", "Day", "Start Time", "Finish Time", "Effective Date"],
        [[row["partner_id"], NAMES[row["partner_id"]], DAYS[row["weekday"]],
          *(clock_us(datetime.strptime(row[end], "%H:%M")) for end in ("start", "end")),
          us(row["effective_from"])] for row in SCHEDULES])
    leave = [[row["block_id"], row["partner_id"], NAMES[row["partner_id"]], "Annual", us(row["start"]),
              us(row["end"]), "Canceled" if row["status"] else "Approved"] for row in BLOCKS]
    leave.append(["LV-4090", "CON-1003", NAMES["CON-1003"], "Annual", "10/12/2026", "10/13/2026", "Declined"])
    put("Time off.txt", ["Request ID", "Employee ID", "Employee", "Leave Type", "Start", "End", "Status"], leave)
    visits = []
    for row in APPOINTMENTS:
        start = datetime.fromisoformat(row["start"])
        end = start + timedelta(minutes=int(row["duration_minutes"]))
        booker = {"client": "Online booking", "cs": "Client Services", "consultant": NAMES[row["partner_id"]],
                  "consultant_sourcing": "Consultant Sourcing", "user_support": "User Support"}[row["booked_by"]]
        who = {"": "", "client": "Client", "consultant": "Provider", "converge": "Office"}[row["cancelled_by"]]
        visits.append([row["appointment_id"], row["partner_id"], CLIENT, row["case_id"],
                       {"open": "Standard", "adhoc": "Ad Hoc"}[row["calendar"]], us(row["start"][:10]),
                       clock_us(start), clock_us(end), STATUS[row["status"]], us(row["booked_at"]), booker,
                       us(row["completed_at"]), us(row["cancelled_at"]), who, row["moved_from"]])
    put("Appointments October 2026.txt",
        ["Appt #", "Employee ID", "Client", "Case #", "Type", "Date", "Start Time", "End Time", "Status", "Created",
         "Created By", "Completed", "Canceled", "Canceled By", "Rescheduled From"], visits)


ROSTER = {
    "all exports": {"date_order = month day year": RIGHT, "zone = ?": None},
    "partners.csv columns": {"gst_from = GST Start Date": RIGHT},
    "rates.csv columns": {"kind = Pay Item": RIGHT},
    "rates.csv values of kind": {"partner = Partner rate": RIGHT},
    "schedules.csv columns": {"end = Finish Time": RIGHT},
    "blocks.csv values of status": {"(blank) = Approved": RIGHT},
    "appointments.csv columns": {"case_id = Case #": RIGHT},
    "appointments.csv values of calendar": {"open = Standard": RIGHT},
    "appointments.csv values of status": {"cancelled = Canceled": RIGHT},
    "appointments.csv values of booked_by": {"cs = Client Services": RIGHT},
    "appointments.csv values of cancelled_by": {"consultant = Provider": RIGHT},
}


def titled(path, titles, headings, table, total):
    """A spreadsheet's list: titles in merged cells, some rows blank, a total."""
    width = len(headings)
    lines = [[title] + [""] * (width - 1) for title in titles] + [headings]
    for at, row in enumerate(table):
        lines += [[""] * width] if at % 60 == 8 else []
        lines.append(row)
    write(path, [*lines, [""] * width, total], ";", "utf-8-sig")


def week_of(partner_id, short):
    spans = [(row["start"], row["end"]) for row in SCHEDULES
             if (row["partner_id"], row["weekday"]) == (partner_id, short)]
    hours = sum((datetime.strptime(end, "%H:%M") - datetime.strptime(start, "%H:%M")).seconds / 3600
                for start, end in spans)
    return "\n".join(f"{start}-{end}" for start, end in spans), hours


def lists(directory, days=("Mon", "Tue", "Wed", "Thu", "Fri"), ids=True):
    rate = {(row["partner_id"], row["kind"]): row["hourly_rate"].replace(".", ",") for row in RATES}
    titled(directory / "Partner list.csv", ["Consultant partners, as at 31.10.2026", "", "Partner"],
           ["Partner No", "Legal name", "Business name", "ABN", "GST registered", "GST from", "Agreement date",
            "E-mail", "Address", "Suburb", "State", "Postcode", "BSB", "Account no", "Account name", "Partner rate",
            "Ad hoc rate", "Rates from"],
           [[row["partner_id"], row["legal_name"], row["trading_name"], row["abn"],
             "WAHR" if row["gst_from"] else "FALSCH", german(row["gst_from"]), german(row["agreement_from"]),
             row["email"], f"{row['address_line_1']}\n{row['suburb']}", row["suburb"], row["state"],
             row["postcode"], row["bsb"].lstrip("0").replace("-", ""), row["account_number"], row["account_name"],
             rate.get((row["partner_id"], "partner"), ""), rate.get((row["partner_id"], "adhoc"), ""),
             "01.07.2026"] for row in PARTNERS],
           ["Total", "25 partners", *[""] * 13, "3.926,50", "2.210,00", ""])
    weeks = []
    for row in PARTNERS:
        cells = [week_of(row["partner_id"], short) for short in DAYS]
        hours = f"{sum(cell[1] for cell in cells):.1f}".replace(".", ",")
        weeks.append([row["partner_id"], row["legal_name"], *(cell[0] for cell in cells), hours])
    titled(directory / "Roster 2026.csv", ["Agreed hours", "valid from 01.07.2026", ""],
           ["Partner No", "Name", *days, "Hours"], weeks, ["Total", *[""] * 6, "380,5"])
    titled(directory / "Absences October.csv", ["Absences October 2026"],
           ["No", "Partner No", "Name", "From", "To", "Cancelled"],
           [[row["block_id"], row["partner_id"], NAMES[row["partner_id"]], german(row["start"]), german(row["end"]),
             "WAHR" if row["status"] else "FALSCH"] for row in BLOCKS], ["Total absences", "12", "", "", "", ""])
    headings = ["Booking no", "Partner No", "Partner", "Client", "Case no", "Calendar", "Date", "Time",
                "Length (hours)", "Status", "Booked on", "Booked by", "Marked on", "Cancelled on", "Cancelled by",
                "Moved from", "Remarks"]
    visits = []
    for at, row in enumerate(APPOINTMENTS):
        booker = {"client": "Portal", "cs": "Service Desk", "consultant": f"Dr {NAMES[row['partner_id']]}",
                  "consultant_sourcing": "Sourcing", "user_support": "User Support"}[row["booked_by"]]
        who = {"": "", "client": "Client", "consultant": "Partner", "converge": "Example Assist"}
        status = {"completed": "Attended", "no_show": "Did not attend", "cancelled": "Cancelled", "moved": "Moved"}
        visits.append([row["appointment_id"], row["partner_id"], NAMES[row["partner_id"]], CLIENT, row["case_id"],
                       row["calendar"].capitalize(), german(row["start"][:10]), row["start"][11:],
                       f"{int(row['duration_minutes']) / 60:.2f}".replace(".", ","), status[row["status"]],
                       german(row["booked_at"]), booker, german(row["completed_at"]), german(row["cancelled_at"]),
                       who[row["cancelled_by"]], row["moved_from"], "called\nagain; will write" if at % 40 == 7 else ""])
    total = ["Sum", "237", *[""] * 6, "237,00", *[""] * 8]
    if not ids:
        for line in [headings, total, *visits]:
            del line[1]
    titled(directory / "Bookings October 2026.csv", ["Bookings October 2026", "", "Booking"], headings, visits, total)


LISTS = {
    "all exports": {"date_order = day month year": RIGHT, "zone = ?": None},
    "partners.csv": {"skip_rows_without = abn": RIGHT},
    "partners.csv columns": {"gst_from = GST from": RIGHT},
    "partners.csv values of timezone": {"Australia/Sydney = NSW": RIGHT},
    "rates.csv": {"decimal = comma": RIGHT},
    "rates.csv columns": {"effective_from = Rates from": RIGHT},
    "schedules.csv": {"skip_rows_without = Name": RIGHT},
    "blocks.csv columns": {"status = Cancelled": RIGHT},
    "blocks.csv values of status": {"(blank) = FALSCH": RIGHT},
    "appointments.csv columns": {"case_id = Case no": RIGHT},
    "appointments.csv values of status": {"completed = Attended": RIGHT},
    "appointments.csv values of booked_by": {"cs = Service Desk": RIGHT},
    "appointments.csv values of cancelled_by": {"consultant = Partner": RIGHT, None: "converge = Example Assist"},
    "appointments.csv values of duration_minutes": {"60 = 1,00": RIGHT},
}


def month_of(world, name, lay, changed):
    """What is paid, by the proposal as a person leaves it."""
    own = world_of(world, name)
    directory = own.place / "input"
    directory.mkdir()
    (directory / "company.ini").write_bytes((OURS / "input/company.ini").read_bytes())
    lay(directory)
    text = proposed(own, directory)
    assert CLIENT not in text, text
    (directory / "sources.ini").write_text(finished(text, changed)[0], encoding="utf-8")
    found = results(own, directory)
    assert CLIENT.encode() not in own.store.read_bytes()
    return found


def tables(found):
    return {name: content for name, content in found.items() if name in TABLES}


def a_roster_pays_the_same(world):
    assert month_of(world, "roster", roster, ROSTER) == results(world_of(world, "roster-ours"), OURS / "input")


def lists_of_a_german_spreadsheet_pay_the_same(world):
    """An address on two lines is one with a comma; all else is as in our own columns."""
    wanted = tables(results(world_of(world, "lists-ours"), OURS / "input"))
    found = month_of(world, "lists", lists, LISTS)
    assert tables(found) == wanted, [name for name in wanted if found.get(name) != wanted[name]]


def partners_may_be_told_by_name(world):
    """And weekdays be shortened as people do."""
    wanted = tables(results(world_of(world, "names-ours"), OURS / "input"))
    changed = {**LISTS, "appointments.csv columns": {"partner_id = Partner": RIGHT},
               "appointments.csv values of partner_id": {"CON-1007 = Goran Greyling": RIGHT}}
    found = month_of(world, "names", lambda directory: lists(
        directory, days=("Mon", "Tues", "Weds", "Thurs", "Fri"), ids=False), changed)
    assert tables(found) == wanted, [name for name in wanted if found.get(name) != wanted[name]]


def a_wrong_zone_is_seen_before_anything_is_stored(world):
    """By the bookings that then are in no offered hour."""
    own = world_of(world, "roster-utc")
    (own.place / "company.ini").write_bytes((OURS / "input/company.ini").read_bytes())
    roster(own.place)
    for zone, hint in (("Etc/UTC", True), (None, False)):
        changed = {**ROSTER, "all exports": {"date_order = month day year": RIGHT,
                                             "zone = ?": zone and f"zone = {zone}"}}
        (own.place / "sources.ini").unlink(missing_ok=True)
        text = finished(proposed(own, own.place), changed)[0]
        (own.place / "sources.ini").write_text(text, encoding="utf-8")
        answer = own.call("import", "--check", "2026-10", own.place, "--store", own.store)
        assert answer.returncode == 0 and ("look at zone and date_order" in answer.stdout) == hint, answer


TESTS = [a_wrong_zone_is_seen_before_anything_is_stored, a_roster_pays_the_same, lists_of_a_german_spreadsheet_pay_the_same, partners_may_be_told_by_name]
