"""Conversations in the portal's navigation, counted by who waits; quick replies among the settings."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.permissions import Right
from marketplace.portal import navigation
from marketplace.portal.navigation import COUNT_CAP, Counts, NavItem
from marketplace.shops import settings_pages
from marketplace.shops.settings_pages import SettingsPage
from messaging.models import Thread


def count_to_answer(_shop: Any) -> Counts:
    """Who waits for an answer, and how many of them too long; counted no further than is shown."""
    threads, most = Thread.objects.order_by(), COUNT_CAP + 1
    return Counts(
        todo=threads.waiting().values("pk")[:most].count(),
        late=threads.overdue(clock.now()).values("pk")[:most].count(),
    )


def works_here_alone(rights: Collection[Right]) -> bool:
    """R120: who reads no orders has no work elsewhere."""
    return Right.MESSAGE_WRITE in rights and Right.ORDER_READ not in rights


def register() -> None:
    """Add the area and the settings page; called at start."""
    navigation.register(
        NavItem(
            code="messages",
            label=_("Messages"),
            icon="mail",
            url_name="messaging:inbox",
            right=Right.MESSAGE_READ,
            order=22,
            counts=count_to_answer,
            lands=works_here_alone,
        )
    )
    settings_pages.register(
        SettingsPage(
            code="quick-replies",
            label=_("Quick replies"),
            text=_("Texts that you have ready for questions that come again and again."),
            url_name="messaging:quick-replies",
            icon="mail",
            right=Right.MESSAGE_WRITE,
            order=25,
        )
    )
