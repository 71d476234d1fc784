"""The server behind SMTP_PORT: acknowledges only what is stored, and lets nobody wait for the database's thread.

It relays nothing and judges nothing: every recipient is taken, and what belongs to no conversation is the operator's.
"""

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from aiosmtpd.smtp import MISSING, Session
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connections

from marketplace import clock
from messaging.mail.sessions import MOST_BYTES, DoorEnvelope, DoorSession
from messaging.services.arriving import record_refusal, store_arrival

logger = logging.getLogger(__name__)

MOST_RECIPIENTS = 100
_MOST_CONNECTIONS = 100
# Of all mails that are coming in at once; the copies that storing one makes come on top, one for each thread.
_MOST_BYTES_HELD = 4 * MOST_BYTES
_THREADS = 4
_STOP_SECONDS = 8.0  # for mails that are on their way when the end is asked for
_TRY_AGAIN = "451 4.3.0 Not stored, try again later"
_TOO_LARGE = f"552 5.3.4 Message too large: at most {MOST_BYTES} bytes"


class Doorkeeper:
    """Answers of the door, and what all its sessions share."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._connections = 0
        self._mails = 0
        self._bytes_held = 0

    async def handle_EHLO(
        self, server: DoorSession, session: Session, envelope: DoorEnvelope, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        server.allow_long_commands()
        return [answers[0], f"250-SIZE {MOST_BYTES}", *answers[1:]]

    async def handle_MAIL(
        self, server: DoorSession, session: Session, envelope: DoorEnvelope, address: str, options: Sequence[str]
    ) -> Any:
        sizes = [option[5:] for option in options if option.startswith("SIZE=")]
        envelope.announced = int(sizes[0][:18]) if sizes and sizes[0].isdecimal() else 0
        return MISSING

    async def handle_RCPT(
        self, server: DoorSession, session: Session, envelope: DoorEnvelope, address: str, options: Sequence[str]
    ) -> Any:
        """A mail announced as too large is refused here, when it is known whom it was for."""
        if envelope.announced > MOST_BYTES:
            await self.refuse(envelope, envelope.announced, recipients=[address])
            return _TOO_LARGE
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        return MISSING

    async def handle_DATA(self, server: DoorSession, session: Session, envelope: DoorEnvelope) -> str:
        """Acknowledge what is committed; anything else is to be sent again."""
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        store = partial(store_arrival, sender=envelope.mail_from or "", recipients=list(envelope.rcpt_tos), raw=raw)
        if not await self._write(store):
            return _TRY_AGAIN
        return "250 2.0.0 Stored"

    async def handle_exception(self, error: Exception) -> str:
        logger.error("The mail door failed", exc_info=error)
        return _TRY_AGAIN

    async def refuse(self, envelope: DoorEnvelope, size: int, *, recipients: Sequence[str] = ()) -> None:
        """Once for a mail, whichever of its recipients it was."""
        if envelope.is_told:
            return
        envelope.is_told = True
        to = list(recipients or envelope.rcpt_tos)
        await self._write(partial(record_refusal, sender=envelope.mail_from or "", recipients=to, size=size))

    def enter(self) -> bool:
        may_enter = self._connections < _MOST_CONNECTIONS
        self._connections += may_enter
        return may_enter

    def leave(self) -> None:
        self._connections -= 1

    def hold(self, size: int) -> bool:
        may_hold = size <= 0 or self._bytes_held + size <= _MOST_BYTES_HELD
        self._bytes_held += size if may_hold else 0
        return may_hold

    def begin(self) -> None:
        self._mails += 1

    def finish(self) -> None:
        self._mails -= 1

    async def drain(self) -> None:
        """Wait until no mail is on its way."""
        while self._mails:
            await asyncio.sleep(0.05)

    async def _write(self, write: Callable[..., None]) -> bool:
        """Whether it is committed. A session that goes away meanwhile does not stop it."""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._pool, _in_database, write)
        except DatabaseError:
            logger.exception("The mail door cannot store")
            return False
        return True


def _in_database(write: Callable[..., None]) -> None:
    try:
        with clock.reading():
            write(at=clock.now())
    finally:
        connections.close_all()  # back into the pool: this thread's next mail may come tomorrow


async def serve(host: str, port: int, *, stopped: asyncio.Event) -> None:
    """Take mail until `stopped` is set; then let those finish that have begun."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="door") as pool:
        keeper = Doorkeeper(pool)
        make_session = partial(DoorSession, keeper, keeper, hostname=settings.REPLY_DOMAIN, loop=loop)
        server = await loop.create_server(make_session, host, port)
        logger.info("Mail comes in at %s:%s", host, port)
        try:
            await stopped.wait()
        finally:
            server.close()
            try:
                await asyncio.wait_for(keeper.drain(), _STOP_SECONDS)
            except TimeoutError:
                logger.warning("Cut off mail that was still coming in; its servers send it again")


def run(host: str, port: int) -> None:
    """The program: until SIGTERM or Ctrl-C."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's own names every address

    async def until_signalled() -> None:
        stopped = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        await serve(host, port, stopped=stopped)

    asyncio.run(until_signalled())
