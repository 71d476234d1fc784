"""The bell, the list behind it, and the way from a notice to its subject."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.deadlines.services import void_deadline
from marketplace.notices.models import Notice
from marketplace.permissions import Role
from marketplace.tenancy import all_shops
from tests.factories import orders as make
from tests.factories.messaging import make_thread
from tests.factories.shops import NOON, make_member
from tests.notices.conftest import HOUR, SOON, bell_of, pass_time

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def soon():
    """An hour after the warnings of Monday noon."""
    with clock.frozen(SOON + HOUR):
        yield


@pytest.fixture
def browser(owner, signed_in):
    return signed_in(owner)


def notices_of(member) -> list[Notice]:
    with all_shops("tests look at the rows"):
        return list(Notice.objects.filter(user=member.user).order_by("pk"))


def bell_in(client, path) -> str:
    """What the bell of a page says."""
    found = re.search(r'<a class="iconbtn bell" id="bell"[^>]*>.*?</a>', client.get(path).content.decode())
    assert found is not None
    return re.sub(r"\s+", " ", " ".join(re.findall(r'aria-label="([^"]+)"|>([^<>]+)<', found[0])[0])).strip()


def rows_in(page) -> list[str]:
    """The titles of the list, unread ones with a star."""
    row = r'<li data-row="\d+"( class="new")?>\s*<div class="kind">.*?class="what"><a [^>]*>(.*?)</a>'
    rows = re.findall(row, page.content.decode(), re.S)
    return [f"{'*' if new else ''}{re.sub('<span.*?</span>', '', title)}" for new, title in rows]


def test_the_bell_counts_what_the_member_has_not_read(browser, shop, owner):
    """R077."""
    assert bell_in(browser, f"/shop/{shop.pk}/") == "Notices"

    make.make_waiting_order(shop)
    make.make_waiting_order(shop)
    pass_time(SOON)

    assert bell_in(browser, f"/shop/{shop.pk}/") == "Notices, 2 new"


def test_the_bell_stops_counting(browser, shop, owner):
    with all_shops("tests make rows"):
        Notice.objects.bulk_create(
            Notice(
                shop=shop,
                user=owner.user,
                kind="deadline_soon",
                right="ORDER_SHIP",
                subject_type="order",
                subject_id=f"X-{number}",
                dedupe_key=f"k{number}",
                created_at=NOON,
            )
            for number in range(120)
        )

    assert bell_in(browser, f"/shop/{shop.pk}/") == "Notices, 99+ new"


def test_the_list_has_the_newest_first_and_marks_what_is_unread(browser, shop, owner):
    first = make.make_waiting_order(shop)
    second = make.make_waiting_order(shop, at=NOON + HOUR)
    pass_time(SOON)
    pass_time(SOON + HOUR)
    browser.get(f"/shop/{shop.pk}/notices/{notices_of(owner)[0].pk}")

    page = browser.get(f"/shop/{shop.pk}/notices/")

    assert rows_in(page) == [f"*Accept {second.order_id}", f"Accept {first.order_id}"]
    text = page.content.decode()
    assert "Due soon" in text
    assert "Lucía Ejemplo · 1 line" in text


def test_an_empty_list_says_why(browser, shop):
    page = browser.get(f"/shop/{shop.pk}/notices/")

    assert "No notices" in page.content.decode()
    assert "Mark all as read" not in page.content.decode()


def test_opening_a_notice_leads_to_its_subject_and_marks_it_read(browser, shop, owner, sales):
    order = make.make_waiting_order(shop)
    pass_time(SOON)

    answer = browser.get(f"/shop/{shop.pk}/notices/{notices_of(owner)[0].pk}")

    assert (answer.status_code, answer["Location"]) == (302, f"/shop/{shop.pk}/orders/{order.order_id}/")
    assert (bell_of(owner), bell_of(sales)) == ([], ["deadline_soon"])
    assert notices_of(owner)[0].read_at == SOON + HOUR


def test_a_colleague_s_notice_is_not_there(browser, shop, owner, sales):
    make.make_waiting_order(shop)
    pass_time(SOON)

    assert browser.get(f"/shop/{shop.pk}/notices/{notices_of(sales)[0].pk}").status_code == 404
    assert bell_of(sales) == ["deadline_soon"]


def test_all_are_marked_read_by_a_plain_post(browser, shop, other_shop, owner, sales):
    make_member(other_shop, user=owner.user)
    for place in (shop, shop, other_shop):
        make.make_waiting_order(place)
    pass_time(SOON)

    answer = browser.post(f"/shop/{shop.pk}/notices/read", follow=True)

    assert answer.redirect_chain == [(f"/shop/{shop.pk}/notices/", 302)]
    assert "2 notices marked as read." in answer.content.decode()
    assert bell_of(owner) == []
    assert bell_of(sales) == ["deadline_soon", "deadline_soon"]
    # The same person's notices of another shop are that shop's.
    assert len([notice for notice in notices_of(owner) if notice.read_at is None]) == 1


def test_what_a_role_no_longer_opens_leaves_the_bell(signed_in, shop, owner, sales):
    """R120: who becomes support has conversations left."""
    make.make_waiting_order(shop)
    make_thread(shop)
    pass_time(SOON)
    with all_shops("a test changes the role"):
        sales.role = Role.SUPPORT
        sales.save()

    page = signed_in(sales).get(f"/shop/{shop.pk}/notices/")

    kinds = [notice.params.get("deadline_kind", notice.kind) for notice in notices_of(sales)]
    assert set(kinds) == {"order_acceptance", "customer_reply", "customer_message"}
    assert len(rows_in(page)) == len(kinds) - 1
    assert "Accept " not in " ".join(rows_in(page))


def test_pages_follow_each_other(browser, shop, owner):
    with all_shops("tests make rows"):
        Notice.objects.bulk_create(
            Notice(
                shop=shop,
                user=owner.user,
                kind="deadline_soon",
                right="ORDER_ACCEPT",
                subject_type="order",
                subject_id=f"X-{number:02}",
                dedupe_key=f"k{number}",
                created_at=NOON,
                params={"deadline_kind": "order_acceptance", "due_at": NOON.isoformat(), "timezone": ""},
            )
            for number in range(60)
        )

    first = browser.get(f"/shop/{shop.pk}/notices/")
    following = re.findall(r'href="([^"]+)" rel="next"', first.content.decode())
    second = browser.get(following[0].replace("&amp;", "&"))

    titles = rows_in(first) + rows_in(second)
    assert len(titles) == 60
    assert titles == sorted(titles, reverse=True)


def test_of_a_subject_that_is_gone_the_notice_still_speaks(browser, shop, owner):
    make.make_waiting_order(shop)
    pass_time(SOON)
    with all_shops("a test takes the subject away"):
        Notice.objects.update(subject_id="X-GONE")

    page = browser.get(f"/shop/{shop.pk}/notices/")

    assert rows_in(page) == ["*Order X-GONE: Accept or refuse"]


def test_a_voided_deadline_leaves_the_bell(browser, shop, owner):
    order = make.make_waiting_order(shop)
    pass_time(SOON)

    with all_shops("a test voids it"):
        void_deadline(kind="order_acceptance", subject_id=order.order_id, at=SOON + HOUR)

    assert bell_in(browser, f"/shop/{shop.pk}/") == "Notices"


def test_ten_notices_cost_as_many_queries_as_one(browser, shop, owner, django_assert_num_queries):
    make.make_waiting_order(shop)
    make_thread(shop)
    pass_time(SOON)
    path = f"/shop/{shop.pk}/notices/"
    browser.get(path)
    with CaptureQueriesContext(connection) as few:
        browser.get(path)
    for _ in range(9):
        make.make_waiting_order(shop)
        make_thread(shop)
    pass_time(SOON)

    with django_assert_num_queries(len(few)):
        assert len(rows_in(browser.get(path))) == 30
