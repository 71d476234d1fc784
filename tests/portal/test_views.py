"""Who reaches a portal page, and how the base views answer."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from marketplace.permissions import Right
from marketplace.portal import navigation
from marketplace.portal.navigation import NavItem
from marketplace.portal.views import PortalView
from tests.factories.shops import make_key, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.keys")]


def test_a_view_without_permission_cannot_be_routed():
    with pytest.raises(ImproperlyConfigured, match="names no permission"):
        PortalView.as_view()


def test_a_signed_out_visitor_is_sent_to_sign_in_and_back(client, shop):
    answer = client.get(f"/shop/{shop.pk}/orders?tab=late")

    assert answer.status_code == 302
    assert answer.url == f"/accounts/login/?next=/shop/{shop.pk}/orders%3Ftab%3Dlate"


def test_a_fragment_for_a_signed_out_visitor_moves_the_whole_page(client, shop):
    answer = client.get(f"/shop/{shop.pk}/keys", headers={"hx-request": "true"})

    assert answer.headers["HX-Redirect"] == f"/accounts/login/?next=/shop/{shop.pk}/keys"


def test_a_member_works_inside_the_shops_scope(signed_in, shop, owner, stranger):
    make_key(owner)
    make_key(stranger)

    answer = signed_in(owner).get(f"/shop/{shop.pk}/orders")

    assert answer.content.decode() == f"Casa Norte {owner.user.full_name} 1"
    assert "HX-Request" in answer.headers["Vary"]
    assert "private" in answer.headers["Cache-Control"]


def test_another_shops_page_is_not_there(signed_in, shop, other_shop, owner):
    assert signed_in(owner).get(f"/shop/{other_shop.pk}/orders").status_code == 404
    assert signed_in(owner).get("/shop/987654/orders").status_code == 404


def test_a_member_who_was_switched_off_is_out_at_the_next_request(signed_in, shop):
    gone = make_member(shop, is_active=False)

    assert signed_in(gone).get(f"/shop/{shop.pk}/orders").status_code == 404


def test_a_role_without_the_right_is_told_so(signed_in, shop, support):
    """R120"""
    answer = signed_in(support).get(f"/shop/{shop.pk}/orders")

    assert answer.status_code == 403
    assert "Your role does not open this page" in answer.content.decode()


@pytest.mark.parametrize(
    ("fault", "status", "text"),
    [
        ("conflict", 409, "Leire was faster."),
        ("forbidden", 403, "Only an owner may."),
        ("missing", 404, "nothing here"),
    ],
)
def test_a_rule_that_says_no_is_a_page_and_not_a_crash(signed_in, shop, owner, fault, status, text):
    answer = signed_in(owner).get(f"/shop/{shop.pk}/failing/{fault}")

    assert answer.status_code == status
    assert text in answer.content.decode()


def test_a_rule_that_says_no_to_htmx_is_told_over_the_page_that_stands(signed_in, shop, owner):
    answer = signed_in(owner).get(f"/shop/{shop.pk}/failing/conflict", headers={"hx-request": "true"})

    assert (answer.status_code, answer["HX-Reswap"]) == (409, "none")
    assert 'id="toasts"' in answer.content.decode()
    assert "Leire was faster." in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_a_form_post_redirects_and_the_next_page_says_what_was_done(signed_in, shop, owner):
    browser = signed_in(owner)

    answer = browser.post(f"/shop/{shop.pk}/keys/revoke", {"selected": ["1", "2"]})

    assert (answer.status_code, answer.url) == (302, "/after")
    assert "2 keys revoked" in browser.get(f"/shop/{shop.pk}/keys").content.decode()


def test_a_form_post_by_htmx_moves_the_whole_page(signed_in, shop, owner):
    answer = signed_in(owner).post(f"/shop/{shop.pk}/keys/revoke", headers={"hx-request": "true"})

    assert answer.headers["HX-Redirect"] == "/after"


def test_a_page_of_no_shop_needs_only_a_person(client, signed_in, owner):
    assert client.get("/mine").url == "/accounts/login/?next=/mine"
    assert signed_in(owner).get("/mine").content == b"mine"


def test_the_reader_sees_the_own_language_unless_the_browser_was_told_another(signed_in, shop, owner):
    owner.user.language = "de"
    owner.user.save()
    browser = signed_in(owner)

    first = browser.get(f"/shop/{shop.pk}/keys")
    browser.post("/language", {"language": "en", "next": "/mine"})
    second = browser.get(f"/shop/{shop.pk}/keys")

    assert '<html lang="de"' in first.content.decode()
    assert '<html lang="en"' in second.content.decode()


def test_the_frame_offers_the_other_shops_of_the_person(signed_in, shop, other_shop, owner):
    make_member(other_shop, user=owner.user)
    navigation.register(NavItem("keys", "Keys", "key", "keys", Right.KEY_MANAGE, 10))

    page = signed_in(owner).get(f"/shop/{shop.pk}/keys").content.decode()

    assert f'<a href="/shop/{other_shop.pk}/keys">Casa Sur</a>' in page
