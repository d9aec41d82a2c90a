#!/usr/bin/env python3
"""What the commands do beside their files: exit statuses, messages, modes, two at once.

    run.py RCTI [NAME...]   just these tests or modules; the last line is `N passed, M failed`

Each module has a directory of its own, and they run beside each other: one that needs another's leavings fails.
"""

import csv
import io
import json
import os
import random
import re
import resource
import sqlite3
import stat
import subprocess
import sys
import tempfile
import zlib
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import absence
import accounting
import afterwards
import asked
import attacks
import backups
import by_hand
import checking
import comparing
import corrections
import decided_payments
import deciding
import disputes
import elsewhere
import explained_payments
import explaining
import exports
import facts_again
import failing
import gate_twins
import gates
import hostile
import installed
import issuing
import older
import other_systems
import pasted
import paying
import proving
import refused
import registering
import reviews
import screens
import signing
import sources
import standing
import taken_back
import undone
import values
import versions
import walks
from world import MONTH, World


def explains_as_json(world):
    answer = world.call("explain", "P0005", "2026-09", "--json", "--date", "2026-09-07", *MONTH)
    told = json.loads(answer.stdout)
    assert [slot["start"] for slot in told["slots"]] == ["09:00", "10:00", "11:00"], told
    assert told["slots"][1]["rule"] == "C1" and told["not_paid"][0]["minutes"] == 60, told


def explains_a_missing_hour(world):
    answer = world.call("explain", "P0005", "2026-09", "--date", "2026-09-08", *MONTH)
    assert "has no hour, ad hoc booking or appointment on Tue 8 Sep" in answer.stdout, answer
    assert "Mondays      4 x 3 hours (09:00, 10:00, 11:00)" in answer.stdout, answer
    assert world.call("explain", "P0005", "2026-09", "--date", "2026-10-08").returncode == 2
    assert world.call("explain", "NOBODY", "2026-09").returncode == 2


def explains_what_is_true(world):
    """Minutes that overlap an hour that was taken back are paid nowhere; and the request that was approved
    is named with what it lacks."""
    def explain(*words):
        return " ".join(world.call("explain", *words, *MONTH).stdout.split())

    told = explain("P0014", "2026-09", "--date", "2026-09-30")
    assert "30 of its 60 minutes overlap an hour that was taken back (the Partner hour of Wed 30 Sep " \
        "15:00, which was not marked in time)" in told and "paid elsewhere" not in told, told
    other = explain("P0014", "2026-09")
    assert "minutes overlap hours paid elsewhere (the Partner hour of" in other, other
    told = explain("P0016", "2026-09", "--date", "2026-09-17")
    assert "would have made it payable: an approved clinical review of X1603 (approved 7 Sep, " \
        "clinical review pending)" in told and "approved extra sessions" not in told, told
    told = explain("P0016", "2026-09", "--date", "2026-09-16")
    assert "approval of X1605 on or before its date (approved 20 Sep)" in told, told


def summary_as_json(world):
    answer = world.run_month("--json", "--out", "öut")
    told = json.loads(answer.stdout)
    assert answer.returncode == 1 and told["directory"] == "öut/2026-09/draft", told
    assert told["subtotal"] == "100367.36" and told["held"] == 7, told


def one_run_a_month_at_a_time(world):
    words = [str(world.rcti), "run", "2026-09", *MONTH, "--store", str(world.store), "--out", "both"]
    runs = [subprocess.Popen(words, cwd=world.place, text=True, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE) for _ in range(6)]
    told = [run.communicate()[1] for run in runs]
    statuses = sorted(run.returncode for run in runs)
    assert statuses[0] == 1 and set(statuses) <= {1, 4}, statuses
    assert all("another run is writing this month" in text for text in told if text), told
    assert len(list((world.place / "both/2026-09/draft/documents").iterdir())) == 24
    assert [path.name for path in (world.place / "both/2026-09").iterdir()] == ["draft"]


def a_refused_first_import_leaves_nothing(world):
    bad = world.copy_of_input("bad", partners=lambda text: text.replace("Australia/Perth", "Perth"))
    answer = world.import_month(bad, world.place / "new.db")
    assert answer.returncode == 3 and "nothing was imported" in answer.stderr, answer
    assert not (world.place / "new.db").exists()


def a_company_name_without_glyphs_is_refused(world):
    store = world.place / "glyph.db"
    other = world.copy_of_input(
        "glyph", company=lambda text: text.replace("legal_name=Example", "legal_name=李 Example"))
    assert world.import_month(other, store).returncode == 0
    answer = world.call("run", "2026-09", *MONTH, "--store", store, "--out", "glyph-out")
    assert answer.returncode == 3 and "NO_GLYPH" in answer.stderr, answer
    assert "company.ini:" in answer.stderr and "U+674E" in answer.stderr, answer
    assert not (world.place / "glyph-out").exists()


def what_the_font_lacks_holds(world):
    """Of an account's name, an agreement's reference, a holiday: nobody gets a document with "?"."""
    store = world.place / "held.db"

    def partners(text):
        rows = list(csv.DictReader(text.splitlines()))
        named = {row["partner_id"]: row for row in rows}
        named["P0001"]["account_name"] = "李慧敏"
        named["P0002"]["agreement_ref"] = "協議 7"
        out = io.StringIO()
        writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue()

    other = world.copy_of_input("held", partners=partners, holidays=lambda text: text.replace(
        "Demonstration Regatta", "Demonstration 節"))
    assert world.import_month(other, store).returncode == 0
    answer = world.call("run", "2026-09", *MONTH, "--store", store, "--out", "held-out")
    assert answer.returncode == 1, answer
    told = (world.place / "held-out/2026-09/draft/exceptions.csv").read_text(encoding="utf-8")
    found = {row["partner_id"]: row["message"] for row in csv.DictReader(told.splitlines())
             if row["code"] == "NO_GLYPH"}
    assert "(account_name: U+674E 李)" in found["P0001"], found
    assert "(agreement_ref: U+5354 協)" in found["P0002"], found
    regatta = [partner for partner, text in found.items() if ": U+7BC0 節)" in text]
    assert regatta and all("(holiday of holidays.csv:" in found[one] for one in regatta), found
    documents = {path.name for path in (world.place / "held-out/2026-09/draft/documents").iterdir()}
    assert not documents & {f"DRAFT-202609-{one}.pdf" for one in found}, documents


def a_large_logo_is_told(world):
    """Pixels without a pattern, which no compression makes smaller; the import goes on."""
    width, height = 150, 60
    noise = random.Random(4)
    raw = b"".join(b"\0" + noise.randbytes(3 * width) for _ in range(height))

    def chunk(kind, data):
        return (len(data).to_bytes(4, "big") + kind + data
                + zlib.crc32(kind + data).to_bytes(4, "big"))

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    other = world.copy_of_input("logo")
    (other / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
                                     + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))
    answer = world.import_month(other, world.place / "logo.db")
    assert answer.returncode == 0, answer
    assert "the logo makes each document 28 kB larger" in answer.stderr, answer
    assert "logo" not in world.import_month(store=world.place / "plain.db").stderr


def the_counts_of_an_import_are_of_the_files_rows(world):
    answer = world.import_month(store=world.place / "counted.db")
    counts = re.findall(r"^ +(\S+) +(\d+) rows: (\d+) new", answer.stdout, re.MULTILINE)
    assert len(counts) > 8, answer
    assert all(rows == new for _, rows, new in counts), counts


def a_killed_run_leaves_the_last_draft(world):
    assert world.run_month("--out", "kept").returncode == 1
    before = (world.place / "kept/2026-09/draft/manifest.json").read_bytes()
    leftover = world.place / "kept/2026-09/.draft-KILLED"
    leftover.mkdir()
    (leftover / "slots.csv").write_text("half", encoding="utf-8")
    assert world.run_month("--out", "kept").returncode == 1
    assert not leftover.exists()
    assert (world.place / "kept/2026-09/draft/manifest.json").read_bytes() == before


def wrong_usage_is_told(world):
    for words in (["run"], ["run", "2026-13"], ["run", "2026-09", "--jobs", "0x"], ["nothing"],
                  ["import", "2026-09", "nowhere"], ["run", "2026-10", "--store", world.store],
                  ["run", "2026-09", "--as-at", "yesterday", "--store", world.store],
                  ["run", "2026-09", "--holidays", "nowhere", "--store", world.store],
                  ["run", "2026-09", "--store", "none.db"]):
        answer = world.call(*words)
        assert answer.returncode == 2 and answer.stderr.strip(), (words, answer)
        assert not answer.stdout, (words, answer)
    assert not (world.place / "none.db").exists()


def modes_are_the_owners(world):
    assert world.run_month("--out", "modes").returncode == 1
    paths = [world.store, *(world.place / "modes").rglob("*")]
    for path in paths:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), (path, oct(mode))


def output_that_cannot_be_written(world):
    (world.place / "a-file").write_text("", encoding="utf-8")
    answer = world.run_month("--out", "a-file")
    assert answer.returncode == 4 and "a-file" in answer.stderr, answer


def without_room(world, limit):
    """A run that may write no file larger than so many bytes."""
    words = [str(world.rcti), "run", "2026-09", *MONTH, "--store", str(world.store), "--out", "full"]
    return subprocess.run(
        words, cwd=world.place, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))


def a_full_disk_leaves_no_draft(world):
    for limit in (200, 3000, 10000, 15000, 20000, 40000, 55000):
        answer = without_room(world, limit)
        assert answer.returncode == 4 and answer.stderr.startswith("rcti: "), (limit, answer)
        assert str(world.place) not in answer.stderr and "full/2026-09/" in answer.stderr, answer
        assert not list((world.place / "full/2026-09").iterdir()), (limit, answer)
    assert world.run_month("--out", "full").returncode == 1
    before = (world.place / "full/2026-09/draft/manifest.json").read_bytes()
    assert without_room(world, 15000).returncode == 4
    assert (world.place / "full/2026-09/draft/manifest.json").read_bytes() == before


def a_small_file_system_leaves_no_draft(world):
    """As root only: others cannot mount one."""
    out = world.place / "small"
    out.mkdir()
    for size in ("100k", "200k", "300k", "400k"):
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(out)],
                                 capture_output=True, check=False)
        if mounted.returncode != 0:
            return
        try:
            answer = world.run_month("--out", "small")
            left = [path.name for path in (out / "2026-09").iterdir()]
        finally:
            subprocess.run(["umount", str(out)], check=True)
        assert answer.returncode == 4 and "No space left" in answer.stderr, (size, answer)
        assert not left, (size, left)


def progress_is_one_line(world):
    run = ["run", "2026-09", *MONTH, "--store", world.store, "--out", "seen"]
    said = world.on_a_terminal(*run, stream="stderr")
    assert re.search(r"\rdocuments: 1 of \d+, \d+ s left\x1b\[K", said), said
    assert said.endswith("\r\x1b[K") and "\n" not in said, said
    assert not world.on_a_terminal(*run, "--quiet", stream="stderr")


TESTS = [*reviews.TESTS, explains_as_json, explains_a_missing_hour, explains_what_is_true, summary_as_json,
         one_run_a_month_at_a_time, a_refused_first_import_leaves_nothing, a_company_name_without_glyphs_is_refused,
         what_the_font_lacks_holds, a_killed_run_leaves_the_last_draft, wrong_usage_is_told, modes_are_the_owners,
         a_large_logo_is_told, the_counts_of_an_import_are_of_the_files_rows, output_that_cannot_be_written,
         a_full_disk_leaves_no_draft, a_small_file_system_leaves_no_draft, progress_is_one_line, *issuing.TESTS,
         *proving.TESTS, *corrections.TESTS, *by_hand.TESTS, *undone.TESTS, *paying.TESTS, *gates.TESTS,
         *gate_twins.TESTS, *values.TESTS, *checking.TESTS, *absence.TESTS, *standing.TESTS, *exports.TESTS,
         *sources.TESTS, *other_systems.TESTS, *taken_back.TESTS, *afterwards.TESTS, *comparing.TESTS,
         *decided_payments.TESTS, *explaining.TESTS, *explained_payments.TESTS, *disputes.TESTS, *elsewhere.TESTS, *accounting.TESTS,
         *deciding.TESTS, *walks.TESTS, *screens.TESTS, *signing.TESTS, *asked.TESTS, *pasted.TESTS, *facts_again.TESTS, *hostile.TESTS, *failing.TESTS,
         *backups.TESTS, *refused.TESTS, *older.TESTS, *attacks.TESTS, *versions.TESTS, *registering.TESTS,
         *installed.TESTS]


WORKERS = len(os.sched_getaffinity(0))


def module_run(rcti, name, names):
    """The tests of a module, in their order, in a world of their own: what they say, and how many passed and failed."""
    said, failed = [], 0
    tests = [test for test in TESTS if test.__module__ == name and (not names or names & {test.__name__, name})]
    os.umask(0)
    with tempfile.TemporaryDirectory() as directory:
        world = World(rcti, Path(directory))
        imported = world.import_month()
        assert imported.returncode == 0, imported
        for test in tests:
            try:
                test(world)
            except (AssertionError, ValueError, LookupError, OSError, sqlite3.Error) as problem:
                failed += 1
                said.append(f"FAIL {test.__name__}: {problem}")
    return said, len(tests) - failed, failed


def main():
    rcti, names = Path(sys.argv[1]).resolve(), set(sys.argv[2:])
    counts = Counter(test.__module__ for test in TESTS if not names or names & {test.__name__, test.__module__})
    passed = failed = 0
    with ProcessPoolExecutor(WORKERS) as pool:
        # The largest first: none is left for the end.
        for said, good, bad in pool.map(module_run, *zip(*((rcti, name, names) for name, _ in counts.most_common()))):
            print("".join(f"{line}\n" for line in said), end="", flush=True)
            passed, failed = passed + good, failed + bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
