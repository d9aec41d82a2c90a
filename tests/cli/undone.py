"""What an earlier month leaves undone: the gate of an issue that skips one, and the open items, which no
path ends without a word."""

import json
import re

from corrections import SEPTEMBER, Months, confirmations
from world import APPROVER

OCTOBER = ["--as-at", "2026-11-12T09:00+11:00", "--issue-date", "2026-11-12"]


def digest_of(months, period, dates):
    return json.loads(months.done("run", period, *dates, "--json", good=(0, 1)).stdout)["digest"]


def issue(months, period, dates, *words, good=(0, 1)):
    digest = digest_of(months, period, dates)
    return months.done("issue", period, "--draft", digest, "--approved-by", APPROVER, *words,
                       good=good)


def a_month_that_is_skipped_stops_an_issue(world):
    """September is imported and not issued: October stops, until somebody says that it is meant so."""
    months = Months(world, "skipped")
    months.bring("2026-09")
    months.bring("2026-10")
    stopped = issue(months, "2026-10", OCTOBER, good=(3,))
    assert re.search(r"^SKIPPED_MONTH:[0-9a-f]{4}: September 2026 was imported and never issued; run "
                     r"and issue that month first", stopped.stderr, re.M), stopped
    assert "1 gate; nothing was issued" in stopped.stderr, stopped
    query = months.world.query
    assert query("SELECT count(*) FROM issues") == [(1,)]
    assert not (months.world.out / "2026-10/issue-1").exists()
    # Another gate's word, or the token of another month's issue, lets nothing pass.
    for word in ("MASS_RETIREMENT:0000", "SKIPPED_MONTH:zzzz"):
        refused = issue(months, "2026-10", OCTOBER, "--confirm", word, good=(2,))
        assert f"{word} is no gate that stands before this issue 2026-10" in refused.stderr, refused
    issue(months, "2026-10", OCTOBER, *confirmations(3, stopped.stderr))
    kept = query("SELECT seq, code, token, saw, confirmed_by FROM issue_confirmations")
    assert len(kept) == 1 and kept[0][:2] == (2, "SKIPPED_MONTH"), kept
    assert kept[0][3] == "September 2026 was imported and never issued" and kept[0][4], kept
    months.done("verify")
    # Done in its turn after all: no gate, for no month before it is left out.
    issue(months, "2026-09", SEPTEMBER)
    months.done("verify")


TESTS = [a_month_that_is_skipped_stops_an_issue]
