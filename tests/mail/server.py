"""A strict mail server for the tests: it takes, refuses, puts off, is slow, or drops the connection when it has the
message and before it says so."""

import asyncio
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

SLOW_SECONDS = 0.05


class Box:
    """What arrived: address -> the bytes of each message, in order. `behaves` says of an address what is done."""

    def __init__(self, behaves):
        self.behaves = behaves
        self.arrived, self.asked = {}, {}
        self.lock = threading.Lock()

    def of(self, address):
        with self.lock:
            return list(self.arrived.get(address, []))

    def behaviour(self, address):
        with self.lock:
            self.asked[address] = self.asked.get(address, 0) + 1
            return self.behaves(address, self.asked[address])

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        envelope.what = self.behaviour(address)
        if envelope.what == "refuse":
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        what = envelope.what
        if what == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        if what == "later":
            return "451 4.3.0 try again later"
        with self.lock:
            self.arrived.setdefault(envelope.rcpt_tos[0], []).append(envelope.original_content)
        if what == "drop":
            server.transport.abort()
            return "250 lost"
        return "250 kept"


class Server(Controller):
    """On a free port of this machine. Lines have to end in CRLF, as the standard says."""

    def __init__(self, behaves=lambda address, count: "take", host="127.0.0.1", tls=None):
        self.box, self.tls = Box(behaves), tls
        super().__init__(self.box, hostname=host, port=0)

    def factory(self):
        return SMTP(self.handler, enable_SMTPUTF8=False, decode_data=False, tls_context=self.tls)

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    @property
    def url(self):
        return f"smtp://{self.hostname}:{self.port}"
