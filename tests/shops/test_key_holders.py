"""Members and holders of keys, as the portal and the API find them."""

from django.contrib.auth.models import AnonymousUser

from marketplace.actors import ActorKind
from marketplace.permissions import ROLE_RIGHTS, Role
from marketplace.shops.access import authenticate_key, portal_member, portal_members
from tests.factories.shops import make_key, make_member, make_shop


def test_a_member_has_the_rights_of_the_role_and_a_name(sales, shop):
    member = portal_member(sales.user, shop.pk)
    assert member is not None

    assert member.rights == ROLE_RIGHTS[Role.SALES]
    assert member.actor.kind == ActorKind.MEMBER
    assert member.actor.label == "Ana Prueba"
    assert member.actor.user_id == sales.user_id


def test_nobody_is_a_member_elsewhere(sales, other_shop):
    assert portal_member(sales.user, other_shop.pk) is None
    assert portal_member(sales.user, 987_654) is None
    assert portal_member(AnonymousUser(), other_shop.pk) is None


def test_a_member_who_is_switched_off_is_none(shop):
    assert portal_member(make_member(shop, is_active=False).user, shop.pk) is None


def test_shops_are_listed_by_name_without_those_switched_off(owner):
    make_member(make_shop(name="Abanico"), user=owner.user)
    make_member(make_shop(name="Zapata"), user=owner.user, is_active=False)

    assert [member.shop.name for member in portal_members(owner.user)] == ["Abanico", "Casa Norte"]
    assert portal_members(AnonymousUser()) == []


def test_what_a_key_does_is_signed_with_its_label(owner, shop):
    _key, raw = make_key(owner, label="ERP")

    holder = authenticate_key(raw)
    assert holder is not None
    access = holder.access(shop.pk)

    assert access is not None
    assert access.actor.kind == ActorKind.API_KEY
    assert access.actor.label == "ERP (API)"
    assert access.actor.user_id == owner.user_id
