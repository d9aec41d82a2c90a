"""rcti issue and rcti void: just what was reviewed, once, and what stands afterwards."""

import getpass
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess

from world import APPROVER, MONTH, TOP


def issues_what_was_reviewed(world):
    issued = world.copy("reviewed")
    digest = issued.draft()
    answer = issued.issue(digest, "--json")
    told = json.loads(answer.stdout)
    assert answer.returncode == 1 and not answer.stderr, answer
    assert told["documents"] == 24 and told["total"] == "109438.40", told
    assert told["payment"] == "109438.40" and told["payment_date"] == "2026-10-26", told
    assert told["prepared_by"] == getpass.getuser() and told["approved_by"] == APPROVER, told
    assert [left["partner_id"] for left in told["left_out"]] == ["P0027"], told
    numbers = [row["number"] for row in issued.rows("issue-1", "register") if row["number"]]
    documents = sorted(path.stem for path in (issued.out / "2026-09/issue-1/documents").iterdir())
    assert documents == sorted(numbers) and "RCTI-202609-P0001" in numbers, documents
    manifest = (issued.out / "2026-09/issue-1/manifest.json").read_bytes()
    assert hashlib.sha256(manifest).hexdigest() == told["seal"], told
    kept = json.loads(manifest)
    assert kept["kind"] == "issue" and kept["digest"] == digest and kept["previous_seal"] == ""
    assert kept["prepared_by"] != kept["approved_by"] == APPROVER, kept
    backup = issued.place / told["backup"]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert issued.verify().returncode == 0


def files_for_others_agree(world):
    issued = world.issued("papers")
    place = issued.out / "2026-09/issue-1"
    lines = (place / "payments.aba").read_bytes().decode("ascii").split("\r\n")
    assert {len(line) for line in lines[:-1]} == {120} and lines[-1] == "", lines
    paid = sum(int(line[20:30]) for line in lines if line[:1] == "1" and line[18:20] == "50")
    by_hand = [row for row in issued.rows("issue-1", "register") if row["partner_id"] == "P0027"]
    register = sum(round(float(row["payment"] or 0) * 100)
                   for row in issued.rows("issue-1", "register"))
    assert paid + round(float(by_hand[0]["payment"]) * 100) == register, (paid, register)
    sent = issued.rows("issue-1", "deliveries")
    assert len(sent) == 24 and all((place / row["path"]).exists() for row in sent), sent
    bills = {row["*InvoiceNumber"] for row in issued.rows("issue-1", "bills-xero")}
    assert bills == {row["document"] for row in sent}, bills


def issue_words_are_checked(world):
    issued = world.copy("words")
    digest = issued.draft()
    before = issued.fingerprint()
    name = ["--approved-by", APPROVER]
    user = getpass.getuser()
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in user)
    others = [f"{user}\u00a0", f"\u3000{user}", wide, f"{user}\u200b", f"{user[0]}\u00ad{user[1:]}",
              f"\u202e{user}", f"{user}\ufe0f", f"{user}\u3164", "\u00a0\u2003", "\u200b", "A\u2028B",
              "Ana\u0007"]
    for words in ([*name], ["--draft", digest], ["--draft", "abc", *name],
                  ["--draft", "000000000000", *name],
                  ["--draft", digest, "--approved-by", getpass.getuser().upper()],
                  ["--draft", digest, "--approved-by", " "],
                  ["--draft", digest, "--approved-by", "one\ntwo"],
                  *(["--draft", digest, "--approved-by", text] for text in others),
                  ["--draft", digest, *name, "--payment-date", "26/10/2026"],
                  ["--draft", digest, *name, "--payment-date", "2070-01-01"],
                  ["--draft", digest, *name, "--as-at", "2026-10-13T09:00+11:00"],
                  ["--draft", digest, *name, "--issue-date", "2026-10-13"]):
        answer = issued.call("issue", "2026-09", *words)
        assert answer.returncode == 2 and answer.stderr.strip(), (words, answer)
        assert not answer.stdout, (words, answer)
    assert issued.fingerprint() == before
    # The dates may be said again, the digest in capitals, and a name needs no locale.
    answer = issued.call("issue", "2026-09", "--draft", digest.upper(), "--approved-by", "Zoë",
                         "--payment-date", "2026-10-20", *MONTH, env={**os.environ, "LC_ALL": "C"})
    assert answer.returncode == 1 and "approved by Zoë" in answer.stdout, answer
    assert "on 20 October 2026" in answer.stdout, answer


def what_moved_is_refused(world):
    issued = world.copy("moved")
    digest = issued.draft()
    changed = issued.copy_of_input("changed", rates=lambda text: text.replace("150.00", "151.00"),
                                   policy=lambda text: text.replace("retro_months=12", "retro_months=11"))
    assert issued.import_month(changed).returncode == 0
    answer = issued.issue(digest)
    assert answer.returncode == 3 and not answer.stdout, answer
    told = answer.stderr
    assert re.search(r"total +\$109,438.40 +\$\d\d\d,\d\d\d\.\d\d  \*", told), told
    assert re.search(r"P0001 +ready, payment \$4,455\.00; now ready, payment \$4,484\.70", told), told
    assert re.search(r"import: batch 2 for 2026-09: .*rates.csv", told), told
    assert "policy, now: retro_months=11\n" in told and "completion_days" not in told, told
    assert not (issued.out / "2026-09/issue-1").exists()
    assert issued.query("SELECT count(*) FROM links") == [(0,)]
    assert issued.query("SELECT count(*) FROM issued_months") == [(0,)]
    # The draft that shows it is issued.
    assert issued.issue(issued.draft()).returncode == 1


def another_account_to_pay_from_is_refused(world):
    issued = world.copy("payer")
    digest = issued.draft()
    for number, (before, after) in enumerate([
            ("account_number=10458921", "account_number=66666666"), ("bsb=062-900", "bsb=062-901"),
            ("direct_entry_user_id=123456", "direct_entry_user_id=654321"),
            ("remitter=EXAMPLE ASSIST", "remitter=OTHER"), ("institution=CBA", "institution=NAB"),
            ("self_balancing=yes", "self_balancing=no"),
            ("self_balancing=yes", "self_balancing=yes\n[bills]\naccount_code=999")]):
        changed = issued.copy_of_input(f"payer-{number}",
                                       company=lambda text: text.replace(before, after))
        assert issued.import_month(changed).returncode == 0
        answer = issued.issue(digest)
        assert answer.returncode == 3 and "company.ini" in answer.stderr, (after, answer)
        assert "partners that differ: 0" in answer.stderr, answer
    assert not (issued.out / "2026-09/issue-1").exists()
    # What is as it was is issued by the same digest.
    assert issued.import_month().returncode == 0
    assert issued.issue(digest).returncode == 1 and issued.verify().returncode == 0


def a_void_since_the_draft_is_refused(world):
    issued = world.issued("since")
    mended = issued.copy_of_input(
        "mended", rates=lambda text: text + "P0019,partner,2020-01-01,150.00\n")
    assert issued.import_month(mended).returncode == 0
    digest = issued.draft()
    assert issued.void("RCTI-202609-P0001").returncode == 0
    answer = issued.issue(digest)
    assert answer.returncode == 3, answer
    told = answer.stderr
    assert re.search(r"P0001 +not in it; now ready, payment \$0\.00", told), told
    assert told.count("P0001") == 2 and "    void of RCTI-202609-P0001\n" in told, told
    assert "import:" not in told, told


def other_holidays_are_refused(world):
    issued = world.copy("holidays")
    digest = issued.draft()
    shutil.copytree(TOP / "holidays", issued.place / "mine", ignore=shutil.ignore_patterns("*.c"))
    days = issued.place / "mine/au-2026.csv"
    days.write_text(days.read_text(encoding="utf-8") + "2026-09-08,AU,Invented,,,,,,,a test\n",
                    encoding="utf-8")
    answer = issued.issue(digest, "--holidays", "mine")
    assert answer.returncode == 3, answer
    assert "holidays that come with the program: au-2026.csv" in answer.stderr, answer


def issuing_again_changes_nothing(world):
    issued = world.issued("again")
    digest = json.loads((issued.out / "2026-09/issue-1/manifest.json").read_text())["digest"]
    before = issued.fingerprint()
    answer = issued.issue(digest)
    assert answer.returncode == 0 and "nothing has changed" in answer.stdout, answer
    assert "2026-09 is issued: issue 1 of 12 October 2026" in answer.stdout, answer
    told = json.loads(issued.issue(digest, "--json").stdout)
    assert told["changed"] is False and told["issues"][0]["digest"] == digest, told
    assert issued.fingerprint() == before
    held = issued.issue(issued.draft())
    assert held.returncode == 1 and "every partner of the draft is held" in held.stderr, held
    assert not (issued.out / "2026-09/issue-2").exists()


def held_partners_come_later(world):
    issued = world.issued("later")
    first = [pair for pair in issued.fingerprint() if "issue-1" in str(pair[0])]
    mended = issued.copy_of_input(
        "mended", rates=lambda text: text + "P0019,partner,2020-01-01,150.00\n")
    assert issued.import_month(mended).returncode == 0
    answer = issued.issue(issued.draft(), "--json")
    assert answer.returncode == 1 and json.loads(answer.stdout)["documents"] == 1, answer
    assert [row["document"] for row in issued.rows("issue-2", "deliveries")] == [
        "RCTI-202609-P0019"]
    aba = (issued.out / "2026-09/issue-2/payments.aba").read_text()
    assert sum(line[:1] == "1" and line[18:20] == "50" for line in aba.splitlines()) == 1, aba
    assert [pair for pair in issued.fingerprint() if "issue-1" in str(pair[0])] == first
    assert issued.verify().returncode == 0


def missing_files_are_written_again(world):
    issued = world.issued("missing")
    before = issued.fingerprint()[1:]
    place = issued.out / "2026-09/issue-1"
    (place / "documents/RCTI-202609-P0001.pdf").unlink()
    (place / "payments.aba").unlink()
    answer = issued.verify()
    assert answer.returncode == 0, answer
    assert ("note: out/2026-09/issue-1/documents/RCTI-202609-P0001.pdf and others are missing: rcti "
            "restore 2026-09 writes what is missing again from the store\n") in answer.stdout, answer
    assert not (place / "payments.aba").exists()
    answer = issued.call("restore", "2026-09")
    assert answer.returncode == 0 and not answer.stderr, answer
    assert answer.stdout.count("was missing and is written again from the store") == 2, answer
    assert issued.fingerprint()[1:] == before
    answer = issued.call("restore")
    assert answer.stdout.startswith("nothing was missing: nothing was written\n"), answer
    assert json.loads(issued.call("restore", "--json").stdout) == {"periods": 1, "written": []}
    assert issued.call("restore", "2026-08").returncode == 2
    for words in (["run", "2026-09", *MONTH], ["run", "2026-09", *MONTH, "--out", "out"],
                  ["void", "RCTI-202609-P0002", "--reason", "x", "--approved-by", "B"], ["restore"]):
        shutil.rmtree(place)
        answer = issued.call(*words)
        assert "issue-1 was missing and is written again from the store: 39 files" in (
            answer.stdout if words == ["restore"] else answer.stderr)
        kept = [pair for pair in issued.fingerprint()[1:] if "issue-1" in str(pair[0])]
        assert kept == [pair for pair in before if "issue-1" in str(pair[0])], words
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in place.rglob("*.*")} == {0o600}


def a_file_in_an_issues_place_is_told(world):
    issued = world.issued("file-in-place")
    place = issued.out / "2026-09/issue-1"
    shutil.rmtree(place)
    place.write_text("mine", encoding="utf-8")
    for words, status in ((["verify"], 5), (["restore"], 4), (["run", "2026-09", *MONTH], 4)):
        answer = issued.call(*words)
        assert answer.returncode == status, answer
        assert "issue-1 is no directory, but what was issued belongs there: move it" in (
            answer.stdout + answer.stderr)
    place.unlink()
    assert issued.verify().returncode == 0


def no_link_is_followed(world):
    """A link in the place of the month, of an issue, of a folder in it or of a file: what it leads to is
    neither written to nor taken for what was issued."""
    issued = world.issued("links")
    month = issued.out / "2026-09"
    elsewhere = issued.place / "elsewhere"
    for link, why in ((month, "out/2026-09 is a link"), (month / "issue-1", "out/2026-09/issue-1 is no "),
                      (month / "issue-1/documents", "out/2026-09/issue-1/documents is no directory")):
        link.rename(elsewhere)
        (next(elsewhere.rglob("*P0001.pdf"))).unlink()
        before = sorted(elsewhere.rglob("*"))
        link.symlink_to(elsewhere)
        answer = issued.call("restore")
        assert answer.returncode == 4 and why in answer.stderr, answer
        assert sorted(elsewhere.rglob("*")) == before, link
        answer = issued.verify()
        assert answer.returncode == 5 and f"does not hold: {why[:24]}" in answer.stdout, answer
        if link == month:
            assert issued.run_month().returncode == 4
        link.unlink()
        elsewhere.rename(link)
        assert issued.call("restore").returncode == 0
    document = month / "issue-1/documents/RCTI-202609-P0001.pdf"
    document.rename(elsewhere)
    document.symlink_to(elsewhere)
    answer = issued.verify()
    assert answer.returncode == 5, answer
    assert "RCTI-202609-P0001.pdf is not what was issued: it is a link, and no file" in answer.stdout
    elsewhere.write_text("mine", encoding="utf-8")
    assert issued.call("restore").returncode == 0
    assert elsewhere.read_text(encoding="utf-8") == "mine" and document.is_symlink()
    document.unlink()
    assert issued.call("restore").returncode == 0 and issued.verify().returncode == 0


def nothing_takes_an_issues_place(world):
    issued = world.copy("place")
    digest = issued.draft()
    foreign = issued.out / "2026-09/issue-1"
    foreign.mkdir()
    (foreign / "note.txt").write_text("mine", encoding="utf-8")
    answer = issued.issue(digest)
    assert answer.returncode == 2 and "is there already" in answer.stderr, answer
    assert [path.name for path in foreign.iterdir()] == ["note.txt"]
    assert issued.query("SELECT count(*) FROM links") == [(0,)]


def one_issue_at_a_time(world):
    issued = world.copy("together")
    digest = issued.draft()
    words = [str(issued.rcti), "issue", "2026-09", "--draft", digest, "--approved-by", APPROVER]
    runs = [subprocess.Popen(words, cwd=issued.place, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL) for _ in range(5)]
    statuses = sorted(run.wait() for run in runs)
    assert set(statuses) <= {0, 1, 4} and statuses.count(1) == 1, statuses
    assert issued.query("SELECT count(*) FROM links") == [(1,)]
    assert issued.verify().returncode == 0


def voids_and_issues_anew(world):
    issued = world.issued("voided")
    pdf = (issued.out / "2026-09/issue-1/documents/RCTI-202609-P0001.pdf").read_bytes()
    answer = issued.void("RCTI-202609-P0001")
    assert answer.returncode == 0 and "RCTI-202609-P0001 is voided" in answer.stdout, answer
    assert "rcti issue 2026-09 --draft DIGEST" in answer.stdout, answer
    assert re.search(r"for the minutes: seal [0-9a-f]{64}", answer.stdout), answer
    assert (issued.out / "2026-09/issue-1/documents/RCTI-202609-P0001.pdf").read_bytes() == pdf
    renamed = issued.copy_of_input(
        "renamed", partners=lambda text: text.replace("Margaret Whitlock", "Margret Whitlock"))
    assert issued.import_month(renamed).returncode == 0
    told = json.loads(issued.issue(issued.draft(), "--json").stdout)
    assert told["documents"] == 1 and told["payment"] == "0.00", told
    assert [row["document"] for row in issued.rows("issue-2", "deliveries")] == [
        "RCTI-202609-P0001-R1"]
    assert not (issued.out / "2026-09/issue-2/payments.aba").exists()
    assert issued.query("SELECT replaces, legal_name FROM documents WHERE seq = 3") == [
        ("RCTI-202609-P0001", "Margret Whitlock")]
    assert issued.verify().returncode == 0


def void_words_are_checked(world):
    issued = world.issued("void-words")
    before = issued.fingerprint()
    why, name = ["--reason", "x"], ["--approved-by", APPROVER]
    for words in (["RCTI-202609-P9999", *why, *name], ["RCTI-202609-P0001", *why],
                  ["RCTI-202609-P0001", *name], ["RCTI-202609-P0001", "--reason", "", *name],
                  ["RCTI-202609-P0001", *why, "--approved-by", getpass.getuser()], [*why, *name]):
        answer = issued.call("void", *words)
        assert answer.returncode == 2 and answer.stderr.strip() and not answer.stdout, answer
    assert issued.fingerprint() == before
    told = json.loads(issued.call("void", "RCTI-202609-P0001", *why, *name, "--json").stdout)
    assert told["voided"] == ["RCTI-202609-P0001"] and len(told["seal"]) == 64, told
    again = issued.void("RCTI-202609-P0001")
    assert again.returncode == 2 and "voided already: x" in again.stderr, again


TESTS = [issues_what_was_reviewed, files_for_others_agree, issue_words_are_checked,
         what_moved_is_refused, another_account_to_pay_from_is_refused, a_void_since_the_draft_is_refused, other_holidays_are_refused, issuing_again_changes_nothing,
         held_partners_come_later, missing_files_are_written_again,
         a_file_in_an_issues_place_is_told, no_link_is_followed, nothing_takes_an_issues_place,
         one_issue_at_a_time, voids_and_issues_anew, void_words_are_checked]
