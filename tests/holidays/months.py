"""Months with the shipped holidays: past an area's horizon, and with a day that is added late."""

import json
import shutil
from pathlib import Path

from asked import Program, Row, rows_in
from checks import Checks

COMPANY = Path(__file__).resolve().parents[2] / "fixtures" / "2026-09-demonstration" / "input"
HELD = 1
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
BASED = {
    "GEELONG": "VIC-GREATER-GEELONG",
    "BENDIGO": "VIC-GREATER-BENDIGO-WEST",
    "VIC": "AU-VIC",
    "NSW": "AU-NSW",
    "ALBURY": "AU-NSW;AU-VIC",
    "BURNIE": "TAS-BURNIE",
    "WARRACK": "VIC-YARRIAMBIACK-WARRACKNABEAL",
}
PARTNER = (
    "{id},Partner {id},51824753556,2015-07-01,2020-01-01,1 Any Street,Anytown,VIC,3000,"
    "Australia/Melbourne,{areas},063-000,{number}\n"
)


def write_input(directory: Path) -> Path:
    """Everybody every weekday at nine, so that a day more is an hour less."""
    directory.mkdir()
    for name in ("company.ini", "logo.png"):
        shutil.copyfile(COMPANY / name, directory / name)
    (directory / "partners.csv").write_text(
        "partner_id,legal_name,abn,gst_from,agreement_from,address_line_1,suburb,state,postcode,timezone,"
        "areas,bsb,account_number\n"
        + "".join(
            PARTNER.format(id=partner, areas=areas, number=1000 + number)
            for number, (partner, areas) in enumerate(BASED.items())
        ),
        encoding="utf-8",
    )
    (directory / "rates.csv").write_text(
        "partner_id,kind,effective_from,hourly_rate\n"
        + "".join(f"{partner},partner,2020-01-01,150\n" for partner in BASED),
        encoding="utf-8",
    )
    (directory / "schedules.csv").write_text(
        "partner_id,weekday,start,end,effective_from,effective_to\n"
        + "".join(f"{partner},{weekday},09:00,,,\n" for partner in BASED for weekday in WEEKDAYS),
        encoding="utf-8",
    )
    for name, headings in (
        ("blocks", "block_id,partner_id,start,end"),
        ("appointments", "appointment_id,partner_id,calendar,start,status,booked_by"),
    ):
        (directory / f"{name}.csv").write_text(f"{headings}\n", encoding="utf-8")
    return directory


def import_month(checks: Checks, program: Program, place: Path, period: str) -> None:
    """While the month goes on: that nobody has booked yet is no gate then."""
    done = program.call(
        *("import", period, str(place / "input"), "--store", str(place / "store.db")),
        *("--as-at", f"{period}-15T09:00Z"),
    )
    checks.equal(f"{period}: imported", (0, ""), (done.returncode, done.stderr))


def run_month(program: Program, place: Path, period: str, out: str) -> tuple[int, Path]:
    done = program.call(
        *("run", period, "--store", str(place / "store.db"), "--out", str(place / out), "--quiet"),
        *("--as-at", f"{int(period[:4]) + 1}-12-20T09:00Z", "--issue-date", "2028-12-20"),
    )
    return done.returncode, place / out / period / "draft"


# ---- the horizon --------------------------------------------------------------------------------------


def held_for(draft: Path) -> dict[str, str]:
    """Partners held for want of holidays, with what the list says in brackets."""
    rows = [row for row in rows_in(draft / "exceptions.csv") if row["code"] == "NO_HOLIDAY_DATA"]
    return {row["partner_id"]: row["message"].partition("(")[2].removesuffix(")") for row in rows}


GEELONG_ENDS = "VIC-GREATER-GEELONG: known for 2024..2026"
BENDIGO_ENDS = "VIC-GREATER-BENDIGO-WEST: known for 2024..2026"
WARRACK_NEVER = "VIC-YARRIAMBIACK-WARRACKNABEAL: known for no year"
VICTORIA_ENDS = "AU-VIC: known for 2024-01-01..2027-08-31"
ALWAYS = {"WARRACK": WARRACK_NEVER}
HORIZON = {
    "2026-12": ALWAYS,
    "2027-01": ALWAYS | {"GEELONG": GEELONG_ENDS, "BENDIGO": BENDIGO_ENDS},
    "2027-08": ALWAYS | {"GEELONG": GEELONG_ENDS, "BENDIGO": BENDIGO_ENDS},
    "2027-09": {
        "GEELONG": f"{GEELONG_ENDS}; {VICTORIA_ENDS}",
        "BENDIGO": f"{BENDIGO_ENDS}; {VICTORIA_ENDS}",
        "WARRACK": f"{WARRACK_NEVER}; {VICTORIA_ENDS}",
        "VIC": VICTORIA_ENDS,
        "ALBURY": VICTORIA_ENDS,
    },
}


def check_horizon(checks: Checks, program: Program, place: Path) -> None:
    for period, expected in HORIZON.items():
        import_month(checks, program, place, period)
        status, draft = run_month(program, place, period, "out")
        checks.equal(f"{period}: partners are held", HELD, status)
        checks.equal(f"{period}: held, and which area ends when", expected, held_for(draft))


# ---- a day that is added late ---------------------------------------------------------------------------


def differing(first: Path, second: Path) -> list[str]:
    """Files that differ, but for those that hold the SHA-256 of the holidays, and for open.csv, which is
    about other months as well."""
    names = {path.relative_to(place).as_posix() for place in (first, second) for path in place.rglob("*.*")}
    return sorted(
        name
        for name in names
        if not name.endswith((".xlsx", "manifest.json", "open.csv"))
        and (first / name).read_bytes() != (second / name).read_bytes()
    )


def digest_of(draft: Path) -> str:
    return json.loads((draft / "manifest.json").read_text("utf-8"))["digest"]


def changed_rows(first: Path, second: Path, name: str) -> tuple[list[Row], list[Row]]:
    before, after = rows_in(first / name), rows_in(second / name)
    return [row for row in before if row not in after], [row for row in after if row not in before]


def check_late(checks: Checks, program: Program, place: Path) -> None:
    """A Thursday for Greater Geelong, after October was imported: an hour of one partner, no more."""
    copy = Path(shutil.copytree(program.holidays, place / "holidays"))
    program = program._replace(holidays=copy)
    for period in ("2026-09", "2026-10"):
        import_month(checks, program, place, period)
    before = {period: run_month(program, place, period, "before")[1] for period in ("2026-09", "2026-10")}
    rows = (copy / "au-2026.csv").read_text("utf-8").splitlines(keepends=True)
    rows.append('2026-10-15,VIC-GREATER-GEELONG,Day of Thanks,,,declare,,,gazetted,"Added late"\n')
    (copy / "au-2026.csv").write_text("".join(rows), "utf-8")
    after = {period: run_month(program, place, period, "after")[1] for period in ("2026-09", "2026-10")}
    checks.nothing("late: another month stays", differing(before["2026-09"], after["2026-09"]))
    checks.equal("late: its digest too", digest_of(before["2026-09"]), digest_of(after["2026-09"]))
    was, now = changed_rows(before["2026-10"], after["2026-10"], "slots.csv")
    hour = ("GEELONG", "2026-10-15", "09:00")
    checks.equal(
        "late: one hour",
        ([(*hour, "AVAILABLE", "")], [(*hour, "HOLIDAY", "Day of Thanks")]),
        tuple(
            [tuple(r[key] for key in ("partner_id", "date", "start", "outcome", "evidence")) for r in rows]
            for rows in (was, now)
        ),
    )
    was, now = changed_rows(before["2026-10"], after["2026-10"], "register.csv")
    partners = [[row["partner_id"] for row in rows] for rows in (was, now)]
    checks.equal("late: one partner", [["GEELONG"], ["GEELONG"]], partners)
    checks.equal("late: 150.00 less", (float(was[0]["subtotal"]) - 150), float(now[0]["subtotal"]))
    checks.equal(
        "late: and in no other file but for NO_LOCAL_AREA, which names the day",
        ["documents/DRAFT-202610-GEELONG.pdf", "exceptions.csv", "lines.csv", "register.csv", "slots.csv"],
        differing(before["2026-10"], after["2026-10"]),
    )


def check_months(checks: Checks, program: Program, directory: Path) -> None:
    for name, check in (("horizon", check_horizon), ("late", check_late)):
        place = directory / name
        place.mkdir()
        write_input(place / "input")
        check(checks, program, place)
