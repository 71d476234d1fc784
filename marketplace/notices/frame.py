"""Notices in the portal's frame: the bell in the top bar, and the choice of ways among the settings."""

from django.utils.translation import gettext_lazy as _

from marketplace.notices.models import Notice
from marketplace.notices.querysets import NoticeQuerySet
from marketplace.permissions import Right
from marketplace.portal import bell
from marketplace.portal.bell import BellSource
from marketplace.portal.members import Member
from marketplace.portal.navigation import COUNT_CAP
from marketplace.shops import settings_pages
from marketplace.shops.settings_pages import SettingsPage


def register() -> None:
    """Called once, at start."""
    bell.register(BellSource(url_name="notices:list", count=count_unread))
    settings_pages.register(
        SettingsPage(
            "notices",
            _("Your notices"),
            _("What you are told of, in the bell and by mail."),
            "notices:preferences",
            "bell",
            Right.DEADLINE_READ,
            35,
        )
    )


def count_unread(member: Member) -> int:
    """How many notices the member has not read, counted no further than is shown."""
    unread: NoticeQuerySet = Notice.objects.in_bell_of(member.actor.user_id, member.rights).unread()
    return unread.order_by()[: COUNT_CAP + 1].count()
