"""An order of Monday noon, to be accepted within 48 working hours, and what its shop's members are told of it."""

from datetime import timedelta

from marketplace import clock
from marketplace.deadlines.consequences import run_consequences
from marketplace.deadlines.sweep import sweep_deadlines
from marketplace.notices.mailing import mail_notices
from marketplace.notices.models import Notice
from marketplace.outbox.models import OutboxMessage
from marketplace.shops.models import Membership
from marketplace.tenancy import all_shops
from tests.factories.shops import NOON

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
# Three quarters of the 48 hours, and all of them.
WARN, DUE = NOON + 36 * HOUR, NOON + 48 * HOUR
SOON, OVERDUE = WARN + SECOND, DUE + SECOND


def pass_time(at) -> None:
    """Everything but the mail that follows from this moment."""
    with clock.frozen(at):
        sweep_deadlines(at=at)
        run_consequences()


def mail(at) -> int:
    """Write the mails that wait."""
    with clock.frozen(at):
        return mail_notices(at=at)


def bell_of(member: Membership) -> list[str]:
    """What the member has not read, oldest first."""
    with all_shops("tests look at the rows"):
        unread = Notice.objects.filter(shop=member.shop, user=member.user, in_bell=True, read_at=None)
        return list(unread.order_by("pk").values_list("kind", flat=True))


def by_mail(kind: str) -> set[str]:
    """Who is told by mail of this kind."""
    with all_shops("tests look at the rows"):
        return set(Notice.objects.filter(kind=kind, wants_mail=True).values_list("user__email", flat=True))


def mails() -> list[OutboxMessage]:
    """Every mail about notices, in the order of their writing."""
    with all_shops("tests look at the rows"):
        return list(OutboxMessage.objects.filter(dedupe_key__startswith="notices:").order_by("pk"))
