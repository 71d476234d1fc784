"""`/api/x/notices` and `/api/x/notice-preferences`: what the pages do, for the key's user (R135)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.notices.models import Notice
from marketplace.permissions import Right
from marketplace.tenancy import all_shops
from tests.factories import orders as make
from tests.factories.calls import Caller
from tests.factories.messaging import make_thread
from tests.factories.shops import NOON, make_key
from tests.notices.conftest import HOUR, OVERDUE, SOON, bell_of, by_mail, pass_time

pytestmark = pytest.mark.django_db
URL, READ, PREFERENCES = "/api/x/notices", "/api/x/notices/read", "/api/x/notice-preferences"


@pytest.fixture(autouse=True)
def soon():
    with clock.frozen(SOON + HOUR):
        yield


def subjects(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [notice["subject"]["id"] for notice in answer.json()["data"]]


def test_a_notice_says_what_is_to_be_done_and_until_when(api, shop, owner):
    order = make.make_waiting_order(shop)
    pass_time(SOON)

    answer = api.get(URL)

    with all_shops("tests look at the rows"):
        notice = Notice.objects.get()
    assert answer.json() == {
        "data": [
            {
                "id": notice.pk,
                "kind": "deadline_soon",
                "label": "Due soon",
                "subject": {
                    "type": "order",
                    "id": order.order_id,
                    "label": f"Accept {order.order_id}",
                    "detail": "Lucía Ejemplo · 1 line",
                },
                "text": "",
                "due_at": "2026-03-04T12:00:00Z",
                "created_at": "2026-03-04T00:00:00Z",
                "read_at": None,
            }
        ]
    }


def test_it_speaks_the_language_asked_for(api, shop, owner):
    make.make_waiting_order(shop)
    pass_time(OVERDUE)

    texts = [api.get(URL, locale=language).json()["data"][0]["text"] for language in ("en", "de")]

    assert texts[0] == "The order is refused by itself, and counts in your refusal rate."
    assert texts[1].startswith("Die Bestellung ")


def test_the_newest_come_first_page_by_page(api, shop, owner):
    orders = [make.make_waiting_order(shop, at=NOON + number * HOUR).order_id for number in range(5)]
    pass_time(SOON + 5 * HOUR)

    first = api.get(URL, limit=3)
    second = api.get(URL, page_token=first.json()["next_page_token"])

    assert subjects(first) + subjects(second) == orders[::-1]
    assert subjects(api.get(URL, sort="created_at,ASC", limit=2)) == orders[:2]


def test_those_that_were_named_are_marked_read(api, shop, owner, sales):
    for _ in range(3):
        make.make_waiting_order(shop)
    pass_time(SOON)
    ids = [notice["id"] for notice in api.get(URL).json()["data"]]
    with all_shops("tests look at the rows"):
        colleague_s = Notice.objects.filter(user=sales.user).values_list("pk", flat=True)[0]

    assert api.post(READ, {"ids": [ids[0], colleague_s, 10**17]}).json() == {"read": 1}

    assert len(subjects(api.get(URL, unread="true"))) == 2
    assert len(subjects(api.get(URL))) == 3
    assert len(bell_of(sales)) == 3


def test_without_names_all_of_them_are(api, shop, owner, sales):
    make.make_waiting_order(shop)
    pass_time(SOON)

    assert api.post(READ).json() == {"read": 1}
    assert api.post(READ, {}).json() == {"read": 0}

    assert (bell_of(owner), bell_of(sales)) == ([], ["deadline_soon"])


@pytest.mark.parametrize("body", [{"ids": "all"}, {"ids": [0]}, {"ids": ["x"]}, {"ids": list(range(1, 102))}])
def test_ids_that_are_none_are_refused(api, body):
    assert api.post(READ, body).status_code == 400


def test_a_key_sees_what_its_rights_open(shop, owner):
    make.make_waiting_order(shop)
    thread = make_thread(shop)
    pass_time(SOON)
    caller = Caller(make_key(owner, rights={Right.DEADLINE_READ, Right.MESSAGE_READ})[1])

    assert set(subjects(caller.get(URL))) == {str(thread.thread_id)}
    assert [each["kind"] for each in caller.get(PREFERENCES).json()["preferences"]] == ["customer_message"]


def test_another_shop_s_notices_are_not_seen(stranger_api, api, shop, owner):
    make.make_waiting_order(shop)
    pass_time(SOON)

    assert subjects(stranger_api.get(URL)) == []
    assert stranger_api.post(READ, {}).json() == {"read": 0}
    assert len(subjects(api.get(URL, unread="true"))) == 1


def test_preferences_are_shown_as_they_stand(caller_of, sales):
    assert caller_of(sales).get(PREFERENCES).json() == {
        "preferences": [
            {"kind": "deadline_missed", "label": "Deadline missed", "bell": True, "mail": True, "is_default": True},
            {"kind": "deadline_soon", "label": "Due soon", "bell": True, "mail": True, "is_default": True},
            {
                "kind": "invoice_not_issued",
                "label": "Invoice not issued by itself",
                "bell": True,
                "mail": False,
                "is_default": True,
            },
            {
                "kind": "customer_message",
                "label": "Customer's message",
                "bell": True,
                "mail": False,
                "is_default": True,
            },
        ]
    }


def change(caller, **choice):
    return caller.send("PATCH", PREFERENCES, {"preferences": [{"kind": "deadline_soon", **choice}]})


def test_one_way_changes_and_the_other_stays(caller_of, shop, sales):
    caller = caller_of(sales)

    answer = change(caller, mail=False)

    changed = {"kind": "deadline_soon", "label": "Due soon", "bell": True, "mail": False, "is_default": False}
    assert (answer.status_code, answer.json()["preferences"][1]) == (200, changed)
    make.make_waiting_order(shop)
    pass_time(SOON)
    assert (bell_of(sales), by_mail("deadline_soon")) == (["deadline_soon"], set())


def test_null_leads_back_to_the_role(caller_of, sales):
    caller = caller_of(sales)
    change(caller, bell=False, mail=False)

    answer = change(caller, bell=None, mail=None)

    assert answer.json()["preferences"][1]["is_default"] is True


def test_a_choice_of_the_api_stands_against_a_change_of_the_role(caller_of, shop, owner, sales):
    """What was said expressly holds, also where it is what the role has."""
    assert change(caller_of(owner), mail=False).status_code == 200
    with all_shops("a test switches the member off"):
        sales.is_active = False
        sales.save()
    make.make_waiting_order(shop)

    pass_time(SOON)

    assert by_mail("deadline_soon") == set()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"preferences": [{"kind": "weather", "bell": True}]}, "NOTICE_KIND_NOT_FOUND"),
        ({"preferences": [{"kind": "deadline_soon"}, {"kind": "deadline_soon"}]}, "NOTICE_KIND_DUPLICATE"),
        ({"preferences": [{"kind": "deadline_soon", "bell": "often"}]}, ""),
        ({"preferences": 5}, ""),
        ({}, ""),
    ],
)
def test_a_wrong_choice_is_refused(caller_of, sales, body, code):
    answer = caller_of(sales).send("PATCH", PREFERENCES, body)

    assert answer.status_code == 400
    assert code in answer.content.decode()


def test_ten_notices_cost_as_many_queries_as_one(api, shop, owner, django_assert_num_queries):
    make.make_waiting_order(shop)
    pass_time(SOON)
    api.get(URL)
    with CaptureQueriesContext(connection) as one:
        api.get(URL)
    for _ in range(9):
        make.make_waiting_order(shop)
    pass_time(SOON)

    with django_assert_num_queries(len(one)):
        assert len(subjects(api.get(URL))) == 10
