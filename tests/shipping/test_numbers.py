"""Shapes of tracking numbers (R092)."""

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.numbers import DIGITS, KINDS, LETTERS, S10, fits, is_shape
from shipping.starting_set import CARRIERS

FOLDER = os.environ.get("REAL_DATA", "")
SHAPES = {carrier.code: carrier.number_shapes for carrier in CARRIERS}


@pytest.mark.parametrize(
    ("number", "shape"),
    [("12345", "#####"), ("AB123", "@@###"), ("1Z9", "1Z*"), ("1ZX", "1Z*"), ("ab 12-3", "@@###"), (" 1 2\t3 ", "###")],
)
def test_a_number_fits_its_shape_however_it_is_typed(number, shape):
    """R092."""
    assert fits(number, [shape])


@pytest.mark.parametrize(
    ("number", "shape"), [("1234", "#####"), ("123456", "#####"), ("A2345", "#####"), ("A1", "@@"), ("2Z9", "1Z*")]
)
def test_a_number_of_another_shape_does_not_fit(number, shape):
    """R092."""
    assert not fits(number, [shape])


def test_any_of_several_shapes_will_do():
    assert fits("123", ["#####", "###"])


@pytest.mark.parametrize("number", ["", "whatever", "¡ñ!"])
def test_without_shapes_any_number_fits(number):
    assert fits(number, [])


def test_an_empty_number_is_not_warned_about():
    assert fits("  ", ["###"])


def test_a_number_of_other_signs_alone_does_not_fit():
    assert not fits("ñ€", ["###"])


def test_digits_of_other_scripts_are_no_digits():
    assert not fits("١٢٣", ["###"])


@pytest.mark.parametrize("number", ["RB123456785GB", "RB123456785CV", "rr 47312482 9 de", "LX 00000000 5 PT"])
def test_registered_post_with_its_check_digit_fits(number):
    """UPU S10; the second holds the remainder that becomes 0 or 5."""
    assert fits(number, [S10])


@pytest.mark.parametrize("number", ["RB123456786GB", "RB123456784GB", "LX000000000PT", "R1123456785GB"])
def test_registered_post_with_another_check_digit_does_not(number):
    assert not fits(number, [S10])


@pytest.mark.parametrize(
    ("carrier", "number"),
    [
        ("CORREOS", "PK43BS0410083180128023E"),
        ("CORREOS", "RB123456785ES"),
        ("CORREIOS", "RB123456785BR"),
        ("CTT", "RB123456785PT"),
        ("COLISSIMO", "6A12345678901"),
        ("COLISSIMO", "8R 1234567890 1"),
        ("DHL", "3318810025"),
        ("DHL", "JJD0099999999"),
        ("DHL", "JD01 4600 0037 5900 0000"),
        ("DHL_PAKET", "00340434161094042557"),
        ("DHL_PAKET", "JJD1298765432109"),
        ("DHL_PAKET", "123456789012"),
        ("DPD", "09 9800 0002 0033 F"),
        ("DPD", "00 81827 0998 0000 0200 33 350 276 C"),
        ("FEDEX", "9865 7878 8855"),
        ("GLS", "ZABC1234"),
        ("GLS", "50346007538"),
        ("UPS", "1Z5R89390357567127"),
        ("UPS", "K1506235620"),
        ("SEUR", "anything: its numbers are not known well"),
    ],
)
def test_numbers_as_they_are_printed_are_not_warned_about(carrier, number):
    """R092."""
    assert fits(number, SHAPES[carrier])


@pytest.mark.parametrize(
    ("carrier", "number"),
    [("UPS", "2Z5R89390357567127"), ("DHL", "123"), ("CORREOS", "12345"), ("CORREIOS", "RB123456786BR"), ("GLS", "A")],
)
def test_numbers_of_another_carrier_are(carrier, number):
    """R092."""
    assert not fits(number, SHAPES[carrier])


def test_every_shape_of_the_starting_set_is_one():
    for shapes in SHAPES.values():
        assert all(is_shape(shape) and len(shape) <= 40 for shape in shapes)


@pytest.mark.parametrize(("text", "right"), [("1Z**", True), ("###", True), ("1Z", False), ("# #", False), ("", False)])
def test_a_shape_has_something_to_fill_in(text, right):
    assert is_shape(text) is right


@given(st.lists(st.sampled_from("#@*A7"), min_size=1, max_size=20), st.data())
def test_what_is_made_by_a_shape_fits_it(places, data):
    """R092."""
    made = "".join(data.draw(st.sampled_from(sorted(KINDS.get(place, {place})))) for place in places)

    assert fits(made, ["".join(places)]) or "".join(places) == S10
    assert set(made) <= DIGITS | LETTERS


@pytest.mark.real
def test_real_numbers_of_our_carriers_are_not_warned_about():
    """R092: the valid ones of `tracking_numbers.csv` in REAL_DATA."""
    ours = {"dhl": "DHL", "dpd": "DPD", "fedex": "FEDEX", "ups": "UPS", "s10": "CORREOS"}
    found = next(iter(Path(FOLDER).rglob("tracking_numbers.csv")), None)
    if found is None:
        pytest.skip("REAL_DATA holds no tracking_numbers.csv")
    rows = [row for row in csv.DictReader(found.open()) if row["courier_code"] in ours and row["expected"] == "valid"]

    wrongly = [row["number"] for row in rows if not fits(row["number"], SHAPES[ours[row["courier_code"]]])]

    assert wrongly == []
    assert len(rows) > 20
