"""What the mail door writes: each mail as it came, before its server hears that it was taken."""

import hashlib
import logging
import re
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from kombu.exceptions import OperationalError

from marketplace import clock
from marketplace.celery import app
from marketplace.tenancy import all_shops
from messaging.choices import InboundReason, InboundState
from messaging.mail.charsets import clean
from messaging.models import InboundMail

logger = logging.getLogger(__name__)

PLACE_TASK = "messaging.place_mail"
# A hint that waited longer is worth nothing: the sweep has been there.
HINT_EXPIRES = 10
LONGEST_ADDRESS = 1000  # of the columns; an address has at most 320
HEADERS_READ = 65_536  # bytes in which a Message-ID is looked for
_MESSAGE_ID = re.compile(rb"^message-id:", re.IGNORECASE | re.MULTILINE)


def store_arrival(*, sender: str, recipients: Sequence[str], raw: bytes, at: datetime) -> None:
    """Keep a mail for the workers to place. No-op for one that was kept before: its server had not heard so."""
    mail = InboundMail(
        envelope_sender=_address(sender),
        envelope_recipients=[_address(recipient) for recipient in recipients],
        raw=raw,
        size=len(raw),
        fingerprint=_fingerprint(recipients, raw, at),
        arrived_at=at,
        received_at=clock.real(),
        next_attempt_at=clock.real(),
    )
    with all_shops("a mail has no shop until it is placed"):
        InboundMail.objects.bulk_create([mail], ignore_conflicts=True)
        transaction.on_commit(hint_placing, robust=True)


def record_refusal(*, sender: str, recipients: Sequence[str], size: int, at: datetime) -> None:
    """Tell the operator of a mail that was too large to be taken."""
    with all_shops("a refused mail has no shop"):
        InboundMail.objects.create(
            state=InboundState.REFUSED,
            reason=InboundReason.TOO_LARGE,
            envelope_sender=_address(sender),
            envelope_recipients=[_address(recipient) for recipient in recipients],
            size=size,
            fingerprint=hashlib.sha256(uuid4().bytes).hexdigest(),
            arrived_at=at,
            received_at=clock.real(),
        )


def hint_placing() -> None:
    """Tell a worker that a mail waits. Only a hint, tried once: the sweep finds the row when it is lost."""
    try:
        app.send_task(PLACE_TASK, expires=HINT_EXPIRES, retry=False)
    except OperationalError as error:
        logger.warning("The broker is away, incoming mail waits for the sweep: %s", error)


def _address(text: str) -> str:
    return clean(text).strip().removeprefix("<").removesuffix(">")[:LONGEST_ADDRESS]


def _fingerprint(recipients: Sequence[str], raw: bytes, at: datetime) -> str:
    """What two deliveries of one mail share. Without a Message-ID the same bytes at another hour are another mail."""
    digest = hashlib.sha256("\n".join(sorted(recipients)).encode("utf-8", "surrogatepass"))
    if _MESSAGE_ID.search(raw[:HEADERS_READ]) is None:
        digest.update(f"{at:%Y-%m-%dT%H}".encode())
    digest.update(b"\x00")
    digest.update(raw)
    return digest.hexdigest()
