#!/usr/bin/env python3
"""Twice as many rows in one place: one_place.py RCTI [N] [PLACE...]

The month of tests/errors/base with N rows more in one place, and with 2 N: processor seconds of import, run,
issue and verify, and their ratio. A step that is n log n doubles; four times is quadratic. Above RATIO_MAX, where it is long enough
to tell, the place is named again at the end and the exit status is 1.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
# pylint: disable-next=wrong-import-position
from confirming import confirmations  # noqa: E402

BASE = Path(__file__).resolve().parents[1] / "errors/base/input"
HOLIDAYS = BASE.parent / "holidays"
RATIO_MAX, SECONDS_TOLD, SECONDS_MAX = 3.0, 1.0, 300
RUN = ["--as-at", "2026-10-20T09:00", "--issue-date", "2026-10-20"]


def day(number):
    return (date(2026, 9, 1) + timedelta(days=number % 29)).isoformat()


def minute(number):
    return (datetime(2026, 9, 1) + timedelta(minutes=number % 41760)).strftime("%Y-%m-%dT%H:%M")


def hour(number):
    return (datetime(2026, 9, 1) + timedelta(hours=number % 700)).strftime("%Y-%m-%dT%H:%M")


def rows(file, row):
    """Adds a row for each number, by the function, or a whole line of text."""
    return lambda n: {file: "".join(f"{row(i)}\n" for i in range(n))}


def holiday_targets(n):
    areas = "area,parent,name,definition,complete\n" + "".join(
        f"AU-Z{i},AU-VIC,Area {i},Invented,2026\n" for i in range(n))
    return {"holidays.csv": "".join(
        f"2026-09-10,AU-Z{i},Fete {i},,,declare,,,gazetted,invented\n"
        f"2026-09-22,AU-Z{i},Fete {i} moved,,,substitute,2026-09-10,Fete {i},gazetted,invented\n"
        for i in range(n)), "areas.csv": areas}


def deep_areas(n):
    return {"areas.csv": "area,parent,name,definition,complete\n" + "".join(
        f"AU-Z{i},{f'AU-Z{i - 1}' if i else 'AU-VIC'},Area {i},Invented,2026\n" for i in range(n))}


def appointment(i, case, start=None, partner="P0001", status="completed"):
    start = start or hour(i)
    return (f"Z{i},{partner},{case},,open,{start},,,{status},2026-08-01T09:00,client,"
            f"{start[:10]}T23:00,,,,")


def many_partners(n, **others):
    return {"partners.csv": "".join(f"Q{i},Partner {i},,,,,,Australia/Sydney,AU-NSW,,,,\n"
                                    for i in range(n)),
            "rates.csv": "".join(f"Q{i},partner,2026-07-01,150.00\n" for i in range(n)), **others}


PLACES = {
    "keys of policy.ini": rows("policy.ini", lambda i: f"key_{i}=1"),
    "one key of policy.ini": rows("policy.ini", lambda i: "completion_days=7"),
    "keys of company.ini": rows("company.ini", lambda i: f"key_{i}=1"),
    "sections of company.ini": rows("company.ini", lambda i: f"[section_{i}]\nkey=1"),
    "sections of sources.ini": lambda n: {"sources.ini": "".join(
        f"[appointments.csv {i + 2}]\nfile=x{i}.csv\n" for i in range(n))},
    "words of sources.ini": lambda n: {
        "sources.ini": "[appointments.csv]\nfile=x.csv\n[appointments.csv columns]\n"
                       "status=State\nappointment_id=Id\n[appointments.csv values of status]\n"
                       + "".join(f"completed=word {i}\n" for i in range(n // 2))
                       + "cancelled=" + ";".join(f"other {i}" for i in range(n)) + "\n"},
    "schedule rows of one partner": rows(
        "schedules.csv",
        lambda i: f"P0002,Mon,09:00,,{date(1990, 1, 1) + timedelta(days=i)},"
                  f"{date(1990, 1, 1) + timedelta(days=i)}"),
    "schedule rows at once": rows("schedules.csv", lambda i: f"P0002,Mon,09:00,,2026-01-01,{date(2027, 1, 1) + timedelta(days=i)}"),
    "holidays of one area": rows(
        "holidays.csv", lambda i: f"{day(i)},AU-VIC,Fete {i},,,declare,,,gazetted,invented"),
    "holiday targets": holiday_targets,
    "holidays taken away": rows("holidays.csv", lambda i: (
        f"{day(i)},AU-VIC,Fete {i},,,declare,,,gazetted,invented\n"
        f"{day(i)},VIC-GEELONG,No fete {i},,,cancel,{day(i)},Fete {i},gazetted,invented")),
    "areas, one in another": deep_areas,
    "appointments of one case": rows("appointments.csv", lambda i: appointment(i, "ASST-1")),
    "appointments of one hour": rows(
        "appointments.csv", lambda i: appointment(i, f"C{i}", "2026-09-08T10:00")),
    "appointments of many cases": rows("appointments.csv", lambda i: appointment(i, f"C{i}")),
    "a case that partners share": lambda n: many_partners(n, **{
        "appointments.csv": "".join(f"{appointment(i, 'ASST-1', None, f'Q{i}')}\n"
                                    for i in range(n))}),
    "a clash of blocks": rows("blocks.csv", lambda i: f"Z{i},P0001,2026-09-01,2026-09-30,leave"),
    "blocks of one partner": rows("blocks.csv",
                                  lambda i: f"Z{i},P0001,{minute(i)},2026-10-01T00:00,x"),
    "other work of one partner": rows(
        "other_work.csv", lambda i: f"Z{i},P0001,onsite,{hour(i)},{hour(i)[:13]}:30"),
    "requests of one case": rows(
        "extra_sessions.csv", lambda i: f"Z{i},ASST-1,2026-08-01,1,approved,{day(i)},not_required"),
    "rates of one partner": rows(
        "rates.csv", lambda i: f"P0002,adhoc,{date(1980, 1, 1) + timedelta(days=i)},150"),
    "partners with one address": lambda n: {
        "partners.csv": "".join(f"Q{i},Partner {i},85555100001,,,,q@example.com,Australia/Sydney,"
                                "AU-NSW,062-901,10203037,,\n" for i in range(n)),
        "rates.csv": "".join(f"Q{i},partner,2026-07-01,150.00\n" for i in range(n))},
    "decisions of one hour": lambda n: {
        "decisions.csv": "decision_id,kind,partner_id,period,date,start,appointment_id,number,"
                         "amount,nature,ticket,reason,approved_by\n" + "".join(
            f"Z{i},pay,P0001,2026-09,,,,,1.00,services,T{i},so,Ana Approver\n" for i in range(n))},
}


def call(place, *words):
    """Once more with what it asks to be confirmed, for which the time counts once."""
    code, took, said = call_once(place, *words)
    confirmed = confirmations(code, said)
    return call_once(place, *words, *confirmed) if confirmed else (code, took, said)


def call_once(place, *words):
    """Its exit status, processor seconds and standard output; None where it takes too long."""
    with open(place / "said", "w+", encoding="utf-8") as said:
        process = subprocess.Popen([sys.argv[1], *map(str, words)], cwd=place, stdout=said, stderr=said,
                                   preexec_fn=lambda: limit())
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return process.returncode, usage.ru_utime + usage.ru_stime, said.read()


def limit():
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX))


def steps(place):
    """What each step took, by name; an import that is refused is the only one."""
    took = {}
    code, took["import"], said = call(place, "import", "2026-09", "input", "--holidays", HOLIDAYS)
    if code != 0:
        took["told"] = said.split("\n")[0][:90]
        return took
    code, took["run"], said = call(place, "run", "2026-09", *RUN, "--json", "--holidays", HOLIDAYS)
    if code not in (0, 1):
        took["told"] = said[:90]
        return took
    digest = json.loads(said[said.index("{"):said.rindex("}") + 1])["digest"]
    code, took["issue"], said = call(place, "issue", "2026-09", "--draft", digest, "--approved-by",
                                     "Ana Approver", "--holidays", HOLIDAYS)
    if code in (0, 1):
        code, took["verify"], said = call(place, "verify")
    if code not in (0, 1):
        took["told"] = said[:90]
    return took


def measured(name, n):
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        shutil.copytree(BASE, place / "input")
        for file, text in PLACES[name](n).items():
            with open(place / "input" / file, "a", encoding="utf-8") as out:
                out.write(text)
        return steps(place)


def main():
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    worse = []
    for name in [place for place in PLACES if place in sys.argv[3:] or not sys.argv[3:]]:
        once, twice = measured(name, n), measured(name, 2 * n)
        for step in [step for step in twice if step != "told"]:
            before, after = once.get(step, 0.0), twice[step]
            ratio = after / before if before else 0.0
            bad = after >= SECONDS_TOLD and ratio > RATIO_MAX
            worse += [f"{name}: {step}"] if bad else []
            print(f"{name:30} {step:8} {before:7.2f} s {after:7.2f} s  x{ratio:4.1f}{'  !' if bad else ''}",
                  flush=True)
        if "told" in twice:
            print(f"{'':30} {twice['told']}", flush=True)
    print("\n".join(worse))
    return int(bool(worse))


if __name__ == "__main__":
    sys.exit(main())
