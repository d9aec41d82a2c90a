"""What somebody can do who can write the store or what lies beside it, and what rcti verify says to each.

The table is README's (*What an attacker can do*): each of its rows is tried here, and each of its words in
code has to stand in what verify then says."""

import base64
import hashlib
import hmac
import json
import os
import re
import shutil
import sqlite3
from contextlib import closing

from proving import flip, row_bytes, tamper
from world import APPROVER, MONTH, TOP

KEYED = ["--seal-key", "keys/key"]


def keys_make(own, *names):
    (own.place / "keys").mkdir(mode=0o700, exist_ok=True)
    for name in names:
        path = own.place / "keys" / name
        path.write_bytes(base64.b64encode(os.urandom(32)) + b"\n")
        path.chmod(0o600)


def origin(world):
    """A month that was issued, a void and a decision, and issued again: twice, without a key and with one."""
    place = world.place / "attacked"
    if not place.exists():
        for name, key in (("plain", []), ("keyed", KEYED)):
            own = world.copy("attacked") if name == "plain" else world.copy("attacked/keyed")
            own.out.mkdir(exist_ok=True)
            keys_make(own, "key", "other")
            assert own.issue(own.draft(), *key).returncode == 1
            assert own.call("void", "RCTI-202609-P0001", "--reason", "a wrong name", "--approved-by",
                            APPROVER, *key).returncode == 0
            assert own.call("decide", "pay", "P0003", "2026-09", "--amount", "10.00", "--ticket", "T",
                            "--reason", "so", "--approved-by", APPROVER).returncode == 0
            assert own.issue(own.draft(), *key).returncode == 1
            assert own.verify(*key).returncode == 0
    return place


def attacked(world, name, keyed=False):
    """A copy of that, whole."""
    place = origin(world) / "keyed" if keyed else origin(world)
    own = world.copy(name)
    for path in ("rcti.db", "rcti.db.seals", "rcti.db.backups"):
        shutil.copy(place / path, own.place / path)
    shutil.rmtree(own.out, ignore_errors=True)
    for path in ("out", "keys"):
        shutil.copytree(place / path, own.place / path)
    return own


def forget(own):
    """What lies beside the store, and could tell."""
    for path in own.place.glob("rcti.db.*"):
        path.unlink()


# ---- all of it made again ---------------------------------------------------------------------------


def rows_hash(own, seq, table, sql, later=0):
    rows = own.query(sql, seq)
    digest = hashlib.sha256(b"".join(row_bytes(row, later) for row in rows)).hexdigest()
    tamper(own, "UPDATE issue_hashes SET sha256 = ? WHERE seq = ? AND table_name = ?", digest, seq, table)
    return digest


def reseal(own, change):
    """Every manifest as `change` gives it, and every seal, in the store and below OUT."""
    previous = ""
    names = dict(own.query("SELECT seq, period || '/issue-' || issue FROM issues"))
    for seq, manifest, was in own.query("SELECT seq, manifest, previous_seal FROM links ORDER BY seq"):
        text = change(seq, manifest.decode()).replace(f'"previous_seal": "{was}"',
                                                      f'"previous_seal": "{previous}"').encode()
        seal = hashlib.sha256(text + previous.encode()).hexdigest()
        tamper(own, "UPDATE links SET manifest = ?, previous_seal = ?, seal = ? WHERE seq = ?", text,
               previous, seal, seq)
        if seq in names:
            tamper(own, "UPDATE issue_files SET bytes = ?, sha256 = ? WHERE path = 'manifest.json' AND"
                   " seq = ?", text, hashlib.sha256(text).hexdigest(), seq)
            (own.out / names[seq] / "manifest.json").write_bytes(text)
        previous = seal


def payments_redirected(own):
    """The payments' account, with the hash of their rows, the manifests and all seals made again."""
    tamper(own, "UPDATE payments SET account_number = '99999999' WHERE partner_id = 'P0008' AND seq = 1")
    was = own.query("SELECT sha256 FROM issue_hashes WHERE seq = 1 AND table_name = 'payments'")[0][0]
    now = rows_hash(own, 1, "payments", "SELECT * FROM payments WHERE seq = ? ORDER BY partner_id, abn", 2)
    assert was != now
    reseal(own, lambda seq, text: text.replace(was, now))
    forget(own)


def document_swapped(own):
    """A document, with its hash, the manifests and all seals made again."""
    path = "documents/RCTI-202609-P0008.pdf"
    file = own.out / "2026-09/issue-1" / path
    was = hashlib.sha256(file.read_bytes()).hexdigest()
    flip(file)
    data = file.read_bytes()
    now = hashlib.sha256(data).hexdigest()
    tamper(own, "UPDATE issue_files SET bytes = ?, sha256 = ? WHERE path = ? AND seq = 1", data, now, path)
    reseal(own, lambda seq, text: text.replace(was, now))
    forget(own)


def made_anew(own, *words):
    """By rcti itself, from facts in which one partner's account is another: a store and results that agree."""
    other = own.copy_of_input("redirected", partners=lambda text: text.replace(",10203296,", ",99999999,"))
    own.store.unlink()
    forget(own)
    shutil.rmtree(own.out)
    assert own.import_month(other).returncode == 0
    assert own.issue(own.draft(), *words).returncode == 1
    account = own.query("SELECT account_number FROM payments WHERE partner_id = 'P0008'")[0][0]
    assert account == "99999999", account


# ---- the list: README's words for what is done, and how -----------------------------------------------


def sql(*statements, keyed=False, words=()):
    def act(own):
        for statement in statements:
            tamper(own, statement)
    return act, keyed, words


def planted(statement):
    def act(own):
        with closing(sqlite3.connect(own.store)) as store:
            store.execute("PRAGMA writable_schema = ON")
            store.execute(statement)
            store.commit()
    return act, False, ()


def done(act, keyed=False, words=()):
    return act, keyed, words


def minutes(own):
    """The seal in the minutes of the first issue."""
    return own.query("SELECT seal FROM links ORDER BY seq LIMIT 1")[0][0]


def older(own):
    assert own.call("restore", "2026-09", "--issue", "1", "--to", "then.db").returncode == 0
    (own.place / "then.db").rename(own.store)


def out_file_swapped(name):
    return done(lambda own: flip(own.out / "2026-09/issue-1" / name))


def key_imitated(own):
    """With a key of one's own, under the right one's id."""
    other = (own.place / "keys/other").read_bytes().strip()
    payments_redirected(own)
    for seq, seal in own.query("SELECT seq, seal FROM links"):
        keyed = hmac.new(other, b"rcti seal " + seal.encode(), "sha256").hexdigest()
        tamper(own, "UPDATE keyed_seals SET keyed_seal = ? WHERE seq = ?", keyed, seq)


ATTACKS = {
    "an account, in the facts": [
        sql("UPDATE partners SET account_number = '99999999' WHERE partner_id = 'P0008'")],
    "an account, in the payments": [
        sql("UPDATE payments SET account_number = '99999999' WHERE partner_id = 'P0008'")],
    "an account, in the payment file": [
        sql("UPDATE issue_files SET bytes = CAST(substr(bytes, 1, 300) || '9' || substr(bytes, 302) AS"
            " BLOB) WHERE path = 'payments.aba' AND seq = 1")],
    "a file below `out`": [out_file_swapped("payments.aba"),
                           out_file_swapped("documents/RCTI-202609-P0001.pdf")],
    "a file added below `out`": [
        done(lambda own: shutil.copy(own.out / "2026-09/issue-1/register.csv",
                                     own.out / "2026-09/issue-1/documents/RCTI-202609-P0099.pdf"))],
    "a document in the store": [
        sql("UPDATE issue_files SET bytes = CAST(bytes || 'x' AS BLOB) WHERE path ="
            " 'documents/RCTI-202609-P0008.pdf' AND seq = 1")],
    "payments, with hashes, manifests and seals made again": [done(payments_redirected)],
    "a document, with hashes, manifests and seals made again": [done(document_swapped)],
    "a trigger, view, table or index of their own, whatever its name": [
        planted("CREATE TRIGGER sqlitepay AFTER INSERT ON payments BEGIN SELECT 1; END"),
        planted("CREATE VIEW sqlitepay AS SELECT * FROM payments"),
        planted("CREATE TABLE sqlitepay (x)"),
        planted("CREATE INDEX sqlitepay ON payments (payment)"),
        planted("INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('trigger',"
                " 'sqlite_pay', 'payments', 0, 'CREATE TRIGGER sqlite_pay AFTER INSERT ON payments BEGIN"
                " SELECT 1; END')")],
    "a trigger or index of rcti's taken out": [
        planted("DROP TRIGGER payments_no_update"), planted("DROP INDEX documents_by_seq"),
        planted("DROP TRIGGER keyed_seals_no_delete")],
    "the last link taken off": [
        sql("DELETE FROM links WHERE seq = (SELECT max(seq) FROM links)")],
    "an older copy of the store": [done(older)],
    "all made anew by rcti, from other facts": [
        done(made_anew, words=lambda own, seal: ["--against", seal])],
    "the same, and the chain had a key": [
        done(made_anew, True, lambda own, seal: KEYED),
        done(lambda own: made_anew(own, "--seal-key", "keys/other"), True, lambda own, seal: KEYED)],
    "the keys of the seals taken away": [
        sql("DELETE FROM keyed_seals", keyed=True),
        sql("DELETE FROM keyed_seals", keyed=True, words=lambda own, seal: KEYED)],
    "the key of one seal taken away": [
        sql("DELETE FROM keyed_seals WHERE seq = 2", keyed=True)],
    "seals made again, with a key of their own under the right one's id": [
        done(key_imitated, True, lambda own, seal: KEYED)],
}


def rows_of_readme():
    """The table's rows: what is done, and the words that verify says."""
    text = (TOP / "README.md").read_text(encoding="utf-8")
    part = text[text.index("### What an attacker can do"):]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", part[:part.index("\n## ")], re.M)
    return {name: re.findall(r"`([^`]+)`", says) for name, says in rows if not set(name) <= set("-: ")}


def each_attack_of_the_list_is_named(world):
    told = {name: says for name, says in rows_of_readme().items() if says and name != "what is done"}
    assert told.keys() == ATTACKS.keys(), told.keys() ^ ATTACKS.keys()
    count = 0
    for name, ways in ATTACKS.items():
        for act, keyed, words in ways:
            count += 1
            own = attacked(world, f"attack-{count}", keyed)
            seal = minutes(own)
            act(own)
            before = own.fingerprint()
            answer = own.verify(*(words(own, seal) if words else ()))
            assert answer.returncode == 5, (name, count, answer)
            for says in told[name]:
                assert says in answer.stdout, (name, count, says, answer.stdout)
            assert own.fingerprint() == before, name
            shutil.rmtree(own.place)


def what_is_planted_stops_every_command(world):
    for act, _, _ in ATTACKS["a trigger, view, table or index of their own, whatever its name"]:
        own = attacked(world, "planted")
        digest = own.query("SELECT digest FROM drafts")[0][0]
        act(own)
        before = own.fingerprint()
        for words in (["import", "2026-09", TOP / "fixtures/2026-09-demonstration/input"],
                      ["run", "2026-09", *MONTH], ["status"],
                      ["issue", "2026-09", "--draft", digest, "--approved-by", APPROVER],
                      ["void", "RCTI-202609-P0002", "--reason", "x", "--approved-by", APPROVER]):
            answer = own.call(*words)
            assert answer.returncode == 4 and "nothing of it was obeyed" in answer.stderr, (words, answer)
        assert own.fingerprint() == before
        shutil.rmtree(own.place)


# ---- keys -------------------------------------------------------------------------------------------


def a_chain_with_a_key_keeps_it(world):
    own = world.copy("keyed")
    keys_make(own, "key", "other")
    digest = own.draft()
    issued = own.issue(digest, *KEYED, "--json")
    assert issued.returncode == 1, issued
    key_id = json.loads(issued.stdout)["seal_key"]
    assert re.fullmatch("[0-9a-f]{16}", key_id)
    key = (own.place / "keys/key").read_bytes().strip()
    seal, kept_id, kept = own.query("SELECT seal, key_id, keyed_seal FROM links JOIN keyed_seals USING (seq)")[0]
    assert kept == hmac.new(key, b"rcti seal " + seal.encode(), "sha256").hexdigest()
    assert kept_id == key_id == hmac.new(key, b"rcti key", "sha256").hexdigest()[:16]
    # The key is nowhere.
    for path in own.place.rglob("*"):
        if path.is_file() and path.parent.name != "keys":
            assert key not in path.read_bytes(), path
    assert key.decode() not in issued.stdout + issued.stderr
    assert json.loads((own.out / "2026-09/issue-1/manifest.json").read_text())["seal_key"] == key_id
    before = own.fingerprint()
    void = ["void", "RCTI-202609-P0001", "--reason", "x", "--approved-by", APPROVER]
    for words, said in ((void, f"name the file of the key {key_id} with --seal-key FILE"),
                        ([*void, "--seal-key", "keys/other"], "only an issue can change the key"),
                        ([*void, *KEYED, *KEYED], "a seal has one key")):
        answer = own.call(*words)
        assert answer.returncode == 2 and said in answer.stderr, (words, answer)
    assert own.fingerprint() == before
    assert own.call(*void, *KEYED).returncode == 0
    again = own.draft()
    answer = own.issue(again)
    assert answer.returncode == 2 and f"the key {key_id}" in answer.stderr, answer
    # Another key is a gate, and kept with who confirmed it.
    answer = own.issue(again, "--seal-key", "keys/other")
    token = re.search(r"SEAL_KEY:[0-9a-f]{4}", answer.stderr)
    assert answer.returncode == 3 and token, answer
    assert own.issue(again, "--seal-key", "keys/other", "--confirm", token.group()).returncode == 1
    assert own.query("SELECT code FROM issue_confirmations") == [("SEAL_KEY",)]
    both = own.verify(*KEYED, "--seal-key", "keys/other")
    assert both.returncode == 0 and "were made with their key" in both.stdout, both
    answer = own.verify(*KEYED)
    assert answer.returncode == 5 and "which was not given" in answer.stdout, answer
    assert "it was not given (--seal-key FILE)" in own.verify().stdout


def a_key_that_is_none_is_refused(world):
    own = world.copy("no-key")
    keys_make(own, "key")
    digest = own.draft()
    before = own.fingerprint()
    path = own.place / "keys/bad"
    for content, mode, said in ((b"short\n", 0o600, "fewer than 32 characters"), (b"", 0o600, "fewer than 32"),
                                (b"x" * 40, 0o640, "others can get at keys/bad (mode 0640)"),
                                (b"x" * 40, 0o604, "chmod 600 'keys/bad'"),
                                (b"x" * 5000, 0o600, "is no file with a key")):
        path.write_bytes(content)
        path.chmod(mode)
        for words in (["issue", "2026-09", "--draft", digest, "--approved-by", APPROVER], ["verify"]):
            answer = own.call(*words, "--seal-key", "keys/bad")
            assert answer.returncode == 2 and said in answer.stderr and not answer.stdout, (words, answer)
        path.unlink()
    for name in ("keys", "keys/none"):
        answer = own.verify("--seal-key", name)
        assert answer.returncode == 2 and name in answer.stderr, answer
    assert own.fingerprint() == before
    # Beside the store it is worth little, and that is told.
    shutil.copy(own.place / "keys/key", own.place / "near")
    (own.place / "near").chmod(0o600)
    answer = own.issue(digest, "--seal-key", "near")
    assert answer.returncode == 1 and "near lies beside the store" in answer.stderr, answer
    assert own.verify(*KEYED).returncode == 0 # the same key, wherever it lies


def what_seals_prove_is_told(world):
    own = attacked(world, "told")
    seals = [seal for (seal,) in own.query("SELECT seal FROM links ORDER BY seq")]
    answer = own.verify()
    assert answer.returncode == 0, answer
    assert ("whoever can write the store can make all of its seals again, and nothing in it would tell: "
            f"hold seal {seals[-1]} beside the minutes of issue 2 of 2026-09\n") in answer.stdout, answer
    answer = own.verify("--against", seals[0])
    assert "2 links came after it" in answer.stdout, answer
    assert f"{seals[-1]} beside the minutes of issue 2 of 2026-09, the newest" in answer.stdout, answer
    answer = own.verify("--against", seals[-1])
    assert "0 links came after it" in answer.stdout and "beside the minutes" not in answer.stdout, answer
    own = attacked(world, "told-keyed", True)
    answer = own.verify(*KEYED)
    assert "the seals from issue 1 of 2026-09 on were made with their key" in answer.stdout, answer
    assert "that no link was taken off the end of the chain no key proves: hold seal" in answer.stdout, answer


TESTS = [each_attack_of_the_list_is_named, what_is_planted_stops_every_command,
         a_chain_with_a_key_keeps_it, a_key_that_is_none_is_refused,
         what_seals_prove_is_told]
