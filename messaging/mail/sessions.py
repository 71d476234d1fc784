"""One SMTP conversation: aiosmtpd's, with patient reading and bounded in memory and time.

aiosmtpd refuses lines over 1,000 bytes, which mail programs do send, and gives the whole of a mail one timeout, which a
slow line does not keep.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, Protocol, cast

from aiosmtpd.smtp import SMTP, Envelope, syntax

# The largest message of the seller API, 30 MB with its files, in base64 and with its headers.
MOST_BYTES = 42 * 1024 * 1024
# What is read past that to reach the end, so that the refusal is heard; then the line is cut.
_DRAINED = 3 * MOST_BYTES
_TIMEOUT = 60.0  # seconds for a command, and for each stretch of a mail
_STRETCH = 64 * 1024
_LONGEST_DATA = 20 * 60.0  # seconds for a whole mail
# A connection may bring many mails, but is no place to live.
_MOST_CALLS = {"*": 100, "MAIL": 1_000, "DATA": 1_000, "RSET": 1_000, "RCPT": 20_000}
_LONGEST_COMMAND = 1_100  # bytes: an address in UTF-8 with its parameters


class DoorEnvelope(Envelope):
    """Who sends to whom, how large the mail is said to be, and whether the operator knows that it was refused."""

    announced = 0
    is_told = False


class Keeper(Protocol):
    """What a session asks of the house around it."""

    def enter(self) -> bool:
        """Whether one more connection may come in."""

    def leave(self) -> None:
        """A connection that came in has gone."""

    def hold(self, size: int) -> bool:
        """Whether there is memory for so many bytes more; negative gives back."""

    def begin(self) -> None:
        """A mail begins to come in."""

    def finish(self) -> None:
        """It is in, or will not be."""

    async def refuse(self, envelope: DoorEnvelope, size: int) -> None:
        """Tell the operator of a mail that is too large."""


@dataclass
class Reading:
    """A mail while it comes in; `content` is empty once it cannot be taken."""

    content: bytearray
    size: int = 0
    is_too_large: bool = False
    is_too_much: bool = False  # for our memory, now

    def drop(self) -> int:
        """Let go of what was read; returns how many bytes that were."""
        held = len(self.content)
        self.content = bytearray()
        return held


class DoorSession(SMTP):
    """Takes mail for anybody, from anybody; no sign-in and nothing sent on."""

    line_length_limit = _STRETCH

    def __init__(self, handler: Any, keeper: Keeper, *, hostname: str, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            handler,
            data_size_limit=None,  # held to here, so that what is refused can be told of
            enable_SMTPUTF8=True,
            hostname=hostname,
            ident="Trastienda",
            timeout=_TIMEOUT,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            command_call_limit=_MOST_CALLS,
            loop=loop,
        )
        self.keeper = keeper
        self.has_entered = False

    def allow_long_commands(self) -> None:
        """After EHLO: addresses in UTF-8, with what the extensions add."""
        self.command_size_limits.update(MAIL=_LONGEST_COMMAND, RCPT=_LONGEST_COMMAND)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.has_entered = self.keeper.enter()
        if self.has_entered:
            super().connection_made(transport)
        elif isinstance(transport, asyncio.WriteTransport):
            transport.write(b"421 4.3.2 Too many connections, try again later\r\n")
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if self.has_entered:
            self.keeper.leave()
            super().connection_lost(error)

    def eof_received(self) -> bool | None:
        return bool(super().eof_received()) if self.has_entered else None

    def _create_envelope(self) -> DoorEnvelope:
        return DoorEnvelope()

    @property
    def _mail(self) -> DoorEnvelope:
        return cast(DoorEnvelope, self.envelope)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        if await self.check_helo_needed():
            return
        if not self._mail.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
        elif arg:
            await self.push("501 5.5.4 Syntax: DATA")
        else:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._take_mail()

    async def _take_mail(self) -> None:
        reading = Reading(bytearray())
        self.keeper.begin()
        try:
            async with asyncio.timeout(_LONGEST_DATA):
                await self._read(reading)
            await self.push(await self._answer(reading))
            if reading.size > _DRAINED:  # its end was never reached
                self._hang_up()
        except TimeoutError:
            await self.push("421 4.4.2 That took too long")
            self._hang_up()
        finally:
            self.keeper.hold(-reading.drop())
            self.keeper.finish()
            self.envelope = self._create_envelope()

    async def _answer(self, reading: Reading) -> str:
        if reading.is_too_large:
            await self.keeper.refuse(self._mail, reading.size)
            return f"552 5.3.4 Message too large: at most {MOST_BYTES} bytes"
        if reading.is_too_much:
            return "452 4.3.1 Too busy, try again later"
        self._mail.content = bytes(reading.content)
        answer: str = await self._call_handler_hook("DATA")
        return answer

    async def _read(self, reading: Reading) -> None:
        """Read until the line with the dot alone, undoing the dots that SMTP adds (RFC 5321, 4.5.2)."""
        at_line_start, heard = True, 0
        while True:
            piece = await self._next_piece()
            if at_line_start and piece == b".\r\n" or reading.size > _DRAINED:
                return
            self._keep(reading, piece[1:] if at_line_start and piece.startswith(b".") else piece)
            at_line_start = piece.endswith(b"\r\n")
            if reading.size - heard > _STRETCH:
                heard = reading.size
                self._reset_timeout()

    async def _next_piece(self) -> bytes:
        """A line, or the beginning of one that is longer than what is read at once."""
        try:
            line: bytes = await self._reader.readuntil(b"\r\n")
        except asyncio.LimitOverrunError as overrun:
            line = await self._reader.read(max(overrun.consumed, 1))
        return line

    def _keep(self, reading: Reading, piece: bytes) -> None:
        reading.size += len(piece)
        if reading.is_too_large or reading.is_too_much:
            return
        reading.is_too_large = reading.size > MOST_BYTES
        reading.is_too_much = not reading.is_too_large and not self.keeper.hold(len(piece))
        if reading.is_too_large or reading.is_too_much:
            self.keeper.hold(-reading.drop())
        else:
            reading.content += piece

    def _hang_up(self) -> None:
        if self.transport is not None:
            self.transport.close()
