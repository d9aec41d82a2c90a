"""A store that was put back from an older copy, or is not the one that is meant, is told before it does harm."""

import shutil
import stat

from proving import tamper
from world import APPROVER, MONTH

DECIDED = ["--ticket", "T-1", "--reason", "so", "--approved-by", APPROVER]
OLDER = "the same would be paid twice"


def two_issues(world, name):
    """Issue 1, a copy of the store then, and a void of it; what a command says is asked of the copy."""
    own = world.issued(name)
    shutil.copy(own.store, own.place / "older")
    assert own.void("RCTI-202609-P0001").returncode == 0
    return own


def put_back(own):
    shutil.copy(own.place / "older", own.store)
    own.store.chmod(0o600)


def adding(own):
    """What adds to a store or pays from it, each with the words that it ends with where it is refused."""
    digest = own.query("SELECT digest FROM drafts")[0][0]
    return [["import", "2026-09", own.copy_of_input(f"late-{len(list(own.place.iterdir()))}")],
            ["run", "2026-09", *MONTH],
            ["issue", "2026-09", "--draft", digest, "--approved-by", APPROVER],
            ["void", "RCTI-202609-P0002", "--reason", "x", "--approved-by", APPROVER],
            ["decide", "pay", "P0003", "2026-09", "--amount", "10.00", *DECIDED]]


def all_refuse(own, *named):
    before = own.fingerprint()
    for words in adding(own):
        answer = own.call(*words)
        assert answer.returncode == 4 and not answer.stdout, (words, answer)
        assert OLDER in answer.stderr and answer.stderr.count("\n") == 1, (words, answer)
        assert all(name in answer.stderr for name in named), (words, answer)
    answer = own.verify()
    assert answer.returncode == 5 and "does not hold: " in answer.stdout, answer
    assert OLDER in answer.stdout and all(name in answer.stdout for name in named), answer
    assert own.fingerprint() == before


def none_refuses(own):
    for words in adding(own):
        answer = own.call(*words)
        assert answer.returncode in (0, 1, 2, 3) and OLDER not in answer.stderr, (words, answer)
    answer = own.verify()
    assert answer.returncode == 0, answer


def the_list_beside_the_store_knows_a_void(world):
    own = two_issues(world, "older-void")
    seals = own.place / "rcti.db.seals"
    kept = seals.read_text(encoding="utf-8")
    assert stat.S_IMODE(seals.stat().st_mode) == 0o600
    assert [line.split()[0] for line in kept.splitlines() if line[0] != "#"] == ["seal", "seal", "batch"]
    put_back(own)
    all_refuse(own, "rcti.db.seals knows more than the store rcti.db: the void of RCTI-202609-P0001",
               "ends with issue 1 of 2026-09", "put the newest copy of it in its place")
    assert seals.read_text(encoding="utf-8") == kept


def the_list_knows_an_import_and_a_decision(world):
    own = world.issued("older-decided")
    shutil.copy(own.store, own.place / "older")
    assert own.call("decide", "pay", "P0003", "2026-09", "--amount", "10.00", *DECIDED).returncode == 0
    put_back(own)
    all_refuse(own, "rcti.db.seals knows more than the store rcti.db: batch 2, for 2026-09",
               "move rcti.db.seals away, and import and decide again what came later")
    (own.place / "rcti.db.seals").rename(own.place / "aside")
    answer = own.run_month()
    assert answer.returncode in (0, 1), answer
    assert "rcti.db.seals was not there, and is written again" in answer.stderr, answer
    none_refuses(own)


def the_results_know_an_issue(world):
    """Nothing but OUT is left of the newer state."""
    own = world.issued("older-out")
    (own.place / "rcti.db.seals").unlink()
    shutil.copy(own.store, own.place / "newer")
    digest = own.query("SELECT digest FROM drafts")[0][0]
    assert own.void("RCTI-202609-P0002").returncode == 0
    again = own.draft()
    assert own.issue(again).returncode in (0, 1) and again != digest
    for name in ("rcti.db.seals", "rcti.db.backups"):
        (own.place / name).unlink()
    shutil.copy(own.place / "newer", own.place / "older")
    put_back(own)
    all_refuse(own, "out/2026-09/issue-2 knows more than the store rcti.db: issue 2 of 2026-09")
    # With another directory there is nothing to know.
    answer = own.run_month("--out", "elsewhere")
    assert answer.returncode in (0, 1) and OLDER not in answer.stderr, answer
    # What lies there and is no issue says nothing.
    (own.out / "2026-09/issue-2").rename(own.place / "aside")
    (own.out / "2026-09/issue-3").mkdir()
    (own.out / "2026-09/issue-4").symlink_to(own.place / "aside")
    none_refuses(own)


def a_backup_knows_an_issue(world):
    own = world.issued("older-copy")
    shutil.copy(own.store, own.place / "older")
    assert own.void("RCTI-202609-P0002").returncode == 0
    assert own.issue(own.draft()).returncode in (0, 1)
    (own.place / "rcti.db.seals").unlink()
    shutil.rmtree(own.out / "2026-09/issue-2")
    newer = own.store.read_bytes()
    put_back(own)
    all_refuse(own, "rcti.db.backups knows more than the store rcti.db: issue 2 of 2026-09",
               "write a newer one out of rcti.db.backups (rcti restore PERIOD --to FILE)")
    assert own.call("restore", "2026-09", "--to", "newer.db").returncode == 0
    (own.place / "newer.db").rename(own.store)
    assert own.store.read_bytes() == newer
    none_refuses(own)
    # What is no file of backups says nothing.
    (own.place / "rcti.db.backups").write_bytes(b"x" * 4096)
    assert own.verify().returncode == 0


def a_new_store_in_the_place_of_one_that_issued(world):
    own = world.issued("older-gone")
    own.store.unlink()
    source = own.copy_of_input("again")
    for words in (["import", "2026-09", source], ["import", "2026-09", source, "--check"]):
        answer = own.call(*words)
        assert answer.returncode == 4 and "ends with no issue" in answer.stderr, answer
        assert not own.store.exists()
    # Of another name, or without what the last one left, it is a new store like any other.
    answer = own.call("import", "2026-09", source, "--store", "try.db")
    assert answer.returncode == 0 and not answer.stderr, answer
    answer = own.call("run", "2026-09", *MONTH, "--store", "try.db")
    assert answer.returncode == 4, answer
    assert ("out/2026-09/issue-1 was issued from another store than try.db: name that store with "
            "--store, or another directory with --out") in answer.stderr, answer
    answer = own.call("run", "2026-09", *MONTH, "--store", "try.db", "--out", "tried")
    assert answer.returncode == 1 and not answer.stderr, answer
    answer = own.verify("--store", "try.db")
    assert answer.returncode == 5 and "issued from another store than try.db" in answer.stdout, answer
    assert own.verify("--store", "try.db", "--out", "tried").returncode == 0


def another_store_beside_what_one_left(world):
    """A store of the same name with a chain of its own."""
    own, other = world.issued("older-one"), world.copy("older-other")
    assert other.issue(other.draft("--issue-date", "2026-10-13")).returncode == 1
    shutil.copy(other.store, own.store)
    for words in adding(own):
        answer = own.call(*words)
        assert answer.returncode == 4 and not answer.stdout, answer
        assert ("rcti.db.seals has batch 1, for 2026-09 of another store than rcti.db" in answer.stderr
                or "rcti.db.seals knows more than the store rcti.db" in answer.stderr), answer
    assert own.verify().returncode == 5


def where_nothing_is_amiss(world):
    """A draft, a void, another directory, a store and its results that were moved or renamed together."""
    own = world.issued("older-fine")
    own.draft()
    none_refuses(own)
    moved = own.place / "moved"
    moved.mkdir()
    for path in list(own.place.iterdir()):
        if path.name.startswith("rcti.db") or path.name == "out":
            path.rename(moved / path.name)
    assert own.verify("--store", "moved/rcti.db", "--out", "moved/out").returncode == 0
    answer = own.call("run", "2026-09", *MONTH, "--store", "moved/rcti.db", "--out", "moved/out")
    assert answer.returncode in (0, 1) and not answer.stderr, answer
    (moved / "rcti.db").rename(moved / "paid.db")
    answer = own.call("run", "2026-09", *MONTH, "--store", "moved/paid.db", "--out", "moved/out")
    assert answer.returncode in (0, 1), answer
    assert "moved/paid.db.seals was not there, and is written again" in answer.stderr, answer
    # A store from which nothing was issued has no such list, and may be put back at will.
    fresh = world.copy("older-fresh")
    assert fresh.run_month().returncode == 1
    assert not (fresh.place / "rcti.db.seals").exists()


def a_list_that_is_none_or_was_cut_off(world):
    own = world.issued("older-list")
    seals = own.place / "rcti.db.seals"
    whole = seals.read_bytes()
    for cut in (b"", whole[:-30], b"\0\xff nothing\nseal x y z\n"):
        seals.write_bytes(cut)
        answer = own.run_month()
        assert answer.returncode in (0, 1) and not answer.stderr, (cut, answer)
        assert seals.read_bytes() == whole, cut
    # A line with a name that is a trick of the terminal.
    seals.write_bytes(whole + b"seal 9 " + b"a" * 64 + b" \x1b[2J$(x)\n")
    answer = own.run_month()
    assert answer.returncode == 4 and "\x1b" not in answer.stderr and OLDER in answer.stderr, answer
    seals.unlink()
    seals.symlink_to(own.place / "nowhere")
    answer = own.run_month()
    assert answer.returncode == 4 and "rcti.db.seals cannot be read" in answer.stderr, answer
    assert own.verify().returncode == 4
    assert not (own.place / "nowhere").exists()


def a_list_that_cannot_be_written(world):
    """What was added stands; it is told, and the next start makes it good."""
    own = world.issued("older-full")
    seals = own.place / "rcti.db.seals"
    before = seals.read_bytes()
    (own.place / "rcti.db.seals.partial").mkdir()
    answer = own.void("RCTI-202609-P0003")
    assert answer.returncode == 4 and "RCTI-202609-P0003 is voided" in answer.stdout, answer
    assert "it is done, but " in answer.stderr and "the next start writes it" in answer.stderr, answer
    assert seals.read_bytes() == before
    (own.place / "rcti.db.seals.partial").rmdir()
    assert own.run_month().returncode in (0, 1)
    assert b"the void of RCTI-202609-P0003\n" in seals.read_bytes()


def a_changed_link_is_no_older_store_alone(world):
    """The list beside the store has the seals as they were: a chain that was made again is found by it."""
    own = world.issued("older-resealed")
    tamper(own, "UPDATE links SET seal = (CASE substr(seal, 1, 1) WHEN 'a' THEN 'b' ELSE 'a' END)"
           " || substr(seal, 2)")
    answer = own.verify()
    assert answer.returncode == 5 and "rcti.db.seals" in answer.stdout, answer


TESTS = [the_list_beside_the_store_knows_a_void, the_list_knows_an_import_and_a_decision,
         the_results_know_an_issue, a_backup_knows_an_issue, a_new_store_in_the_place_of_one_that_issued,
         another_store_beside_what_one_left, where_nothing_is_amiss, a_list_that_is_none_or_was_cut_off,
         a_list_that_cannot_be_written, a_changed_link_is_no_older_store_alone]
