"""After imports: new offers become searchable, batch by batch, and old files are forgotten."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Q, QuerySet

from marketplace import clock
from marketplace.tenancy import all_shops, shop_scope
from offers.choices import ImportState
from offers.models import ImportRun
from offers.search import reindex_offers
from offers.services.import_offers import SEARCH_PENDING

KEPT_FOR = timedelta(days=90)
_FORGOTTEN_AT_ONCE = 100
# Of one sweep: some seconds of work, found by one pass over the shop's offers.
_INDEXED_AT_ONCE = 20_000
_BATCH = 1_000
_MISSING = """
    SELECT offer.id FROM offers_offer offer
    WHERE offer.shop_id = %(shop)s AND offer.removed_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM search_searchentry entry WHERE entry.kind = 'offer' AND entry.subject_id = offer.id
    )
    LIMIT %(limit)s
"""
_PATHS = ("path", "error_path", "transformed_path", "transformation_error_path", "new_products_path")


def index_imported() -> int:
    """Make a slice of imported offers searchable: whatever offer of a shop with a new import has no words yet."""
    with all_shops("imports of every shop are looked through"):
        shop_id = _pending().values_list("shop_id", flat=True).order_by("pk").first()
    if shop_id is None:
        return 0
    with shop_scope(shop_id):
        marked = list(_pending().filter(shop_id=shop_id).values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.execute(_MISSING, {"shop": shop_id, "limit": _INDEXED_AT_ONCE})
            missing = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(missing), _BATCH):
        with shop_scope(shop_id):
            reindex_offers(missing[start : start + _BATCH])
    if len(missing) < _INDEXED_AT_ONCE:
        _unmark(shop_id, marked)
    return len(missing) or len(marked)


def count_unindexed() -> int:
    """Imports whose offers may not all be searchable yet."""
    with all_shops("imports of every shop are looked through"):
        return int(_pending().count())


def forget_imports() -> int:
    """Delete a batch of imports that were finished long ago, with their files; returns how many."""
    with all_shops("old imports of every shop are forgotten"):
        old = ImportRun.objects.filter(finished_at__lte=clock.now() - KEPT_FOR).order_by("pk")
        found = list(old.select_for_update(skip_locked=True)[:_FORGOTTEN_AT_ONCE])
        ImportRun.objects.filter(pk__in=[run.pk for run in found]).delete()
    for run in found:
        for path in filter(None, (getattr(run, name) for name in _PATHS)):
            default_storage.delete(path)
    return len(found)


def _pending() -> QuerySet[ImportRun]:
    marked: QuerySet[ImportRun] = ImportRun.objects.filter(
        Q(state=ImportState.COMPLETE), options__has_key=SEARCH_PENDING
    )
    return marked


def _unmark(shop_id: int, run_ids: list[int]) -> None:
    with shop_scope(shop_id), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE offers_importrun SET options = options - %s WHERE id = ANY(%s)", [SEARCH_PENDING, run_ids]
        )
