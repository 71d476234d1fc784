"""Every operation that exists, tried by itself: without a key, with each role's key, and with another shop's."""

from collections import Counter

import pytest

from marketplace.permissions import ROLE_RIGHTS, Right, Role
from marketplace.rest.repeats import RepeatableMixin
from marketplace.rest.views import PublicOperation, SellerView, StorefrontView
from tests.factories.calls import Caller
from tests.factories.shops import make_key, make_member
from tests.rest.routes import api_routes

pytestmark = pytest.mark.matrix

ROUTES = api_routes()
SELLER_ROUTES = [route for route in ROUTES if issubclass(route.view, SellerView)]
CALLS = [pytest.param(route, method, id=f"{method} {route}") for route in ROUTES for method in route.methods]
KEYED_ROUTES = [route for route in ROUTES if not issubclass(route.view, PublicOperation)]
KEYED_CALLS = [pytest.param(r, method, id=f"{method} {r}") for r in KEYED_ROUTES for method in r.methods]
SELLER_CALLS = [pytest.param(r, method, id=f"{method} {r}") for r in SELLER_ROUTES for method in r.methods]


def test_there_are_routes_of_each_face():
    kinds = Counter(
        base.__name__
        for route in ROUTES
        for base in (SellerView, StorefrontView, PublicOperation)
        if issubclass(route.view, base)
    )

    assert kinds["SellerView"] >= 8
    assert {route.view.operation for route in ROUTES if issubclass(route.view, PublicOperation)} == {"V01"}
    assert sum(kinds.values()) == len(ROUTES)


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_it_names_its_code_and_its_right(route):
    assert route.methods
    assert route.view.operation
    if issubclass(route.view, SellerView):
        assert isinstance(route.view.permission, Right)


def test_no_code_stands_for_two_operations():
    codes = Counter(route.view.operation for route in ROUTES)

    assert [code for code, count in codes.items() if count > 1] == []


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_unsafe_calls_honour_an_idempotency_key(route):
    if set(route.methods) - {"get"}:
        assert issubclass(route.view, RepeatableMixin)
        assert route.view.keeps_answers or route.path == "/api/x/keys"  # whose answer is a raw key


@pytest.mark.parametrize(("route", "method"), CALLS)
def test_without_a_key_it_is_refused(nobody, route, method):
    answer = nobody.send(method.upper(), route.path)

    assert answer.status_code == (200 if issubclass(route.view, PublicOperation) else 401)


@pytest.mark.parametrize(("route", "method"), SELLER_CALLS)
def test_another_shop_is_refused(api, other_shop, route, method):
    answer = api.send(method.upper(), f"{route.path}?shop_id={other_shop.pk}")

    assert answer.status_code == 403
    assert answer.json()["code"] == "SHOP_FORBIDDEN"


@pytest.mark.parametrize(("route", "method"), KEYED_CALLS)
def test_a_key_of_the_other_face_is_refused(api, storefront, route, method):
    caller = api if issubclass(route.view, StorefrontView) else storefront

    assert caller.send(method.upper(), route.path).status_code == 401


@pytest.mark.parametrize("role", Role)
def test_each_role_reaches_what_its_rights_say_and_nothing_else(shop, role):
    caller = Caller(make_key(make_member(shop, role))[1])

    calls = [(route, method) for route in SELLER_ROUTES for method in route.methods]
    refused = {
        (route.view.operation, method)
        for route, method in calls
        if caller.send(method.upper(), route.path, {}).status_code == 403
    }

    assert refused == {
        (route.view.operation, method) for route, method in calls if needed(route.view, method) not in ROLE_RIGHTS[role]
    }


def needed(view, method):
    """The right that a call asks for: writing may ask for another than reading."""
    return view.permission if method == "get" else view.write_permission or view.permission


@pytest.mark.parametrize(("route", "method"), CALLS)
@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'{"a":', b'{"order_lines": 5}', b'"\\u0000"', b"[" * 5000], ids=range(7)
)
def test_nothing_that_is_sent_is_our_fault(api, storefront, route, method, body):
    caller = storefront if issubclass(route.view, StorefrontView) else api

    answer = caller.raw(method.upper(), route.path, body)

    assert answer.status_code < 500
