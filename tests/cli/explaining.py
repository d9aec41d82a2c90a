"""explain and evidence: why, why not, and where the money went."""

import hashlib
import json
import os
import re
import unicodedata
from pathlib import Path

from corrections import SEPTEMBER, Months, block, booking, completed
from jsonschema import Draft202012Validator
from world import MONTH

SCHEMAS = Path(__file__).parent / "schemas"
RULE = re.compile(r"\b[SPCHAGMRD]\d\b")


def explain(world, *words):
    answer = world.call("explain", *words, *MONTH)
    assert answer.returncode == 0, (words, answer)
    return answer.stdout


def validated(command, text):
    schema = json.loads((SCHEMAS / f"{command}.json").read_text(encoding="utf-8"))
    told = json.loads(text)
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(told)]
    assert not errors, (errors[:3], text[:500])
    return told


def columns_of(line):
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else
               0 if unicodedata.combining(letter) else 1 for letter in line)


def json_has_its_schema(world):
    issued = world.issued("explain-schema")
    for words in (["P0005", "2026-09"], ["P0024", "2026-09"], ["P0019", "2026-09"],
                  ["P0016", "2026-09", "--date", "2026-09-17"], ["A10502"], ["A10408"],
                  ["ASST-316004"], ["RCTI-202609-P0005"], ["A10301"]):
        validated("explain", explain(issued, *words, "--json"))
    pack = issued.place / "pack"
    answer = issued.call("evidence", "P0005", "2026-09", "--out", pack, "--json", *MONTH)
    assert set(validated("evidence", answer.stdout)["files"]) == \
        {str(path.relative_to(pack)) for path in pack.rglob("*") if path.is_file()}, answer
    validated("explain", (pack / "explanation.json").read_text(encoding="utf-8"))


def every_line_fits(world):
    issued = world.issued("explain-width")
    for partner in ("P0003", "P0004", "P0005", "P0010", "P0014", "P0016", "P0024", "P0026"):
        for words, width in ((["2026-09"], 80), (["2026-09", "--letter"], 80),
                             (["2026-09", "--width", "66"], 66), (["2026-09", "--width", "120"], 120)):
            told = explain(issued, partner, *words).printed
            long = [line for line in told.splitlines() if columns_of(line) > width]
            assert not long, (partner, words, long)
            assert not [line for line in told.splitlines() if line != line.rstrip()], told
            assert "\033" not in told, told
    assert issued.call("explain", "P0003", "2026-09", "--width", "20").returncode == 2
    assert explain(issued, "P0004", "2026-09", "--width", "120").count("09:00 B 10:00 B") > 1


def seen_on_a_terminal(world, **environment):
    """What explain writes where a person reads."""
    return world.on_a_terminal("explain", "P0005", "2026-09", *MONTH, status=0,
                               env={"PATH": os.environ["PATH"], **environment})


def colours_where_there_are_any(world):
    assert "\033[30;48;5;" in seen_on_a_terminal(world, TERM="xterm-256color")
    truly = seen_on_a_terminal(world, TERM="xterm-256color", COLORTERM="truecolor")
    assert "\033[30;48;2;246;201;196m10:00 N\033[0m" in truly, truly
    for environment in ({"TERM": "xterm-256color", "NO_COLOR": "1"}, {"TERM": "dumb"}, {}):
        assert "\033" not in seen_on_a_terminal(world, **environment), environment


def letters_are_for_the_partner(world):
    """No greeting, batch, file or rule; and nothing that is asked for again with other words."""
    issued = world.issued("explain-letter")
    for partner in ("P0003", "P0004", "P0005", "P0014", "P0016", "P0019"):
        told = explain(issued, partner, "2026-09", "--letter")
        assert "batch" not in told and ".csv" not in told and "Dear" not in told, told
        assert not RULE.search(told), (RULE.search(told), told)
    told = explain(issued, "P0005", "2026-09", "--letter")
    assert "$3,069.00 is to be paid on 26 October 2026 for RCTI-202609-P0005 ($3,069.00)." in \
        " ".join(told.split()), told
    assert issued.call("explain", "P0005", "2026-09", "--letter", "--json").returncode == 2
    held = " ".join(explain(issued, "P0019", "2026-09", "--letter").split())
    assert "There is no document and no payment of the month yet: - no rate is known for some of" \
        in held, held


def an_id_is_found_wherever_it_is(world):
    issued = world.issued("explain-ids")
    for text, parts in (
            ("a10403", ["A10403, open calendar, Tue 8 Sep 09:00 (Melbourne)", "does not matter",
                        "cancelled by the client Mon 7 Sep 19:30", "another appointment took its",
                        "A10404 was booked into the hour: it is paid once"]),
            ("A10408", ["does not matter", "It was moved to Thu 17 Sep 13:00, A10409"]),
            ("A10502", ["It matters to what is paid.", "Tue 15 Sep 00:00 (Melbourne), due by the "
                        "end of Mon 14 Sep"]),
            ("A10301", ["does not matter", "a public holiday took its hour"]),
            ("asst-316004", ["Case ASST-316004: 9 sessions", "X1603: 4 extra sessions approved 7 "
                             "September 2026, clinical review pending: does not count",
                             "session 10, beyond the sessions of the case"]),
            ("rcti-202609-p0005", ["RCTI-202609-P0005 for September 2026, issued on 12 October",
                                   "paid on 26 October 2026"])):
        told = " ".join(explain(issued, text).split())
        for part in parts:
            assert part in told, (text, part, told)
    assert "P0005 is a partner" in issued.call("explain", "p0005").stderr
    assert "no appointment, case or document Q9" in issued.call("explain", "Q9").stderr
    assert issued.call("explain", "ASST-316004", "--letter").returncode == 2
    assert issued.call("explain", "A10403", "--date", "2026-09-08").returncode == 2


def what_is_gone_is_found(world):
    issued = world.issued("explain-gone")
    fewer = issued.copy_of_input("fewer", appointments=lambda text: "".join(
        line for line in text.splitlines(keepends=True) if not line.startswith("A10404,")))
    assert issued.import_month(fewer).returncode == 0
    told = " ".join(explain(issued, "A10404").split())
    assert "does not matter to what is paid: the files have it no more since batch 2" in told, told
    assert "no longer among the bookings" in explain(issued, "A10404", "--letter")
    whole = " ".join(explain(issued, "P0004", "2026-09").split())
    assert "Not billed yet" not in whole, whole  # the hour is paid as cancelled


def sessions_are_told_with_their_evidence(world):
    told = " ".join(explain(world, "P0016", "2026-09", "--date", "2026-09-16").split())
    for part in ("Case ASST-316009 is entitled to 5 sessions; 5 were used before those counted here.",
                 "Counted here: this one.", "That makes 6 sessions with this one.",
                 "X1605: 1 extra session approved 20 September: counts from that day on, which is "
                 "after this session."):
        assert part in told, (part, told)


def ids_that_are_part_of_others(world):
    """Numbers as ids, 1 and 11: both cancelled after the start, and both are named."""
    late = {"cancelled_at": "2026-08-04T10:30", "status": "cancelled", "cancelled_by": "client"}
    marked = [completed(appointment_id=name) for name in ("1", "11")]
    months = Months(world, "ids", appointments=marked)
    months.bring("2026-08", appointments=[booking(appointment_id=name, **late)
                                          for name in ("1", "11")])
    months.bring("2026-09")
    months.draft("2026-09", SEPTEMBER)
    reason = months.rows("2026-09", "adjustments")[0]["reason"]
    for name in ("1", "11"):
        assert re.search(rf"(because|;) {name} was cancelled Tue 4 Aug 10:30", reason), reason
        assert "due by" in reason or "not marked as completed by" in reason, reason
    told = " ".join(months.done("explain", "P1", "2026-08", "--date", "2026-08-04",
                                *SEPTEMBER).stdout.split())
    assert "1 was cancelled Tue 4 Aug 10:30 (Melbourne), after its start, and not marked" in told
    assert "11 was cancelled Tue 4 Aug 10:30 (Melbourne), after its start, and not marked" in told


def what_is_not_billed_yet_is_told(world):
    months = Months(world, "unbilled")
    months.bring("2026-08", blocks=[block("2026-08-04", "2026-08-04")])
    told = json.loads(months.done("explain", "P1", "2026-08", "--json", *SEPTEMBER).stdout)
    assert (told["total"], told["billed"], told["unbilled"]) == ("990.00", "1320.00", "-330.00"), told
    letter = " ".join(months.done("explain", "P1", "2026-08", "--letter", *SEPTEMBER).stdout.split())
    assert "that is $330.00 less than was billed; the difference is not billed yet" in letter, letter


def what_starts_in_an_hour_of_the_month_before(world):
    """An hour that lasts over the month's end is of the month in which it begins, if that month has it."""
    hour = [{"partner_id": "P1", "weekday": "Mon", "start": "23:30", "end": "", "effective_from": "",
             "effective_to": ""}]
    late = [completed("2026-09-02T09:00", start="2026-09-01T00:15", calendar="open")]
    for name, august, row in (("both", {"schedules": hour}, "2026-08-31"), ("one", {}, None)):
        months = Months(world, f"over-midnight-{name}", **august)
        months.bring("2026-09", schedules=hour, appointments=late)
        told = validated("explain", months.done("explain", "A1", "--json", *SEPTEMBER).stdout)[0]
        assert told["date"] == "2026-09-01" and told["period"] == "2026-08", told
        assert told["matters"] == (row is not None) and told.get("is_of", {}).get("date") == row, told


def evidence_is_of_one_partner(world):
    """Also of who shares an account; nothing is written where something is already."""
    issued = world.issued("evidence")
    pack = issued.place / "pack"
    answer = issued.call("evidence", "p0025", "2026-09", "--out", pack, *MONTH)
    assert answer.returncode == 0, answer
    for path in pack.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
        if path.is_file() and path.suffix != ".pdf":
            text = path.read_text(encoding="utf-8")
            others = {name for name in re.findall(r"\bP00\d\d\b", text) if name != "P0025"}
            assert not others and "Fenwick Psychology" not in text, (path, others)
    rows = (pack / "tables/issue-1-exceptions.csv").read_text(encoding="utf-8")
    assert "review,SHARED_ACCOUNT,P0025,,," in rows, rows
    for line in (pack / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        sha256, name = line.split("  ")
        assert hashlib.sha256((pack / name).read_bytes()).hexdigest() == sha256, name
    seal = re.search(r"seal ([0-9a-f]{64})", (pack / "seal.txt").read_text(encoding="utf-8"))[1]
    assert "of issue 1 of 2026-09" in issued.verify("--against", seal).stdout, seal
    document = pack / "documents/RCTI-202609-P0025.pdf"
    assert "RCTI-202609-P0025" in issued.verify("--document", document).stdout
    assert (pack / "letter.txt").read_text(encoding="utf-8") == \
        explain(issued, "P0025", "2026-09", "--letter")
    assert issued.call("evidence", "P0025", "2026-09", "--out", pack).returncode == 2
    assert issued.call("evidence", "P0025", "2026-09").returncode == 2
    assert issued.call("evidence", "NOBODY", "2026-09", "--out", "other").returncode == 2
    assert not (issued.place / "other").exists()


TESTS = [json_has_its_schema, every_line_fits, colours_where_there_are_any,
         letters_are_for_the_partner, an_id_is_found_wherever_it_is, what_is_gone_is_found,
         sessions_are_told_with_their_evidence, ids_that_are_part_of_others,
         what_is_not_billed_yet_is_told, what_starts_in_an_hour_of_the_month_before,
         evidence_is_of_one_partner]
