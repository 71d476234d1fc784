"""Celery's entry into the conversations."""

from celery import shared_task

from marketplace.tasks import BusinessTask
from messaging.services.arriving import PLACE_TASK
from messaging.services.receiving import drain_inbound


@shared_task(name=PLACE_TASK, base=BusinessTask)
def place_mail_task() -> int:
    """Place what the door took. Started by a hint after each mail, and by the sweep."""
    return drain_inbound()
