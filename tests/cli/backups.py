"""STORE.backups: the store as it was after each issue, and how it is got out again."""

import json
import os
import resource
import shutil
import sqlite3
import stat
import subprocess
from contextlib import closing

from world import APPROVER, MONTH, World


def change_backups(own, sql):
    with closing(sqlite3.connect(own.place / "rcti.db.backups")) as backups:
        backups.execute(sql)
        backups.commit()


def a_store_is_written_out_of_its_backup(world):
    """With the store gone: it is the store to the byte, and all of it holds."""
    own = world.issued("backed-up")
    shutil.copy(own.place / "rcti.db.backups", own.place / "kept")
    fresh = world.copy("backed-up-fresh")
    issued = fresh.issue(fresh.draft(), "--json")
    assert json.loads(issued.stdout)["backup"] == "rcti.db.backups", issued
    kept = fresh.store.read_bytes()
    seal = json.loads(issued.stdout)["seal"]
    number = fresh.query("SELECT number FROM documents ORDER BY number LIMIT 1")[0][0]
    assert fresh.void(number).returncode == 0
    fresh.store.unlink()
    written = fresh.call("restore", "2026-09", "--to", "again.db", "--json")
    told = json.loads(written.stdout)
    assert told["seal"] == seal and told["issue"] == 1 and told["size"] == len(kept), told
    again = fresh.place / "again.db"
    assert again.read_bytes() == kept and stat.S_IMODE(again.stat().st_mode) == 0o600
    verified = fresh.verify("--store", "again.db")
    assert verified.returncode == 0 and seal in verified.stdout, verified
    in_words = fresh.call("restore", "2026-09", "--issue", "1", "--to", "words.db")
    assert told["sha256"] in in_words.stdout and seal in in_words.stdout, in_words


def what_is_asked_for_wrongly_writes_nothing(world):
    own = world.issued("backups-wrongly")
    (own.place / "there").write_text("mine", encoding="utf-8")
    (own.place / "link").symlink_to(own.place / "nowhere")
    for words, part in ((["--to", "x.db"], "goes with a PERIOD"),
                        (["2026-09", "--issue", "1"], "goes with a PERIOD"),
                        (["2026-08", "--to", "x.db"], "no backup of 2026-08; of issue 1 of 2026-09"),
                        (["2026-09", "--issue", "2", "--to", "x.db"], "no backup of issue 2 of"),
                        (["2026-09", "--to", "there"], "there is there already"),
                        (["2026-09", "--to", "link"], "link is there already"),
                        (["2026-09", "--to", "x.db", "--store", "no.db"], "no backups no.db.backups")):
        answer = own.call("restore", *words)
        assert answer.returncode == 2 and part in answer.stderr, (words, answer)
    assert not (own.place / "x.db").exists() and not (own.place / "nowhere").exists()
    assert (own.place / "there").read_text(encoding="utf-8") == "mine"


def a_backup_that_was_changed_is_told(world):
    own = world.issued("backups-changed")
    change_backups(own, "UPDATE pages SET bytes = zeroblob(length(bytes)) WHERE page = 5")
    answer = own.call("restore", "2026-09", "--to", "x.db")
    assert answer.returncode == 4 and "not what its hash says" in answer.stderr, answer
    assert sorted(own.place.glob("x.db*")) == []


def a_missing_backup_is_made_good(world):
    """By whatever starts next and writes to the store; it says so once."""
    for name, words in (("run", ["run", "2026-09", *MONTH]),
                        ("import", ["import", "2026-09", world.place / "good"]),
                        ("void", ["void", "RCTI-202609-P0001", "--reason", "x", "--approved-by", APPROVER])):
        if not (world.place / "good").exists():
            world.copy_of_input("good")
        own = world.issued(f"made-good-{name}")
        backups = own.place / "rcti.db.backups"
        backups.unlink(missing_ok=True)
        first, second = own.call(*words), own.call("run", "2026-09", *MONTH)
        said = "the backup after issue 1 of 2026-09 was missing and is made"
        assert first.returncode in (0, 1) and said in first.stderr, (name, first)
        assert backups.exists() and said not in second.stderr, second
        assert own.call("restore", "2026-09", "--to", "x.db").returncode == 0
    # Looking at it writes nothing.
    own = world.issued("made-good-not")
    (own.place / "rcti.db.backups").unlink(missing_ok=True)
    for words in (["verify"], ["status"], ["explain", "P0005", "2026-09"]):
        own.call(*words)
    assert not (own.place / "rcti.db.backups").exists()


def a_backup_without_room_is_made_good(world):
    """What is issued stands; the exit status and a sentence say what is missing."""
    own = world.copy("backup-no-room")
    digest = own.draft()
    room = own.store.stat().st_size * 2 + 1_000_000
    backups = own.place / "rcti.db.backups"
    backups.mkdir()
    issued = own.issue(digest)
    assert issued.returncode == 4 and "it is issued, but there is no backup" in issued.stderr, issued
    assert "for the minutes: seal" in issued.stdout, issued
    backups.rmdir()
    ended = subprocess.run([str(own.rcti), "run", "2026-09", *MONTH], cwd=own.place, text=True,
                           capture_output=True, check=False, preexec_fn=lambda: resource.setrlimit(
                               resource.RLIMIT_FSIZE, (200000, room)))
    assert "there is no backup of what was issued last" in ended.stderr, ended
    again = own.call("run", "2026-09", *MONTH)
    assert "was missing and is made" in again.stderr, again
    assert own.verify().returncode == 0


def a_link_or_another_file_is_no_backups(world):
    own = world.copy("backups-link")
    digest = own.draft()
    backups = own.place / "rcti.db.backups"
    backups.symlink_to(own.place / "nowhere")
    issued = own.issue(digest)
    assert issued.returncode == 4 and "it is issued, but there is no backup" in issued.stderr, issued
    assert not (own.place / "nowhere").exists() and backups.is_symlink()
    backups.unlink()
    with closing(sqlite3.connect(backups)) as other:
        other.execute("CREATE TABLE theirs (a)")
    os.chmod(backups, 0o600)
    answer = own.call("run", "2026-09", *MONTH)
    assert "no file of backups" in answer.stderr, answer
    os.chmod(backups, 0o666)
    answer = own.call("run", "2026-09", *MONTH)
    assert "others can write to" in answer.stderr, answer


def backups_share_their_pages(world):
    """A second issue adds what is new of it, not a second copy."""
    own = world.issued("backups-shared")
    backups = own.place / "rcti.db.backups"
    own.call("run", "2026-09", *MONTH)  # where it is made, if the copy has it not
    first = backups.stat().st_size
    for number in ("RCTI-202609-P0001", "RCTI-202609-P0002"):
        assert own.void(number).returncode == 0
    answer = own.issue(own.draft())
    assert answer.returncode in (0, 1), answer
    assert backups.stat().st_size - first < first * 0.7, (first, backups.stat().st_size)
    for issue in ("1", "2"):
        place = own.place / f"as-at-{issue}"
        place.mkdir()
        assert own.call("restore", "2026-09", "--issue", issue, "--to",
                        place / "rcti.db").returncode == 0
        restored = World(own.rcti, place)
        assert len(restored.query("SELECT seq FROM issues")) == int(issue)
        assert restored.call("restore").returncode == 0 and restored.verify().returncode == 0


TESTS = [a_store_is_written_out_of_its_backup, what_is_asked_for_wrongly_writes_nothing,
         a_backup_that_was_changed_is_told, a_missing_backup_is_made_good,
         a_backup_without_room_is_made_good, a_link_or_another_file_is_no_backups,
         backups_share_their_pages]
