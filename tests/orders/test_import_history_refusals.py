"""Lines that cannot be read or are not complete go into the report, and stop nothing."""

import io
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from marketplace.shops.models import Channel
from orders.history.fields import Refused
from orders.history.past import read_past_order
from orders.models import Order
from tests.factories.history import LINE, ORDER, past, run_import
from tests.factories.shops import make_channel

CHANNELS = {"BR": Channel(pk=1, code="BR", country="BR", currency="BRL", timezone="America/Sao_Paulo")}

UNREADABLE = {
    "no JSON": ("{half", "is no readable JSON"),
    "not a number": ('{"commercial_id": NaN}', "is no readable JSON"),
    "nested for ever": ("[" * 100_000, "is no readable JSON"),
    "a list": ("[]", "must be an object"),
    "a text": ('"x"', "must be an object"),
}
BROKEN = {
    "no number": ({"commercial_id": None}, "commercial_id: is missing"),
    "an empty number": ({"commercial_id": " "}, "commercial_id: is missing"),
    "a number that is a list": ({"commercial_id": ["X"]}, "commercial_id: must be a text"),
    "a number that is true": ({"commercial_id": True}, "commercial_id: must be a text"),
    "a long number": ({"commercial_id": "X" * 61}, "commercial_id: is longer than 60 characters"),
    "a number with a slash": ({"commercial_id": "2018/1"}, "commercial_id: holds a slash or a control character"),
    "NUL": ({"commercial_id": "X\0"}, "commercial_id: holds characters that cannot be kept"),
    "half a surrogate": ({"payment_type": "\ud800"}, "payment_type: holds characters that cannot be kept"),
    "no shop": ({"shop": None}, "shop: is missing"),
    "a shop that is a text": ({"shop": "loja"}, "shop: must be an object"),
    "a shop without code": ({"shop": {"name": "Loja"}}, "shop.code: is missing"),
    "no channel": ({"channel": None}, "channel: is missing"),
    "an unknown channel": ({"channel": "AR"}, "channel: is none of this marketplace"),
    "no state": ({"state": None}, "state: is missing"),
    "an unknown state": ({"state": "LOST"}, "state: is none that an order can have"),
    "no currency": ({"currency": None}, "currency: is missing"),
    "a bad currency": ({"currency": "real"}, "currency: must be a code of three capital letters"),
    "no date": ({"created_at": None}, "created_at: is missing"),
    "a bad date": ({"created_at": "yesterday"}, "created_at: must be a time in ISO 8601"),
    "a date that is a number": ({"shipped_at": 1515151515}, "shipped_at: must be a time in ISO 8601"),
    "an impossible date": ({"received_at": "2018-02-30T00:00:00Z"}, "received_at: must be a time in ISO 8601"),
    "a date out of reach": ({"shipping_deadline": "0001-01-01T00:00:00Z"}, "shipping_deadline: must lie between"),
    "no lines": ({"lines": []}, "lines: must be a list with at least one entry"),
    "lines null": ({"lines": None}, "lines: is missing"),
    "lines an object": ({"lines": {"sku": "x"}}, "lines: must be a list with at least one entry"),
    "a line that is a text": ({"lines": ["x"]}, "lines[0]: must be an object"),
    "a line without SKU": ({"lines": [LINE, {**LINE, "sku": ""}]}, "lines[1].sku: is missing"),
    "a line without price": ({"lines": [{**LINE, "unit_price": None}]}, "lines[0].unit_price: is missing"),
    "a negative price": ({"lines": [{**LINE, "unit_price": "-1"}]}, "lines[0].unit_price: must be an amount"),
    "a price in words": ({"lines": [{**LINE, "unit_price": "ten"}]}, "lines[0].unit_price: must be an amount"),
    "an endless price": ({"lines": [{**LINE, "unit_price": "1e999999"}]}, "lines[0].unit_price: must be an amount"),
    "a price that is true": ({"lines": [{**LINE, "unit_price": True}]}, "lines[0].unit_price: must be an amount"),
    "too much money": ({"lines": [{**LINE, "unit_price": "9999999999"}]}, "lines: come to more than"),
    "none of it": ({"lines": [{**LINE, "quantity": 0}]}, "lines[0].quantity: must be a whole number"),
    "half of it": ({"lines": [{**LINE, "quantity": 0.5}]}, "lines[0].quantity: must be a whole number"),
    "no quantity": ({"lines": [{**LINE, "quantity": None}]}, "lines[0].quantity: is missing"),
    "too many lines": ({"lines": [LINE] * 1001}, "lines: has more than 1000 entries"),
    "six stars": ({"evaluation": {"grade": 6}}, "evaluation.grade: must be a whole number from 1 to 5"),
    "a rating without grade": ({"evaluation": {"comment": "ok"}}, "evaluation.grade: is missing"),
    "a customer that is a text": ({"customer": "Ana"}, "customer: must be an object"),
}


@pytest.mark.parametrize(("text", "reason"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_unreadable_line_is_refused(text, reason):
    with pytest.raises(Refused) as refused:
        read_past_order(text, CHANNELS)

    assert str(refused.value) == reason


@pytest.mark.parametrize(("fields", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_an_incomplete_line_is_refused_by_the_name_of_its_field(fields, reason):
    with pytest.raises(Refused) as refused:
        read_past_order(json.dumps({**ORDER, **fields}), CHANNELS)

    assert str(refused.value).startswith(reason)


_scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
_values = st.recursive(
    _scalars, lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=5), each, max_size=3)
)


def _replaced(whole: Any, path: tuple[str | int, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(whole))
    at = copy
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return copy


_PATHS: list[tuple[str | int, ...]] = [
    *((field,) for field in ORDER),
    *(("shop", field) for field in ORDER["shop"]),
    *(("customer", field) for field in ORDER["customer"]),
    *(("evaluation", field) for field in ORDER["evaluation"]),
    *(("lines", 0, field) for field in LINE),
]


@given(path=st.sampled_from(_PATHS), value=_values)
def test_any_value_in_any_place_is_read_or_refused(path, value):
    text = json.dumps(_replaced(ORDER, path, value))

    with suppress(Refused):
        order = read_past_order(text, CHANNELS)
        assert order.commercial_id
        assert order.lines


@pytest.fixture
def brazil(db: None) -> Channel:
    return make_channel(code="BR", country="BR", currency="BRL", timezone="America/Sao_Paulo")


@pytest.mark.usefixtures("brazil", "in_all_shops")
def test_refused_lines_are_reported_with_their_numbers_and_the_rest_is_loaded(tmp_path):
    summary = run_import(tmp_path, past(), "{half", "", json.dumps(past("X2", state="LOST")), past("X3"))

    assert (summary["read"], summary["imported"], summary["refused"]) == (4, 2, 2)
    assert summary["report"] == str(tmp_path / "history.refused")
    half, lost = summary["refusals"]
    assert half == {"line": 2, "field": "", "reason": "is no readable JSON", "text": "{half"}
    assert (lost["line"], lost["field"], lost["reason"]) == (4, "state", "state: is none that an order can have")
    assert json.loads(lost["text"])["commercial_id"] == "X2"
    assert sorted(Order.objects.values_list("commercial_id", flat=True)) == ["X1", "X3"]


@pytest.mark.usefixtures("brazil", "in_all_shops")
def test_bytes_that_are_no_text_and_endless_lines_are_refused(tmp_path):
    good = json.dumps(past()).encode()
    lines = [b"\xff\xfe{}", b'{"x": "' + b"a" * 3_000_000 + b'"}', b"\xef\xbb\xbf" + good]
    (tmp_path / "odd.ndjson").write_bytes(b"\n".join(lines))

    summary = run_import(tmp_path / "odd.ndjson")

    assert [(row["line"], row["reason"]) for row in summary["refusals"]] == [
        (1, "is not UTF-8"),
        (2, "is longer than 1000000 bytes"),
    ]
    assert summary["imported"] == 1


@pytest.mark.usefixtures("brazil", "in_all_shops")
def test_what_only_the_database_refuses_is_found_and_costs_no_other_line(tmp_path, monkeypatch):
    reading: Callable[..., Any] = read_past_order

    def too_long_for_its_column(text: str, channels: Any) -> Any:
        order = reading(text, channels)
        if order.commercial_id == "X3":
            object.__setattr__(order, "currency", "REAIS")
        return order

    monkeypatch.setattr("orders.history.services.read_past_order", too_long_for_its_column)

    summary = run_import(tmp_path, *(past(f"X{number}") for number in range(7)))

    assert (summary["imported"], summary["refused"], summary["orders_by_state"]) == (6, 1, {"RECEIVED": 6})
    assert summary["refusals"][0]["line"] == 4
    assert summary["refusals"][0]["reason"].startswith("is refused by the database: value too long")


@pytest.mark.usefixtures("brazil", "in_all_shops")
def test_without_refusals_there_is_no_report(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"
    source = tmp_path / "history.ndjson"
    source.write_text(json.dumps(past()))
    out = io.StringIO()

    call_command("import_history", str(source), stdout=out, stderr=io.StringIO())

    assert json.loads(out.getvalue())["report"] is None
    assert not list((tmp_path / "data").glob("history-refused*"))
