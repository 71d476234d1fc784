"""Sessions end by themselves; their rows do not."""

from django.contrib.sessions.models import Session

from marketplace import clock

_BATCH = 1000


def forget_expired_sessions() -> int:
    """Delete a batch of sessions that have expired, and return how many."""
    ids = Session.objects.filter(expire_date__lt=clock.real()).values_list("pk", flat=True)[:_BATCH]
    return Session.objects.filter(pk__in=list(ids)).delete()[0]
