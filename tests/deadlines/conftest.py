"""A shop on a channel of its own, and kinds of deadlines that exist for one test."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from marketplace.deadlines import registry
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.policies import freeze_policy
from marketplace.deadlines.registry import DeadlineKind
from marketplace.deadlines.services import open_deadline
from marketplace.permissions import Right
from marketplace.shops.models import Calendar, Channel, ServiceWindow, Shop
from marketplace.tenancy import all_shops, shop_scope

# A Friday, 17:00 in Madrid.
FRIDAY = datetime(2026, 3, 6, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def channel(db) -> Channel:
    """Monday to Friday, all day, with the holidays of Madrid."""
    calendar = Calendar.objects.create(name="Work days", country="ES", subdivision="MD")
    for weekday in range(1, 6):
        ServiceWindow.objects.create(calendar=calendar, weekday=weekday, opens=time(0))
    return Channel.objects.create(
        code="DL", label="Deadlines", country="ES", currency="EUR", timezone="Europe/Madrid", calendar=calendar
    )


@pytest.fixture
def shop(db) -> Shop:
    return make_shop("deadlines")


@pytest.fixture
def in_shop(shop):
    """The shop's scope, open for the whole test."""
    with shop_scope(shop):
        yield shop


def make_shop(code: str) -> Shop:
    with all_shops("tests make the shops they look at"):
        return Shop.objects.create(code=code, name=code, created_at=FRIDAY, updated_at=FRIDAY)


@pytest.fixture
def make_kind(monkeypatch) -> Callable[..., DeadlineKind]:
    """Register a kind for the length of the test."""

    def make(code: str = "test_kind", **values: Any) -> DeadlineKind:
        defaults: dict[str, Any] = {
            "subject_type": "order",
            "label": "Test",
            "right": Right.ORDER_READ,
            "rule_text": lambda policy: policy["name"],
            "missed_text": "Somebody is sad.",
        }
        kind = DeadlineKind(code=code, **(defaults | values))
        monkeypatch.setitem(registry._kinds, code, kind)
        return kind

    return make


@pytest.fixture
def open_one(channel, shop) -> Callable[..., Deadline]:
    """Open a deadline of the shop; 24 working hours from Friday unless told otherwise."""

    def make(subject_id: str = "X-A", **values: Any) -> Deadline:
        opened_at = values.pop("opened_at", FRIDAY)
        due_at = values.pop("due_at", opened_at + 24 * HOUR)
        policy = freeze_policy(
            rule="test", name="24 hours", channel=channel, opened_at=opened_at, due_at=due_at, hours=24, clock="ELAPSED"
        )
        defaults = {"shop_id": shop.pk, "channel_id": channel.pk, "kind": "test_kind", "policy": policy}
        with shop_scope(values.get("shop_id", shop.pk)):
            return open_deadline(subject_id=subject_id, opened_at=opened_at, due_at=due_at, **(defaults | values))

    return make


def events_of(deadline: Deadline) -> list[str]:
    with all_shops("tests look at the rows"):
        return list(deadline.events.order_by("pk").values_list("kind", flat=True))


def read(deadline: Deadline) -> Deadline:
    with all_shops("tests look at the rows"):
        return Deadline.objects.get(pk=deadline.pk)
