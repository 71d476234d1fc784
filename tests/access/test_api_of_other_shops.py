"""Every operation that names a row: with another shop's row it answers 404, and writes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from marketplace import clock
from marketplace.rest.views import SellerView
from messaging.api.examples import ANSWER, NEW_THREAD
from tests.access.scene import Scene, all_rows
from tests.factories.shops import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]


@dataclass(frozen=True)
class Named:
    """The row of the scene that stands in the path, and a body that the operation takes."""

    object: str
    body: Callable[[Scene], Any] = lambda scene: {}


PROMOTION_CHANGE = {
    "internal_description": "Longer",
    "start_date": "2026-03-04T00:00:00Z",
    "end_date": "2026-04-04T00:00:00Z",
    "trigger": {"selection": {"type": "ALL"}},
    "reward": {"selection": {"type": "PURCHASED_ITEMS"}},
}


def _decision(scene: Scene) -> Any:
    return {"order_lines": [{"id": scene.waiting_line, "accepted": False, "reason_code": "NO_STOCK"}]}


TABLE = {
    "X-KEY-REVOKE": Named("key"),
    "X-MEMBER-CHANGE": Named("member", lambda scene: {"role": "GROUP_SHOP_INVENTORY"}),
    "X-INVITATION-RESEND": Named("invitation"),
    "X-INVITATION-WITHDRAW": Named("invitation"),
    "X-CLOSURE PATCH": Named("closure", lambda scene: {"name": "Fair"}),
    "X-CLOSURE DELETE": Named("closure"),
    "P42": Named("product_import"),
    "P44": Named("product_import"),
    "P45": Named("product_import"),
    "P46": Named("product_import"),
    "P47": Named("product_import"),
    "X-PRODUCT-IMPORT-UNKNOWN": Named("product_import"),
    "X-PRODUCT-IMPORT-AGAIN": Named("product_import"),
    "OF02": Named("offer_import"),
    "OF03": Named("offer_import"),
    "PRI03": Named("price_import"),
    "STO02": Named("stock_import"),
    "STO03": Named("stock_import"),
    "OF22": Named("offer"),
    "X-OFFER GET": Named("offer"),
    "X-OFFER PATCH": Named("offer", lambda scene: {"price": 9.9}),
    "X-OFFER-PAUSE": Named("offer"),
    "X-OFFER-ACTIVATE": Named("paused_offer"),
    "X-OFFER-REMOVE": Named("offer"),
    "X-OFFER-HISTORY": Named("offer"),
    "X-OFFER-UNDO": Named("offer", lambda scene: {"change_id": scene.offer_change}),
    "OF26": Named("offer"),
    "X-OFFER-LISTING": Named("offer"),
    "X-FAQ-CHANGE": Named("question", lambda scene: {"answer": "Never used."}),
    "X-FAQ-MOVE": Named("question", lambda scene: {"direction": "up"}),
    "X-FAQ-REMOVE": Named("question"),
    "OF53": Named("export"),
    "OF54": Named("export"),
    "PR04": Named("promotion", lambda scene: PROMOTION_CHANGE),
    "X-PROMOTION-STOP": Named("promotion"),
    "OR12": Named("waiting_order"),
    "OR21": Named("waiting_order", _decision),
    "OR23": Named("shipped_order", lambda scene: {"carrier_code": "gls", "tracking_number": "T-9"}),
    "OR24": Named("shipping_order"),
    "M10": Named("thread"),
    "M12": Named("thread", lambda scene: ANSWER),
    "M13": Named("attachment"),
    "OR43": Named("waiting_order", lambda scene: NEW_THREAD),
    "X-THREAD-MESSAGES GET": Named("thread"),
    "X-THREAD-MESSAGES POST": Named("thread", lambda scene: ANSWER),
    "X-THREAD-NO-REPLY-NEEDED": Named("thread"),
    "X-THREAD-DEADLINES": Named("thread"),
    "X-THREAD-ORDER-MAILS": Named("thread"),
    "X-QUICK-REPLY-CHANGE": Named("quick_reply", lambda scene: {"body": "Hoy mismo."}),
    "X-QUICK-REPLY-REMOVE": Named("quick_reply"),
    "X-ORDER-DEADLINES": Named("waiting_order"),
    "X-ORDER-PROMISE": Named("waiting_order"),
    "X-ORDER-DELAY": Named("shipping_order", lambda scene: {"delivery_date": "2026-04-01"}),
    "X-ORDER-DECISION": Named("waiting_order", _decision),
    "OR74": Named("shipped_order", lambda scene: {"order_documents": [{"file_name": "a.pdf", "type_code": "OTHER"}]}),
    "OR76": Named("document"),
    "X-ORDER-DOCUMENTS": Named("shipped_order"),
    "X-ORDER-DOCUMENTS-REFILE": Named("shipped_order", lambda scene: {"attachment_id": scene.sent_file}),
    "X-ORDER-DOCUMENT-SEND-LINK": Named("document"),
    "X-ORDER-DOCUMENT-REVOKE-LINKS": Named("document"),
    "X-ORDER-INVOICE-DRAFT": Named("shipping_order"),
    "X-ORDER-INVOICES-ISSUE": Named("shipping_order"),
    "X-INVOICE": Named("invoice"),
    "X-INVOICE-PDF": Named("invoice"),
    "X-INVOICE-CORRECTIONS": Named("invoice", lambda scene: {"reason": "Wrong"}),
    "X-INVOICE-RENDER-AGAIN": Named("failed_invoice"),
    "X-INVOICE-RUN": Named("run"),
    "X-INVOICE-RUN-CANCEL": Named("run"),
}
# What they name is the operator's, the same for every shop: campaigns, tried in tests/offers/test_campaigns_api.py.
# And product sheets, tried in tests/offers/products.
SHARED = {
    # Figures are the marketplace's own words.
    "X-METRIC",
    "X-METRIC-ROWS",
    "X-PRODUCT GET",
    "X-PRODUCT PATCH",
    "X-CAMPAIGN GET",
    "X-CAMPAIGN PATCH",
    "X-CAMPAIGN-JOIN",
    "X-CAMPAIGN-LEAVE",
}
READS = {
    "P42",
    "P44",
    "P45",
    "P46",
    "P47",
    "X-PRODUCT-IMPORT-UNKNOWN",
    "X-OFFER-LISTING",
    "OF02",
    "OF03",
    "PRI03",
    "STO02",
    "STO03",
    "OF22",
    "X-OFFER GET",
    "X-OFFER-HISTORY",
    "OF26",
    "OF53",
    "OF54",
    "OR12",
    "X-ORDER-DEADLINES",
    "X-ORDER-PROMISE",
    "M10",
    "M13",
    "X-THREAD-MESSAGES GET",
    "X-THREAD-DEADLINES",
    "X-THREAD-ORDER-MAILS",
    "OR74",  # without its files, which tests/invoices sends
    "X-ORDER-DOCUMENTS",
    "X-ORDER-INVOICE-DRAFT",
    "X-INVOICE",
    "X-INVOICE-PDF",
    "X-INVOICE-RUN",
}
MISSING = ["987654", "0", "9" * 18, "9" * 30, "9" * 64, "%C3%B1", "%F0%9F%92%A9", "a'--", "%00", "%FF"]


@dataclass(frozen=True)
class Operation:
    """An operation with a row in its path; where a view has several the method stands behind its code."""

    code: str
    method: str
    path: str

    def __str__(self) -> str:
        return self.code

    def url(self, row: Any) -> str:
        head, _open, rest = self.path.partition("<")
        return f"/{head}{row}{rest.partition('>')[2]}"


def operations() -> list[Operation]:
    """Every operation of sellers whose path names a row."""
    views = [
        (path, view, [name.upper() for name in ("get", "post", "put", "patch", "delete") if hasattr(view, name)])
        for path, view in _walk(get_resolver("marketplace.urls"), "")
        if issubclass(view, SellerView) and "<" in path
    ]
    found = [
        Operation(f"{view.operation} {method}" if len(methods) > 1 else view.operation, method, path)
        for path, view, methods in views
        for method in methods
    ]
    return [each for each in found if each.code not in SHARED]


def _walk(resolver: URLResolver, prefix: str) -> Any:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, path)
        elif isinstance(entry, URLPattern) and path.startswith("api/") and hasattr(entry.callback, "cls"):
            yield path, entry.callback.cls


OPERATIONS = operations()


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON + timedelta(hours=2)):
        yield


def test_every_operation_that_names_a_row_is_in_the_table():
    assert {operation.code for operation in OPERATIONS} == set(TABLE)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_another_shop_s_row_is_not_there(operation, api, shop, their_scene):
    """Whichever shop the call names as its own."""
    theirs, named = their_scene, TABLE[operation.code]
    url = operation.url(getattr(theirs, named.object))
    before = all_rows()

    answers = [api.send(operation.method, url + query, named.body(theirs)) for query in ("", f"?shop_id={shop.pk}")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert all_rows() == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_its_own_shop_may(operation, api, scene):
    """So that the refusals above are of the shop, not of the body."""
    named = TABLE[operation.code]
    before = all_rows()

    answer = api.send(operation.method, operation.url(getattr(scene, named.object)), named.body(scene))

    assert answer.status_code in (200, 201, 204)
    assert (all_rows() == before) is (operation.code in READS)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_a_row_that_does_not_exist_is_not_there(operation, api, scene):
    named = TABLE[operation.code]
    before = all_rows()

    answers = {row: api.send(operation.method, operation.url(row), named.body(scene)) for row in MISSING}

    # OF22 takes any text and says that it is no id.
    expected = {400, 404} if operation.code == "OF22" else {404}
    assert {row for row, answer in answers.items() if answer.status_code not in expected} == set()
    assert all_rows() == before


def test_lines_of_another_shop_s_order_are_not_decided_in_one_s_own(api, scene, their_scene):
    mine, theirs = scene, their_scene
    before = all_rows()

    answer = api.put(f"/api/orders/{mine.waiting_order}/accept", _decision(theirs))

    assert answer.status_code in (400, 404)
    assert all_rows() == before


def test_a_key_without_a_shop_that_it_may_enter_gets_nothing(sales, caller_of, in_all_shops):
    """A member switched off: the key's own shop is closed to it from the next call on."""
    api = caller_of(sales)
    sales.is_active = False
    sales.save()

    assert api.get("/api/orders").status_code == 403
    assert api.get("/api/account").status_code == 403


def test_lists_hold_the_shop_s_own_rows_alone(api, scene, their_scene):
    mine, theirs = scene, their_scene
    texts = {path: api.get(path).content.decode() for path in ("/api/orders", "/api/offers", "/api/x/deadlines")}
    texts |= {path: api.get(path).content.decode() for path in ("/api/x/keys", "/api/x/members", "/api/x/notices")}
    texts |= {path: api.get(path).content.decode() for path in ("/api/inbox/threads", "/api/x/threads")}

    assert mine.thread in texts["/api/inbox/threads"]
    assert mine.thread in texts["/api/x/threads"]
    assert all(theirs.thread not in text for text in texts.values())
    assert mine.waiting_order in texts["/api/orders"]
    assert mine.waiting_order in texts["/api/x/deadlines"]
    assert f'"offer_id":{mine.offer},' in texts["/api/offers"]
    assert all(theirs.waiting_order not in text for text in texts.values())
    assert f'"offer_id":{theirs.offer},' not in texts["/api/offers"]
    assert f'"id":{theirs.key},' not in texts["/api/x/keys"]
    assert theirs.member not in [each["id"] for each in api.get("/api/x/members").json()["members"]]
    assert mine.thread in texts["/api/x/notices"]
    assert theirs.thread not in texts["/api/x/notices"]
    assert api.get("/api/orders", order_ids=theirs.waiting_order).json()["total_count"] == 0
