"""What changed since a reader last looked: nothing may fall between two of its readings."""

from datetime import UTC, datetime, timedelta

from django.db.models import Min

from offers.choices import ImportState
from offers.models import ImportRun

# A change bears the moment at which its call began and is seen when that ends, some seconds later.
MARGIN = timedelta(seconds=60)
# Nothing is older; a margin before the calendar's first moment cannot be reckoned.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def looked_back(shop_id: int, since: datetime) -> datetime:
    """From when the rows of a shop must be read by who read them last at `since`: a minute earlier, and from the start
    of each import that ended since then, as its rows were not to be seen before. A row may so be told twice.
    """
    early = max(since, BEGINNING) - MARGIN
    ended = ImportRun.objects.filter(shop=shop_id, state=ImportState.COMPLETE, finished_at__gte=early)
    first: datetime | None = ended.aggregate(first=Min("started_at"))["first"]
    return min(early, first or early)
