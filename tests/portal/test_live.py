"""Pages that change by themselves: answers to polls, and the pieces of the frame."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from marketplace.permissions import Right
from marketplace.portal import navigation
from marketplace.portal.live import conditional
from marketplace.portal.navigation import Counts, NavItem
from tests.factories.shops import make_key

pytestmark = pytest.mark.django_db
keys_urls = pytest.mark.urls("tests.portal.keys")
POLL = {"HX-Request": "true", "X-Poll": "true"}


def asking(tag: str = ""):
    return RequestFactory().get("/", headers={"If-None-Match": tag} if tag else {})


def test_the_tag_is_of_what_is_shown_and_not_of_its_tokens():
    def form(token, word):
        return HttpResponse(f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">{word}')

    first = conditional(asking(), form("aaa", "one"))

    assert first.status_code == 200
    assert conditional(asking(first["ETag"]), form("bbb", "one")).status_code == 304
    assert conditional(asking(first["ETag"]), form("aaa", "two")).status_code == 200
    assert conditional(asking(), form("ccc", "one"))["ETag"] == first["ETag"]


@pytest.mark.parametrize(
    "answer", [HttpResponse("no", status=409), HttpResponseRedirect("/"), StreamingHttpResponse(iter([b"file"]))]
)
def test_refusals_redirects_and_files_have_no_tag(answer):
    assert conditional(asking('"x"'), answer) is answer
    assert "ETag" not in answer


@pytest.fixture
def browser(signed_in, owner):
    return signed_in(owner)


@keys_urls
def test_a_list_is_answered_304_until_a_row_comes_in(browser, shop, owner):
    """With a page to follow: its link names the same place each time."""
    for _key in range(5):
        make_key(owner)
    url = f"/shop/{shop.pk}/keys"

    first = browser.get(url, headers=POLL)
    again = browser.get(url, headers={**POLL, "If-None-Match": first["ETag"]})
    make_key(owner)
    changed = browser.get(url, headers={**POLL, "If-None-Match": first["ETag"]})

    assert 'rel="next"' in first.content.decode()
    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert "no-cache" in again["Cache-Control"]


@keys_urls
def test_what_a_reader_asks_for_has_no_tag(browser, shop):
    assert "ETag" not in browser.get(f"/shop/{shop.pk}/keys")
    assert "ETag" not in browser.get(f"/shop/{shop.pk}/keys", headers={"HX-Request": "true"})


@keys_urls
def test_a_poll_leaves_what_was_done_to_be_told_to_its_reader(browser, shop, owner):
    make_key(owner)
    browser.post(f"/shop/{shop.pk}/keys/revoke", {"selected": ["1", "2"]})

    polled = browser.get(f"/shop/{shop.pk}/keys", headers=POLL).content.decode()
    asked = browser.get(f"/shop/{shop.pk}/keys", headers={"HX-Request": "true"}).content.decode()

    assert "2 keys revoked" not in polled
    assert "2 keys revoked" in asked


def test_the_frame_is_answered_in_pieces_that_take_the_place_of_their_like(browser, shop):
    waiting = [3]
    for code, foot in (("orders", False), ("settings", True)):
        item = NavItem(
            code, code, "doc", "orders:list", Right.ORDER_READ, 10, lambda _shop: Counts(waiting[0], 1), foot=foot
        )
        navigation.register(item)
    url = f"/shop/{shop.pk}/live"

    first = browser.get(url, headers=POLL)
    same = browser.get(url, headers={**POLL, "If-None-Match": first["ETag"]})
    waiting[0] = 2
    fallen = browser.get(url, headers={**POLL, "If-None-Match": first["ETag"]})

    text = first.content.decode()
    for place in ("n-nav-orders", "n-bar-orders", "n-nav-settings", "n-more-settings"):
        assert f'id="{place}" hx-swap-oob="true">3<' in text
    assert f'<div id="live" data-poll="{url}" hidden></div>' in text
    assert "<html" not in text
    assert (same.status_code, fallen.status_code) == (304, 200)
    assert 'id="n-nav-orders" hx-swap-oob="true">2<' in fallen.content.decode()


def test_every_page_of_a_shop_asks_for_the_frame(browser, shop):
    navigation.register(NavItem("orders", "Orders", "doc", "orders:list", Right.ORDER_READ, 10))

    assert f'data-poll="/shop/{shop.pk}/live"' in browser.get(f"/shop/{shop.pk}/orders/").content.decode()


def test_a_poll_writes_no_session(browser, shop):
    expiry = Session.objects.get().expire_date

    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(f"/shop/{shop.pk}/live", headers=POLL)

    reads = ("SELECT", "WITH former", "SAVEPOINT", "RELEASE")
    assert [query["sql"] for query in asked if not query["sql"].strip().startswith(reads)] == []
    assert "trastienda_" not in "".join(name for name in answer.cookies if "csrf" not in name)
    assert Session.objects.get().expire_date == expiry


def test_a_poll_without_a_session_is_told_so_and_gets_nothing(client, shop):
    answer = client.get(f"/shop/{shop.pk}/live", headers=POLL)

    assert answer["HX-Redirect"].startswith("/accounts/login/")
    assert answer.content == b""
    assert "ETag" not in answer
