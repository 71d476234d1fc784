"""Celery's entry into the outbox."""

from celery import shared_task

from marketplace.outbox.delivery import drain_outbox
from marketplace.outbox.services import DELIVER_TASK
from marketplace.tasks import BusinessTask


@shared_task(name=DELIVER_TASK, base=BusinessTask)
def deliver_outbox_task() -> int:
    """Deliver what is due. Started by a hint after each commit, and by the sweep."""
    return drain_outbox()
