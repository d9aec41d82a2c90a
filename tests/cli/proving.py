"""rcti verify, rerun and diff: what holds is said to hold, and a byte that was changed is named."""

import hashlib
import json
import random
import re
import shutil
import sqlite3
from contextlib import closing

from corrections import SEPTEMBER, Months
from world import APPROVER, MONTH


def tamper(world, sql, *values, before=()):
    """Changes the store as somebody would who knows SQL: past its triggers, and leaves no trace."""
    with closing(sqlite3.connect(world.store)) as store:
        for words in before:
            store.execute(words)
        triggers = store.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        triggers = triggers.fetchall()
        for name, _ in triggers:
            store.execute(f"DROP TRIGGER {name}")
        changed = store.execute(sql, values).rowcount
        assert changed >= 1, sql
        for _, text in triggers:
            store.execute(text)
        store.commit()


def flip(path):
    """One bit in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


FLIPPED = "CAST(substr(bytes, 1, 900) || X'21' || substr(bytes, 902) AS BLOB)"
# What is changed, and what has to be named.
UNKNOWN_ROW = "a row of the table {} says what this program does not know"
CHANGES = [
    ("UPDATE appointments SET completed_at = completed_at + 60 WHERE appointment_id = 'A000001'",
     r"appointments"),
    ("UPDATE schedules SET start = start + 1 WHERE row = (SELECT min(row) FROM schedules"
     " WHERE partner_id = 'P0001')", r"schedules"),
    ("UPDATE rates SET hourly_rate = hourly_rate + 1 WHERE partner_id = 'P0002'", r"rates"),
    ("UPDATE partners SET bsb = '999-999' WHERE partner_id = 'P0003'", r"partners"),
    ("UPDATE company SET value = 'Another Pty Ltd' WHERE key = 'legal_name'", r"company"),
    ("UPDATE policy SET value = 'sometimes' WHERE key = 'adhoc_no_show'",
     "issue 1 of 2026-09 cannot be computed again"),
    ("UPDATE issued_slots SET outcome = 'BLOCKED' WHERE partner_id = 'P0001' AND date ="
     " (SELECT min(date) FROM issued_slots WHERE partner_id = 'P0001')",
     r"P0001 of 2026-09, 2026-09-01 \d\d:\d\d: frozen .* BLOCKED .*; computed "),
    ("UPDATE issued_slots SET paid_minutes = 59 WHERE partner_id = 'P0004' AND date ="
     " (SELECT max(date) FROM issued_slots WHERE partner_id = 'P0004')",
     r"P0004"),
    ("UPDATE issued_slots SET start = -start WHERE partner_id = 'P0004' AND start = 600",
     r"P0004 of 2026-09, .*: frozen nothing; computed "),
    ("UPDATE issued_slots SET date = -date * 100000 WHERE partner_id = 'P0004' AND start = 600",
     UNKNOWN_ROW.format("issued_slots")),
    ("UPDATE issued_lines SET amount = amount + 1 WHERE partner_id = 'P0005'", r"P0005"),
    ("UPDATE issued_months SET result_hash = 'x' || substr(result_hash, 2)"
     " WHERE partner_id = 'P0006'", r"P0006"),
    ("UPDATE documents SET legal_name = 'Somebody Else' WHERE partner_id = 'P0007'", r"documents"),
    ("UPDATE documents SET total = total + 100 WHERE number = 'RCTI-202609-P0001'",
     r"RCTI-202609-P0001"),
    ("UPDATE payments SET payment = payment + 100 WHERE partner_id = 'P0008'", r"P0008|payments"),
    ("UPDATE payments SET account_number = '1' WHERE partner_id = 'P0008'", r"payments"),
    (f"UPDATE issue_files SET bytes = {FLIPPED} WHERE path = 'documents/RCTI-202609-P0001.pdf'",
     r"documents/RCTI-202609-P0001\.pdf"),
    (f"UPDATE issue_files SET bytes = {FLIPPED} WHERE path = 'manifest.json'", r"manifest\.json"),
    ("UPDATE links SET manifest = CAST(replace(manifest, 'Ana', 'Eve') AS BLOB)", r"issue 1"),
    ("UPDATE links SET seal = (CASE substr(seal, 1, 1) WHEN 'a' THEN 'b' ELSE 'a' END)"
     " || substr(seal, 2)", r"seal"),
    ("UPDATE links SET previous_seal = 'ab'", r"seal"),
    ("UPDATE issues SET approved_by = 'Eve'", r"issue 1|approved"),
    ("UPDATE issues SET period = '2026-99'", UNKNOWN_ROW.format("issues")),
    ("UPDATE issues SET as_at = 9223372036854775807", UNKNOWN_ROW.format("issues")),
    ("UPDATE issues SET payment_date = 4000000", UNKNOWN_ROW.format("issues")),
    ("UPDATE issues SET issue_date = 99999999999", UNKNOWN_ROW.format("issues")),
    ("UPDATE kept_files SET bytes = CAST(bytes || 'x' AS BLOB) WHERE sha256 = (SELECT sha256 FROM"
     " issue_holidays WHERE name = 'au-2026.csv')", r"au-2026\.csv"),
    ("DELETE FROM payments WHERE partner_id = 'P0009'", r"P0009|payments"),
    ("DELETE FROM issued_slots WHERE partner_id = 'P0010'", r"P0010"),
    ("UPDATE issues SET batch = 4000000000", r"batch 4000000000"),
    ("DELETE FROM blocks WHERE row = (SELECT min(row) FROM blocks)", r"blocks"),
]


def a_changed_row_is_named(world):
    issued = world.issued("tampered")
    clean = issued.store.read_bytes()
    for sql, named in CHANGES:
        issued.store.write_bytes(clean)
        tamper(issued, sql)
        answer = issued.verify()
        assert answer.returncode == 5, (sql, answer)
        assert re.search(f"does not hold: .*({named})", answer.stdout), (sql, answer.stdout)
        of_the_month = issued.verify("2026-09")
        assert of_the_month.returncode == 5 and re.search(named, of_the_month.stdout), (sql, of_the_month)
    told = json.loads(issued.verify("--json").stdout)
    assert told["verified"] is False and told["findings"], told
    issued.store.write_bytes(clean)
    assert issued.verify().returncode == 0


def a_period_is_looked_at_alone(world):
    """What is another month's own is not its matter; what is the whole store's is."""
    months = Months(world, "alone")
    months.bring("2026-09")
    months.issue("2026-09", SEPTEMBER)
    own = months.world
    clean = own.store.read_bytes()
    for sql in ("UPDATE issued_lines SET amount = amount + 1 WHERE period = '2026-09'",
                f"UPDATE issue_files SET bytes = {FLIPPED} WHERE path = 'documents/RCTI-202609-P1.pdf'",
                "UPDATE rates SET hourly_rate = hourly_rate + 1 WHERE period = '2026-09'"):
        own.store.write_bytes(clean)
        tamper(own, sql)
        assert own.verify().returncode == own.verify("2026-09").returncode == 5, sql
        answer = own.verify("2026-08")
        assert answer.returncode == 0 and "note: this is of 2026-08: " in answer.stdout, (sql, answer)
        told = json.loads(own.verify("2026-08", "--json").stdout)
        assert told["period"] == "2026-08" and told["verified"], told
    for sql in ("UPDATE links SET manifest = CAST(manifest || ' ' AS BLOB) WHERE seq = 2",
                "UPDATE issues SET approved_by = 'Eve' WHERE period = '2026-09'",
                "UPDATE documents SET total = total + 1 WHERE period = '2026-09'",
                "UPDATE documents SET number = 'RCTI-202609-P2' WHERE number = 'RCTI-202609-P1'"):
        own.store.write_bytes(clean)
        tamper(own, sql)
        assert own.verify("2026-08").returncode == 5, sql
    own.store.write_bytes(clean)
    answer = own.verify()
    assert answer.returncode == 0 and "this is of" not in answer.stdout, answer


def row_bytes(row, later=0):
    """A row as the program hashes it; of the last columns, which a later version added, what has a value."""
    def value_bytes(value):
        if value is None:
            return b"n"
        if isinstance(value, int):
            return b"i%d;" % value
        kind, data = (b"t", value.encode()) if isinstance(value, str) else (b"b", value)
        return kind + b"%d:" % len(data) + data
    early = len(row) - later
    return b"".join(map(value_bytes, row[:early])) + b"".join(
        b"l%d;" % at + value_bytes(value)
        for at, value in enumerate(row[early:]) if value is not None) + b"\n"


def rewritten_hashes_are_found(world):
    """Payments taken back and accounts changed, with the hashes of the rows written again: the next
    month would pay twice, and to somebody else."""
    issued = world.issued("rewritten")
    seal = json.loads(issued.verify("--json").stdout)["seal"]
    clean = issued.store.read_bytes()
    for table, key, change in (
            ("payments", "partner_id", "account_number = '99999999'"),
            ("payments", "partner_id", "payment = 0, carried = payment"),
            ("documents", "number", "legal_name = 'Somebody Else'"),
            ("issues", "seq", "payment_date = payment_date + 9"),
            ("issues", "seq", "issued_at = '2026-10-13T00:00:00Z'")):
        issued.store.write_bytes(clean)
        tamper(issued, f"UPDATE {table} SET {change}",
               before=("PRAGMA ignore_check_constraints = ON",))
        rows = issued.query(f"SELECT * FROM {table} ORDER BY {key}")
        later = 2 if table == "payments" else 0
        digest = hashlib.sha256(b"".join(row_bytes(row, later) for row in rows)).hexdigest()
        tamper(issued, "UPDATE issue_hashes SET sha256 = ? WHERE table_name = ?", digest, table)
        answer = issued.verify("--against", seal)
        assert answer.returncode == 5, (change, answer)
        assert (f"2026-09 issue 1: the rows of the table {table} are not those that its manifest"
                in answer.stdout), (change, answer)
        assert f"rows of the table {table} were changed" not in answer.stdout, (change, answer)


def a_changed_void_is_named(world):
    issued = world.issued("tampered-void")
    assert issued.void("RCTI-202609-P0001").returncode == 0
    clean = issued.store.read_bytes()
    for sql in ("UPDATE voids SET reason = 'another'", "DELETE FROM voids",
                "UPDATE voids SET number = 'RCTI-202609-P0002'",
                "DELETE FROM links WHERE kind = 'void'"):
        issued.store.write_bytes(clean)
        tamper(issued, sql)
        answer = issued.verify()
        assert answer.returncode == 5 and "void" in answer.stdout, (sql, answer)


def a_changed_file_is_named(world):
    issued = world.issued("files")
    place = issued.out / "2026-09/issue-1"
    for name in ("documents/RCTI-202609-P0001.pdf", "manifest.json", "payments.aba",
                 "audit-2026-09.xlsx", "register.csv"):
        clean = (place / name).read_bytes()
        flip(place / name)
        answer = issued.verify()
        assert answer.returncode == 5, (name, answer)
        said = f"out/2026-09/issue-1/{name} is not what was issued: its bytes have changed"
        assert f"does not hold: {said}\n1 thing does not hold\n" == answer.stdout, answer
        (place / name).write_bytes(clean)
    (place / "documents/RCTI-202609-P0099.pdf").write_text("forged", encoding="utf-8")
    answer = issued.verify("2026-09")
    assert answer.returncode == 5 and "P0099.pdf was not issued" in answer.stdout, answer
    assert issued.verify("2026-08").returncode == 2  # nothing of it was issued


def a_seal_kept_elsewhere_is_found(world):
    issued = world.issued("seals")
    seal = json.loads(issued.verify("--json").stdout)["seal"]
    assert issued.void("RCTI-202609-P0002").returncode == 0
    answer = issued.verify("--against", seal.upper())
    assert answer.returncode == 0, answer
    assert "the seal is that of issue 1 of 2026-09; 1 link came after it" in answer.stdout, answer
    answer = issued.verify("--against", "0" * 64)
    assert answer.returncode == 5 and "none of this store's" in answer.stdout, answer
    assert issued.verify("--against", "abc").returncode == 2
    # Whoever takes the newest issue out and seals anew is found by the seal in the minutes.
    other = world.issued("other-seals")
    assert other.verify("--against", json.loads(issued.verify("--json").stdout)["seal"]
                        ).returncode == 5


def a_document_is_told(world):
    issued = world.issued("documents")
    pdf = issued.out / "2026-09/issue-1/documents/RCTI-202609-P0001.pdf"
    elsewhere = issued.place / "from the partner.pdf"
    shutil.copy(pdf, elsewhere)
    answer = issued.verify("--document", elsewhere)
    assert answer.returncode == 0 and "is RCTI-202609-P0001 for September 2026" in answer.stdout
    flip(elsewhere)
    answer = issued.verify("--document", elsewhere)
    assert answer.returncode == 5 and "is no document that was issued" in answer.stdout, answer
    named = issued.place / "RCTI-202609-P0001.pdf"
    shutil.copy(elsewhere, named)
    answer = issued.verify("--document", named)
    assert answer.returncode == 5 and "its bytes are others" in answer.stdout, answer
    assert issued.void("RCTI-202609-P0001").returncode == 0
    told = json.loads(issued.verify("--document", pdf, "--json").stdout)
    assert told["voided"] is True and told["void_reason"] == "a wrong name", told
    assert issued.verify("--document", issued.place / "none.pdf").returncode == 2
    assert issued.verify("2026-09", "--document", pdf).returncode == 2


def as_issued_after_later_imports(world):
    issued = world.issued("rerun")
    before = issued.call("rerun", "P0001", "2026-09", "--as-issued", "--explain")
    assert before.returncode == 0, before
    assert "every verdict and line is as it was issued" in before.stderr, before
    assert "issue 1 of 2026-09 on 12 October 2026, RCTI-202609-P0001" in before.stderr, before
    changed = issued.copy_of_input("changed", rates=lambda text: text.replace("150.00", "151.00"))
    assert issued.import_month(changed).returncode == 0
    after = issued.call("rerun", "P0001", "2026-09", "--as-issued", "--explain")
    assert (after.stdout, after.stderr) == (before.stdout, before.stderr), after
    now = issued.call("rerun", "P0001", "2026-09", "--now", "--explain", *MONTH)
    assert "151.00" in now.stdout and now.stdout != before.stdout, now
    assert now.stdout == issued.call("explain", "P0001", "2026-09", *MONTH).stdout
    assert issued.verify().returncode == 0


def a_setting_is_tried(world):
    issued = world.issued("setting")
    before = issued.fingerprint()
    plain = issued.call("rerun", "P0005", "2026-09", *MONTH)
    tried = issued.call("rerun", "P0005", "2026-09", "--set", "completion_days=60", *MONTH)
    assert tried.returncode == 0 and tried.stdout != plain.stdout, tried
    assert "with completion_days=60" in tried.stdout and "nothing is written" in tried.stdout, tried
    hours = issued.call("rerun", "P0005", "2026-09", "--set", "completion_days=60", "--explain", *MONTH)
    assert "tried with completion_days=60; nothing is stored" in hours.stderr, hours
    told = json.loads(issued.call("rerun", "P0005", "2026-09", "--as-issued", "--json").stdout)
    assert told["partner_id"] == "P0005" and told["batch"] == 1, told
    assert issued.fingerprint() == before
    for words in (["--set", "completion_days"], ["--set", "no_such=1"], ["--as-issued", "--now"],
                  ["--set", "completion_days=0"], ["--as-issued", "--as-at", "2026-10-12T09:00Z"]):
        answer = issued.call("rerun", "P0005", "2026-09", *words)
        assert answer.returncode == 2 and not answer.stdout, (words, answer)
    assert issued.call("rerun", "P0019", "2026-09", "--as-issued").returncode == 2  # held
    assert issued.call("rerun", "NOBODY", "2026-09").returncode == 2


def a_difference_is_explained(world):
    issued = world.issued("diff")
    same = issued.call("diff", "2026-09", *MONTH)
    assert same.returncode == 0 and "0 of 33 partners differ, $0.00 in all" in same.stdout, same
    late = issued.copy_of_input(
        "late", blocks=lambda text: text + "B9999,P0001,2026-09-01,2026-09-01,unwell\n")
    assert issued.import_month(late).returncode == 0
    before = issued.fingerprint()
    answer = issued.call("diff", "2026-09", "--all", *MONTH)
    said = " ".join(answer.stdout.split())
    assert re.search(r"Tue 1 Sep \d\d:00 -1 h at 150\.00: .*; now .*B9999", said), answer
    assert max(map(len, answer.stdout.printed.splitlines())) <= 80, answer
    assert "P0001 Margaret Whitlock RCTI-202609-P0001: " in said, answer
    assert "blocks.csv:" in said and "1 of 33 partners differ" in answer.stdout, answer
    told = json.loads(issued.call("diff", "2026-09", "--json", *MONTH).stdout)
    partner = told["partners"][0]
    assert partner["change"] == told["change"] and float(told["change"]) < 0, told
    assert sum(move["minutes"] for move in partner["moves"]) == partner["lines"][0]["minutes"], told
    assert sum(float(cause["amount"]) for cause in told["causes"]) == float(told["change"]), told
    assert "nothing differs" in issued.call("diff", "2026-09", "P0002", *MONTH).stdout
    assert issued.call("diff", "2026-09", "NOBODY").returncode == 2
    assert issued.fingerprint() == before


def contents(world):
    """What the store holds, but for drafts, which are no facts, and comments. A sentence where SQLite
    cannot read it."""
    try:
        with closing(sqlite3.connect(world.store)) as store:
            store.text_factory = bytes
            tables = [name for (name,) in store.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'draft%'")]
            rows = [store.execute(f'SELECT * FROM "{name.decode()}"').fetchall() for name in tables]
            made = [re.sub(rb"--[^\n]*|\s+", b"", text or b"") for (text,) in store.execute(
                "SELECT sql FROM sqlite_schema ORDER BY name")]
            return repr((tables, rows, made))
    except (sqlite3.Error, UnicodeDecodeError) as problem:
        return str(problem)


def a_flipped_bit_is_found(world):
    issued = world.issued("bits")
    clean = issued.store.read_bytes()
    before = contents(issued)
    seed = random.randrange(1 << 32)
    dice = random.Random(seed)
    for _ in range(30):
        data = bytearray(clean)
        at, bit = dice.randrange(len(data)), dice.randrange(8)
        data[at] ^= 1 << bit
        issued.store.write_bytes(data)
        after = contents(issued)
        answer = issued.verify()
        told = (seed, at, bit, answer)
        assert answer.returncode in ((0, 5) if after == before else (5,)), told
        assert (answer.returncode == 5) == ("does not hold: " in answer.stdout), told


def a_damaged_beginning_is_a_finding(world):
    issued = world.issued("beginning")
    clean = issued.store.read_bytes()
    at = clean.index(b"CREATE TABLE payments")
    for damaged in (b"x" + clean[1:], clean[:68] + b"cats" + clean[72:], b"", clean[:100],
                    clean[:at] + b"CREATE TABLE haymentz" + clean[at + 21:],
                    clean[:at] + b"CREATEXTABLE payments" + clean[at + 21:]):
        issued.store.write_bytes(damaged)
        answer = issued.verify()
        assert answer.returncode == 5 and "does not hold: " in answer.stdout, answer
    issued.store.write_bytes(clean)
    with closing(sqlite3.connect(issued.store)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        answer = issued.verify()
        assert answer.returncode == 4 and "another program is writing" in answer.stderr, answer
        assert "does not hold" not in answer.stdout, answer
    assert issued.verify().returncode == 0


def a_row_that_no_rcti_wrote_is_named(world):
    """Not counted with, and no reason to break off: told, by what reads it and by verify."""
    issued = world.issued("rows")
    clean = issued.store.read_bytes()
    for table, change in (("issued_lines", "taxable = taxable + 2"), ("issued_slots", "taxable = -1"),
                          ("issued_lines", "gst = 4611686018427387904"),
                          ("issued_slots", "hourly_rate = -1"),
                          ("documents", "seq = seq + 4096")):
        issued.store.write_bytes(clean)
        with closing(sqlite3.connect(issued.store)) as store:
            store.execute("PRAGMA ignore_check_constraints = ON")
            triggers = store.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
                                     " AND tbl_name = ?", [table]).fetchall()
            for name, _ in triggers:
                store.execute(f"DROP TRIGGER {name}")
            store.execute(f"UPDATE {table} SET {change}")
            for _, sql in triggers:
                store.execute(sql)
            store.commit()
        assert issued.verify().returncode == 5, (table, change)
        answer = issued.call("diff", "2026-09")
        assert answer.returncode == 4 and "restore it from a copy" in answer.stderr, answer


def a_time_that_is_none_is_named(world):
    """In a decision that no issue rests on yet: found where the store's payments are counted, not only where a
    month is made again."""
    issued = world.issued("times")
    done = issued.call("decide", "waive", "P0005", "2026-09", "--date", "2026-09-07", "--start", "10:00", "--ticket",
                       "T-1", "--reason", "the portal was down", "--approved-by", APPROVER, *MONTH[:2])
    assert done.returncode == 0, done
    clean = issued.store.read_bytes()
    for time in (-2, 1441, 2147483647, -2147483648):
        issued.store.write_bytes(clean)
        tamper(issued, "UPDATE decisions SET start = ?", time)
        answer = issued.verify()
        assert answer.returncode == 5, (time, answer)
        assert "does not hold: " in answer.stdout and UNKNOWN_ROW.format("decisions") in answer.stdout, answer
        told = json.loads(issued.verify("--json").stdout)
        assert told["verified"] is False and told["findings"], told
        answer = issued.call("decisions")
        assert answer.returncode == 4 and "restore it from a copy" in answer.stderr, answer
    issued.store.write_bytes(clean)
    assert issued.verify().returncode == 0


def a_taken_out_trigger_is_named(world):
    issued = world.issued("triggers")
    with closing(sqlite3.connect(issued.store)) as store:
        store.execute("DROP TRIGGER links_no_update")
        store.execute("CREATE TABLE mine (x)")
    answer = issued.verify()
    assert answer.returncode == 5, answer
    assert "the store's trigger links_no_update was changed or taken out\n" in answer.stdout, answer
    assert "the store's table mine is none that this program makes\n" in answer.stdout, answer


TESTS = [a_changed_row_is_named, a_period_is_looked_at_alone, a_damaged_beginning_is_a_finding, rewritten_hashes_are_found,
         a_changed_void_is_named, a_changed_file_is_named, a_row_that_no_rcti_wrote_is_named,
         a_time_that_is_none_is_named, a_taken_out_trigger_is_named, a_flipped_bit_is_found, a_seal_kept_elsewhere_is_found,
         a_document_is_told, as_issued_after_later_imports, a_setting_is_tried,
         a_difference_is_explained]
