"""Where it is installed: `cmake --install` into a place with a space in its name, moved, and without its data."""

import os
import shutil
import subprocess
from pathlib import Path

from world import DEMONSTRATION, MONTH


def tried(program, place, *words, **settings):
    """With nothing of the caller's environment, no HOME either."""
    return subprocess.run([program, *words], cwd=place, env=settings, text=True, capture_output=True, check=False)


def installed(world):
    prefix = world.place / "a place"
    subprocess.run(["cmake", "--install", Path(world.rcti).resolve().parent, "--prefix", prefix], check=True, capture_output=True)
    return prefix


def the_unit_starts_what_is_there(prefix):
    unit = (prefix / "lib/systemd/system/rcti-nightly@.service").read_text("utf-8")
    started = unit.split('\nExecStart="')[1].split('"')[0]
    assert started == f"{prefix}/libexec/rcti/nightly" and os.access(started, os.X_OK), started
    assert f'\nEnvironment="PATH={prefix}/bin:' in unit and "@RCTI" not in unit, unit


def it_runs_from_anywhere(world):
    prefix = installed(world)
    the_unit_starts_what_is_there(prefix)
    place = world.place / "anywhere"
    place.mkdir()
    expected = (DEMONSTRATION / "expected/summary.txt").read_text("utf-8").split("digest")[1].split()[0]
    moved = world.place / "moved away"
    for now, settings in ((prefix, {"TZ": "Pacific/Apia", "LC_ALL": "C"}), (moved, {"LANG": "de_DE.UTF-8"})):
        if now == moved:
            prefix.rename(moved)
            (place / "rcti.db").unlink()
        assert tried(now / "bin/rcti", place, "import", "2026-09", now / "share/rcti/demonstration", **settings).returncode == 0
        draft = tried(now / "bin/rcti", place, "run", "2026-09", *MONTH, **settings)
        assert draft.returncode == 1 and f"digest  {expected}" in draft.stdout, draft
    link = place / "link"
    link.symlink_to(moved / "bin/rcti")
    assert tried(link, "/", "holidays", "VIC-GREATER-GEELONG", "2026").returncode == 0


def data_that_are_not_there_are_told(world):
    place = world.place / "alone"
    place.mkdir()
    alone = shutil.copy(world.rcti, place / "rcti")
    for settings, told in (({}, "install it whole"), ({"RCTI_HOLIDAYS": "/nowhere"}, "RCTI_HOLIDAYS names it: unset it")):
        answer = tried(alone, place, "holidays", "VIC-GREATER-GEELONG", "2026", **settings)
        assert answer.returncode == 4 and told in " ".join(answer.stderr.split()), answer
        assert all(len(line) <= 80 for line in answer.stderr.splitlines()), answer


TESTS = [it_runs_from_anywhere, data_that_are_not_there_are_told]
