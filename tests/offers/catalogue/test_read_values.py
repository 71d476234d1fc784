"""Values of attributes, as forms, files and calls write them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offers.choices import AttributeType
from offers.sheets.values import ValueKind, ValueRefused, check_value, known_texts, read_value, show_value, write_value

COLOURS = ValueKind(
    AttributeType.LIST_MULTIPLE_VALUES,
    known=known_texts([("RED", ["Red", "Rojo"]), ("BLUE", ["Blue, dark"]), ("GREEN", [])]),
    labels={"RED": "Red", "BLUE": "Blue, dark", "GREEN": "GREEN"},
)
COLOUR = ValueKind(AttributeType.LIST, known=COLOURS.known, labels=COLOURS.labels)


def kind(type_, **more):
    return ValueKind(type_, **more)


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        (AttributeType.TEXT, "  Brass \n lamp ", "Brass lamp"),
        (AttributeType.LONG_TEXT, " one\n two ", "one\n two"),
        (AttributeType.INTEGER, "12", 12),
        (AttributeType.INTEGER, "12.0", 12),
        (AttributeType.INTEGER, "-3", -3),
        (AttributeType.DECIMAL, "1,5", "1.5"),
        (AttributeType.DECIMAL, "1.50", "1.5"),
        (AttributeType.DECIMAL, "1.234,5", "1234.5"),
        (AttributeType.DECIMAL, "1,234,567.8", "1234567.8"),
        (AttributeType.DECIMAL, "1 234,5", "1234.5"),
        (AttributeType.DECIMAL, "-0", "0"),
        (AttributeType.BOOLEAN, "Sí", True),
        (AttributeType.BOOLEAN, "nein", False),
        (AttributeType.DATE, "2026-03-31", "2026-03-31"),
        (AttributeType.DATE, "31.3.2026", "2026-03-31"),
        (AttributeType.LINK, "https://example.org/a?b=1", "https://example.org/a?b=1"),
    ],
)
def test_a_value_is_read_from_text(type_, text, value):
    assert read_value(kind(type_), text) == value


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (AttributeType.INTEGER, "1.5"),
        (AttributeType.INTEGER, "9" * 16),
        (AttributeType.DECIMAL, "1e5"),
        (AttributeType.DECIMAL, "NaN"),
        (AttributeType.DECIMAL, "1.2.3,4"),
        (AttributeType.DECIMAL, "1" * 21),
        (AttributeType.BOOLEAN, "perhaps"),
        (AttributeType.DATE, "31.2.2026"),
        (AttributeType.LINK, "javascript:alert(1)"),
        (AttributeType.LINK, "https://"),
        (AttributeType.MEDIA, "ftp://example.org/a.png"),
        (AttributeType.MEDIA, "https://[broken/a.png"),
        (AttributeType.TEXT, "x" * 256),
    ],
)
def test_what_is_no_value_is_refused(type_, text):
    with pytest.raises(ValueRefused):
        read_value(kind(type_), text)


def test_nothing_is_no_value():
    assert read_value(kind(AttributeType.INTEGER), "  \x00 ") is None
    assert check_value(COLOURS, []) is None


def test_a_measurement_may_name_its_unit_and_no_other():
    width = kind(AttributeType.MEASUREMENT, unit="cm")

    assert read_value(width, "40 cm") == "40"
    assert show_value(width, "40") == "40 cm"
    with pytest.raises(ValueRefused):
        read_value(width, "40 in")


def test_a_listed_value_is_known_by_code_and_by_every_label():
    assert read_value(COLOUR, "rojo") == "RED"
    assert read_value(COLOUR, "BLUE") == "BLUE"
    with pytest.raises(ValueRefused):
        read_value(COLOUR, "mauve")


def test_several_values_stand_in_one_cell():
    assert read_value(COLOURS, "Red|green") == ["RED", "GREEN"]
    assert read_value(COLOURS, "Blue, dark") == ["BLUE"]
    assert read_value(COLOURS, "Red; green ;red") == ["RED", "GREEN"]
    assert show_value(COLOURS, ["RED", "BLUE"]) == "Red, Blue, dark"


def test_a_call_gives_values_of_their_type():
    assert check_value(kind(AttributeType.BOOLEAN), False) is False
    assert check_value(kind(AttributeType.INTEGER), 5) == 5
    assert check_value(kind(AttributeType.DECIMAL), 0.1) == "0.1"
    assert check_value(COLOURS, ["RED"]) == ["RED"]
    for refused in (True, {"a": 1}, ["RED"]):
        with pytest.raises(ValueRefused):
            check_value(kind(AttributeType.INTEGER), refused)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_number_keeps_its_value(number):
    """R016."""
    read = read_value(kind(AttributeType.DECIMAL), f"{number:f}")

    assert Decimal(str(read)) == number
    assert read_value(kind(AttributeType.DECIMAL), str(read)) == read


@given(st.sampled_from(AttributeType.values), st.text(max_size=60))
def test_whatever_is_read_is_read_again_the_same(type_, text):
    """R016."""
    shape = COLOURS if type_ == AttributeType.LIST_MULTIPLE_VALUES else COLOUR if type_ == "LIST" else kind(type_)
    try:
        value = read_value(shape, text)
    except ValueRefused:
        return

    if value is not None:
        assert read_value(shape, write_value(value)) == value
        assert check_value(shape, value) == value


@given(st.dates())
def test_a_date_is_read_however_it_is_written(day: date):
    assert read_value(kind(AttributeType.DATE), day.isoformat()) == day.isoformat()
    assert read_value(kind(AttributeType.DATE), f"{day.day}/{day.month}/{day.year:04}") == day.isoformat()
