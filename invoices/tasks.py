"""Celery's entries into invoices."""

from celery import shared_task

from invoices.services.papers import RENDER_TASK, render_due
from invoices.services.runs import RUN_TASK, work_runs
from marketplace.tasks import BusinessTask


@shared_task(name=RENDER_TASK, base=BusinessTask)
def render_invoices_task() -> int:
    """Print issued invoices. Started by a hint after each, and by the sweep."""
    return render_due()


@shared_task(name=RUN_TASK, base=BusinessTask)
def run_invoices_task() -> int:
    """Issue what runs ask for. Started by a hint when one is asked for, and by the sweep."""
    return work_runs()
