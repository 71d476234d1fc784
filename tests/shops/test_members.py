import pytest
from django.test import Client

from marketplace.permissions import Role
from marketplace.shops.models import Membership
from marketplace.tenancy import all_shops
from tests.factories.calls import Caller
from tests.factories.shops import make_key, make_member

pytestmark = pytest.mark.django_db


def fresh(member):
    with all_shops("a test reads"):
        found = Membership.objects.get(pk=member.pk)
    return found.role, found.is_active


def url(member, action):
    return f"/shop/{member.shop_id}/settings/members/{member.pk}/{action}"


def test_a_switched_off_member_is_out_at_the_next_click(owner, sales, shop, signed_in):
    """R121."""
    client = signed_in(make_member(shop, Role.SHOP_ADMIN))
    at_work = signed_in(owner)
    key = Caller(make_key(owner)[1])
    assert at_work.get(f"/shop/{shop.pk}/settings/").status_code == 200
    assert key.get("/api/x/shop").status_code == 200

    client.post(url(owner, "off"))

    assert at_work.get(f"/shop/{shop.pk}/settings/").status_code == 404
    assert key.get("/api/x/shop").status_code == 403
    client.post(url(owner, "on"))
    assert at_work.get(f"/shop/{shop.pk}/settings/").status_code == 200


def test_a_changed_role_holds_from_the_next_click(owner, sales, shop, signed_in):
    """R121."""
    at_work = signed_in(sales)
    assert at_work.get(f"/shop/{shop.pk}/settings/members").status_code == 403

    signed_in(owner).post(url(sales, "role"), {"role": Role.SHOP_ADMIN})

    assert at_work.get(f"/shop/{shop.pk}/settings/members").status_code == 200


@pytest.mark.parametrize(("action", "body"), [("off", {}), ("role", {"role": Role.SALES})])
def test_the_last_owner_stays(owner, sales, shop, signed_in, action, body):
    """R121."""
    client = signed_in(owner)

    answer = client.post(url(owner, action), body, follow=True)

    assert "The last owner must stay" in answer.content.decode()
    assert fresh(owner) == (Role.SHOP_ADMIN, True)


def test_owners_who_cannot_sign_in_do_not_count_as_the_last(owner, shop, signed_in):
    from marketplace.shops.access import integration_user

    make_member(shop, Role.SHOP_ADMIN, is_active=False)
    closed = make_member(shop, Role.SHOP_ADMIN)
    closed.user.is_active = False
    closed.user.save()
    integration_user(shop=shop, at=owner.created_at)

    signed_in(owner).post(url(owner, "off"))

    assert fresh(owner) == (Role.SHOP_ADMIN, True)


def test_an_owner_may_go_while_another_stays(owner, shop, signed_in):
    make_member(shop, Role.SHOP_ADMIN)

    signed_in(owner).post(url(owner, "role"), {"role": Role.SUPPORT})

    assert fresh(owner) == (Role.SUPPORT, True)


def test_a_role_that_does_not_exist_is_refused(owner, sales, signed_in):
    signed_in(owner).post(url(sales, "role"), {"role": "GROUP_OPERATOR"})

    assert fresh(sales) == (Role.SALES, True)


@pytest.mark.parametrize("action", ["off", "on", "role"])
def test_another_shops_member_is_not_there(owner, stranger, shop, signed_in, action):
    answer = signed_in(owner).post(f"/shop/{shop.pk}/settings/members/{stranger.pk}/{action}", {"role": Role.SUPPORT})

    assert answer.status_code == 404
    assert fresh(stranger) == (Role.SHOP_ADMIN, True)


PAGES = ["settings/", "settings/profile", "settings/members", "settings/keys", "shipping"]


@pytest.mark.parametrize("page", PAGES)
def test_settings_are_for_owners_of_this_shop_alone(
    page, owner, sales, inventory, accountancy, support, stranger, shop, signed_in
):
    path = f"/shop/{shop.pk}/{page}"

    assert signed_in(owner).get(path).status_code == 200
    for member in (sales, inventory, accountancy, support):
        assert signed_in(member).get(path).status_code == 403
    assert signed_in(stranger).get(path).status_code == 404
    assert Client().get(path)["Location"] == f"/accounts/login/?next={path}"


def test_the_list_of_settings_leads_to_every_page(owner, shop, signed_in):
    page = signed_in(owner).get(f"/shop/{shop.pk}/settings/").content.decode()

    for name in PAGES[1:]:
        assert f'href="/shop/{shop.pk}/{name}"' in page


def test_many_members_cost_as_many_queries_as_one(owner, shop, signed_in, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(owner)
    with CaptureQueriesContext(connection) as one:
        client.get(f"/shop/{shop.pk}/settings/members")
    for _number in range(9):
        make_member(shop, Role.SALES)

    with django_assert_num_queries(len(one)):
        client.get(f"/shop/{shop.pk}/settings/members")


def test_the_users_of_machines_are_no_members(owner, shop, signed_in):
    from marketplace.shops.access import integration_user

    machine = integration_user(shop=shop, at=owner.created_at)

    assert machine.email not in signed_in(owner).get(f"/shop/{shop.pk}/settings/members").content.decode()
