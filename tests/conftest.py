"""The standing cast: one shop with a member of each role, another shop, the operator, and callers with keys."""

import os
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from marketplace.accounts.models import User
from marketplace.permissions import Role
from marketplace.shops.models import Channel, Membership, Shop
from marketplace.tenancy import all_shops, shop_scope
from tests.emptying import empty_by_deleting
from tests.factories.calls import Caller
from tests.factories.shops import PASSWORD, make_channel, make_key, make_member, make_shop, make_storefront_key

# Whoever uses one of these goes through HTTP.
FACES = frozenset({"api", "stranger_api", "support_api", "caller_of", "storefront", "nobody", "signed_in"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests through a face; let those on real files run only where REAL_DATA names some (`make test-real`)."""
    for item in items:
        if FACES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.face)
    if os.environ.get("REAL_DATA"):
        return
    real = [item for item in items if item.get_closest_marker("real")]
    config.hook.pytest_deselected(items=real)
    items[:] = [item for item in items if item not in real]


@pytest.fixture(scope="session", autouse=True)
def kept_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files that tests store lie outside the work tree."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> None:
    empty_by_deleting()


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    """What a start of the stack compiles too: a fresh clone has no compiled catalogue."""
    call_command("translations", "--compile", stdout=StringIO())


@pytest.fixture
def channel(db: None) -> Channel:
    """Spain: 24 working hours, Madrid time."""
    return make_channel(code="ES", label="España")


@pytest.fixture
def shop(channel: Channel) -> Shop:
    """The shop that most tests are about."""
    return make_shop(code="casa-norte", name="Casa Norte", channels=(channel,))


@pytest.fixture
def other_shop(channel: Channel) -> Shop:
    """A shop whose rows nobody of `shop` may see."""
    return make_shop(code="casa-sur", name="Casa Sur", channels=(channel,))


@pytest.fixture
def in_shop(shop: Shop) -> Iterator[Shop]:
    """The scope of `shop`, open for the whole test."""
    with shop_scope(shop):
        yield shop


@pytest.fixture
def in_all_shops(db: None) -> Iterator[None]:
    """The rows of all shops, open for the whole test."""
    with all_shops("a test looks at every row"):
        yield


@pytest.fixture
def owner(shop: Shop) -> Membership:
    return make_member(shop, Role.SHOP_ADMIN)


@pytest.fixture
def sales(shop: Shop) -> Membership:
    return make_member(shop, Role.SALES)


@pytest.fixture
def inventory(shop: Shop) -> Membership:
    return make_member(shop, Role.INVENTORY)


@pytest.fixture
def accountancy(shop: Shop) -> Membership:
    return make_member(shop, Role.ACCOUNTANCY)


@pytest.fixture
def support(shop: Shop) -> Membership:
    return make_member(shop, Role.SUPPORT)


@pytest.fixture
def stranger(other_shop: Shop) -> Membership:
    """The owner of the other shop."""
    return make_member(other_shop, Role.SHOP_ADMIN)


@pytest.fixture
def operator(db: None) -> User:
    """The marketplace's own staff, member of no shop."""
    return User.objects.create_superuser("operator@trastienda.example", PASSWORD)


@pytest.fixture
def caller_of() -> Callable[[Membership], Caller]:
    """Makes a caller with a new key of any member."""
    return lambda member: Caller(make_key(member)[1])


@pytest.fixture
def api(owner: Membership) -> Caller:
    """Calls with a key of the owner."""
    return Caller(make_key(owner)[1])


@pytest.fixture
def stranger_api(stranger: Membership) -> Caller:
    """Calls with a key of the other shop's owner."""
    return Caller(make_key(stranger)[1])


@pytest.fixture
def support_api(support: Membership) -> Caller:
    """Calls with a key of the support member (R120)."""
    return Caller(make_key(support)[1])


@pytest.fixture
def storefront(db: None) -> Caller:
    """Calls with a key of the shop front."""
    return Caller(make_storefront_key()[1])


@pytest.fixture
def nobody(db: None) -> Caller:
    """Calls without a key."""
    return Caller()


@pytest.fixture
def signed_in() -> Callable[[Membership | User], Client]:
    """Makes a browser session of a member or user."""

    def sign_in(who: Membership | User) -> Client:
        client = Client()
        client.force_login(who if isinstance(who, User) else who.user)
        return client

    return sign_in
