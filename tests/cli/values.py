"""Values that do not belong where they stand: whom they could name, what a spreadsheet would make of
them, and an ABN that is the company's or none."""

import csv
import sys
import zipfile

from world import TOP, World

sys.path.append(str(TOP / "tests"))
from confirming import confirmations

CLIENT = "Zenobia Quark-Hartley"


def import_of(world, name, *words, **changes):
    """A world of its own with the demonstration month, some files changed."""
    place = world.place / f"values-{name}"
    place.mkdir()
    own = World(world.rcti, place)
    return own, own.call("import", "2026-09", own.copy_of_input("input", **changes), *words)


def every_byte(place):
    """Of the files below a place, and of the members of workbooks."""
    for path in place.rglob("*"):
        if path.is_file() and "input" not in path.parts:
            yield path, path.read_bytes()
            if path.suffix == ".xlsx":
                with zipfile.ZipFile(path) as book:
                    for member in book.namelist():
                        yield f"{path}:{member}", book.read(member)


def in_column(heading, value, line=5):
    """Puts a value into a column of one line."""
    def change(text):
        lines = text.splitlines()
        row, headings = lines[line - 1].split(","), lines[0].split(",")
        row[headings.index(heading)] = value
        lines[line - 1] = ",".join(row)
        return "\n".join(lines) + "\n"
    return change


def a_name_in_a_wrong_column_goes_nowhere(world):
    for column in ("calendar", "status", "start", "booked_at", "duration_minutes", "case_id",
                   "timezone"):
        own, answer = import_of(world, f"name-{column}", "--hold-bad",
                                appointments=in_column(column, CLIENT))
        assert answer.returncode == 1, answer
        own.run_month()
        told = [row for row in own.rows("draft", "exceptions") if row["code"] == "BAD_INPUT"]
        assert len(told) == 1 and '"Zen… (21 characters)"' in told[0]["message"], told
        assert f":5:{column}: " in told[0]["message"], told
        for path, data in every_byte(own.place):
            assert b"Quark" not in data and b"Zenobia" not in data, (column, path)
        refused = own.call("import", "2026-09", own.place / "input", "--store", "other.db")
        assert refused.returncode == 3 and "Zen… (21 characters)" in refused.stderr, refused
        assert "Quark" not in refused.stderr and "Zenobia" not in refused.stderr, refused


def a_surname_as_a_partner_goes_nowhere(world):
    """Letters alone, that no partner has as an id: it can hold nobody. An id with a digit that nobody has
    holds."""
    name = CLIENT.split()[0].upper()
    own, answer = import_of(world, "surname", "--hold-bad", appointments=in_column("partner_id", name))
    assert answer.returncode == 3 and not (own.place / "rcti.db").exists(), answer
    assert 'appointments.csv:5:partner_id: UNKNOWN_PARTNER "ZEN… (7 characters)"' in answer.stderr, answer
    assert name not in answer.stderr + answer.stdout, answer
    # No more where a row of partners.csv is broken, and the partner may be the one in it.
    own, answer = import_of(world, "surname-broken", "--hold-bad", appointments=in_column("partner_id", name),
                            partners=lambda text: text + 'P0099,"x"y\n')
    assert answer.returncode == 3 and name not in answer.stderr + answer.stdout, answer
    own, answer = import_of(world, "unknown-id", "--hold-bad", appointments=in_column("partner_id", "P0999"))
    assert answer.returncode == 1, answer
    assert own.query("SELECT DISTINCT partner_id FROM held_rows") == [("P0999",)]


def an_approval_is_kept_by_its_id(world):
    """A text that grants is no id, and stays out; one that denies is no approval."""
    said = ["approved by " + CLIENT, "US-4711", "Yes", "No", "N/A", "Pending " + CLIENT, "0", "not approved"]

    def changed(text):
        for line, words in enumerate(said, 5):
            text = in_column("approval_ref", words, line)(text)
        return text
    own, answer = import_of(world, "approval", appointments=changed)
    assert answer.returncode == 0, answer
    own.run_month()
    kept = own.query("SELECT approval_ref FROM appointments WHERE line BETWEEN 5 AND 12 ORDER BY line")
    assert [row[0] for row in kept] == ["(no reference id)", "US-4711", "(no reference id)", *[None] * 5], kept
    for path, data in every_byte(own.place):
        assert b"Quark" not in data and b"Zenobia" not in data, path


def a_reason_of_a_block_is_nobodys_business(world):
    """However long, and with line breaks: the block counts, and no word of it is kept."""
    def reasons(text):
        lines = text.splitlines()
        place = lines[0].split(",").index("reason")
        row = lines[1].split(",")
        row[place] = '"' + CLIENT + "\n" + "a long story, " * 40 + '"'
        return "\n".join([lines[0], ",".join(row), *lines[2:]]) + "\n"

    own, answer = import_of(world, "reasons", blocks=reasons)
    assert answer.returncode == 0 and "reason" not in answer.stderr, answer
    own.run_month()
    plain, _ = import_of(world, "no-reasons")
    plain.run_month()
    assert own.rows("draft", "slots") == plain.rows("draft", "slots")
    for path, data in every_byte(own.place):
        assert b"Quark" not in data and b"a long story" not in data, path


def nothing_that_is_written_starts_a_formula(world):
    def named(text):
        lines = text.splitlines()
        return "\n".join([*lines, f"-5,{lines[1].split(',')[1]},2026-09-01,2026-09-01,"]) + "\n"

    own, answer = import_of(world, "formula", blocks=named)
    assert answer.returncode == 0, answer
    own.run_month()
    slots = [row["evidence"] for row in own.rows("draft", "slots") if "-5" in row["evidence"]]
    assert slots and all(text.startswith("'-5") for text in slots), slots
    for path in (own.out / "2026-09/draft").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column, text in row.items():
                    number = text[1:].replace(".", "", 1).isdigit()
                    assert text[:1] not in ("=", "+", "@") and (text[:1] != "-" or number), \
                        (path, column, text)


def an_abn_that_is_none_holds(world):
    own, answer = import_of(world, "no-abn", partners=in_column("abn", "", line=2))
    assert answer.returncode == 0, answer
    own.run_month()
    told = [row for row in own.rows("draft", "exceptions") if row["code"] == "NO_ABN"]
    assert len(told) == 1 and told[0]["severity"] == "held", told
    assert "else 47 % of the whole payment is to be withheld" in told[0]["message"], told


def an_abn_that_is_the_companys(world):
    """Also where the company's own file is not imported again."""
    own, answer = import_of(world, "company-abn")
    company = (own.place / "input/company.ini").read_text(encoding="utf-8")
    abn = [line.split("=")[1] for line in company.splitlines() if line.startswith("abn=")][0]
    partners = own.place / "input/partners.csv"
    partners.write_text(in_column("abn", abn, line=3)(partners.read_text(encoding="utf-8")),
                        encoding="utf-8")
    (own.place / "input/company.ini").unlink()
    answer = own.call("import", "2026-09", own.place / "input")
    assert answer.returncode == 3 and f'partners.csv:3:abn: COMPANY_ABN "{abn}"' in answer.stderr, answer


def areas_of_the_input_are_the_periods(world):
    """A clerk places a local day; another month need not know the place, and what is issued of it is
    proved with it."""
    def placed(text):
        return text + "2026-09-01,NSW-NEWTOWN,Newtown Day,,,,,,,\n"

    def based(text):
        return text.replace(",Australia/Sydney,AU-NSW,", ",Australia/Sydney,NSW-NEWTOWN,", 1)

    place = world.place / "values-areas"
    place.mkdir()
    own = World(world.rcti, place)
    directory = own.copy_of_input("input", holidays=placed, partners=based)
    refused = own.call("import", "2026-09", directory)
    assert refused.returncode == 3 and "UNKNOWN_AREA" in refused.stderr, refused
    (directory / "areas.csv").write_text("area,parent,name\nNSW-NEWTOWN,AU-NSW,Newtown\n",
                                         encoding="utf-8")
    answer = own.call("import", "2026-09", directory)
    assert answer.returncode == 0 and "areas.csv                   1 rows: 1 new" in answer.stdout, answer
    (directory / "areas.csv").unlink()  # it stays the period's
    assert own.call("import", "2026-09", directory).returncode == 0
    assert own.issue(own.draft()).returncode == 1
    taken = {row["partner_id"] for row in own.rows("issue-1", "slots")
             if row["evidence"] == "Newtown Day"}
    assert taken == {"P0001"}, taken
    assert own.verify().returncode == 0
    later = own.copy_of_input("later", partners=lambda text: text)
    for path in later.glob("*.csv"):
        if path.stem not in ("partners", "rates", "schedules"):
            path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n",
                            encoding="utf-8")
    (later / "areas.csv").write_text("area,parent,name\n", encoding="utf-8")
    first = own.call("import", "2026-10", later)
    words = confirmations(first.returncode, first.stderr) if first.returncode == 3 else []
    assert own.call("import", "2026-10", later, *words).returncode == 0, first
    dates = ["--as-at", "2026-11-10T09:00+11:00", "--issue-date", "2026-11-10"]
    answer = own.call("run", "2026-10", *dates)
    assert answer.returncode in (0, 1), answer
    assert own.verify().returncode == 0


TESTS = [areas_of_the_input_are_the_periods, a_name_in_a_wrong_column_goes_nowhere,
         a_surname_as_a_partner_goes_nowhere, an_approval_is_kept_by_its_id,
         a_reason_of_a_block_is_nobodys_business, nothing_that_is_written_starts_a_formula,
         an_abn_that_is_none_holds, an_abn_that_is_the_companys]
