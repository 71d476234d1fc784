"""SH52, and the tables of freight over the API (R085, R098, R099, R135)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.rest import multipart
from marketplace.tenancy import all_shops
from shipping.api.examples import RATES
from shipping.choices import ChargeBasis
from shipping.models import Charge, ContingencyCharge, ShopShipping
from tests.factories.parts import Part, content_type, in_parts
from tests.factories.shipping import (
    make_charge,
    make_class,
    make_contingency,
    make_method,
    make_shop_shipping,
    make_zone,
)
from tests.factories.shops import NOON

CHARGES, CONTINGENCY = "/api/x/shipping/charges", "/api/x/shipping/contingency"


@pytest.fixture(autouse=True)
def _noon(db):
    with clock.frozen(NOON):
        yield


@pytest.fixture
def network(db):
    """Two zones, one method, two classes of goods."""
    make_class(code="SMALL", position=1)
    make_class(code="BULKY", position=2)
    return {"ES": make_zone(code="ES"), "PT": make_zone(code="PT", countries=["PT"]), "STD": make_method(code="STD")}


def row(**values):
    return {"shipping_zone_code": "ES", "shipping_method_code": "STD", "basis": "ORDER", "price": 4.9, **values}


def stored(model=Charge):
    with all_shops("a test looks at every row"):
        return [(each.zone.code, each.basis, each.price) for each in model.objects.order_by("pk")]


def upload(caller, content, *, dry_run=None, path=CHARGES, name="rates.csv"):
    parts = [Part("file", content, name)]
    if dry_run is not None:
        parts.append(Part("dry_run", dry_run))
    return caller.raw("POST", f"{path}/file", in_parts(*parts), content_type())


def test_sh52_tells_each_kind_of_price(api, shop, network):
    """R085, R089."""
    es, pt, method = network["ES"], network["PT"], network["STD"]
    bulky = make_class(code="HUGE", position=3)
    make_shop_shipping(shop, updated_at=datetime(2026, 2, 1, 8, tzinfo=UTC))
    make_charge(shop, es, method, basis=ChargeBasis.LINE, extra_price=Decimal("1.20"), free_from=Decimal(60))
    make_charge(shop, es, method, logistic_class=bulky, basis=ChargeBasis.FREE, price=0)
    make_charge(shop, es, method, postcode_from="35", postcode_to="38", price=Decimal("9.90"))
    make_charge(shop, pt, method, basis=ChargeBasis.VALUE, below=50, price=Decimal("6.90"))
    make_charge(shop, pt, method, basis=ChargeBasis.VALUE, at_least=50, price=0)
    make_charge(shop, pt, method, logistic_class=bulky, basis=ChargeBasis.WEIGHT, price=Decimal(40))

    answer = api.get("/api/shipping/charges/shop").json()

    fixed = {
        "type": "FIXED_PRICE",
        "initial_price": 4.9,
        "additional_price": 1.2,
        "free_shipping_threshold": 60,
        "ranges": None,
    }
    nothing = dict.fromkeys(fixed)
    by_value = [{"threshold": 0, "price": 6.9}, {"threshold": 50, "price": 0}]
    told = {
        (each["shipping_zone_code"], each["logistic_class_code"]): each["prices"] for each in answer["configuration"]
    }
    assert told == {
        ("ES", "SMALL"): fixed,
        ("ES", "BULKY"): fixed,
        ("ES", "HUGE"): {**nothing, "type": "FREE_SHIPPING"},
        ("PT", "SMALL"): {**nothing, "type": "ORDER_RANGE", "ranges": by_value},
        ("PT", "BULKY"): {**nothing, "type": "ORDER_RANGE", "ranges": by_value},
    }
    assert {each["overridden_by_shop"] for each in answer["configuration"]} == {True}
    assert {name: value for name, value in answer.items() if name != "configuration"} == {
        "currency_iso_code": "EUR",
        "last_updated_date": "2026-02-01T08:00:00Z",
        "shop_id": shop.pk,
    }


def test_sh52_finds_nothing_that_is_not_the_shop_s(api, shop, network):
    make_charge(shop, network["ES"], network["STD"])

    assert api.get("/api/shipping/charges/shop", overridden_by_shop="false").json()["configuration"] == []
    assert len(api.get("/api/shipping/charges/shop", overridden_by_shop="true").json()["configuration"]) == 2
    assert api.get("/api/shipping/charges/shop", overridden_by_shop="maybe").status_code == 400


def test_sh52_leaves_out_what_the_operator_no_longer_offers(api, shop, network):
    make_charge(shop, make_zone(is_active=False), network["STD"])

    assert api.get("/api/shipping/charges/shop").json()["configuration"] == []


def queries(api, path):
    with CaptureQueriesContext(connection) as captured:
        assert api.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["/api/shipping/charges/shop", CHARGES])
def test_a_longer_table_takes_no_more_queries(api, shop, network, path):
    make_charge(shop, network["ES"], network["STD"])
    queries(api, path)  # the first call of a key notes that it was used
    few = queries(api, path)
    for _ in range(9):
        make_charge(shop, make_zone(), network["STD"])

    assert queries(api, path) == few


def test_a_table_is_put_and_read_again(api, shop, network):
    """R098, R135."""
    make_shop_shipping(shop)
    answer = api.put(CHARGES, RATES)

    assert (answer.status_code, answer.json()) == (200, {"dry_run": False, "rows_before": 0, "rows_after": 3})
    read = api.get(CHARGES).json()
    assert read["currency_iso_code"] == "EUR"
    assert read["rows"][0] == {
        "shipping_zone_code": "ES",
        "shipping_method_code": "STD",
        "logistic_class_code": None,
        "postcode_from": None,
        "postcode_to": None,
        "basis": "ORDER",
        "at_least": None,
        "below": None,
        "price": 4.9,
        "extra_price": None,
        "free_from": 60,
    }
    assert [(each["at_least"], each["below"]) for each in read["rows"][1:]] == [(0, 2), (2, None)]
    assert api.put(CHARGES, {"rows": read["rows"]}).json()["rows_after"] == 3
    assert api.get(CHARGES).json() == read
    with all_shops("a test looks at every row"):
        assert ShopShipping.objects.get(shop=shop).updated_at == NOON


def test_a_shop_without_shipping_settings_gets_none_by_its_prices(api, shop, network):
    """Its preparation time stays the operator's default."""
    api.put(CHARGES, {"rows": [row()]})

    with all_shops("a test looks at every row"):
        shop.refresh_from_db()
        assert shop.updated_at == NOON
        assert not ShopShipping.objects.exists()


def test_the_contingency_table_is_another(api, shop, network):
    """R099."""
    make_charge(shop, network["ES"], network["STD"])

    api.put(CONTINGENCY, {"rows": [row(shipping_zone_code="PT", price="9,90")]})

    assert stored() == [("ES", "ORDER", Decimal("4.90"))]
    assert stored(ContingencyCharge) == [("PT", "ORDER", Decimal("9.90"))]
    assert [each["price"] for each in api.get(CONTINGENCY).json()["rows"]] == [9.9]


def test_an_empty_table_is_one_too(api, shop, network):
    make_charge(shop, network["ES"], network["STD"])

    assert api.put(CHARGES, {"rows": []}).json() == {"dry_run": False, "rows_before": 1, "rows_after": 0}


def test_a_faulty_row_leaves_everything_as_it_was(api, shop, network):
    make_charge(shop, network["ES"], network["STD"])

    answer = api.put(CHARGES, {"rows": [row(price=1), row(shipping_zone_code="FR", price=-2)]})

    assert answer.status_code == 400
    assert answer.json()["code"] == "TABLE_REFUSED"
    assert answer.json()["message"] == "The table has 2 faults. Nothing was changed."
    assert answer.json()["errors"] == [
        {"code": "NEGATIVE", "field": "rows[1].price", "message": "Row 2, price: A number here is never below 0."},
        {
            "code": "UNKNOWN_ZONE",
            "field": "rows[1].shipping_zone_code",
            "message": "Row 2, shipping_zone_code: “FR” is none of ES, PT.",
        },
    ]
    assert stored() == [("ES", "ORDER", Decimal("4.90"))]


@pytest.mark.parametrize("body", [None, {}, [], {"rows": None}, {"rows": "x"}, {"rows": [1]}, {"rows": {"0": {}}}])
def test_what_is_no_table_is_refused(api, network, body):
    assert api.put(CHARGES, body).status_code == 400


@pytest.mark.parametrize("value", [[], {}, True, 1e300, "x" * 10_000, "\x00", 10**18])
def test_any_value_in_a_row_is_taken_or_refused(api, network, value):
    answers = [api.put(CHARGES, {"rows": [{**row(), name: value}]}) for name in (*row(), "postcode_from", "below")]

    assert {answer.status_code for answer in answers} == {400}


def test_a_dry_run_changes_nothing(api, shop, network):
    make_charge(shop, network["ES"], network["STD"])

    answer = api.put(f"{CHARGES}?dry_run=true", {"rows": [row(price=1), row(shipping_zone_code="PT")]})

    assert answer.json() == {"dry_run": True, "rows_before": 1, "rows_after": 2}
    assert stored() == [("ES", "ORDER", Decimal("4.90"))]


def test_too_many_rows_are_refused_at_once(api, network):
    answer = api.put(CHARGES, {"rows": [{}] * 20_001})

    assert (answer.status_code, answer.json()["code"]) == (400, "TOO_MANY_ROWS")


def test_a_zone_that_is_no_longer_offered_stays_where_it_was_named_and_nowhere_else(api, shop, network):
    make_charge(shop, make_zone(code="OLD", is_active=False), network["STD"])
    make_zone(code="GONE", is_active=False)

    kept = api.put(CHARGES, {"rows": [row(shipping_zone_code="OLD")]})
    refused = api.put(CHARGES, {"rows": [row(shipping_zone_code="GONE")]})

    assert (kept.status_code, refused.status_code) == (200, 400)


def test_a_file_is_downloaded_and_uploads_unchanged(api, shop, network):
    """R098."""
    api.put(CHARGES, RATES)
    before = api.get(CHARGES).json()

    for kind in ("csv", "xlsx"):
        file = api.get(f"{CHARGES}/file", format=kind)
        content = b"".join(file) if file.streaming else file.content
        answer = upload(api, content, name=f"rates.{kind}")

        assert f"freight.{kind}" in file.headers["Content-Disposition"]
        assert (answer.status_code, answer.json()["rows_after"]) == (200, 3)
        assert api.get(CHARGES).json() == before


def test_a_file_may_be_tried_first(api, network):
    content = b"zone;method;basis;price\nES;STD;ORDER;4,90\n"

    assert upload(api, content, dry_run=b"true").json() == {"dry_run": True, "rows_before": 0, "rows_after": 1}
    assert stored() == []
    assert upload(api, content, dry_run=b"false", path=CONTINGENCY).json()["rows_after"] == 1
    assert stored(ContingencyCharge) == [("ES", "ORDER", Decimal("4.90"))]


def test_faults_of_a_file_are_told_by_its_lines_and_columns(api, network):
    answer = upload(api, b"zone;method;class;basis;price\nES;STD;XXL;ORDER;4,90\n")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"] == "Row 2, class: “XXL” is none of SMALL, BULKY."


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x00", b"zone\n"])
def test_what_is_no_file_of_a_table_is_refused(api, network, content):
    assert upload(api, content).status_code == 400


def test_a_call_without_a_file_is_refused(api, network):
    assert api.post(f"{CHARGES}/file", {"rows": []}).status_code == 400
    assert api.raw("POST", f"{CHARGES}/file", in_parts(Part("file", b"zone")), content_type()).status_code == 400
    assert api.get(f"{CHARGES}/file", format="ods").status_code == 400


def test_a_body_larger_than_any_table_is_refused(api, network, monkeypatch):
    monkeypatch.setattr(multipart.PartsParser, "most_bytes", 100)

    answer = upload(api, b"zone;method;basis;price\n" + b"ES;STD;ORDER;4,90\n" * 10)

    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


def test_a_body_that_was_cut_off_changes_nothing(api, network):
    body = in_parts(Part("file", b"zone;method;basis;price\nES;STD;ORDER;4,90\n", "rates.csv"), is_closed=False)

    assert api.raw("POST", f"{CHARGES}/file", body, content_type()).status_code == 400
    assert stored() == []


@pytest.mark.parametrize("path", ["/api/shipping/charges/shop", CHARGES, f"{CHARGES}/file", CONTINGENCY])
def test_prices_are_the_owner_s_alone(support_api, caller_of, sales, inventory, accountancy, path):
    """R120."""
    callers = [support_api, *(caller_of(each) for each in (sales, inventory, accountancy))]

    assert [caller.get(path).status_code for caller in callers] == [403] * 4


def test_other_shops_neither_see_nor_change_them(api, stranger_api, shop, other_shop, network):
    make_charge(shop, network["ES"], network["STD"])
    make_contingency(shop, network["ES"], network["STD"])

    assert stranger_api.get(CHARGES).json()["rows"] == []
    assert stranger_api.get("/api/shipping/charges/shop").json()["configuration"] == []
    stranger_api.put(CHARGES, {"rows": [row(price=1)]})
    stranger_api.put(CONTINGENCY, {"rows": []})

    assert [each["price"] for each in api.get(CHARGES).json()["rows"]] == [4.9]
    assert len(api.get(CONTINGENCY).json()["rows"]) == 1
    assert stranger_api.put(f"{CHARGES}?shop_id={shop.pk}", {"rows": []}).status_code == 403
