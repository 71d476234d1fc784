"""What no honest browser or client sends: it is refused or passed over, and never an error on our side."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from marketplace import clock
from tests.access.pages import TRIALS, pages_of_shops, url_of
from tests.factories import orders as make
from tests.factories.messaging import make_thread
from tests.factories.offers import make_offer
from tests.factories.parts import Part, content_type, in_parts
from tests.factories.shops import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LONG = "x" * 3000
HUGE = "9" * 400
TEXTS = [
    "a\x00b",
    "\u202e\ufffe",
    "💩" * 50,
    "' OR 1=1 --",
    "a:* & !b | (c <-> d)",
    "\\",
    '"_%',
    "İı\u0301",
    "٣²",
    "NaN",
    "-1",
    "1e999999",
    "1E-999999",
    HUGE,
    LONG,
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-03-29T02:30",
]
OF_LISTS = ["q", "tab", "sort", "size", "cols", "format", "after", "before"]
PARAMETERS = {
    "orders/": [*OF_LISTS, "state", "channel", "placed_after", "placed_before", "late"],
    "offers/": [*OF_LISTS, "price_min", "price_max", "stock_min", "condition"],
    "": ["kind", "after", "before"],
    "notices/": ["after", "before"],
    "search": ["q"],
}
CALLS = [(path, name) for path, names in PARAMETERS.items() for name in names]


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON + timedelta(hours=2)):
        yield


@pytest.fixture
def desk(owner, signed_in):
    """The owner's browser, to which an error on our side is an answer."""
    client = signed_in(owner)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(("path", "name"), CALLS, ids=[f"{path}?{name}" for path, name in CALLS])
def test_lists_take_any_query(desk, shop, path, name):
    make.make_waiting_order(shop)

    answers = {text: desk.get(f"/shop/{shop.pk}/{path}", {name: text, "tab": "all"}) for text in TEXTS}

    assert {text[:40]: a.status_code for text, a in answers.items() if a.status_code not in (200, 302)} == {}


QUERY_STRINGS = [
    "%",
    "%zz",
    "q=%ff%fe",
    "&&&===",
    "tab=all&tab=to&tab",
    "after=%F0%28%8C%28",
    "after=a:b:c",
    "before=.eJw:1:2",
    "after=" + "A" * 3000,
    "&".join(f"a{i}=1" for i in range(1500)),
]


@pytest.mark.parametrize("path", PARAMETERS)
def test_lists_take_any_bytes_for_a_query(desk, shop, path):
    statuses = {
        query[:40]: desk.generic("GET", f"/shop/{shop.pk}/{path}", QUERY_STRING=query).status_code
        for query in QUERY_STRINGS
    }

    assert {query: status for query, status in statuses.items() if status not in (200, 302, 400)} == {}


FORMS = [page for page in pages_of_shops() if TRIALS[page.name].post]


@pytest.mark.parametrize("page", FORMS, ids=str)
def test_forms_take_any_text_in_any_field(desk, scene, page):
    """Each text in all fields at once; and in each field alone every third text, beginning at another one."""
    body, url = TRIALS[page.name].body(scene), url_of(page, scene)
    alone = [(field, text) for place, field in enumerate(body) for text in TEXTS[place % 3 :: 3]]
    answers = {(field, text[:30]): desk.post(url, {**body, field: text}).status_code for field, text in alone}
    answers |= {("all", text[:30]): desk.post(url, dict.fromkeys(body, text)).status_code for text in TEXTS}

    assert {what: status for what, status in answers.items() if status >= 500} == {}


def test_sign_in_takes_any_text(db):
    browser = Client(raise_request_exception=False)

    for text in TEXTS:
        answers = [
            browser.post("/accounts/login/", {"login": text, "password": text}),
            browser.post("/accounts/password/reset/", {"email": text}),
            browser.post("/language", {"language": text, "next": text}),
            browser.get("/accounts/login/", {"next": text}),
        ]
        assert [answer.status_code for answer in answers if answer.status_code >= 500] == []


@pytest.mark.parametrize("path", ["/", "/account/", "/accounts/login/", "/api/orders"])
def test_after_a_hostile_next_nobody_leaves_the_house(desk, path):
    for place in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = desk.post(
            "/language", {"language": "de", "next": place}, headers={"Referer": f"http://testserver{path}"}
        )

        assert "evil" not in answer["Location"]
        assert not answer["Location"].startswith("javascript")


ADDRESS = {"street_1": "Calle 1", "city": "Madrid", "country_iso_code": "ES", "zip_code": "28001"}
CUSTOMER = {"customer_id": "C-1", "email": "lucia@customers.example"}


@pytest.fixture
def basket(shop, channel):
    """A basket that is taken, of an offer as dear and as plentiful as offers can be."""
    make.spanish_zone()
    offer = make_offer(shop, price=Decimal("99999999.99"), quantity=10**6)
    return {
        "basket_id": "B-1",
        "channel": channel.code,
        "customer": dict(CUSTOMER),
        "shipping_address": dict(ADDRESS),
        "shipping_type_code": make.standard_method().code,
        "payment_workflow": "PAY_ON_ACCEPTANCE",
        "lines": [{"offer_id": offer.pk, "quantity": 1, "shipping_price": 0}],
    }


VALUES: list[Any] = [*TEXTS, None, True, [], {}, [[]], [None], -1, 0, 1.5, 2**31, 2**63, -(2**63), 1e308, "\x7f\x1b"]
PLACES = ["basket_id", "channel", "customer", "shipping_address", "billing_address", "shipping_type_code", "lines"]
PLACES += ["payment_workflow", "payment_type", "storefront", "promo_codes"]
PLACES += [f"customer.{name}" for name in ("customer_id", "email", "firstname", "locale", "tax_id")]
PLACES += [f"shipping_address.{name}" for name in (*ADDRESS, "phone", "state", "company")]
PLACES += [f"lines.{name}" for name in ("offer_id", "quantity", "shipping_price")]


@pytest.mark.parametrize("place", PLACES)
def test_a_basket_takes_any_value_anywhere(storefront, basket, place):
    head, _dot, name = place.partition(".")
    statuses = {}
    for index, value in enumerate(VALUES):
        body = {**basket, "basket_id": f"B-{index}"}
        if not name:
            body[head] = value
        elif head == "lines":
            body["lines"] = [{**basket["lines"][0], name: value}]
        else:
            body[head] = {**basket[head], name: value}
        statuses[str(value)[:30]] = storefront.post("/api/storefront/orders", body).status_code

    assert {value: status for value, status in statuses.items() if status not in (200, 201, 400, 404, 409)} == {}


@pytest.mark.parametrize("quantity", [1, 99, 1000, 99_999, 100_000, 100_001])
@pytest.mark.parametrize("shipping_price", [0, 9_999_999_999.99, 10**10])
def test_an_order_of_too_much_money_is_refused(storefront, api, basket, quantity, shipping_price):
    basket["lines"][0] |= {"quantity": quantity, "shipping_price": shipping_price}

    answer = storefront.post("/api/storefront/orders", basket)
    assert answer.status_code in (201, 400)
    if answer.status_code == 201:
        assert api.get("/api/orders").status_code == 200


MESSAGE: dict[str, Any] = {
    "body": "It comes.",
    "to": [{"type": "CUSTOMER", "id": "C-1"}],
    "topic": {"type": "FREE_TEXT", "value": "Your address"},
    "automatic": False,
}
MESSAGE_PLACES = [*MESSAGE, "to.", "to..type", "to..id", "topic.type", "topic.value"]


@pytest.mark.parametrize("place", MESSAGE_PLACES)
def test_a_message_takes_any_value_anywhere(api, shop, place):
    """Whichever call writes it, and as JSON or in parts."""
    thread = make_thread(shop)
    calls = [
        f"/api/inbox/threads/{thread.thread_id}/message",
        f"/api/x/threads/{thread.thread_id}/messages",
        f"/api/orders/{thread.order.order_id}/threads",
    ]
    statuses: dict[tuple[str, ...], int] = {}
    for value in VALUES:
        content = json.dumps(changed(MESSAGE, place, value)).encode()
        name = str(value).replace('"', "")[:200] or None
        parts = in_parts(Part("message_input", content), Part("files", b"x", name))
        for path in calls:
            statuses[path[:8], str(value)[:30]] = api.raw("POST", path, content).status_code
            statuses[path[:8], str(value)[:30], "parts"] = api.raw("POST", path, parts, content_type()).status_code

    assert {what: status for what, status in statuses.items() if status not in (201, 400)} == {}


def changed(body: Any, place: str, value: Any) -> Any:
    """The body with another value there; an empty step is a list's first item."""
    head, dot, rest = place.partition(".")
    if isinstance(body, list):
        return [changed(body[0], rest, value) if dot else value]
    return {**body, head: changed(body[head], rest, value) if dot else value}


BODIES = {
    "not UTF-8": b'{"a": "\xff\xfe"}',
    "lone surrogate": b'{"basket_id": "\\ud800"}',
    "null character": b'{"basket_id": "\\u0000"}',
    "deep": b'{"a":' * 100_000,
    "deep and closed": b"[" * 900 + b"]" * 900,
    "long number": b'{"order_lines": ' + b"9" * 100_000 + b"}",
    "big exponent": b'{"order_lines": 1e999999999}',
    "not a number": b'{"order_lines": NaN}',
    "same key twice": b'{"order_lines": [], "order_lines": 5}',
    "UTF-16": '{"order_lines": []}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "gzip": b"\x1f\x8b\x08\x00",
    "many lines": b'{"order_lines": [' + b"null," * 50_000 + b"null]}",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", "x"])
def test_calls_take_any_body(api, storefront, shop, body, kind):
    order = make.make_waiting_order(shop)
    thread = make_thread(shop, order=order)
    calls = [
        (api, "PUT", f"/api/orders/{order.order_id}/accept"),
        (api, "POST", "/api/x/offers"),
        (storefront, "POST", "/api/storefront/orders"),
        (api, "POST", f"/api/inbox/threads/{thread.thread_id}/message"),
        (api, "POST", f"/api/x/threads/{thread.thread_id}/messages"),
        (api, "POST", f"/api/orders/{order.order_id}/threads"),
        (api, "POST", "/api/x/quick-replies"),
        (storefront, "POST", f"/api/storefront/orders/{order.order_id}/messages"),
        (storefront, "POST", "/api/storefront/visits"),
    ]

    statuses = [caller.raw(method, url, body, kind).status_code for caller, method, url in calls]

    assert [status for status in statuses if status not in (400, 404, 415)] == []


@pytest.mark.parametrize("header", ["Authorization", "Idempotency-Key", "Accept", "Accept-Language"])
def test_calls_take_any_header(api, header):
    for text in ("\xff", "x" * 5000, "é" * 300, "-1", "*;q=x", "\t"):
        answer = api.raw("POST", "/api/x/offers", b"{}", headers={header: text})

        assert answer.status_code in (400, 401)


OF_API_LISTS = """
    start_date end_date start_update_date order_ids max offset sort order page_token order_state_codes customer_debited
    limit state kind due_before cursor shop_id sku unread entity_type entity_id updated_since with_messages
    channel_codes q channel days since until periods channel_code part
"""
API_LISTS = [
    "/api/orders", "/api/offers", "/api/x/deadlines", "/api/x/notices", "/api/storefront/events", "/api/inbox/threads",
    "/api/x/threads", "/api/x/quick-replies", "/api/x/answer-time",
    "/api/account/statistics", "/api/x/metrics/grade/rows",
]  # fmt: skip


@pytest.mark.parametrize("path", API_LISTS)
def test_lists_of_the_api_take_any_query(api, storefront, shop, path):
    make.make_waiting_order(shop)
    caller = storefront if "storefront" in path else api

    statuses = {
        (name, text[:30]): caller.get(path, **{name: text}).status_code
        for name in OF_API_LISTS.split()
        for text in TEXTS
    }

    assert {what: status for what, status in statuses.items() if status not in (200, 400, 403)} == {}
