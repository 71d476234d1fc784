"""What makes a rate table whole, and which row of it holds (R085, R089, R098)."""

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from marketplace.errors import ValidationFailed
from shipping.choices import ChargeBasis
from shipping.freight import NoPrice, ParcelLine, RateRow, covers, freight_of, row_for
from shipping.tables.checking import check_table
from shipping.tables.columns import GivenRow, WrittenRow
from shipping.tables.faults import TableRefused
from shipping.tables.reading import Vocabulary

WORDS = Vocabulary(
    zones={"ES": 1, "PT": 2}, methods={"STD": 1, "EXPRESS": 2}, classes={"SMALL": 1, "BULKY": 2}, currency="EUR"
)


def row(**values: Any) -> dict[str, Any]:
    return {"zone": "ES", "method": "STD", "basis": "ORDER", "price": "4.90", **values}


def check(*rows: dict[str, Any], words: Vocabulary = WORDS) -> list[WrittenRow]:
    return check_table([GivenRow(number=number, **each) for number, each in enumerate(rows, start=2)], words)


def faults(*rows: dict[str, Any], words: Vocabulary = WORDS) -> list[tuple[int, str, str]]:
    with pytest.raises(TableRefused) as refused:
        check(*rows, words=words)
    return [(fault.number, fault.column, fault.code) for fault in refused.value.faults]


def test_a_row_is_read_with_comma_or_point_and_codes_in_any_case():
    [read] = check(row(zone="es", method="Std", basis="line", price=" 4,90 ", extra_price="1.5", free_from="60"))

    assert read == WrittenRow(
        *("ES", "STD", "", "", "", ChargeBasis.LINE, Decimal(0), None),
        *(Decimal("4.90"), Decimal("1.5"), Decimal(60)),
    )


def test_postcodes_are_kept_plain():
    [read] = check(row(postcode_from="1000-001", postcode_to="1000 999"))

    assert (read.postcode_from, read.postcode_to) == ("1000001", "1000999")


@pytest.mark.parametrize(
    ("values", "column", "code"),
    [
        ({"zone": "XX"}, "zone", "UNKNOWN_ZONE"),
        ({"zone": ""}, "zone", "UNKNOWN_ZONE"),
        ({"method": "DRONE"}, "method", "UNKNOWN_METHOD"),
        ({"logistic_class": "HUGE"}, "logistic_class", "UNKNOWN_LOGISTIC_CLASS"),
        ({"basis": "DISTANCE"}, "basis", "UNKNOWN_BASIS"),
        ({"basis": ""}, "basis", "UNKNOWN_BASIS"),
        ({"price": ""}, "price", "PRICE_MISSING"),
        ({"price": "-0.01"}, "price", "NEGATIVE"),
        ({"price": "10000000"}, "price", "TOO_HIGH"),
        ({"price": "4.905"}, "price", "DECIMALS"),
        ({"price": "1.234,50"}, "price", "NO_AMOUNT"),
        ({"price": "NaN"}, "price", "NO_AMOUNT"),
        ({"price": "1e3"}, "price", "NO_AMOUNT"),
        ({"price": "٣"}, "price", "NO_AMOUNT"),
        ({"price": "4,90 €"}, "price", "NO_AMOUNT"),
        ({"extra_price": "1"}, "extra_price", "NO_EXTRA_PRICE"),
        ({"basis": "FREE", "price": "1"}, "price", "PRICE_OF_FREE"),
        ({"basis": "FREE", "price": "", "free_from": "10"}, "free_from", "NO_FREE_FROM"),
        ({"basis": "VALUE", "free_from": "10"}, "free_from", "NO_FREE_FROM"),
        ({"free_from": "-1"}, "free_from", "NEGATIVE"),
        ({"below": "5"}, "below", "NO_RANGES"),
        ({"at_least": "5"}, "at_least", "NO_RANGES"),
        ({"basis": "WEIGHT", "at_least": "0.0001"}, "at_least", "DECIMALS"),
        ({"basis": "VALUE", "below": "10.001"}, "below", "DECIMALS"),
        ({"basis": "WEIGHT", "below": "0"}, "below", "RANGE_ORDER"),
        ({"basis": "WEIGHT", "at_least": "5", "below": "5"}, "below", "RANGE_ORDER"),
        ({"postcode_from": "28"}, "postcode_to", "POSTCODES"),
        ({"postcode_to": "28"}, "postcode_from", "POSTCODES"),
        ({"postcode_from": "28", "postcode_to": "280"}, "postcode_to", "POSTCODES"),
        ({"postcode_from": "29", "postcode_to": "28"}, "postcode_to", "POSTCODES"),
        ({"postcode_from": "28*", "postcode_to": "29*"}, "postcode_from", "POSTCODES"),
    ],
)
def test_a_faulty_cell_is_named_with_its_reason(values, column, code):
    assert (2, column, code) in faults(row(**values))


def test_all_faults_are_told_at_once():
    found = faults(row(zone="XX", price="-1"), row(), row(basis="NO"))

    assert found == [(2, "price", "NEGATIVE"), (2, "zone", "UNKNOWN_ZONE"), (4, "basis", "UNKNOWN_BASIS")]


def test_an_amount_has_no_more_decimals_than_the_currency():
    words = Vocabulary(zones={"ES": 1}, methods={"STD": 1}, classes={}, currency="JPY")

    assert faults(row(price="490.5"), words=words) == [(2, "price", "DECIMALS")]
    assert check(row(price="490.00"), words=words)[0].price == 490


def weight(at_least: str, below: str, **values: Any) -> dict[str, Any]:
    return row(basis="WEIGHT", at_least=at_least, below=below, **values)


def test_ranges_follow_each_other_from_0_on():
    assert len(check(weight("2", "5"), weight("0", "2"), weight("5", ""))) == 3


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([weight("0", "2"), weight("2.001", "")], [(3, "at_least", "GAP")]),
        ([weight("0.5", "2")], [(2, "at_least", "FIRST_RANGE")]),
        ([weight("0", "2"), weight("1.999", "5")], [(3, "at_least", "OVERLAP")]),
        ([weight("1.999", "5"), weight("0", "2")], [(3, "at_least", "OVERLAP")]),
        ([weight("0", ""), weight("5", "9")], [(3, "at_least", "OVERLAP")]),
        ([weight("0", "9"), weight("2", "3"), weight("9", "")], [(3, "at_least", "OVERLAP")]),
        ([weight("0", "2"), weight("0", "2")], [(3, "at_least", "DUPLICATE")]),
        ([weight("0", "2"), row(basis="VALUE", at_least="2")], [(3, "basis", "MIXED_BASES")]),
        ([row(), row(price="5")], [(3, "zone", "DUPLICATE")]),
        ([row(), weight("0", "")], [(3, "basis", "MIXED_BASES")]),
    ],
)
def test_rows_of_one_price_list_fit_together(rows, expected):
    assert faults(*rows) == expected


def test_a_list_with_an_unreadable_row_is_not_blamed_for_the_gap_as_well():
    assert faults(weight("0", "2"), weight("2", "x"), weight("5", "")) == [(3, "below", "NO_AMOUNT")]


def test_lists_of_other_zones_methods_classes_and_postcodes_stand_apart():
    rows = [row(), row(zone="PT"), row(method="EXPRESS"), row(logistic_class="BULKY")]

    assert len(check(*rows, row(postcode_from="35", postcode_to="38"))) == 5


@pytest.mark.parametrize(
    ("first", "second"),
    [(("28", "28"), ("28", "29")), (("35", "38"), ("380", "380")), (("070", "079"), ("07", "07"))],
)
def test_postcode_ranges_of_one_class_do_not_overlap(first, second):
    rows = [row(postcode_from=begin, postcode_to=end) for begin, end in (first, second)]

    assert faults(*rows) == [(3, "postcode_from", "POSTCODES_OVERLAP")]
    assert check(rows[0], {**rows[1], "logistic_class": "BULKY"})


def test_too_many_rows_are_refused_before_any_is_read():
    with pytest.raises(ValidationFailed) as refused:
        check_table([GivenRow(number=1)] * 20_001, WORDS)

    assert refused.value.code == "TOO_MANY_ROWS"


def test_a_hundred_faults_are_listed_and_all_are_counted():
    with pytest.raises(TableRefused) as refused:
        check(*[row(zone="XX")] * 250)

    assert (len(refused.value.errors), len(refused.value.faults)) == (100, 250)
    assert refused.value.message == ("The table has 250 faults. Nothing was changed. The first 100 are listed.")
    assert refused.value.errors[0].field == "rows[0].zone"
    assert refused.value.errors[0].message == "Row 2, zone: “XX” is none of ES, PT."


# Grams and cents: whole numbers, so that the smallest step is 1.
steps = st.lists(st.integers(1, 5_000), min_size=1, max_size=8)


@st.composite
def ranged_tables(draw: Any) -> tuple[list[dict[str, Any]], list[int]]:
    """A valid price list by weight, its rows in any order, and its boundaries in grams."""
    edges = [0]
    for step in draw(steps):
        edges.append(edges[-1] + step)
    is_open = draw(st.booleans())
    ends = [*(str(Decimal(edge) / 1000) for edge in edges[1:-1]), "" if is_open else str(Decimal(edges[-1]) / 1000)]
    prices = draw(st.lists(st.integers(0, 100_000), min_size=len(ends), max_size=len(ends)))
    rows = [
        weight(str(Decimal(begin) / 1000), end, price=str(Decimal(price) / 100))
        for begin, end, price in zip(edges, ends, prices, strict=False)
    ]
    return draw(st.permutations(rows)), edges


def reckoned(rows: list[WrittenRow]) -> list[RateRow]:
    return [
        RateRow(
            WORDS.classes.get(each.logistic_class),
            *(each.postcode_from, each.postcode_to, each.basis, each.at_least, each.below),
            *(each.price, each.extra_price, each.free_from),
        )
        for each in rows
    ]


@given(ranged_tables(), st.integers(0, 50_000))
def test_every_weight_below_the_end_lies_in_exactly_one_row(table, other):
    """R098: 0, each boundary, and the last gram before it among them."""
    rows, edges = table
    read = reckoned(check(*rows))
    end = max(row.below or Decimal(10**6) for row in read)

    for grams in {*edges, *(edge - 1 for edge in edges[1:]), other}:
        amount = Decimal(grams) / 1000
        holding = [each for each in read if each.at_least <= amount and (each.below is None or amount < each.below)]
        assert len(holding) == (1 if amount < end else 0)
        assert row_for(read, amount) == (holding[0] if holding else None)


@given(ranged_tables(), st.data())
def test_every_gap_is_refused(table, data):
    rows, edges = table
    assume(len(edges) > 2)
    begins = {str(Decimal(edge) / 1000) for edge in edges[1:-1]}
    broken = data.draw(st.sampled_from([each for each in rows if each["at_least"] in begins]))

    moved = str(Decimal(broken["at_least"]) + Decimal("0.001"))
    assume(broken["below"] == "" or Decimal(broken["below"]) > Decimal(moved))

    assert [
        code for *_place, code in faults(*[{**each, "at_least": moved} if each is broken else each for each in rows])
    ] == ["GAP"]
    without = [each for each in rows if each is not broken]
    if broken["below"] not in ("", str(Decimal(edges[-1]) / 1000)):
        assert [code for *_place, code in faults(*without)] == ["GAP"]


@given(ranged_tables(), st.data())
def test_every_overlap_is_refused(table, data):
    rows, edges = table
    assume(len(edges) > 2)
    broken = data.draw(st.sampled_from([each for each in rows if each["at_least"] != "0"]))

    moved = str(Decimal(broken["at_least"]) - Decimal("0.001"))

    found = [
        code for *_place, code in faults(*[{**each, "at_least": moved} if each is broken else each for each in rows])
    ]
    assert found
    assert set(found) <= {"OVERLAP", "DUPLICATE"}


@st.composite
def postcode_ranges(draw: Any) -> list[dict[str, Any]]:
    length = draw(st.integers(1, 3))
    begin, end = sorted(draw(st.tuples(*[st.text("0129AZ", min_size=length, max_size=length)] * 2)))
    return [row(postcode_from=begin, postcode_to=end)]


@given(st.lists(postcode_ranges(), min_size=2, max_size=5), st.text("0129AZ", min_size=0, max_size=5))
def test_no_postcode_lies_in_two_ranges_of_a_table_that_is_taken(ranges, postcode):
    rows = [each for one in ranges for each in one]
    try:
        read = reckoned(check(*rows))
    except TableRefused:
        return

    assert sum(covers(each, postcode) for each in read) <= 1


@given(st.lists(postcode_ranges(), min_size=2, max_size=4))
def test_ranges_that_share_a_postcode_are_refused(ranges):
    rows = [each for one in ranges for each in one]
    read = [check(each)[0] for each in rows]
    shared = any(
        covers(a, text.ljust(3, sign))
        for index, b in enumerate(reckoned(read))
        for a in reckoned(read)[index + 1 :]
        for text, sign in ((b.postcode_from, "0"), (b.postcode_to, "Z"))
    ) or any(
        covers(b, text.ljust(3, sign))
        for index, b in enumerate(reckoned(read))
        for a in reckoned(read)[index + 1 :]
        for text, sign in ((a.postcode_from, "0"), (a.postcode_to, "Z"))
    )

    if shared:
        assert faults(*rows)


lines = st.lists(
    st.builds(
        ParcelLine,
        quantity=st.integers(1, 20),
        value=st.decimals(0, 500, places=2),
        class_id=st.sampled_from([1, 2]),
        weight_grams=st.integers(0, 9_000),
    ),
    min_size=1,
    max_size=5,
)
free = st.one_of(st.none(), st.integers(0, 300).map(str))
TABLES = st.sampled_from(
    [
        [row()],
        [row(basis="LINE", extra_price="1.20", free_from="60")],
        [row(basis="UNIT", extra_price="0.35"), row(logistic_class="BULKY", price="29")],
        [weight("0", "2", price="3"), weight("2", "10", price="5.50"), weight("10", "", price="12")],
        [row(basis="VALUE", below="50", price="4"), row(basis="VALUE", at_least="50", price="0")],
        [row(basis="FREE", price=""), weight("0", "", logistic_class="BULKY", price="40")],
    ]
)


@settings(max_examples=200)
@given(TABLES, lines, st.integers(0, 10**6))
def test_freight_is_never_negative_and_does_not_depend_on_the_order_of_lines(table, parcel, seed):
    """R098."""
    rows = reckoned(check(*table))
    price = freight_of(rows, parcel, zip_code="28001", currency="EUR")
    shuffled = random.Random(seed).sample(parcel, len(parcel))

    assert price >= 0
    assert freight_of(rows, shuffled, zip_code="28001", currency="EUR") == price


@pytest.mark.parametrize(
    ("grams", "expected"),
    [(0, "3.00"), (1_999, "3.00"), (2_000, "5.50"), (9_999, "5.50")],
)
def test_the_edge_belongs_to_the_range_that_begins_there(grams, expected):
    """R098."""
    rows = reckoned(check(weight("0", "2", price="3"), weight("2", "10", price="5.50")))

    assert freight_of(rows, [ParcelLine(1, Decimal(9), 1, grams)], zip_code="", currency="EUR") == Decimal(expected)


def test_a_parcel_heavier_than_the_last_range_has_no_price_there():
    """R099."""
    rows = reckoned(check(weight("0", "2", price="3")))

    with pytest.raises(NoPrice):
        freight_of(rows, [ParcelLine(1, Decimal(9), 1, 2_000)], zip_code="", currency="EUR")
