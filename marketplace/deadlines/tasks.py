"""Celery entry points."""

from celery import shared_task

from marketplace.sweeping import drain_everything
from marketplace.tasks import BusinessTask


@shared_task(name="marketplace.sweep", base=BusinessTask)
def sweep_task() -> None:
    """Do whatever is due, of every kind. The beat starts it every few seconds; any number may run at once."""
    drain_everything()
