"""The machine fails: output that nobody can write, a first import that has no room, what a killed run left."""

import os
import resource
import signal
import subprocess

from world import APPROVER, DEMONSTRATION, MONTH, said

DECISION = ["--start", "10:00", "--ticket", "T-1", "--reason", "down", "--approved-by", APPROVER]


def printed_to(world, place, *words):
    """The command's status and what it says where its standard output is that."""
    with open(place, "w", encoding="utf-8") as out:
        ended = subprocess.run([str(world.rcti), *map(str, words)], cwd=world.place, stdout=out,
                               stderr=subprocess.PIPE, text=True, check=False)
    return ended.returncode, said(ended.stderr)


def a_full_device_is_an_error_of_every_command(world):
    own = world.issued("full-device")
    number = own.query("SELECT number FROM documents ORDER BY number DESC LIMIT 1")[0][0]
    for words in (["--help"], ["--version"], ["import", "--help"],
                  ["import", "2026-09", DEMONSTRATION / "input"],
                  ["import", "--check", "2026-09", DEMONSTRATION / "input", "--json"],
                  ["sources", DEMONSTRATION / "input"], ["run", "2026-09", *MONTH],
                  ["run", "2026-09", *MONTH, "--out", "elsewhere"],
                  ["verify"], ["verify", "--json"], ["restore"], ["status"], ["status", "--json"],
                  ["explain", "P0005", "2026-09"], ["explain", "P0005", "2026-09", "--letter"],
                  ["evidence", "P0005", "2026-09", "--out", "pack"],
                  ["facts", "2026-09", "--as-issued", "--out", "facts"],
                  ["rerun", "P0005", "2026-09"], ["rerun", "P0005", "2026-09", "--as-issued"],
                  ["diff", "2026-09"], ["diff", "2026-09", "P0005"], ["at-risk"], ["decisions"],
                  ["what-if", "--set", "completion_days=10", "--from", "2026-09", "--to", "2026-09"],
                  ["decide", "waive", "P0005", "2026-09", "--date", "2026-09-07", *DECISION],
                  ["holidays", "AU-VIC", "2026"], ["holidays", "--areas"],
                  ["void", number, "--reason", "wrong", "--approved-by", APPROVER]):
        status, told = printed_to(own, "/dev/full", *words)
        last = told.splitlines()[-1] if told else ""
        assert status == 4 and "standard output cannot be written: No space left on device" in last, \
            (words, status, told)
    # What was done stands, and is told.
    assert own.query("SELECT count(*) FROM voids")[0][0] == 1
    assert own.query("SELECT count(*) FROM decisions")[0][0] == 1


def a_closed_output_takes_no_files_place(world):
    own = world.copy("closed-output")
    for closed in (">&-", "<&- >&-", ">&- 2>&-"):
        run = " ".join([str(own.rcti), "run", "2026-09", *MONTH, closed])
        ended = subprocess.run(["sh", "-c", run], cwd=own.place, capture_output=True, text=True,
                               check=False)
        assert ended.returncode == 4, (closed, ended)
        assert "2>" in closed or "standard output cannot be written" in ended.stderr, ended
        register = (own.out / "2026-09/draft/register.csv").read_text(encoding="utf-8")
        assert register.startswith("period,"), register[:80]
    assert own.call("verify").returncode == 0


def who_goes_away_is_no_failure(world):
    """… and what was committed is told on standard error, for nobody has read it."""
    own = world.copy("gone-away")

    def piped(*words):
        read, write = os.pipe()
        os.close(read)
        ended = subprocess.run([str(own.rcti), *map(str, words)], cwd=own.place, stdout=write,
                               stderr=subprocess.PIPE, text=True, check=False)
        os.close(write)
        return ended.returncode, ended.stderr

    assert piped("explain", "P0005", "2026-09") == (-signal.SIGPIPE, "")
    status, told = piped("run", "2026-09", *MONTH)
    assert status == -signal.SIGPIPE and "Broken pipe" in told and "what was done stands" in told, told
    assert (own.out / "2026-09/draft/register.csv").exists()


def a_first_import_without_room_leaves_no_store(world):
    """Wherever the room ends: while the tables are made, while rows are staged, at the commit."""
    own = world.place / "no-room"
    own.mkdir()
    sizes = (0, 100, 5000, 20000, 60000, 100000, 200000, 400000)
    for size in sizes:
        ended = subprocess.run(
            [str(world.rcti), "import", "2026-09", str(DEMONSTRATION / "input")], cwd=own,
            capture_output=True, text=True, check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
        assert ended.returncode == 4 and ended.stderr.startswith("rcti: "), (size, ended)
        assert not list(own.iterdir()), (size, list(own.iterdir()))


def a_first_import_that_was_killed_is_none(world):
    """What it left, empty or with tables alone, is made a store by the import that is new then."""
    own = world.place / "killed-first"
    own.mkdir()
    store = own / "rcti.db"
    bad = world.copy_of_input("killed-bad", partners=lambda text: text.replace("Perth", "Prth"))
    store.write_bytes(b"")
    refused = world.call("import", "2026-09", bad, cwd=own)
    assert refused.returncode == 3 and not store.exists(), refused
    store.write_bytes(b"")
    first = world.call("import", "2026-09", DEMONSTRATION / "input", cwd=own)
    assert first.returncode == 0 and first.stdout.startswith("new store rcti.db\n"), first
    refused = world.call("import", "2026-09", bad, cwd=own)
    assert refused.returncode == 3 and store.exists(), refused


def a_check_of_nothing_leaves_nothing(world):
    answer = world.call("import", "--check", "2026-09", DEMONSTRATION / "input", "--store", "c.db")
    assert answer.returncode == 0 and not (world.place / "c.db").exists(), answer


def what_a_killed_verify_left_is_removed(world):
    """Of this user and of no run that goes on; nothing else of that place."""
    own = world.issued("killed-verify")
    passing = own.place / "passing"
    left = passing / "rcti-passing-KILLED"
    others = passing / "rcti-passing-others"
    file = passing / "rcti-passing-a-file"
    for path in (passing, left, others):
        path.mkdir(mode=0o700)
        path.chmod(0o700)
    (left / "audit-2026-09.xlsx").write_text("pay", encoding="utf-8")
    others.chmod(0o755)
    file.write_text("", encoding="utf-8")
    answer = own.call("verify", env={**os.environ, "TMPDIR": str(passing)})
    assert answer.returncode == 0, answer
    assert sorted(passing.iterdir()) == sorted([others, file]), list(passing.iterdir())


TESTS = [a_full_device_is_an_error_of_every_command, a_closed_output_takes_no_files_place,
         who_goes_away_is_no_failure, a_first_import_without_room_leaves_no_store,
         a_first_import_that_was_killed_is_none, a_check_of_nothing_leaves_nothing,
         what_a_killed_verify_left_is_removed]
