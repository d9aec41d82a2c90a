"""The changes of standing data that a draft asks to be signed: all of them, and nothing else."""

import csv
import io
import json
import random
import shutil
import sqlite3
from contextlib import closing

from corrections import confirmations
from world import TOP, World

# Tables of facts that are a month's own events, and no standing data; whoever adds a table of facts says here or
# below which it is.
EVENTS = {"blocks", "cases", "extra_sessions", "appointments", "other_work", "decisions", "held_rows", "absent_rows"}
STANDING = {"company", "policy", "areas", "partners", "rates", "schedules", "holidays", "sources"}
STORE_ONLY = {"row", "period", "line", "known_from", "known_until"}
OCTOBER = ["--as-at", "2026-11-06T09:00+11:00", "--issue-date", "2026-11-06"]
AREAS = ("area,parent,name,definition,complete,zones\n"
         "AU-NSW-TESTTOWN,AU-NSW,Testtown,the town,2024..2027,Australia/Sydney\n")


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def text_of(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def an_abn(dice):
    """Eleven digits whose weighted sum, one taken from the first, is a multiple of 89."""
    weights = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
    while True:
        digits = [dice.randint(1, 9)] + [dice.randint(0, 9) for _ in range(10)]
        if sum(w * d for w, d in zip(weights, [digits[0] - 1, *digits[1:]])) % 89 == 0:
            return "".join(map(str, digits))


# How each column is made to say something else. A column that is not here fails the test: say how.
PARTNERS = {
    "legal_name": lambda old, dice: f"{old} Newname", "trading_name": lambda old, dice: "A Practice",
    "abn": lambda old, dice: an_abn(dice), "gst_from": lambda old, dice: "2020-01-01",
    "gst_to": lambda old, dice: "2031-01-01", "agreement_from": lambda old, dice: "2025-08-01",
    "agreement_to": lambda old, dice: "2031-01-01", "agreement_ref": lambda old, dice: "CPA-NEW",
    "email": lambda old, dice: f"new{dice.randint(1, 999)}@example.com",
    "address_line_1": lambda old, dice: "9 New Road", "address_line_2": lambda old, dice: "Unit 9",
    "suburb": lambda old, dice: "Newsuburb", "state": lambda old, dice: "WA" if old != "WA" else "SA",
    "postcode": lambda old, dice: "6999", "timezone": lambda old, dice:
        "Australia/Perth" if old != "Australia/Perth" else "Australia/Darwin",
    "areas": lambda old, dice: "AU-WA" if old != "AU-WA" else "AU-NT",
    "bsb": lambda old, dice: "033-123", "account_number": lambda old, dice: f"77{dice.randint(100000, 999999)}",
    "account_name": lambda old, dice: "NEW NAME", "active_from": lambda old, dice: "2026-10-02",
    "active_to": lambda old, dice: "2026-10-30", "agreement_covers_from": lambda old, dice: "2025-01-01",
    "agreement_setoff": lambda old, dice: "no" if old != "no" else "yes",
    "entity_type": lambda old, dice: "trust", "super": lambda old, dice: "no", "einvoice": lambda old, dice: "yes",
}
RATES = {"kind": lambda old, dice: None, "effective_from": lambda old, dice: "2026-06-01",
         "hourly_rate": lambda old, dice: "151.00"}
SCHEDULES = {"weekday": lambda old, dice: "Sat", "start": lambda old, dice: "06:00",
             "end": lambda old, dice: None, "effective_from": lambda old, dice: "2026-05-01",
             "effective_to": lambda old, dice: "2027-01-31", "every": lambda old, dice: "2"}
# Their columns are tried by every key, row or column of the file.
BY_ROW = {"company": {"section", "key", "value"}, "policy": {"section", "key", "value"},
          "sources": {"file", "section", "key", "value", "count"},
          "areas": {"area", "parent", "name", "definition", "complete", "zones"},
          "holidays": {"date", "area", "name", "from", "to", "effect", "target_date", "target_name", "status",
                       "source"}}
COMPANY = {"abn": lambda old, dice: an_abn(dice), "gst_from": lambda old, dice: "2001-07-01",
           "state": lambda old, dice: "VIC", "postcode": lambda old, dice: "3000",
           "email": lambda old, dice: "pay@example.com", "dispute_url": lambda old, dice: "https://example.com/q",
           "payment_terms_days": lambda old, dice: "21", "bsb": lambda old, dice: "062-901",
           "account_number": lambda old, dice: "10459922", "direct_entry_user_id": lambda old, dice: "654321",
           "institution": lambda old, dice: "WBC", "transaction_code": lambda old, dice: "53",
           "self_balancing": lambda old, dice: "no", "logo": lambda old, dice: None,
           "description": lambda old, dice: "PAY", "remitter": lambda old, dice: "EXAMPLE"}
POLICY = {"other_stream_overlap": "slot", "consultant_cancellation": "unpaid", "completion_days": "8",
          "completion_basis": "hours", "adhoc_late_cancellation": "paid", "adhoc_no_show": "paid",
          "over_allocation": "review", "unknown_case": "unpaid", "extra_sessions_max": "5",
          "clinical_review_threshold": "13", "gst_rounding": "line", "retro_months": "11",
          "adjustment_review": "501.00"}


def columns_of_facts(store):
    """table -> its columns, of each table of facts in the store."""
    with closing(sqlite3.connect(store)) as database:
        tables = [name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        columns = {name: {row[1] for row in database.execute(f"PRAGMA table_info({name})")} for name in tables}
    return {name: found - STORE_ONLY for name, found in columns.items() if "known_from" in found}


def imported(here, period, directory):
    answer = here.call("import", period, directory)
    confirmed = confirmations(answer.returncode, answer.stderr)
    if answer.returncode == 3:
        answer = here.call("import", period, directory, *confirmed)
    assert answer.returncode == 0, answer.stderr


def emptied(text):
    return text.split("\n", 1)[0] + "\n"


def september(world, name, full):
    """The demonstration's month, with every column of partners, rates and schedules, issued."""
    def widened(columns):
        return lambda text: text_of([{**{column: "" for column in columns}, **row} for row in rows_of(text)])

    source = world.copy_of_input(f"{name}-september", partners=widened(full["partners"]),
                                 rates=widened(full["rates"]), schedules=widened(full["schedules"]))
    (source / "areas.csv").write_text(AREAS, "utf-8")
    (source / "sources.ini").write_text("[blocks.csv]\nignore = reason\n", "utf-8")
    place = world.place / name
    place.mkdir()
    here = World(world.rcti, place)
    imported(here, "2026-09", source)
    assert here.issue(here.draft()).returncode in (0, 1)
    return here, source


def october(here, source, name, change):
    """The same standing data for the month after, but for what change(files) does; the rows of changes.csv."""
    files = {path.name: path.read_text("utf-8") for path in source.iterdir() if path.suffix != ".png"}
    for event in ("blocks", "appointments", "other_work"):
        files[f"{event}.csv"] = emptied(files[f"{event}.csv"])
    change(files)
    directory = here.place / name
    directory.mkdir()
    for file, text in files.items():
        (directory / file).write_text(text, "utf-8")
    (directory / "logo.png").write_bytes((source / "logo.png").read_bytes())
    imported(here, "2026-10", directory)
    answer = here.call("run", "2026-10", *OCTOBER, "--json")
    assert answer.returncode in (0, 1), answer
    told = json.loads(answer.stdout)["changes"]
    with (here.place / told["file"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert told["count"] == len(rows) and told["since"] == "issue 1 of 2026-09", told
    return rows


def signed(here, place):
    return rows_of((here.out / "2026-10" / place / "changes.csv").read_text("utf-8"))


def full_columns(world):
    found = columns_of_facts(world.store)
    assert set(found) == EVENTS | STANDING, set(found) ^ (EVENTS | STANDING)
    for table, tried in (("partners", PARTNERS), ("rates", RATES), ("schedules", SCHEDULES)):
        assert found[table] == set(tried) | {"partner_id"}, (table, found[table] ^ (set(tried) | {"partner_id"}))
    for table, tried in BY_ROW.items():
        assert found[table] == tried, (table, found[table] ^ tried)
    return found


def the_same_again_lists_nothing(world):
    here, source = september(world, "signing-same", full_columns(world))
    assert october(here, source, "october", lambda files: None) == []
    assert "Changes to sign since issue 1 of 2026-09: none" in here.call("run", "2026-10", *OCTOBER).stdout


def each_column_that_changes_is_on_the_list(world):
    full = full_columns(world)
    for seed in range(3):
        dice = random.Random(seed)
        here, source = september(world, f"signing-{seed}", full)
        wanted = set()

        def change(files):
            for table, changes, fixed in (("partners", PARTNERS, set()), ("rates", RATES, {"kind"}),
                                          ("schedules", SCHEDULES, {"end"})):
                rows = rows_of(files[f"{table}.csv"])
                ids = sorted({row["partner_id"] for row in rows})
                for column in sorted(set(changes) - fixed):
                    # Of a partner one column alone, so that none is found by another's change.
                    if not ids:
                        ids = sorted({row["partner_id"] for row in rows})
                    partner_id = ids.pop(dice.randrange(len(ids)))
                    row = dice.choice([each for each in rows if each["partner_id"] == partner_id])
                    if column == "every":
                        row["effective_from"] = row["effective_from"] or "2026-07-06"
                    row[column] = changes[column](row[column], dice)
                    wanted.add((f"{table}.csv", partner_id, column))
                files[f"{table}.csv"] = text_of(rows)

        rows = october(here, source, "october", change)
        found = {(row["file"], row["partner_id"], row["column"]) for row in rows}
        assert wanted <= found, (seed, wanted - found)
        assert found <= wanted, (seed, found - wanted)
        assert all(row["from"] != row["to"] and row["batch"] == "2" and row["imported_by"]
                   and row["source"].startswith(row["file"] + ":") for row in rows), rows
        accounts = {row["account_number"] for row in rows_of((source / "partners.csv").read_text("utf-8"))}
        text = (here.out / "2026-10/draft/changes.csv").read_text("utf-8")
        assert not [account for account in accounts if account and account in text]


def each_setting_area_and_holiday_is_on_the_list(world):
    here, source = september(world, "signing-settings", full_columns(world))
    dice = random.Random(7)
    wanted = set()

    def change(files):
        for name, changes in (("company.ini", COMPANY), ("policy.ini", {})):
            lines = files[name].split("\n")
            for i, line in enumerate(lines):
                key, sign, old = line.partition("=")
                if not sign or line.startswith("#"):
                    continue
                new = POLICY.get(key) if name == "policy.ini" else \
                    changes.get(key, lambda old, dice: f"{old} changed")(old, dice)
                if new is not None:
                    lines[i] = f"{key}={new}"
                    wanted.add((name, key))
                assert new is not None or key == "logo", (name, key)
            files[name] = "\n".join(lines)
        files["areas.csv"] = (AREAS.replace("Testtown,the town", "Newtown,the new town") +
                              "AU-VIC-TESTVALE,AU-VIC,Testvale,the vale,2024..2027,\n")
        wanted.update({("areas.csv", "AU-NSW-TESTTOWN"), ("areas.csv", "AU-VIC-TESTVALE")})
        files["holidays.csv"] += "2026-10-12,AU-VIC,Test Day,,,declare,,,gazetted,made up\n"
        wanted.add(("holidays.csv", "2026-10-12 AU-VIC Test Day"))
        files["sources.ini"] = "[blocks.csv]\nlists = overlapping\n"
        wanted.add(("sources.ini", "lists"))

    rows = october(here, source, "october", change)
    found = {(row["file"], row["row"]) for row in rows}
    missing = [(file, what) for file, what in wanted
               if not any(row[0] == file and row[1].endswith(what) for row in found)]
    assert not missing, missing
    assert not [row for row in rows if "10458921" in row["from"] + row["to"] or "10459922" in row["to"]], rows


def who_came_and_who_left_are_changes(world):
    here, source = september(world, "signing-who", full_columns(world))

    def change(files):
        rows = rows_of(files["partners.csv"])
        left = rows.pop(3)
        rows.append({**rows[0], "partner_id": "P9001", "legal_name": "Nina Newcomer", "email": "n@example.com"})
        files["partners.csv"] = text_of(rows)
        rates = [row for row in rows_of(files["rates.csv"]) if row["partner_id"] != left["partner_id"]]
        files["rates.csv"] = text_of([*rates, {**rates[0], "partner_id": "P9001"}])
        files["schedules.csv"] = text_of([row for row in rows_of(files["schedules.csv"])
                                          if row["partner_id"] != left["partner_id"]])

    rows = october(here, source, "october", change)
    gone = [row for row in rows if row["change"] == "gone"]
    assert [(row["file"], row["partner_id"], row["column"]) for row in gone] == [("partners.csv", "P0004", "")], gone
    new = {row["column"]: row["to"] for row in rows if row["partner_id"] == "P9001"}
    assert new["legal_name"] == "Nina Newcomer" and new["email"] == "n@example.com", new
    assert new["account_number"].startswith("xxxxx") and "hourly_rate" in new[""], new
    told = json.loads(here.call("run", "2026-10", *OCTOBER, "--json").stdout)["changes"]
    assert (told["new_partners"], told["gone_partners"]) == (1, 1), told


def a_draft_stands_for_its_changes(world):
    """What changed after the draft was never approved, whether or not it moves a cent."""
    here, source = september(world, "signing-draft", full_columns(world))
    october(here, source, "october", lambda files: None)
    digest = json.loads(here.call("run", "2026-10", *OCTOBER, "--json").stdout)["digest"]
    rows = rows_of((here.place / "october/partners.csv").read_text("utf-8"))
    rows[1]["active_to"] = "2031-12-31"
    (here.place / "october/partners.csv").write_text(text_of(rows), "utf-8")
    imported(here, "2026-10", here.place / "october")
    issue = ["--approved-by", "Ana Approver"]
    refused = here.call("issue", "2026-10", "--draft", digest, *issue)
    assert refused.returncode == 3 and "is not what would be issued now" in refused.stderr, refused
    again = json.loads(here.call("run", "2026-10", *OCTOBER, "--json").stdout)
    assert again["changes"]["count"] == 1 and again["digest"] != digest, again
    for words in (["explain", "P0002", "2026-10"], ["status", "--partner", "p0002"]):
        told = here.call(*words)
        assert "partners.csv active_to: now 2031-12-31" in told.stdout, told
        assert json.loads(here.call(*words, "--json").stdout)["changes"][0]["column"] == "active_to", words
        other = here.call(*[word.replace("2", "3", 1) if word.lower().startswith("p0") else word for word in words])
        assert "active_to: now" not in other.stdout, other
    assert here.call("status", "--partner", "nobody").returncode == 2
    issued = here.call("issue", "2026-10", "--draft", again["digest"], *issue)
    assert issued.returncode in (0, 1) and "Changes to sign since issue 1 of 2026-09: 1" in issued.stdout, issued
    frozen = (here.out / "2026-10/issue-1/changes.csv").read_text("utf-8")
    assert "P0002" in frozen and "2031-12-31" in frozen, frozen
    assert here.verify().returncode == 0
    (here.out / "2026-10/issue-1/changes.csv").write_text(frozen.replace("2031", "2032"), "utf-8")
    assert here.verify().returncode == 5


def the_programs_holidays_are_on_the_list(world):
    """A day that another release has otherwise, no more or anew is a row; a year's file is one."""
    here, source = september(world, "signing-shipped", full_columns(world))
    october(here, source, "october", lambda files: None)
    days = here.place / "holidays"
    shutil.copytree(TOP / "holidays", days, ignore=lambda place, names: [n for n in names if not n.endswith(".csv")])
    lines = (days / "au-2026.csv").read_text("utf-8").splitlines()
    old = next(line for line in lines if line.startswith("2026-08-03,AU-NT,Picnic Day"))
    gone = next(line for line in lines if line.startswith("2026-12-26,AU-NSW"))
    lines[lines.index(old)] = old.replace("2026-08-03", "2026-08-04")
    lines.remove(gone)
    (days / "au-2026.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (days / "au-2030.csv").write_text(f"{lines[0]}\n2030-01-01,AU-NSW,New Year's Day,,,declare,,,rule,made up\n", "utf-8")
    (days / "au-2021.csv").unlink()
    draft = here.call("run", "2026-10", *OCTOBER, "--holidays", days, "--json")
    assert draft.returncode in (0, 1), draft
    rows = signed(here, "draft")
    area, name = old.split(",")[1:3]
    told = {(row["change"], row["file"], row["row"]) for row in rows}
    assert told == {("new", "holidays/au-2026.csv", f"2026-08-04 {area} {name}"),
                    ("gone", "holidays/au-2026.csv", f"2026-08-03 {area} {name}"),
                    ("gone", "holidays/au-2026.csv", " ".join(gone.split(",")[:3])),
                    ("new", "holidays/au-2030.csv", ""), ("gone", "holidays/au-2021.csv", "")}, rows
    digest = json.loads(draft.stdout)["digest"]
    refused = here.call("issue", "2026-10", "--draft", digest, "--approved-by", "Ana Approver")
    assert refused.returncode == 3 and "is not what would be issued now" in refused.stderr, refused
    words = ["issue", "2026-10", "--draft", digest, "--approved-by", "Ana Approver", "--holidays", days]
    first = here.call(*words)
    done = here.call(*words, *confirmations(first.returncode, first.stderr)) if first.returncode == 3 else first
    assert done.returncode in (0, 1), done
    assert signed(here, "issue-1") == rows and here.verify().returncode == 0


def a_settings_default_is_what_it_was(world):
    """A setting that is set, or no longer set, was or is then the default, and that is said."""
    here, source = september(world, "signing-defaults", full_columns(world))

    def change(files):
        files["policy.ini"] = files["policy.ini"].replace("completion_days=7\n", "").replace("gst_rounding=total_invoice\n", "")

    rows = october(here, source, "october", change)
    assert [(row["change"], row["row"], row["from"], row["to"]) for row in rows] == [
        ("gone", "policy completion_days", "value 7", "value 7 by default"),
        ("gone", "policy gst_rounding", "value total_invoice", "value total_invoice by default")], rows



TESTS = [the_same_again_lists_nothing, each_column_that_changes_is_on_the_list,
         each_setting_area_and_holiday_is_on_the_list, who_came_and_who_left_are_changes,
         a_draft_stands_for_its_changes, the_programs_holidays_are_on_the_list,
         a_settings_default_is_what_it_was]
