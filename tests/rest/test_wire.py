from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from marketplace.errors import ValidationFailed
from marketplace.permissions import Right
from marketplace.rest.renderers import dumps
from marketplace.rest.wire import Query


def query(text):
    return Query(QueryDict(text))


@pytest.mark.parametrize("text", ["a=X,Y", "a=X&a=Y", "a=X,Y&a=Y", "a=,X,,Y,", "a=%20X%20,Y"])
def test_lists_come_comma_separated_or_repeated(text):
    assert query(text).texts("a") == ["X", "Y"]


@pytest.mark.parametrize("text", ["", "a=", "a=,", "a=%20"])
def test_an_empty_value_is_none(text):
    assert query(text).texts("a") is None
    assert query(text).text("a") is None or text == "a=,"


def test_at_most_a_hundred_values_are_taken():
    assert len(query("a=" + ",".join(map(str, range(100)))).texts("a")) == 100
    with pytest.raises(ValidationFailed):
        query("a=" + ",".join(map(str, range(101)))).texts("a")


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("TRUE", True), ("1", True), ("false", False), ("0", False)]
)
def test_booleans(text, value):
    assert query(f"a={text}").boolean("a") is value


@pytest.mark.parametrize("text", ["yes", "2", "tru"])
def test_other_words_are_no_booleans(text):
    with pytest.raises(ValidationFailed):
        query(f"a={text}").boolean("a")


@pytest.mark.parametrize(("text", "value"), [("a=TRUE", True), ("a=false", False), ("a=ALL", None), ("", True)])
def test_three_states(text, value):
    assert query(text).tristate("a", default=True) is value


@pytest.mark.parametrize(
    "text",
    [
        "2019-04-02T14:18:43Z",
        "2019-04-02T14:18:43.000Z",
        "2019-04-02T16:18:43%2B02:00",
        "2019-04-02T16:18:43+02:00",  # not encoded: arrives as a space
        "2019-04-02T16:18:43.000+0200",
        "2019-04-02T11:18:43-03:00",
        "2019-04-02 14:18:43",
    ],
)
def test_moments_come_with_any_offset(text):
    assert query(f"a={text}").moment("a") == datetime(2019, 4, 2, 14, 18, 43, tzinfo=UTC)


def test_a_bare_date_is_its_midnight():
    assert query("a=2019-04-02").moment("a") == datetime(2019, 4, 2, tzinfo=UTC)


@pytest.mark.parametrize("name", ["text", "texts", "moment", "boolean", "integer"])
def test_null_characters_are_refused(name):
    with pytest.raises(ValidationFailed):
        getattr(query("a=1%002"), name)("a")


def test_what_goes_out():
    body = dumps(
        {
            "moment": datetime(2026, 3, 2, 12, 0, 0, 999_999, tzinfo=UTC),
            "amount": Decimal("12.30"),
            "label": gettext_lazy("Read orders"),
            "right": Right.ORDER_READ,
            "id": UUID(int=1),
        }
    )

    assert body == (
        b'{"moment":"2026-03-02T12:00:00Z","amount":12.3,"label":"Read orders","right":"ORDER_READ",'
        b'"id":"00000000-0000-0000-0000-000000000001"}'
    )
