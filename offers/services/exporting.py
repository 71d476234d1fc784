"""Files of a shop's offers: asked for here, made by a worker, fetched by the same shop, forgotten after a week."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from marketplace.actors import Actor
from offers.models import ExportRun
from offers.signals import export_asked

CSV, JSON = "text/csv", "application/json"


@dataclass(frozen=True)
class ExportOptions:
    """What an export holds. `changed_since`: only what changed, removed offers with their ids alone (differential).

    `filters` is the query of the portal's list whose rows are wanted.
    """

    media_type: str = CSV
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
    transaction.on_commit(partial(export_asked.send_robust, sender=ExportRun, run_id=run.pk, shop_id=shop_id))
    return run
