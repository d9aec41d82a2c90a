"""What stands of an issued month once later months took it along, and all that holds a partner."""

import json

from corrections import PARTNER, SEPTEMBER, Months, block
from undone import BOTH, OCTOBER, OTHER, issue, schedules_of, void

BAD_ABN = "51824753557"


def held_by(draft, partner):
    row = next(row for row in draft["register"] if row["partner_id"] == partner)
    return row["status"], row["reasons"].split(";")


def every_reason_that_holds_is_told_at_once(world):
    """August's GST turns out to be none, and September's own ABN is wrong: both stand in one register, and
    what September holds them by goes on where August's is mended first."""
    months = Months(world, "reasons", **BOTH)
    months.bring("2026-08", partners=[{**PARTNER, "gst_from": ""}, OTHER])
    months.bring("2026-09", **{**BOTH, "partners": [{**PARTNER, "abn": BAD_ABN}, OTHER]})
    draft = months.draft("2026-09", SEPTEMBER)
    assert held_by(draft, "P1") == ("held", ["BAD_ABN", "TAXABILITY_CHANGED"]), draft["register"]
    assert held_by(draft, "P2") == ("ready", [""]), draft["register"]
    told = {row["code"]: row["message"] for row in draft["exceptions"]
            if row["severity"] == "held" and row["partner_id"] == "P1"}
    assert "2026-08: void RCTI-202608-P1" in told["TAXABILITY_CHANGED"], told
    assert not draft["adjustments"], draft["adjustments"]
    months.bring("2026-08", partners=[PARTNER, OTHER])
    draft = months.draft("2026-09", SEPTEMBER)
    assert held_by(draft, "P1") == ("held", ["BAD_ABN"]), draft["register"]


def the_document_that_stands_is_shown(world):
    """September's issue made a late RCTI of P1's August, which was nil, and replaced P2's, which was void:
    `rerun --as-issued` of August shows these, and before that issue what stood then."""
    months = Months(world, "stands", **{**BOTH, "schedules": schedules_of("P2")})

    def as_issued(partner):
        answer = months.done("rerun", partner, "2026-08", "--as-issued", "--json")
        return json.loads(answer.stdout)["total"], answer.stderr

    assert as_issued("P1")[0] == "0.00"
    assert as_issued("P2")[0] == "1320.00"
    void(months, "RCTI-202608-P2")
    told = as_issued("P2")
    assert told[0] == "1320.00" and "is void since (a wrong name); nothing has taken its place yet" \
        in told[1], told
    months.bring("2026-08", **BOTH, blocks=[{**block("2026-08-04", "2026-08-04"),
                                             "partner_id": "P2"}])
    months.bring("2026-09", **BOTH)
    issue(months, "2026-09", SEPTEMBER)
    for partner, total, number in (("P1", "1320.00", "RCTI-202608-P1"),
                                   ("P2", "990.00", "RCTI-202608-P2-R1")):
        told = as_issued(partner)
        assert told[0] == total, (partner, told)
        assert f"as issued: issue 1 of 2026-09 on 12 October 2026, {number}" in told[1], told
        assert "every verdict and line is as it was issued" in told[1] and "void" not in told[1], told
        explained = " ".join(months.done("explain", partner, "2026-08").stdout.split())
        assert f"{number} ${float(total):,.2f}" in explained, explained
    # An adjustment of it later is no other document: the one that it adjusts is shown.
    months.bring("2026-08", blocks=[])
    months.bring("2026-10", **BOTH)
    issue(months, "2026-10", OCTOBER)
    assert as_issued("P2")[0] == "990.00"
    months.done("verify")


TESTS = [every_reason_that_holds_is_told_at_once, the_document_that_stands_is_shown]
