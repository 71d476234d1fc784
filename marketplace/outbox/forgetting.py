"""What has left the house is kept for a while, to be looked up, and not for ever."""

from datetime import timedelta

from marketplace import clock
from marketplace.outbox.models import OutboxMessage
from marketplace.tenancy import all_shops

# Longer than anybody asks whether a mail was sent. A `dedupe_key` is repeated within minutes, never after this.
KEPT_FOR = timedelta(days=90)
_BATCH = 1000


def forget_sent() -> int:
    """Delete a batch of what left 90 days of real time ago, and return how many. What failed stays."""
    with all_shops("mail is forgotten for every shop"):
        old = OutboxMessage.objects.filter(left_at__lt=clock.real() - KEPT_FOR)
        ids = old.order_by("left_at").values_list("pk", flat=True)[:_BATCH]
        return OutboxMessage.objects.filter(pk__in=list(ids)).delete()[0]
