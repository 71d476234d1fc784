"""Who gets in, and as whom."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.permissions import Right, Role
from marketplace.shops.access import issue_key, revoke_key
from marketplace.shops.models import ApiKey
from marketplace.tenancy import all_shops
from tests.factories.calls import Caller
from tests.factories.shops import NOON, make_key, make_member


def test_a_known_key_gets_the_answer_of_its_default_shop(api, shop):
    answer = api.get("/api/account")

    assert answer.status_code == 200
    assert answer.json()["shop_id"] == shop.pk


@pytest.mark.parametrize("key", ["", "unknown", "x" * 5000, "ñandú"])
def test_a_missing_or_unknown_key_is_401_in_json(db, key):
    answer = Caller(key).get("/api/account")

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["status"] == 401
    assert answer.json()["code"] == "UNAUTHORIZED"


def test_a_key_behind_bearer_is_refused_with_the_reason(api):
    answer = Caller(f"Bearer {api.key}").get("/api/account")

    assert answer.status_code == 401
    assert "without a word such as Bearer" in answer.json()["message"]


def test_the_key_itself_is_nowhere_in_the_database(owner):
    key, raw = make_key(owner)

    with all_shops("looks at the stored key"):
        stored = ApiKey.objects.values().get(pk=key.pk)

    assert raw not in str(stored)
    assert stored["prefix"] == raw[:8]
    assert len(raw) == 43


def test_a_revoked_key_is_401(owner):
    key, raw = make_key(owner)
    with all_shops("revokes"):
        revoke_key(key=key, at=NOON)

    assert Caller(raw).get("/api/channels").status_code == 401


def test_a_user_has_several_keys_and_revoking_one_leaves_the_others(owner):
    first, first_raw = make_key(owner)
    _second, second_raw = make_key(owner)
    with all_shops("revokes"):
        revoke_key(key=first, at=NOON)

    assert Caller(first_raw).get("/api/channels").status_code == 401
    assert Caller(second_raw).get("/api/channels").status_code == 200


def test_a_key_of_a_user_who_is_switched_off_is_401(owner):
    _key, raw = make_key(owner)
    owner.user.is_active = False
    owner.user.save(update_fields=["is_active"])

    assert Caller(raw).get("/api/channels").status_code == 401


def test_a_key_of_a_member_who_is_switched_off_is_403(shop):
    member = make_member(shop, is_active=False)
    _key, raw = make_key(member)

    assert Caller(raw).get("/api/channels").status_code == 403


def test_a_shop_of_somebody_else_is_403(api, other_shop):
    answer = api.get("/api/channels", shop_id=other_shop.pk)

    assert answer.status_code == 403
    assert answer.json()["code"] == "SHOP_FORBIDDEN"


def test_a_shop_that_does_not_exist_is_403_too(api):
    assert api.get("/api/channels", shop_id=987_654).status_code == 403


@pytest.mark.parametrize("shop_id", ["x", "1.5", "-1", "0", "9" * 30, "٣", "1\x00"])
def test_a_shop_id_that_is_no_id_is_400(api, shop_id):
    answer = api.get("/api/channels", shop_id=shop_id)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "shop_id"


def test_shop_id_chooses_among_the_users_shops_on_any_method(owner, other_shop):
    make_member(other_shop, Role.SHOP_ADMIN, user=owner.user)
    caller = Caller(make_key(owner)[1])

    assert caller.get("/api/account").json()["shop_id"] == owner.shop_id
    assert caller.get("/api/account", shop_id=other_shop.pk).json()["shop_id"] == other_shop.pk


def test_rights_are_those_of_the_role_in_the_shop_that_is_named(owner, other_shop):
    make_member(other_shop, Role.SUPPORT, user=owner.user)
    caller = Caller(make_key(owner)[1])

    assert caller.get("/api/offers").status_code == 200
    assert caller.get("/api/offers", shop_id=other_shop.pk).status_code == 403


def test_a_key_may_hold_less_than_its_user(owner):
    _key, raw = issue_key(user=owner.user, shop=owner.shop, label="Stock", rights=[Right.OFFER_READ], at=NOON)

    assert Caller(raw).get("/api/offers").status_code == 200
    assert Caller(raw).get("/api/account").status_code == 403


def test_a_key_never_holds_more_than_its_users_role(support):
    _key, raw = issue_key(user=support.user, shop=support.shop, label="Wish", rights=[Right.OFFER_READ], at=NOON)

    assert Caller(raw).get("/api/offers").status_code == 403


def test_support_reaches_no_account_and_no_offers(support_api):
    """R120."""
    assert support_api.get("/api/account").status_code == 403
    assert support_api.get("/api/offers").status_code == 403
    assert support_api.get("/api/reasons").status_code in (200, 404)


def test_an_operation_that_names_no_right_is_refused(probe, api):
    assert api.get("/api/undeclared").status_code == 403


def test_the_last_use_is_written_at_most_once_a_minute(owner):
    key, raw = make_key(owner)
    caller = Caller(raw)

    def last_use():
        with all_shops("looks at the key"):
            return ApiKey.objects.get(pk=key.pk).last_used_at

    caller.get("/api/channels")
    first = last_use()
    caller.get("/api/channels")
    assert first is not None
    assert last_use() == first

    with all_shops("lets a minute pass"):
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=clock.real() - timedelta(seconds=61))
    caller.get("/api/channels")
    assert last_use() > first


def test_a_sellers_key_opens_no_storefront_and_the_other_way_round(probe, api, storefront):
    assert api.post("/api/storefront/making", {}).status_code == 401
    assert storefront.get("/api/channels").status_code == 401
    assert storefront.post("/api/storefront/making", {"label": "Garden"}).status_code == 201


def test_a_call_costs_a_fixed_number_of_queries(api, django_assert_num_queries):
    api.get("/api/channels")

    # Clock; key, memberships and the setting around them; the shop's setting; the channels; settings put back.
    with django_assert_num_queries(10):
        api.get("/api/channels")
