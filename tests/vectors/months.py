"""The examples of engine/policy/RULES.md as months in the words of the input files."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

TOP = Path(__file__).resolve().parents[2]
RULES = TOP / "engine/policy/RULES.md"
ZONE, PARTNER, OTHER = "Australia/Melbourne", "P0001", "P0002"
# What comes after a month was issued, or is no fact of the input files: not one month in and cents out.
AFTERWARDS = {"issued", "void", "gone", "carried", "adjustments", "instalments", "write-off", "written-off"}
NO_FILE = {"rejected", "no-glyph"}
EXAMPLE = re.compile(r"^```example ([^\n]+)\n(.*?)^```$", re.M | re.S)
RULE = re.compile(r"^[A-Z]\d+$")
COMPANY = """[company]
legal_name=Example Assist Pty Ltd
abn=53004085616
address_line_1=1 Example Street
suburb=Melbourne
state=VIC
postcode=3000
email=pay@example.com
phone=03 9000 0000
dispute_url=https://example.com/disputes
[documents]
agreement_text=Both sides agree to it.
payment_terms_days=20
[payment]
bsb=062-000
account_number=12345678
account_name=Example Assist Pty Ltd
direct_entry_user_id=301500
institution=CBA
remitter=EXAMPLE ASSIST
description=PARTNERS
"""


def examples():
    """(title, rules, lines)"""
    for title, body in EXAMPLE.findall(RULES.read_text("utf-8")):
        words = title.split()
        rules = [word for word in words if RULE.match(word)]
        while words and RULE.match(words[0]):
            words.pop(0)
        yield " ".join(words), rules, [line for line in body.splitlines() if line.strip()]


def why_none(lines):
    """What keeps an example from being one month; "" where nothing does."""
    words = {line.split()[0] for line in lines if " = " not in line}
    return "what comes after the issue" if words & AFTERWARDS else "no fact of a file" if words & NO_FILE else ""


def stamp(day, time):
    return f"{day}T{time}"


def span(words):
    """DATE, DATE to DATE, DATE hh:mm-hh:mm or DATE hh:mm to DATE hh:mm, as start and end."""
    if len(words) == 1:
        return words[0], words[0]
    if words[1] == "to":
        return words[0], words[2]
    if "-" in words[1]:
        first, last = words[1].split("-")
        day = words[0]
        if last == "24:00":
            day, last = str(date.fromisoformat(day) + timedelta(1)), "00:00"
        return stamp(words[0], first), stamp(day, last)
    return stamp(words[0], words[1]), stamp(words[3], words[4])


def ranged(words):
    """from DATE to DATE, either left out"""
    found = dict(zip(words[::2], words[1::2], strict=True))
    return found.get("from", ""), found.get("to", "")


class Given:
    """The rows of each file. What an example does not say is as RULES.md has it."""

    def __init__(self, lines):
        self.rows = {name: [] for name in ("areas", "holidays", "partners", "rates", "schedules", "blocks", "other_work",
                                           "appointments", "cases", "extra_sessions", "decisions")}
        self.period, self.zone, self.settings = "2026-09", ZONE, {}
        self.as_at, self.issue_date = ("2026-10-20", "09:00"), "2026-10-20"
        self.areas, self.rated = "AU", set()
        self.partner = {"partner_id": PARTNER, "legal_name": "Pat Partner", "abn": "51824753556", "gst_from": "2020-01-01",
                        "agreement_from": "2020-01-01", "agreement_ref": "A-1", "agreement_setoff": "yes",
                        "email": "pat@example.com", "address_line_1": "2 Example Street", "suburb": "Melbourne",
                        "state": "VIC", "postcode": "3000", "bsb": "062-000", "account_number": "10000001",
                        "account_name": "Pat Partner"}
        facts = [line for line in lines if " = " not in line]
        for line in sorted(facts, key=lambda line: line.split()[0] not in ("zone", "period")):
            word, *rest = line.split()
            getattr(self, "take_" + word.replace("-", "_"))(rest, line)
        self.finish()

    def finish(self):
        self.partner |= {"timezone": self.zone, "areas": self.areas}
        self.rows["partners"].append(self.partner)
        if any(row["partner_id"] == OTHER for row in self.rows["appointments"]):
            self.rows["partners"].append(self.partner | {"partner_id": OTHER, "legal_name": "Ola Other", "abn": "33102417032",
                                                         "agreement_ref": "A-2", "account_number": "10000002",
                                                         "account_name": "Ola Other"})
        for partner in self.rows["partners"]:
            for kind, rate in (("partner", "150.00"), ("adhoc", "180.00")):
                if kind not in self.rated:
                    self.rows["rates"].append({"partner_id": partner["partner_id"], "kind": kind,
                                               "effective_from": "2020-01-01", "hourly_rate": rate})
        if not any(row["area"] == "AU" for row in self.rows["areas"]):
            self.rows["areas"].append({"area": "AU", "name": "Australia", "complete": "2020..2030"})

    # ---- the month and its partner

    def take_period(self, words, _):
        self.period = words[0]

    def take_zone(self, words, _):
        self.zone = words[0]

    def take_as_at(self, words, _):
        self.as_at = words[0], words[1]

    def take_issue_date(self, words, _):
        self.issue_date = words[0]

    def take_set(self, words, _):
        self.settings[words[0]] = words[1]

    def take_abn(self, words, _):
        self.partner["abn"] = "".join(words)

    def take_bank(self, _, __):
        self.partner |= {"bsb": "", "account_number": "", "account_name": ""}

    def take_active(self, words, _):
        self.partner["active_from"], self.partner["active_to"] = ranged(words)

    def take_gst(self, words, _):
        self.partner["gst_from"], self.partner["gst_to"] = ("", "") if words == ["never"] else ranged(words)

    def take_agreement(self, words, _):
        first, last = ("", "") if words == ["never"] else ranged(words)
        self.partner["agreement_from"], self.partner["agreement_to"] = first, last
        if not first:
            self.partner["agreement_ref"] = ""

    def take_rate(self, words, _):
        self.rated.add(words[0])
        if words[1] != "none":
            self.rows["rates"].append({"partner_id": PARTNER, "kind": words[0], "effective_from": words[3],
                                       "hourly_rate": words[1]})

    # ---- time

    def take_schedule(self, words, _):
        at = next((at for at, word in enumerate(words) if word in ("every", "from", "to")), len(words))
        more = dict(zip(words[at::2], words[at + 1::2], strict=True))
        for hours in words[1:at]:
            start, _, end = hours.partition("-")
            self.rows["schedules"].append({"partner_id": PARTNER, "weekday": words[0], "start": start, "end": end,
                                           "effective_from": more.get("from", ""), "effective_to": more.get("to", ""),
                                           "every": more.get("every", "")})

    def take_block(self, words, line):
        start, end = span(line.split(",")[0].split()[2:])
        self.rows["blocks"].append({"block_id": words[0].strip(","), "partner_id": PARTNER, "start": start, "end": end,
                                    "status": "cancelled" if "cancelled" in line else ""})

    def take_work(self, words, line):
        start, end = span(line.split(",")[0].split()[3:])
        self.rows["other_work"].append({"work_id": words[0], "partner_id": PARTNER, "stream": words[1], "start": start,
                                        "end": end, "status": "cancelled" if "cancelled" in line else ""})

    def holiday(self, words, effect):
        row, at = {"date": words[0], "area": self.areas.split(";")[0], "effect": effect}, 1
        if re.fullmatch(r"[\d:]+-[\d:]+", words[at]):
            row["from"], row["to"] = words[at].split("-")
            at += 1
        if words[at] == "provisional":
            row["status"] = "provisional"
            at += 1
        if words[at] == "at":
            row["area"] = words[at + 1]
            at += 2
        name, _, target = " ".join(words[at:]).partition(" instead of ")
        row["name"] = name
        if target:
            row |= {"effect": "substitute", "target_date": target[:10], "target_name": target[11:]}
        self.rows["holidays"].append(row)

    def take_holiday(self, words, _):
        self.holiday(words, "")

    def take_no_holiday(self, words, _):
        self.holiday(words, "cancel")
        row = self.rows["holidays"][-1]
        row |= {"target_date": row["date"], "target_name": row["name"]}

    def take_area(self, words, line):
        complete = line.partition("complete ")[2].replace(" ", ";")
        self.rows["areas"].append({"area": words[0].strip(","), "name": words[0].strip(","),
                                   "parent": words[2].strip(",") if "below" in words else "", "complete": complete})

    def take_based(self, words, _):
        self.areas = ";".join(words)

    # ---- bookings

    def take_appointment(self, words, line):
        head, *clauses = line.split(", ")
        head = head.split()
        row = {"appointment_id": head[1], "partner_id": PARTNER, "calendar": head[2], "start": stamp(head[3], head[4]),
               "status": "booked", "booked_by": "cs" if head[2] == "adhoc" else "client"}
        if len(head) > 5:
            row["timezone"] = head[6]
        start = datetime.fromisoformat(stamp(head[3], head[4])).replace(tzinfo=ZoneInfo(row.get("timezone", self.zone)))
        # As much time as seven days have, whatever the clock does meanwhile.
        row["booked_at"] = (start.astimezone(ZoneInfo("UTC")) - timedelta(7)).strftime("%Y-%m-%dT%H:%MZ")
        for clause in clauses:
            self.clause(row, clause.split())
        self.rows["appointments"].append(row)

    @staticmethod
    def clause(row, words):
        if words[0] == "booked":
            if words[1] == "blank":
                row["booked_at"] = ""
            elif words[1] != "by":
                row["booked_at"] = stamp(words[1], words[2])
            row["booked_by"] = words[words.index("by") + 1] if "by" in words else row["booked_by"]
        elif words[0] in ("completed", "no_show"):
            row |= {"status": words[0], "completed_at": stamp(words[1], words[2])}
        elif words[0] == "cancelled":
            row |= {"status": "cancelled", "cancelled_at": stamp(words[1], words[2]), "cancelled_by": "client"}
            if "by" in words:
                row["cancelled_by"] = {"company": "converge"}.get(words[-1], words[-1])
        elif words[0] == "moved":
            row["status"] = "moved"
            if len(words) > 1:
                row["moved_at"] = stamp(words[1], words[2])
        elif words[0] == "elsewhere":
            row["partner_id"] = OTHER
        else:
            row[{"minutes": "duration_minutes", "case": "case_id", "approval": "approval_ref"}.get(words[0], words[0])] = \
                words[1]

    def take_case(self, _, line):
        head, *clauses = line.split(", ")
        row = {"case_id": head.split()[1], "entitled_sessions": head.split()[3]}
        for word, *value in map(str.split, clauses):
            row |= {"adhoc_referral": PARTNER} if word == "referred" else \
                {{"used": "sessions_used", "customer": "client_key"}[word]: value[0]}
        self.rows["cases"].append(row)

    def take_request(self, words, line):
        outcome, *review = line.split(", ")[1:]
        row = {"request_id": words[0], "case_id": words[2], "requested_on": "2026-01-01",
               "sessions": words[4].strip(","), "outcome": outcome.split()[0]}
        row["outcome_on"] = outcome.split()[1] if " " in outcome else "2026-01-02" if outcome == "declined" else ""
        row["clinical_review"] = review[0].split()[1] if review else ""
        self.rows["extra_sessions"].append(row)

    def take_decision(self, words, line):
        row = {"decision_id": words[0], "kind": words[1], "partner_id": PARTNER, "period": self.period, "ticket": "T-1",
               "reason": "so", "approved_by": "Ann"}
        if words[1] == "pay":
            row |= {"amount": words[2].strip(","), "nature": "no_supply" if line.endswith("no supply") else "services"}
            row["date"] = words[4].strip(",") if "on" in words else ""
        elif words[2][0].isdigit():
            row |= {"date": words[2], "start": words[3]}
        else:
            row |= {"appointment_id": words[2], "partner_id": "", "period": ""}
        self.rows["decisions"].append(row)

    def take_revoke(self, words, _):
        self.rows["decisions"].append({"decision_id": "D-99", "kind": "revoke", "revokes": words[0], "ticket": "T-1",
                                       "reason": "so", "approved_by": "Ann"})

    # ---- as a month

    def month(self):
        zone = ZoneInfo(self.zone)
        at = datetime.fromisoformat(stamp(*self.as_at)).replace(tzinfo=zone).isoformat(timespec="seconds")
        rows = {f"{name}.csv": [{key: value for key, value in row.items() if value} for row in rows]
                for name, rows in self.rows.items() if rows}
        return {"period": self.period, "as_at": at, "issue_date": self.issue_date, "settings": self.settings, "files": rows}
