"""Freight of parcels from the tables in the database, and what stands in for it (R085, R089, R098, R099)."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shipping.choices import ChargeBasis, FreightReason, FreightSource
from shipping.freight import ParcelLine
from shipping.services import rates
from shipping.services.network import load_network
from shipping.services.quoting import Parcel, quote_parcels
from shipping.services.shop_terms import load_shop_terms
from tests.factories.shipping import make_charge, make_class, make_contingency, make_method, make_zone
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_all_shops")]

NO_ROW, UNKNOWN = FreightReason.NO_ROW, FreightReason.WEIGHT_UNKNOWN


@pytest.fixture
def zone(channel):
    return make_zone(code="ES")


@pytest.fixture
def method(zone):
    return make_method(code="STD")


def line(quantity=1, value="10.00", class_id=None, weight=None):
    return ParcelLine(quantity=quantity, value=Decimal(value), class_id=class_id, weight_grams=weight)


def network_to(channel_code, country, zip_code):
    found = load_network(channel_code=channel_code, country=country, zip_code=zip_code)
    assert found is not None
    return found


def quote(shop, *lines, country="ES", zip_code="28001", channel_code="ES"):
    """The options of one parcel, of the line given or of one piece for 10.00."""
    network = network_to(channel_code, country, zip_code)
    terms = load_shop_terms([shop.pk], network=network, at=NOON)
    parcel = Parcel(shop.pk, lines or (line(),), (None,))
    return quote_parcels(network=network, terms=terms, parcels=[parcel], at=NOON)[0]


def freight(shop, *lines, **where):
    """Price, source and reason of the only method."""
    [option] = quote(shop, *lines, **where)
    return option.freight.price, option.freight.source, option.freight.reason


def priced(shop, *lines, **where):
    return str(freight(shop, *lines, **where)[0])


def test_each_country_has_its_price_and_nothing_goes_where_there_is_none(shop, zone, method):
    """R085: ES 4.90, PT 6.90; FR has a zone, and the shop does not send there."""
    make_charge(shop, zone, method, price="4.90")
    make_charge(shop, make_zone(code="PT", countries=["PT"]), method, price="6.90")
    make_zone(code="FR", countries=["FR"])

    assert (priced(shop), priced(shop, country="PT")) == ("4.90", "6.90")
    [to_france] = quote(shop, country="FR")
    assert (to_france.is_shippable, to_france.freight.price, to_france.freight.is_fault) == (False, None, False)
    [to_italy] = quote(shop, country="IT")
    assert not to_italy.is_shippable


def test_a_zone_that_the_operator_adds_cuts_no_shop_off(shop, other_shop, zone, method):
    """What a shop has not priced for postcodes of their own costs what the country does."""
    make_charge(shop, zone, method, price="4.90")
    make_charge(other_shop, zone, method, price="5.50")
    islands = make_zone(code="ISLANDS", postcodes=["07", "35", "38"])

    assert (priced(shop, zip_code="07001"), priced(other_shop, zip_code="07001")) == ("4.90", "5.50")
    make_charge(shop, islands, method, price="14.90", postcode_from="07", postcode_to="07")

    assert (priced(shop, zip_code="07001"), priced(shop, zip_code="28001")) == ("14.90", "4.90")
    assert priced(other_shop, zip_code="07001") == "5.50"
    [unpriced] = quote(shop, zip_code="35001")  # who prices a part of it prices that part alone
    assert not unpriced.is_shippable


def test_a_shop_without_rates_leaves_the_price_to_the_shop_front(shop, other_shop, zone, method):
    make_charge(other_shop, zone, method)

    [option] = quote(shop)

    assert (option.is_shippable, option.freight.price, option.freight.is_fault) == (True, None, False)


def test_rates_say_nothing_of_a_channel_in_another_currency(zone, method):
    brazil = make_channel(code="BR", country="BR", currency="BRL", timezone="America/Sao_Paulo")
    shop = make_shop(channels=(brazil,), currency="EUR")
    there = make_zone(code="BR", countries=["BR"])
    make_charge(shop, there, method, price="4.90")

    [option] = quote(shop, country="BR", channel_code="BR")

    assert (option.is_shippable, option.freight.price) == (True, None)


def test_the_row_with_the_postcode_goes_before_the_row_without(shop, zone, method):
    make_charge(shop, zone, method, price="4.00")
    make_charge(shop, zone, method, postcode_from="07", postcode_to="07", price="9.00")
    make_charge(shop, zone, method, postcode_from="35", postcode_to="38", price="12.00")

    prices = {code: priced(shop, zip_code=code) for code in ("28001", "07001", "35001", "38999", "39000", "0", "")}

    assert prices == {
        "28001": "4.00",
        "07001": "9.00",
        "35001": "12.00",
        "38999": "12.00",
        "39000": "4.00",
        "0": "4.00",
        "": "4.00",
    }


def test_letters_and_blanks_of_a_postcode_do_not_matter(shop, zone, method):
    make_charge(shop, zone, method, price="4.00")
    make_charge(shop, zone, method, postcode_from="SW1A", postcode_to="SW1Z", price="9.00")

    assert priced(shop, zip_code="sw1b 2aa") == "9.00"


def test_a_class_with_rows_of_its_own_is_charged_by_them_apart(shop, zone, method):
    small, bulky, odd = make_class(code="S"), make_class(code="XL"), make_class(code="ODD")
    make_charge(shop, zone, method, price="4.00")
    make_charge(shop, zone, method, logistic_class=bulky, price="30.00")
    make_charge(shop, zone, method, postcode_from="07", postcode_to="07", price="6.00")

    def of(*classes, zip_code="28001"):
        return priced(shop, *(line(class_id=each.pk) for each in classes), zip_code=zip_code)

    assert of(small) == "4.00"
    assert of(bulky) == "30.00"
    assert of(small, odd) == "4.00"
    assert of(small, bulky, odd) == "34.00"
    # The rows of a class go before those of all, a postcode's range of all among them.
    assert of(bulky, zip_code="07001") == "30.00"
    assert of(small, bulky, zip_code="07001") == "36.00"


@pytest.mark.parametrize(
    ("grams", "price"), [(1, "3.00"), (999, "3.00"), (1000, "5.00"), (4999, "5.00"), (5000, "9.00"), (90000, "9.00")]
)
def test_a_weight_on_the_edge_belongs_to_the_row_above(shop, zone, method, grams, price):
    """R098."""
    weighed = {"basis": ChargeBasis.WEIGHT}
    make_charge(shop, zone, method, at_least=0, below=1, price="3.00", **weighed)
    make_charge(shop, zone, method, at_least=1, below=5, price="5.00", **weighed)
    make_charge(shop, zone, method, at_least=5, below=None, price="9.00", **weighed)

    assert priced(shop, line(weight=grams)) == price


def test_pieces_and_lines_count_and_much_goes_free(shop, zone, method):
    """R089."""
    by_line = make_method(code="LINE")
    make_charge(shop, zone, method, basis=ChargeBasis.UNIT, price="4.00", extra_price="1.50", free_from="50.00")
    make_charge(shop, zone, by_line, basis=ChargeBasis.LINE, price="4.00", extra_price="1.00")

    def both(*lines):
        return [str(option.freight.price) for option in quote(shop, *lines)]

    assert both(line()) == ["4.00", "4.00"]
    assert both(line(3), line(1)) == ["8.50", "5.00"]
    assert both(line(value="49.99")) == ["4.00", "4.00"]
    assert both(line(value="50.00")) == ["0.00", "4.00"]


def test_what_is_free_costs_nothing(shop, zone, method):
    """R089."""
    make_charge(shop, zone, method, basis=ChargeBasis.FREE, price="0")

    assert freight(shop) == (Decimal(0), FreightSource.TABLE, None)


@pytest.mark.parametrize(
    ("grams", "reason"), [(None, UNKNOWN), (9000, NO_ROW)], ids=["weight unknown", "heavier than the table"]
)
def test_where_the_table_has_no_price_the_contingency_table_gives_one(shop, zone, method, grams, reason):
    """R099."""
    make_charge(shop, zone, method, basis=ChargeBasis.WEIGHT, below=5, price="3.00")
    make_contingency(shop, zone, method, price="8.00")

    [option] = quote(shop, line(weight=grams))

    found = option.freight
    assert (found.price, found.source, found.reason) == (Decimal("8.00"), FreightSource.CONTINGENCY, reason)
    assert (found.is_fault, option.is_shippable) == (True, True)
    assert freight(shop, line(weight=1000)) == (Decimal("3.00"), FreightSource.TABLE, None)


def test_without_a_price_in_either_table_nothing_is_sent_and_the_reason_is_told(shop, zone, method):
    """R099."""
    make_charge(shop, zone, method, basis=ChargeBasis.WEIGHT, price="3.00")
    make_contingency(shop, zone, make_method(code="OTHER"), price="8.00")

    first, _other = quote(shop, line(weight=None))

    assert (first.is_shippable, first.freight.price, first.freight.reason) == (False, None, UNKNOWN)
    assert first.freight.is_fault


def test_a_method_that_the_shop_does_not_price_is_none_of_its_own_and_no_fault(shop, zone, method):
    make_charge(shop, zone, method)
    make_method(code="EXPRESS")

    standard, express = quote(shop)

    assert (standard.is_shippable, express.is_shippable, express.freight.is_fault) == (True, False, False)


@pytest.mark.parametrize("number", [1, 10])
def test_the_rates_of_any_number_of_shops_are_one_query(channel, zone, method, number):
    """Savepoint and time limit aside; one query more where a contingency table is needed."""
    shops = [make_shop(channels=(channel,)) for _ in range(number)]
    for each in shops:
        make_charge(each, zone, method, basis=ChargeBasis.WEIGHT)
        make_contingency(each, zone, method)
    network = network_to("ES", "ES", "28001")
    terms = load_shop_terms([each.pk for each in shops], network=network, at=NOON)

    def reads(weight):
        parcels = [Parcel(each.pk, (line(weight=weight),), (None,)) for each in shops]
        with CaptureQueriesContext(connection) as queries:
            quote_parcels(network=network, terms=terms, parcels=parcels, at=NOON)
        return [query["sql"] for query in queries if "charge rate" in query["sql"]]

    assert len(reads(100)) == 1
    assert len(reads(None)) == 2


def test_the_time_limit_of_the_transaction_is_put_back(shop, zone, method):
    make_charge(shop, zone, method)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '12345ms'")
        quote(shop)
        cursor.execute("SHOW statement_timeout")

        assert cursor.fetchone() == ("12345ms",)


class ImpatientCursor:
    """A database that is too busy to roll back within the limit: it cuts that off, too."""

    def __init__(self, cursor):
        self.cursor, self.cut_off = cursor, 0

    def execute(self, sql):
        if not self.cut_off:
            self.cut_off += 1
            self.cursor.execute("ROLLBACK TO SAVEPOINT rates; SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)")
        self.cursor.execute(sql)


def test_a_rollback_that_is_cut_off_itself_is_done_again(shop, zone, method, monkeypatch):
    """Else the caller's transaction would take no query any more."""
    make_charge(shop, zone, method)
    monkeypatch.setattr(rates, "_roll_back", lambda cursor, real=rates._roll_back: real(ImpatientCursor(cursor)))

    [option] = quote(shop)

    assert option.freight.price == Decimal("4.90")
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone()[0] == "0"
