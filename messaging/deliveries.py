"""What became of the mails that carry the shop's messages."""

from collections.abc import Iterable

from marketplace.outbox.choices import OutboxState
from marketplace.outbox.models import OutboxMessage


def delivery_states(mail_message_ids: Iterable[str]) -> dict[str, str]:
    """The outbox's state by Message-ID, in one query; a message without a mail of ours is left out."""
    sent = OutboxMessage.objects.filter(message_id__in=[each for each in mail_message_ids if each])
    return dict(sent.values_list("message_id", "state"))


def undelivered(mail_message_ids: Iterable[str]) -> set[str]:
    """The Message-IDs of mails that were given up: the customer did not get them."""
    failed = OutboxMessage.objects.filter(
        message_id__in=[each for each in mail_message_ids if each], state=OutboxState.FAILED
    )
    return set(failed.values_list("message_id", flat=True))
