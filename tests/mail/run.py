#!/usr/bin/env python3
"""Messages of an issue through a real mail server with refusals, delays, dropped replies, and a sender that is killed
at random instants: nobody gets a document twice, nobody gets another's, and whoever may have is on the list."""

import argparse
import hashlib
import json
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

from server import Server
from trouble import CHECKS, check_trouble

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/bench"))
import make_month  # noqa: E402

PERIOD = "2026-09"
MAIL = """
[mail]
subject = {title} {number}
text = Dear {legal_name},{line}{line}here is {number} for {period}: {total}, paid on {payment_date}.{line}{line}{company}
"""


class Sender:
    def __init__(self, rcti, place):
        self.rcti, self.place = rcti, place

    def call(self, *words, good=(0,)):
        done = subprocess.run([self.rcti, *map(str, words)], cwd=self.place, capture_output=True, text=True, check=False)
        assert done.returncode in good, f"{words}: {done.returncode}\n{done.stdout[-1000:]}{done.stderr[-2000:]}"
        return done

    def month(self, partners, company=None):
        """Issues a month of so many partners, each with an address of their own; by a company of that name."""
        source = self.place / "input"
        make_month.month_write(partners, source, make_month.datetime(2026, 9, 1))
        path = source / "partners.csv"
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        rows = [f"{row},{row.split(',')[0].lower()}@example.com" for row in rows]
        path.write_text("\n".join([f"{head},email", *rows]) + "\n", encoding="utf-8")
        path = source / "company.ini"
        text = path.read_text(encoding="utf-8")
        if company:
            text = re.sub(r"(?m)^legal_name *=.*", f"legal_name={company}", text, count=1)
        path.write_text(text + MAIL, encoding="utf-8")
        self.call("import", PERIOD, source)
        draft = self.call("run", PERIOD, "--as-at", "2026-10-12T09:00+11:00", "--issue-date", "2026-10-12", "--json",
                          good=(0, 1))
        self.call("issue", PERIOD, "--draft", json.loads(draft.stdout)["digest"], "--approved-by", "Ana Approver",
                  good=(0, 1))

    def send(self, server, *words, good=(0, 1)):
        return self.call("send", PERIOD, "--server", server.url, *words, good=good)

    def listed(self):
        """number -> its row of `rcti deliveries`."""
        done = self.call("deliveries", PERIOD, "--json", good=(0, 1))
        return {row["number"]: row for row in json.loads(done.stdout)["documents"]}

    def messages(self):
        """number -> the frozen message."""
        folder = self.place / "out" / PERIOD / "issue-1" / "mail"
        return {path.stem: path.read_bytes() for path in folder.glob("*.eml")}


def behaviour(dice):
    """Of each address, decided when it is asked for the first time; put off once or twice, then taken."""
    kinds = {}

    def behaves(address, count):
        kind = kinds.setdefault(address, dice.choices(["take", "refuse", "later", "drop", "slow"],
                                                      weights=[70, 6, 8, 8, 8])[0])
        return "take" if kind == "later" and count > 2 else kind

    return behaves


# ---- tests ------------------------------------------------------------------------------------------


def problems_of(sender, server, killed):
    """What each recipient has, against what is listed."""
    problems, counts = [], Counter()
    rows, messages = sender.listed(), sender.messages()
    if rows.keys() != messages.keys():
        problems.append(f"documents without a message: {sorted(rows.keys() ^ messages.keys())}")
    addresses = {message_from_bytes(text, policy=policy.default)["To"]: number for number, text in messages.items()}
    for address, number in addresses.items():
        state, arrived = rows[number]["state"], server.box.of(address)
        counts[state] += 1
        wrong = [text for text in arrived if text.rstrip() != messages[number].rstrip()]
        if wrong:
            problems.append(f"{number}: {address} got other bytes")
        if len(arrived) > 1:
            problems.append(f"{number}: {address} got {len(arrived)} messages")
        if state == "sent" and len(arrived) != 1:
            problems.append(f"{number}: sent, and {len(arrived)} arrived")
        if state in ("refused", "queued", "later") and arrived:
            problems.append(f"{number}: {state}, and it arrived")
        if state == "sending":
            problems.append(f"{number}: still sending")
    for address in server.box.arrived.keys() - addresses.keys():
        problems.append(f"{address} is nobody's, and got a message")
    if not killed and counts["unknown"] == 0:
        problems.append("no reply was lost: the test saw nothing")
    return problems, counts


def check_faults(rcti, partners, seed, kills):
    """Sends again and again, some of them killed, until nothing is due."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as directory:
        sender = Sender(rcti, Path(directory))
        sender.month(partners)
        server = Server(behaviour(dice))
        server.start()
        try:
            killed = 0
            while killed < kills:
                process = subprocess.Popen([rcti, "send", PERIOD, "--server", server.url], cwd=directory,
                                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(dice.random() * 0.08 + 0.005)
                process.send_signal(signal.SIGKILL)
                killed += 1
                if process.wait() != -signal.SIGKILL:
                    break
            for _ in range(4):
                sender.send(server)
            problems, counts = problems_of(sender, server, killed)
            before = sum(len(each) for each in server.box.arrived.values())
            sender.send(server)
            if sum(len(each) for each in server.box.arrived.values()) != before:
                problems.append("sending once more sent something")
            verify = sender.call("verify", good=(0, 5))
            if verify.returncode != 0:
                problems.append(verify.stdout[-500:] + verify.stderr[-500:])
        finally:
            server.stop()
    print(f"{partners} messages, {killed} kills: "
          + ", ".join(f"{count} {state}" for state, count in sorted(counts.items())))
    return problems


def check_again(rcti):
    """What a person does: once more to another address, by other means, and what must not be."""
    problems = []
    with tempfile.TemporaryDirectory() as directory:
        sender = Sender(rcti, Path(directory))
        sender.month(4)
        server = Server(lambda address, count: "refuse" if address.startswith("p000001") else "take")
        server.start()
        try:
            dry = sender.send(server, "--dry-run")
            if server.box.arrived or "4 of 4 documents would be sent" not in dry.stdout:
                problems.append(f"--dry-run: {dry.stdout}")
            number = next(name for name in sender.messages() if name.endswith("P000001"))
            early = sender.call("send", "--again", number, "--reason", "x", "--server", server.url, good=(2,))
            if f"{number} was not sent yet: rcti send {PERIOD} sends it" not in early.stderr:
                problems.append(f"again before the first: {early.stderr}")
            sender.send(server)
            row = sender.listed()[number]
            if row["state"] != "refused" or "550" not in row["answer"]:
                problems.append(f"refused: {row}")
            done = sender.call("send", "--again", number, "--reason", "the new address", "--to", "new@example.com",
                               "--server", server.url)
            row = sender.listed()[number]
            if row["state"] != "sent" or row["attempt"] != 2 or len(server.box.of("new@example.com")) != 1:
                problems.append(f"again: {row} {done.stdout}")
            pdf = sender.place / "out" / PERIOD / "issue-1" / "documents" / f"{number}.pdf"
            got = message_from_bytes(server.box.of("new@example.com")[0], policy=policy.default)
            attached = [part.get_content() for part in got.iter_attachments()]
            if attached != [pdf.read_bytes()] or got["Cc"] or got["Bcc"]:
                problems.append("again: the document is not attached, alone")
            other = next(name for name in sender.messages() if name.endswith("P000002"))
            sender.call("deliveries", "--bounced", other, "--reason", "mailbox full")
            if sender.listed()[other]["state"] != "bounced":
                problems.append("bounced is not kept")
            sender.call("deliveries", "--sent", other, "--on", "2026-10-13")
            if sender.listed()[other]["answer"] != "sent by other means on 2026-10-13":
                problems.append(f"by other means: {sender.listed()[other]}")
            problems += refusals(sender, server, other)
        finally:
            server.stop()
    return problems


def refusals(sender, server, number):
    """Each gives status 2 and its words."""
    problems = []
    (sender.place / "open").write_text("user\npassword\n")
    (sender.place / "open").chmod(0o644)
    for words, said in (
        (["send", "2026-08", "--server", server.url], "nothing of that month was issued"),
        (["send", PERIOD, "--server", server.url, "--credentials", "open"], "others can read it"),
        (["send", PERIOD], "no mail server is named"),
        (["send", "--again", "RCTI-202609-NOBODY", "--reason", "x", "--server", server.url], "no document"),
        (["send", "--again", number, "--server", server.url], "--reason"),
        (["send", "--again", number, "--reason", "x", "--to", "two@example.com\nBcc: a@example.com", "--server",
          server.url], "is no plain address"),
        (["send", "--again", number, "--reason", "x", "--to", "Pat <pat@example.com>", "--server", server.url],
         "--to: Pat <pat@example.com> is no plain address"),
        (["deliveries", "--sent", number], "--on DATE"),
    ):
        done = sender.call(*words, good=(2, 4))
        if said not in done.stderr:
            problems.append(f"{words}: {done.stderr}")
    sender.call("void", number, "--reason", "wrong name", "--approved-by", "Ana Approver")
    done = sender.call("send", "--again", number, "--reason", "x", "--server", server.url, good=(2,))
    if "is void" not in done.stderr:
        problems.append(f"void: {done.stderr}")
    return problems


def check_swapped(rcti):
    """A message that is not the document's is never sent."""
    with tempfile.TemporaryDirectory() as directory:
        sender = Sender(rcti, Path(directory))
        sender.month(2)
        server = Server()
        server.start()
        try:
            with closing(sqlite3.connect(sender.place / "rcti.db")) as store:
                rows = store.execute("SELECT row, bytes FROM issue_files WHERE path LIKE 'mail/%'").fetchall()
                store.execute("DROP TRIGGER issue_files_no_update")
                store.execute("UPDATE issue_files SET bytes = ?2 WHERE row = ?1", (rows[0][0], rows[1][1]))
                store.execute(
                    "CREATE TRIGGER issue_files_no_update BEFORE UPDATE ON issue_files\n"
                    "    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END")
                store.commit()
            done = sender.send(server, good=(4,))
            wrong = server.box.arrived or "is not this document" not in done.stderr
            return [f"swapped: {server.box.arrived.keys()} {done.stderr}"] if wrong else []
        finally:
            server.stop()


def main():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell runs in the background ignores it
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rcti", type=lambda text: str(Path(text).resolve()))
    parser.add_argument("--messages", type=int, default=60)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    problems = check_faults(options.rcti, options.messages, options.seed, 0)
    problems += check_faults(options.rcti, options.messages, options.seed + 1, options.kills)
    problems += check_again(options.rcti) + check_swapped(options.rcti)
    problems += check_trouble(lambda place: Sender(options.rcti, place))
    print("\n".join(problems))
    print(f"{4 + len(CHECKS)} passed" if not problems else f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
