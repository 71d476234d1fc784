"""Notices by mail: whatever waits for one member of one shop goes in one mail."""

import logging
from datetime import datetime

from django.db import transaction

from marketplace import clock
from marketplace.deadlines.models import DeadlineEvent
from marketplace.notices.letters import write_letter
from marketplace.notices.models import Notice
from marketplace.notices.querysets import NoticeQuerySet
from marketplace.permissions import rights_of
from marketplace.shops.models import Membership
from marketplace.tenancy import all_shops, shop_scope

logger = logging.getLogger(__name__)

# Mails of one run; the sweep comes again at once while there is more.
BATCH_MEMBERS = 100


def drain_notices() -> int:
    """Mail what waits, and return how many notices no longer do."""
    return mail_notices(at=clock.now())


def pending_notices() -> int:
    """What waits to be mailed."""
    with all_shops("notices are mailed for every shop"):
        waiting: NoticeQuerySet = Notice.objects.to_mail()
        return waiting.count()


def mail_notices(*, at: datetime) -> int:
    """Write one mail for each member for whom something waits; return how many notices left the line.

    A member whose mail cannot be written holds up no other; what went wrong comes out at the end.
    """
    done, failures = 0, []
    for shop_id, user_id in _waiting_members():
        try:
            with transaction.atomic(), shop_scope(shop_id):
                done += _mail_member(user_id=user_id, at=at)
        except Exception as failure:  # whatever a kind raises belongs to this one mail: the others go on
            logger.exception("The notices of user %s in shop %s could not be mailed", user_id, shop_id)
            failures.append(failure)
    if failures:
        raise ExceptionGroup("Notices could not be mailed", failures)
    return done


def _waiting_members() -> list[tuple[int, int]]:
    """For whom something waits; nobody while more is about to be told, so that it comes in the same mail."""
    with all_shops("notices are mailed for every shop"):
        if DeadlineEvent.objects.waiting().filter(run_at__lte=clock.real()).exists():
            return []
        waiting = Notice.objects.to_mail().order_by("shop", "user").values_list("shop_id", "user_id").distinct()
        return list(waiting[:BATCH_MEMBERS])


def _mail_member(*, user_id: int, at: datetime) -> int:
    """One mail of all that waits for the member. Nothing where another worker is writing it."""
    member = _lock_member(user_id)
    if member is None:
        return 0
    # What is held is being settled just now, and needs no mail.
    waiting = Notice.objects.to_mail().filter(user=user_id).order_by("pk")
    notices = list(waiting.select_for_update(of=("self",), skip_locked=True))
    wanted = [notice for notice in notices if _may_be_told(member, notice)]
    Notice.objects.filter(pk__in={each.pk for each in notices} - {each.pk for each in wanted}).update(wants_mail=False)
    if wanted:
        write_letter(member, wanted)
        Notice.objects.filter(pk__in=[notice.pk for notice in wanted]).update(mailed_at=at)
    return len(notices)


def _lock_member(user_id: int) -> Membership | None:
    """The member, held so that nobody else divides the same notices into another mail."""
    rows = Membership.objects.filter(user=user_id).select_related("shop", "user")
    return rows.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk").first()


def _may_be_told(member: Membership, notice: Notice) -> bool:
    """Whether it still concerns the member: roles change, and people leave, while a mail waits."""
    user = member.user
    is_there = member.is_active and user.is_active and bool(user.email) and not user.is_integration
    return is_there and notice.right in rights_of(member.role)
