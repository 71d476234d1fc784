"""Files of a shop's offers: asked for here, made by a worker, fetched by the same shop, forgotten after a week."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from kombu.exceptions import OperationalError

from marketplace.actors import Actor
from marketplace.celery import app
from offers.models import ExportRun

logger = logging.getLogger(__name__)

MAKE_TASK = "offers.make_export"
# Seconds after which a hint is of no use: the sweep has come by.
HINT_EXPIRES = 60
CSV, JSON = "text/csv", "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Columns as OF51 has them, or as OF01 takes them: a file of these can be imported again.
OF51, OF01 = "OF51", "OF01"


@dataclass(frozen=True)
class ExportOptions:
    """What an export holds. `changed_since`: only what changed, removed offers with their ids alone (differential).

    `filters` is what the portal's list was filtered by. The portal asks for the columns of OF01, with texts that no
    spreadsheet runs as a formula.
    """

    media_type: str = CSV
    layout: str = OF51
    changed_since: datetime | None = None
    channels: tuple[str, ...] = ()
    with_inactive: bool = False
    fields: tuple[str, ...] = ()
    items_per_chunk: int | None = None
    megabytes_per_chunk: int | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As the run keeps them."""
        since = self.changed_since
        return {**asdict(self), "changed_since": since.isoformat() if since else None}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "ExportOptions":
        since = kept.get("changed_since")
        lists = {name: tuple(kept.get(name) or ()) for name in ("channels", "fields")}
        return cls(**{**kept, **lists, "changed_since": datetime.fromisoformat(since) if since else None})


@transaction.atomic
def start_export(*, shop_id: int, options: ExportOptions, actor: Actor, at: datetime) -> ExportRun:
    """Ask for a file; a worker makes it."""
    run = ExportRun.objects.create(
        shop_id=shop_id,
        options=options.kept(),
        requested_by=actor.label[:150],
        language=(get_language() or "en")[:5],
        created_at=at,
    )
    transaction.on_commit(partial(_hint, run.pk), robust=True)
    return run


def _hint(run_id: int) -> None:
    """Tell a worker that an export waits. Only a hint, tried once: the sweep finds the row when it is lost."""
    try:
        app.send_task(MAKE_TASK, (run_id,), expires=HINT_EXPIRES, retry=False)
    except OperationalError as error:
        logger.warning("The broker is away, an export waits for the sweep: %s", error)
