"""Celery's entries into offers."""

from celery import shared_task

from marketplace.tasks import BusinessTask
from offers.services.exporting import MAKE_TASK
from offers.services.import_running import drain_imports
from offers.services.importing import IMPORT_TASK
from offers.services.making_exports import make_export


@shared_task(name=MAKE_TASK, base=BusinessTask)
def make_export_task(run_id: int) -> bool:
    """Make an export's files. Started by a hint when it is asked for; the sweep finds it too."""
    return make_export(run_id)


@shared_task(name=IMPORT_TASK, base=BusinessTask)
def run_imports_task() -> int:
    """Work off what shops sent. Started by a hint after each file, and by the sweep."""
    return drain_imports()
