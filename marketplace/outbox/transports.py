"""Ways out of the house: a directory of files, or a mail server."""

import os
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from marketplace.outbox.composing import bare_address
from marketplace.outbox.exceptions import DeliveryFailed, DeliveryRefused, TransportUnreachable

# For each answer of the server. A lease (delivery.LEASE) must outlast the answers that one mail needs.
SMTP_TIMEOUT = 10


@dataclass(frozen=True)
class Envelope:
    """One finished mail and who gets it; the two numbers name its file."""

    row_id: int
    handover: int
    sender: str
    recipient: str
    content: bytes


class Transport(Protocol):
    """Takes mails one after the other. Raises DeliveryFailed or one of its kinds."""

    def deliver(self, envelope: Envelope) -> None: ...

    def close(self) -> None: ...


class FileTransport:
    """Writes `<handover>-<id>.eml` into MAIL_DIR, whole or not at all. A repeat overwrites itself."""

    def __init__(self) -> None:
        self.directory = Path(settings.MAIL_DIR)

    def deliver(self, envelope: Envelope) -> None:
        name = f"{envelope.handover:012d}-{envelope.row_id}.eml"
        passing = self.directory / f".{name}.{os.getpid()}.tmp"
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            with passing.open("wb") as file:
                file.write(envelope.content)
                file.flush()
                os.fsync(file.fileno())
            passing.replace(self.directory / name)
        except OSError as error:
            raise TransportUnreachable(str(error)) from error

    def close(self) -> None:
        """Nothing stays open between two files."""


class SmtpTransport:
    """Speaks to the mail server of EMAIL_URL, over one connection for as many mails as it stays up."""

    def __init__(self) -> None:
        self._backend = EmailBackend(timeout=SMTP_TIMEOUT)

    def deliver(self, envelope: Envelope) -> None:
        connection = self._connection()
        try:
            connection.sendmail(bare_address(envelope.sender), [bare_address(envelope.recipient)], envelope.content)
        except OSError as error:  # smtplib's own errors are among them
            if connection.sock is None or not isinstance(error, smtplib.SMTPException):
                self.close()  # the next mail gets a connection of its own
            raise _failure(error) from error

    def close(self) -> None:
        with suppress(OSError):  # it was gone already
            self._backend.close()

    def _connection(self) -> smtplib.SMTP:
        try:
            self._backend.open()
        except OSError as error:
            raise TransportUnreachable(str(error)) from error
        return cast(smtplib.SMTP, self._backend.connection)


def _failure(error: Exception) -> DeliveryFailed:
    """What the server's refusal means: 5xx is for ever, anything else may pass (RFC 5321, 4.2.1)."""
    answer: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, answer = error.smtp_code, error.smtp_error
    elif isinstance(error, smtplib.SMTPNotSupportedError):
        return DeliveryRefused(str(error))
    else:
        return DeliveryFailed(str(error) or type(error).__name__)
    text = f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"
    return DeliveryRefused(text) if 500 <= code < 600 else DeliveryFailed(text)
