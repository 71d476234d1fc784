"""Notices are kept for a while, to be looked up, and not for ever."""

from datetime import timedelta

from marketplace import clock
from marketplace.notices.models import Notice
from marketplace.tenancy import all_shops

# What is still to be done stands in the queue, however old.
KEPT_FOR = timedelta(days=90)
_BATCH = 1000


def forget_old_notices() -> int:
    """Delete a batch of what was told 90 days ago, and return how many."""
    with all_shops("notices are forgotten for every shop"):
        old = Notice.objects.older_than(clock.now() - KEPT_FOR).order_by("created_at")
        return Notice.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_BATCH])).delete()[0]
