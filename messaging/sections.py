"""The conversations of an order on its page (R059)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.deadlines.cards import cards_for
from marketplace.permissions import Right
from messaging.kinds import CUSTOMER_REPLY
from messaging.pages.context import list_threads
from messaging.pages.inbox import last_outcomes, last_words
from orders import sections
from orders.models import Order
from orders.sections import OrderSection


def conversations_of(order: Order) -> Mapping[str, Any]:
    """Each conversation with its last words and its chip, or how it was settled."""
    found = list_threads(order)
    ids = [str(each.thread.thread_id) for each in found]
    cards, outcomes = cards_for(ids, clock.now(), kinds=(CUSTOMER_REPLY,)), last_outcomes(ids)
    rows = [
        {
            "thread": each.thread,
            "topic": each.topic,
            "words": last_words(each.thread),
            "card": next(iter(cards.get(key, ())), None),
            "outcome": outcomes.get(key, ""),
        }
        for key, each in zip(ids, found, strict=True)
    ]
    return {"rows": rows}


def register() -> None:
    """Add the section; called at start."""
    sections.register(
        OrderSection(
            code="conversations",
            title=_("Conversations"),
            template="messaging/_order_section.html",
            right=Right.MESSAGE_READ,
            context=conversations_of,
            position=10,
        )
    )
