"""What goes elsewhere after an issue: e-invoices and messages, and what is open until it has arrived."""

import csv
import io
import json
import shutil

import deciding
from corrections import COMPANY, PARTNER, SEPTEMBER, Months, block, confirmations
from undone import OCTOBER, issue, status, void
from world import World

MAIL = "\n[mail]\nsubject = {title} {number}\ntext = {legal_name},{line}{number}: {total}\n"


def rows_changed(text, change):
    """partners.csv with each row, a dict, changed in place."""
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        change(row)
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def issued_with(world, name, change, mail=""):
    """The demonstration's September, issued with those partners."""
    spaced = "abn=47 555 222 000"  # as people write it
    source = world.copy_of_input(f"{name}-input", partners=lambda text: rows_changed(text, change),
                                 company=lambda text: text.replace("abn=47555222000", spaced) + mail)
    place = world.place / name
    place.mkdir()
    here = World(world.rcti, place)
    assert here.call("import", "2026-09", source).returncode == 0
    assert here.issue(here.draft()).returncode in (0, 1)
    return here


def an_e_invoice_that_cannot_be_is_told(world):
    def change(row):
        row["einvoice"] = "yes" if row["partner_id"] in ("P0001", "P0002") else ""
        if row["partner_id"] == "P0002":
            row["address_line_1"] = row["suburb"] = row["postcode"] = ""

    here = issued_with(world, "einvoices", change)
    made = {path.stem for path in (here.out / "2026-09/issue-1/einvoices").iterdir()}
    assert made == {"RCTI-202609-P0001"}, made
    text = (here.out / "2026-09/issue-1/einvoices/RCTI-202609-P0001.xml").read_text(encoding="utf-8")
    assert text.count(">47555222000<") == 2, text
    told = [row for row in here.rows("issue-1", "exceptions") if row["code"] == "NO_EINVOICE"]
    assert [row["partner_id"] for row in told] == ["P0002"], told
    assert "the partner has no full address" in told[0]["message"], told
    assert here.verify().returncode == 0


def the_last_days_are_told(here):
    """Not before the 21st of 28 days; then in one line, with the last of them."""
    october = here.place / "october"
    shutil.copytree(here.place.parent / "mail-input", october)
    for name in ("blocks", "appointments", "other_work"):
        path = october / f"{name}.csv"
        path.write_text(path.read_text("utf-8").split("\n", 1)[0] + "\n", "utf-8")
    stopped = here.call("import", "2026-10", october)
    confirmed = confirmations(stopped.returncode, stopped.stderr)
    assert here.call("import", "2026-10", october, *confirmed).returncode == 0
    for day, is_told in (("2026-10-20", False), ("2026-10-21", True), ("2026-11-20", True)):
        told = here.call("run", "2026-10", "--as-at", f"{day}T09:00+11:00", "--issue-date", day)
        assert told.returncode in (0, 1), told
        path = here.out / "2026-10/draft/exceptions.csv"
        rows = [row for row in csv.DictReader(path.open(encoding="utf-8", newline="")) if row["code"] == "UNSENT"]
        assert len(rows) == is_told, (day, rows)
        assert not rows or (rows[0]["severity"] == "review" and "28 October 2026" in rows[0]["message"]
                            and "RCTI-202609-P0003: no message" in rows[0]["message"]), rows


def what_is_not_sent_is_open(world):
    def change(row):
        if row["partner_id"] == "P0003":
            row["email"] = ""

    here = issued_with(world, "mail", change, MAIL)
    messages = {path.stem for path in (here.out / "2026-09/issue-1/mail").iterdir()}
    documents = {path.stem for path in (here.out / "2026-09/issue-1/documents").iterdir()}
    assert documents - messages == {"RCTI-202609-P0003"}, documents - messages
    unsent = [row for row in json.loads(here.call("status", "--json").stdout)["open"]["items"]
              if row["kind"] == "UNSENT"]
    assert sorted(row["partner_id"] for row in unsent) == ["", "P0003"], unsent
    assert any(f"{len(messages)} documents of issue 1" in row["about"] for row in unsent), unsent
    assert {row["by"] for row in unsent} == {"2026-10-28"}, unsent
    the_last_days_are_told(here)
    dry = here.call("send", "2026-09", "--dry-run")
    assert f"{len(messages)} of {len(documents)} documents would be sent" in dry.stdout, dry
    assert "1 without a message: no address was known" in " ".join(dry.stdout.split()), dry
    assert "would be sent to p0001@example.com, Margaret Whitlock" in dry.stdout, dry
    for number in sorted(documents):
        assert here.call("deliveries", "--sent", number, "--on", "2026-10-13").returncode == 0
    left = json.loads(here.call("status", "--json").stdout)["open"]["items"]
    assert not [row for row in left if row["kind"] == "UNSENT"], left
    assert here.call("deliveries", "2026-09").returncode == 0
    assert here.verify().returncode == 0


WANTED = {**PARTNER, "email": "p1@example.com", "address_line_1": "3 Acacia Lane", "suburb": "Newtown", "postcode": "2042",
          "state": "NSW", "einvoice": "yes"}


def einvoices_of(months, period, place):
    return {path.stem for path in (months.world.out / period / place).glob("einvoices/*.xml")}


def a_void_is_taken_back_as_it_went(world):
    """Whole, by a credit note; where a part of it went otherwise, by hand, and that is told."""
    for name, adjusted in (("taken-back-whole", False), ("taken-back-by-hand", True)):
        months = Months(world, name, partners=[WANTED])
        if adjusted:
            deciding.decide(months, "pay", "P1", "2026-08", "--amount", "50.00", "--nature", "no_supply")
        months.bring("2026-09", partners=[WANTED])
        months.issue("2026-09", SEPTEMBER)
        assert einvoices_of(months, "2026-09", "issue-1") == {"RCTI-202609-P1"}
        void(months, "RCTI-202608-P1")
        months.bring("2026-08", partners=[{**WANTED, "trading_name": "Ada"}])
        late = issue(months, "2026-08", OCTOBER, good=(3,)).stderr
        issue(months, "2026-08", OCTOBER, "--confirm", late.split("--confirm ")[1].split()[0])
        told = [row["message"] for row in months.rows("2026-08", "exceptions", "issue-2") if row["code"] == "NO_EINVOICE"]
        made = einvoices_of(months, "2026-08", "issue-2")
        if adjusted:
            assert not made and any("RCTI-202608-P1-V: a note that adjusted" in text for text in told), (made, told)
        else:
            assert made == {"RCTI-202608-P1-V", "RCTI-202608-P1-R1"} and not told, (made, told)
        assert "all of it holds" in months.done("verify").stdout


def what_came_back_is_open(world):
    """Whether the program mails or not, with the command that is next."""
    for name, mail in (("came-back-mailed", MAIL), ("came-back-by-hand", "")):
        text = {"company_ini": COMPANY.read_text(encoding="utf-8") + mail}
        months = Months(world, name, partners=[WANTED], **text)
        months.bring("2026-09", partners=[WANTED], **text)
        months.bring("2026-08", blocks=[block("2026-08-18", "2026-08-18")])
        months.issue("2026-09", SEPTEMBER)
        months.done("deliveries", "--bounced", "RCAN-202608-P1-1", "--reason", "mailbox full")
        items = [item for item in status(months, OCTOBER)["open"]["items"] if item["kind"] == "UNSENT"]
        note = [item for item in items if item["about"].startswith("RCAN")]
        assert len(note) == 1 and note[0]["by"] == "2026-11-09", items
        assert "rcti send --again RCAN-202608-P1-1 --reason TEXT" in note[0]["next"], note
        assert len(items) == (3 if mail else 1), items
        assert "since 2026-10-12, due by" in months.done("status", *OCTOBER, good=(1,)).stdout


TESTS = [a_void_is_taken_back_as_it_went, what_came_back_is_open, an_e_invoice_that_cannot_be_is_told, what_is_not_sent_is_open]
