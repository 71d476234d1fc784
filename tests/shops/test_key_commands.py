"""`manage.py issue_api_key` and `issue_storefront_key`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from marketplace.accounts.models import User
from marketplace.permissions import Role
from marketplace.shops.models import Membership
from marketplace.tenancy import all_shops
from tests.factories.calls import Caller
from tests.factories.shops import make_shop


def printed(*command):
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["id", "code"])
def test_the_last_word_is_a_key_that_works(shop, name):
    named = str(shop.pk) if name == "id" else shop.code

    key = printed("issue_api_key", "--shop", named).split()[-1]

    assert Caller(key).get("/api/account").json()["shop_id"] == shop.pk


def test_a_shop_without_members_gets_an_integration_user_with_all_rights(shop):
    printed("issue_api_key", "--shop", shop.code)

    with all_shops("looks at the members"):
        member = Membership.objects.select_related("user").get(shop=shop)
    assert member.role == Role.SHOP_ADMIN
    assert member.user.is_integration
    assert not member.user.has_usable_password()


def test_a_second_key_is_of_the_same_user(shop):
    first = printed("issue_api_key", "--shop", shop.code, "--label", "ERP").split()[-1]
    second = printed("issue_api_key", "--shop", shop.code).split()[-1]

    assert first != second
    assert Caller(first).get("/api/channels").status_code == 200
    assert User.objects.filter(is_integration=True).count() == 1


def test_an_integration_that_was_switched_off_is_on_again(shop):
    printed("issue_api_key", "--shop", shop.code)
    with all_shops("switches the member off"):
        Membership.objects.filter(shop=shop).update(is_active=False)

    key = printed("issue_api_key", "--shop", shop.code).split()[-1]

    assert Caller(key).get("/api/channels").status_code == 200


def test_a_code_of_digits_is_found_before_an_id(shop):
    twin = make_shop(code=str(shop.pk))

    key = printed("issue_api_key", "--shop", str(shop.pk)).split()[-1]

    assert Caller(key).get("/api/account").json()["shop_id"] == twin.pk


@pytest.mark.parametrize("name", ["nobody", "987654", "9" * 40, "-1", ""])
def test_an_unknown_shop_is_one_clear_line(db, name):
    with pytest.raises(CommandError, match="There is no shop with the id or code"):
        printed("issue_api_key", f"--shop={name}")


def test_the_storefront_gets_a_key_of_its_own(probe_urls):
    key = printed("issue_storefront_key", "--label", "Front").split()[-1]

    assert Caller(key).post("/api/storefront/making", {"label": "Garden"}).status_code == 201
    assert Caller(key).get("/api/channels").status_code == 401


@pytest.fixture
def probe_urls(db, settings):
    settings.ROOT_URLCONF = "tests.rest.probe"
