"""The standing cast, made once for all tests of a module: what each test does to it is rolled back after it.

Hundreds of tests here need the same scene, and making it costs more than what they ask of it.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from marketplace import clock
from marketplace.permissions import Role
from marketplace.shops.models import Channel, Membership, Shop
from tests.access.scene import Scene, make_scene
from tests.factories.shops import NOON, make_channel, make_member, make_shop


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A transaction around the module's tests, each of which has a savepoint inside."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.frozen(NOON + timedelta(hours=2)):
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def channel(standing: None) -> Channel:
    return make_channel(code="ES", label="España")


@pytest.fixture(scope="module")
def shop(channel: Channel) -> Shop:
    return make_shop(code="casa-norte", name="Casa Norte", channels=(channel,))


@pytest.fixture(scope="module")
def other_shop(channel: Channel) -> Shop:
    return make_shop(code="casa-sur", name="Casa Sur", channels=(channel,))


@pytest.fixture(scope="module")
def owner(shop: Shop) -> Membership:
    return make_member(shop, Role.SHOP_ADMIN)


@pytest.fixture(scope="module")
def scene(shop: Shop) -> Scene:
    return make_scene(shop)


@pytest.fixture(scope="module")
def their_scene(other_shop: Shop) -> Scene:
    return make_scene(other_shop)
