"""A server that takes nothing, a person who stops or changes something meanwhile, and a message that was changed."""

import json
import os
import signal
import sqlite3
import ssl
import subprocess
import tempfile
import threading
from collections import Counter
from contextlib import closing, contextmanager
from email import message_from_bytes, policy
from pathlib import Path

from scripted import Scripted
from server import Server


def states(sender):
    return Counter(row["state"] for row in sender.listed().values())


@contextmanager
def scripted(script, host="127.0.0.1"):
    server = Scripted(script, host)
    try:
        yield server
    finally:
        server.stop()


# ---- the server ------------------------------------------------------------------------------------


def takes_nothing(sender, partners):
    """What is not about the message refuses no message: it waits, the server is asked once, and says why."""
    problems = []
    login = sender.place / "login"
    login.write_text("user\npassword\n")
    login.chmod(0o600)
    for what, script, words, host, said in (
        ("password", {"EHLO": "250-me\r\n250 AUTH PLAIN", "AUTH": "535 5.7.8 wrong password"},
         ["--credentials", "login"], "127.0.0.1", "535 5.7.8 wrong password"),
        ("sender", {"MAIL": "530 5.7.0 authentication required"}, [], "127.0.0.1", "530 5.7.0"),
        ("greeting", {"BANNER": "554 go away"}, [], "127.0.0.1", "554 go away"),
        ("busy", {"BANNER": "421 busy"}, [], "127.0.0.1", "421 busy"),
        ("no TLS", {}, [], "127.0.0.2", "STARTTLS not supported"),
        ("no TLS, but it says so", {"EHLO": "250-me\r\n250 STARTTLS", "STARTTLS": "454 not now"}, [], "127.0.0.2",
         "454 not now"),
    ):
        with scripted(script, host) as server:
            done = sender.send(server, *words, good=(1,))
            if "stopped: " not in done.stdout or said not in done.stdout:
                problems.append(f"{what}: {done.stdout[-300:]}")
            if server.connections != 1 or server.recipients():
                problems.append(f"{what}: {server.connections} connections, {server.recipients()}")
            if states(sender) != {"later": 1, "queued": partners - 1}:
                problems.append(f"{what}: {states(sender)}")
            if any(line == "AUTH PLAIN" or "cGFzc3dvcmQ" in line for line in server.commands) != (what == "password"):
                problems.append(f"{what}: the password was said, or not: {server.commands}")
    return problems


def foreign_certificate(sender, partners):
    """A certificate that nobody vouches for is none."""
    problems = []
    key, certificate = sender.place / "key.pem", sender.place / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.2",
                    "-keyout", str(key), "-out", str(certificate)], capture_output=True, check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = Server(host="127.0.0.2", tls=context)
    server.start()
    try:
        done = sender.send(server, good=(1,))
        if server.box.arrived or "certificate" not in done.stdout or states(sender)["later"] != 1:
            problems.append(f"a foreign certificate: {server.box.arrived.keys()} {done.stdout[-300:]}")
    finally:
        server.stop()
    return problems


def all_refused(sender, partners):
    """Where the first three are refused for what they have in common, the rest waits."""
    with scripted({"RCPT": "554 5.7.1 relay access denied"}) as server:
        done = sender.send(server, good=(1,))
        good = states(sender) == {"refused": 3, "queued": partners - 3} and "none of the first 3" in done.stdout
    return [] if good else [f"all refused: {states(sender)} {done.stdout[-300:]}"]


def connection_ends(sender, partners, answer="421 too many"):
    """A server that takes two over one connection gets all in one go; each once."""
    with scripted({"MAIL": lambda line, taken: answer if taken >= 2 else None}) as server:
        sender.send(server, good=(0, 1))
        good = states(sender) == {"sent": partners} and len(server.messages) == partners and server.connections > 2
        return [] if good else [f"{answer}: {states(sender)}, {server.recipients()}"]


def connection_drops(sender, partners):
    """Likewise without a word."""
    return connection_ends(sender, partners, Scripted.DROP)


# ---- meanwhile -------------------------------------------------------------------------------------


def stopped_by_hand(sender, partners):
    """Ctrl-C ends it between two messages: nothing is cut short, nothing unknown."""
    first = threading.Event()

    def slowly(line, taken):
        first.set()
        threading.Event().wait(0.3)

    with scripted({"END": slowly}) as server:
        process = subprocess.Popen([sender.rcti, "send", "2026-09", "--server", server.url], cwd=sender.place,
                                   stdout=subprocess.PIPE, text=True)
        first.wait(20)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=60)[0]
        good = states(sender) == {"sent": 1, "queued": partners - 1} and process.returncode == 1
    return [] if good and "somebody asked for it" in told else [f"stopped: {states(sender)} {told[-300:]}"]


def changed_meanwhile(sender, partners):
    """While the first is sent another is voided: it goes nowhere. What else is recorded waits until all are sent."""
    problems, said = [], []
    numbers = sorted(sender.listed())

    def meanwhile(line, taken):
        if not said:
            void = sender.call("void", numbers[-1], "--reason", "wrong name", "--approved-by", "Ana Approver")
            other = sender.call("deliveries", "--sent", numbers[1], "--on", "2026-10-13", good=(2,))
            again = sender.call("send", "--again", numbers[0], "--reason", "x", "--server", "smtp://127.0.0.1:9",
                                good=(2,))
            said.extend([void.stdout, other.stderr, again.stderr])

    with scripted({"END": meanwhile}) as server:
        sender.send(server, good=(0, 1))
        if len(server.messages) != partners - 1 or any(numbers[-1].encode() in text for text in server.messages):
            problems.append(f"void meanwhile: {server.recipients()}")
    if len(said) != 3 or "under way" not in said[1] or "under way" not in said[2]:
        problems.append(f"meanwhile: {said}")
    if sender.listed()[numbers[-1]]["state"] != "queued" or states(sender)["sent"] != partners - 1:
        problems.append(f"void meanwhile: {states(sender)}")
    return problems


# ---- what was changed ------------------------------------------------------------------------------


def changed_message(sender, partners):
    """The document is attached, but the text or the address is another."""
    problems = []
    for was, put, said in ((b"here is", b"pay to BSB 000-000", "its bytes have changed"),
                           (b"To: p0", b"To: q0", "its address is not the partner's")):
        with closing(sqlite3.connect(sender.place / "rcti.db")) as store:
            row, kept = store.execute("SELECT row, bytes FROM issue_files WHERE path LIKE 'mail/%'").fetchone()
            trigger = store.execute("SELECT sql FROM sqlite_schema WHERE name = 'issue_files_no_update'").fetchone()[0]
            for text in (kept.replace(was, put), kept):
                if text != kept:
                    store.execute("DROP TRIGGER issue_files_no_update")
                    store.execute("UPDATE issue_files SET bytes = ?2 WHERE row = ?1", (row, text))
                    store.execute(trigger)
                    store.commit()
                    with scripted({}) as server:
                        done = sender.send(server, good=(4,))
                        if server.messages or said not in done.stderr:
                            problems.append(f"{said}: {server.recipients()} {done.stderr}")
            store.execute("DROP TRIGGER issue_files_no_update")
            store.execute("UPDATE issue_files SET bytes = ?2 WHERE row = ?1", (row, kept))
            store.execute(trigger)
            store.commit()
    return problems


def redirected(sender, partners):
    """A wrong address that is known before anything is sent: the message goes to the other alone."""
    problems = []
    number = sorted(sender.listed())[0]
    with scripted({}) as server:
        done = sender.call("send", "--again", number, "--reason", "x", "--server", server.url, good=(2,))
        if "was not sent yet: rcti send 2026-09" not in done.stderr:
            problems.append(f"not sent yet: {done.stderr}")
        sender.call("send", "--again", number, "--reason", "wrong address", "--to", "new@example.com",
                    "--server", server.url)
        sender.send(server)
        first = message_from_bytes(server.messages[0], policy=policy.default)
        if Counter(server.recipients()).most_common(1)[0][1] != 1 or first["To"] != "new@example.com" \
                or len(server.messages) != partners:
            problems.append(f"redirected: {server.recipients()}")
        if first["From"].addresses[0].display_name != "Exämple \"Assist\" – Pty & Co":
            problems.append(f"From: {first['From']}")
        before = len(server.messages)
        for words, said in (
            (["send", "2026-09", "--server", server.url.replace("//", "//user:secret@")], "--credentials"),
            (["send", "2026-09", "--server", "mail.example.com"], "--server takes"),
            (["send", "2026-09", "--server", server.url, "--partner", "NOBODY"], "NOBODY"),
            (["send", "2026-09", "--server", server.url, "--issue", "7"], "nothing of that month and issue"),
            *((["send", "--again", number, "--reason", "x", "--to", to, "--server", server.url], "no plain address")
              for to in ("a@example.com, b@example.com", "A <a@example.com>", "a@example.com> SIZE=1", "a")),
            (["deliveries", "--sent", number, "--on", "2026-10-11"], "was issued on 2026-10-12"),
            (["deliveries", "--reason", "x"], "--bounced"),
        ):
            refused = sender.call(*words, good=(2,))
            if said not in refused.stderr:
                problems.append(f"{words}: {refused.stderr}")
        if len(server.messages) != before:
            problems.append("what is refused was sent")
    return problems


def put_back(sender, partners):
    """An older copy of the store, and one from its backups, send nothing that was sent."""
    problems = []
    store = sender.place / "rcti.db"
    before = store.read_bytes()
    with scripted({"RCPT": lambda line, taken: "450 later" if "p000001" in line else None}) as server:
        sender.send(server, good=(1,))
        sender.call("restore", "2026-09", "--to", "found.db")
        store.write_bytes(before)
        sender.send(server, "--dry-run", good=(0, 1))
        for name in ("rcti.db", "found.db"):
            sender.send(server, "--store", name, good=(1,))
            rows = json.loads(sender.call("deliveries", "--store", name, "--json", good=(1,)).stdout)["documents"]
            if {row["state"] for row in rows} != {"unknown"}:
                problems.append(f"{name}: {[row['state'] for row in rows]}")
        if len(server.messages) != partners - 1:
            problems.append(f"sent again: {server.recipients()}")
        number = rows[1]["number"]  # whoever looked into it sends it once more, and it is not lost again
        sender.call("send", "--again", number, "--reason", "never came", "--server", server.url, good=(1,))
        if sender.listed()[number]["state"] != "later":
            problems.append(f"once more: {sender.listed()[number]}")
        sender.send(server, good=(1,))
        if sender.listed()[number]["state"] != "later":
            problems.append(f"later: {sender.listed()[number]}")
    if (sender.place / "rcti.db.sent").stat().st_mode & 0o777 != 0o600:
        problems.append("rcti.db.sent is open to others")
    return problems


# What an update of zlib, libharu or libdeflate does: another version, other bytes that say the same.
OTHER_LIBRARY = """
#define _GNU_SOURCE
#include <dlfcn.h>
const char *zlibVersion(void) { return "1.2.99"; }
int deflateInit_(void *stream, int level, const char *version, int size)
{
    int (*next)(void *, int, const char *, int) =
        (int (*)(void *, int, const char *, int))dlsym(RTLD_NEXT, "deflateInit_");
    (void)level, (void)version;
    return next(stream, 1, "1.2.13", size);
}
void *libdeflate_alloc_compressor(int level)
{
    (void)level;
    return ((void *(*)(int))dlsym(RTLD_NEXT, "libdeflate_alloc_compressor"))(1);
}
"""


def other_library(sender, partners):
    """What is made again by another version of a library says the same, the messages too."""
    source, shim = sender.place / "other.c", sender.place / "other.so"
    source.write_text(OTHER_LIBRARY)
    subprocess.run(["gcc", "-w", "-shared", "-fPIC", "-o", str(shim), str(source), "-ldl"], check=True)
    done = subprocess.run([sender.rcti, "verify"], cwd=sender.place, capture_output=True, text=True, check=False,
                          env={**os.environ, "LD_PRELOAD": str(shim)})
    told = " ".join(done.stdout.split())
    good = done.returncode == 0 and f"{2 * partners} say the same in other bytes" in told
    return [] if good else [f"another library: {done.returncode} {done.stdout[-900:]} {done.stderr[-300:]}"]


CHECKS = [other_library, put_back, takes_nothing, foreign_certificate, all_refused, connection_ends, connection_drops,
          stopped_by_hand, changed_meanwhile, changed_message, redirected]


def check_trouble(make_sender):
    """Each with an issue of its own; `make_sender` makes a Sender in a directory, with a company's name."""
    problems, partners = [], 5
    for check in CHECKS:
        with tempfile.TemporaryDirectory() as directory:
            sender = make_sender(Path(directory))
            sender.month(partners, "Exämple \"Assist\" – Pty & Co")
            found = check(sender, partners)
            if sender.call("verify", good=(0, 5)).returncode != 0:
                found.append("verify finds something")
            problems += [f"{check.__name__}: {text}" for text in found]
    return problems
