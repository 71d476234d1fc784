"""Which areas a member sees, and what waits in them."""

from types import SimpleNamespace

import pytest

from marketplace.permissions import ROLE_RIGHTS, Right, Role
from marketplace.portal import navigation
from marketplace.portal.navigation import Counts, NavItem

pytestmark = pytest.mark.urls("tests.portal.keys")
SHOP = SimpleNamespace(pk=7)


@pytest.fixture(autouse=True)
def items(no_areas):
    for code, right, order, counts, foot in [
        ("orders", Right.ORDER_READ, 20, lambda shop: Counts(todo=6, late=1), False),
        ("today", Right.DEADLINE_READ, 10, lambda shop: Counts(todo=250), False),
        ("members", Right.MEMBER_MANAGE, 30, None, True),
    ]:
        navigation.register(NavItem(code, code.title(), "doc", "keys", right, order, counts, foot=foot))


def seen_by(role, area="orders"):
    return navigation.build_navigation(shop=SHOP, rights=ROLE_RIGHTS[role], area=area)


def test_areas_stand_in_their_order_with_what_waits_in_them():
    main = seen_by(Role.SHOP_ADMIN).main

    assert [(link.code, link.todo, link.late, link.current) for link in main] == [
        ("today", "99+", "", False),
        ("orders", "6", "1", True),
    ]


def test_support_sees_no_area_of_orders_or_members():
    seen = seen_by(Role.SUPPORT)

    assert [link.code for link in seen.main + seen.foot] == ["today"]


def test_what_does_not_fit_the_bottom_bar_is_under_more():
    for number in range(5):
        navigation.register(NavItem(f"z{number}", "Z", "doc", "keys", Right.DEADLINE_READ, 50 + number))

    seen = seen_by(Role.SHOP_ADMIN, area="z4")

    assert [link.code for link in seen.short] == ["today", "orders", "z0", "z1"]
    assert [link.code for link in seen.rest] == ["z2", "z3", "z4", "members"]
    assert seen.rest_current


def landing(role):
    return navigation.landing_url(shop=SHOP, rights=ROLE_RIGHTS[role])


def test_work_begins_in_the_first_area_that_says_so(items):
    """R120: who reads no orders begins with the conversations, everybody else with the first area."""
    navigation.register(
        NavItem(
            "messages",
            "Messages",
            "mail",
            "orders",
            Right.MESSAGE_READ,
            25,
            lands=lambda rights: Right.ORDER_READ not in rights,
        )
    )

    assert landing(Role.SUPPORT) == "/shop/7/orders"
    assert landing(Role.SHOP_ADMIN) == "/shop/7/keys"
    assert landing(Role.INVENTORY) == "/shop/7/keys"


def test_an_area_that_the_rights_do_not_open_is_no_place_to_begin():
    navigation.register(NavItem("z", "Z", "doc", "orders", Right.FINANCE_READ, 1, lands=lambda _rights: True))

    assert landing(Role.SUPPORT) == "/shop/7/keys"


def test_who_may_open_nothing_begins_at_the_door():
    assert navigation.landing_url(shop=SHOP, rights=[]) == "/"
