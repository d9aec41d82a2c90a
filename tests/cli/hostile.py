"""Names that only look like the login, links planted among the results, a store that others can change."""

import getpass
import os
import shutil
import stat

from world import MONTH

ALIKE = str.maketrans("aceopxyijstnmhkru", "асеорхуіјѕтпмһкгս")
DIGITS = str.maketrans("oil", "011")


def names_like_the_login():
    login = getpass.getuser()
    return [login.title(), login.translate(ALIKE), login.upper().translate(ALIKE),
            login.translate(DIGITS), login[:2] + "\u0301" + login[2:], ".".join(login),
            " ".join(login), f"({login})", f"{login}.", f"{login[0]}-{login[1:]}",
            login.replace("o", "ö"), login.replace("o", "ø"), login.replace("t", "ᴛ"),
            "".join(chr(ord(c) + 0xFEE0) for c in login),
            "".join(chr(0x1D41A + ord(c) - 97) if c.islower() else c for c in login)]


def who_only_looks_like_the_login_approves_nothing(world):
    own = world.copy("alike")
    digest = own.draft()
    before = own.fingerprint()
    for name in names_like_the_login():
        for words in (["issue", "2026-09", "--draft", digest],
                      ["void", "RCTI-202609-P0001", "--reason", "x"]):
            answer = own.call(*words, "--approved-by", name)
            assert answer.returncode == 2, (name, answer)
            assert "somebody else has to approve it" in answer.stderr, (name, answer)
    assert own.fingerprint() == before
    assert own.call("issue", "2026-09", "--draft", digest, "--approved-by",
                    f"{getpass.getuser()}a").returncode == 1


# ---- links ------------------------------------------------------------------------------------------


def elsewhere(own):
    place = own.place / "elsewhere"
    place.mkdir()
    (place / "kept.txt").write_text("mine", encoding="utf-8")
    return place


def is_refused(own, answer, name, status=4):
    assert answer.returncode == status, answer
    assert name in answer.stderr and "is a link" in answer.stderr, answer
    assert [path.name for path in (own.place / "elsewhere").iterdir()] == ["kept.txt"], name


def no_link_is_followed_where_a_draft_belongs(world):
    own = world.copy("links-draft")
    shutil.rmtree(own.out, ignore_errors=True)
    place = elsewhere(own)
    for target in (place, own.place / "nowhere"):
        own.out.mkdir()
        (own.out / "2026-09").symlink_to(target)
        is_refused(own, own.run_month(), "out/2026-09")
        assert not (own.place / "nowhere").exists()
        (own.out / "2026-09").unlink()
        (own.out / "2026-09").mkdir()
        (own.out / "2026-09/draft").symlink_to(target)
        is_refused(own, own.run_month(), "out/2026-09/draft")
        assert (own.out / "2026-09/draft").is_symlink()
        shutil.rmtree(own.out)
    # A file of that name is somebody's too.
    (own.out / "2026-09").mkdir(parents=True)
    (own.out / "2026-09/draft").write_text("mine", encoding="utf-8")
    answer = own.run_month()
    assert answer.returncode == 4 and "draft is no directory" in answer.stderr, answer
    assert (own.out / "2026-09/draft").read_text(encoding="utf-8") == "mine"
    # The directory of all results is the caller's to name.
    shutil.rmtree(own.out)
    own.out.symlink_to(place)
    assert own.run_month().returncode in (0, 1)
    assert (place / "2026-09/draft/manifest.json").is_file()


def no_link_is_followed_where_an_issue_belongs(world):
    own = world.copy("links-issue")
    digest = own.draft()
    place = elsewhere(own)
    issue = own.out / "2026-09/issue-1"
    for target in (place, own.place / "nowhere"):
        issue.symlink_to(target)
        answer = own.issue(digest)
        assert answer.returncode == 2 and "issue-1 is there already" in answer.stderr, answer
        issue.unlink()
    assert own.query("SELECT count(*) FROM issues") == [(0,)]


def no_link_is_followed_where_something_is_restored(world):
    own = world.issued("links-restored")
    place = elsewhere(own)
    issue = own.out / "2026-09/issue-1"
    documents = issue / "documents"
    for directory in (documents, issue):
        aside = own.place / "aside"
        directory.rename(aside)
        directory.symlink_to(place)
        name = str(directory.relative_to(own.place))
        for words, status in ((["verify"], 5), (["restore"], 4), (["run", "2026-09", *MONTH], 4)):
            answer = own.call(*words)
            assert answer.returncode == status, (words, answer)
            assert name in answer.stdout + answer.stderr, (words, answer)
            assert [path.name for path in place.iterdir()] == ["kept.txt"], words
        directory.unlink()
        aside.rename(directory)
    # A file that is a link, even to the same bytes, and a pipe: told, and not read.
    register = issue / "register.csv"
    aside = own.place / "register.csv"
    register.rename(aside)
    for plant in (lambda: register.symlink_to(aside), lambda: os.mkfifo(register)):
        plant()
        answer = own.verify()
        assert answer.returncode == 5, answer
        assert "issue-1/register.csv is " in answer.stdout, answer
        register.unlink()
    aside.rename(register)
    assert own.verify().returncode == 0


# ---- the store --------------------------------------------------------------------------------------


def a_store_that_others_can_write_to_is_refused(world):
    own = world.copy("writable")
    commands = (["run", "2026-09", *MONTH], ["status"], ["verify"], ["import", "2026-09", "."])
    for mode in (0o620, 0o602, 0o666):
        own.store.chmod(mode)
        before = own.store.read_bytes()
        for words in commands:
            answer = own.call(*words)
            assert answer.returncode == 4, (oct(mode), answer)
            assert f"others can write to the store (mode {mode:04o})" in answer.stderr, answer
            assert "chmod 600 " in answer.stderr and not answer.stdout, answer
        assert own.store.read_bytes() == before
    own.store.chmod(0o644) # others may read it: the owner's choice
    assert own.call("status").returncode in (0, 1)
    own.store.chmod(0o600)
    # Through a link it is the same file.
    own.store.chmod(0o666)
    (own.place / "linked.db").symlink_to(own.store)
    answer = own.call("status", "--store", "linked.db")
    assert answer.returncode == 4 and "chmod 600 " in answer.stderr, answer
    own.store.chmod(0o600)


def a_store_in_a_directory_of_everybody_is_refused(world):
    own = world.copy("open-directory")
    for above, mode, good in ((0o755, 0o777, False), (0o700, 0o777, True), (0o755, 0o1777, True),
                              (0o755, 0o770, True), (0o755, 0o755, True)):
        world.place.chmod(above)
        own.place.chmod(mode)
        for words in (["status"], ["import", "2026-09", ".", "--store", "new.db"]):
            answer = own.call(*words)
            told = "everybody can write to the directory of the store" in answer.stderr
            assert told == (not good), (oct(mode), answer)
            assert good or (answer.returncode == 4 and "chmod o-w " in answer.stderr), answer
        assert not (own.place / "new.db").exists()
    world.place.chmod(0o700)


def a_journal_that_another_may_have_written_is_refused(world):
    own = world.copy("journal")
    journal = own.place / "rcti.db-journal"
    before = own.store.read_bytes()
    for plant in (lambda: journal.symlink_to(own.place / "j"), lambda: journal.touch(0o600)):
        plant()
        if not journal.is_symlink():
            journal.chmod(0o666)
        answer = own.call("status")
        assert answer.returncode == 4, answer
        assert "rcti.db-journal: another may have" in answer.stderr, answer
        assert own.store.read_bytes() == before
        journal.unlink()
    journal.touch(0o600) # of a program that was cut off
    assert own.call("status").returncode in (0, 1)
    assert stat.S_IMODE(own.store.stat().st_mode) == 0o600


# ---- thousands in one place -------------------------------------------------------------------------


def thousands_of_keys_and_decisions_are_each_read(world):
    own = world.copy("thousands")
    keys = own.copy_of_input("keys", policy=lambda text: text + "".join(
        f"key_{i}=1\n" for i in range(20000)))
    answer = own.import_month(keys)
    assert answer.returncode == 3 and answer.stderr.endswith("\n") and "20000 errors" in answer.stderr
    decided = own.place / "decided"
    decided.mkdir()
    (decided / "decisions.csv").write_text(
        "decision_id,kind,partner_id,period,amount,nature,ticket,reason,approved_by\n" + "".join(
            f"X{i},pay,P0001,2026-09,1.00,services,T-{i},so,Ana Approver\n" if i % 3 else
            f"X{i},hold,P0001,2026-09,,,T-{i},so,Ana Approver\n" for i in range(3000)),
        encoding="utf-8")
    answer = own.call("import", "2026-09", decided, *MONTH[:2])
    assert answer.returncode == 0, answer
    assert own.query("SELECT kind, count(*) FROM decisions GROUP BY kind ORDER BY kind") == [
        ("hold", 1), ("pay", 2000)], answer.stdout[:2000]


TESTS = [who_only_looks_like_the_login_approves_nothing, no_link_is_followed_where_a_draft_belongs,
         no_link_is_followed_where_an_issue_belongs,
         no_link_is_followed_where_something_is_restored,
         a_store_that_others_can_write_to_is_refused,
         a_store_in_a_directory_of_everybody_is_refused,
         a_journal_that_another_may_have_written_is_refused,
         thousands_of_keys_and_decisions_are_each_read]
