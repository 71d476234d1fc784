"""What is reduced by quantity alone costs, once the reduction is over, what fewer pieces cost then."""

import csv
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st

from marketplace import clock
from marketplace.actors import SYSTEM
from marketplace.errors import ValidationFailed
from offers.choices import ChangeSource
from offers.models import ExportRun, Offer, OfferChange
from offers.prices import Price, Volume, follow, read_volumes, unit_price, write_volumes
from offers.services.bulk import BulkChange, change_offers
from offers.services.exporting import OF01, ExportOptions, start_export
from offers.services.history import undo_change
from offers.services.making_exports import make_exports
from offers.services.selling import change_offer, offer_version
from tests.factories.imports import import_file, report_of
from tests.factories.offers import make_offer
from tests.factories.shops import NOON

DAY = timedelta(days=1)
AFTER = NOON + 2 * DAY


@pytest.fixture
def offer(in_shop):
    """At 10 euros, from five pieces on at 7 until tomorrow, as a file says."""
    made = make_offer(in_shop, shop_sku="A-1", price=Decimal("10.00"))
    import_file(in_shop, f"sku;discount-ranges;discount-end-date\nA-1;5|7;{(NOON + DAY).isoformat()}\n")
    return made


def unit(quantity, at=NOON):
    return unit_price(Offer.objects.get(), channel="", quantity=quantity, at=at).price


def change(offer, **changes):
    change_offer(offer_id=offer.pk, changes=changes, at=NOON)


def by_file(shop, offer):
    assert import_file(shop, "sku;price\nA-1;12\n").updated == 1


def by_file_of_channels(shop, offer):
    assert import_file(shop, "sku;price;price-ranges\nA-1;12;20|9\n").updated == 1


def by_change(_shop, offer):
    change(offer, price=Decimal(12))


def by_percent(shop, offer):
    moved = BulkChange(price_percent=Decimal(20))
    [done] = change_offers(
        offer_ids=[offer.pk], shop_id=shop.pk, change=moved, actor=SYSTEM, source=ChangeSource.PORTAL, at=NOON
    )
    assert done.error is None


@pytest.mark.parametrize("raise_price", [by_file, by_file_of_channels, by_change, by_percent])
def test_what_is_reduced_by_quantity_alone_follows_a_new_price(in_shop, offer, raise_price):
    """R019."""
    raise_price(in_shop, offer)

    assert (unit(1), unit(5)) == (Decimal(12), Decimal(7))
    assert (unit(1, AFTER), unit(5, AFTER)) == (Decimal(12), Decimal(12))


def test_a_price_by_quantity_of_its_own_does_not_follow(in_shop, offer):
    import_file(in_shop, "sku;price-ranges\nA-1;5|9\n")

    change(offer, price=Decimal(12))

    assert (unit(1, AFTER), unit(5, AFTER)) == (Decimal(12), Decimal(9))


def test_a_price_by_quantity_that_is_given_as_the_price_of_fewer_pieces_follows_it(in_shop):
    offer = make_offer(in_shop, price=Decimal("10.00"))
    change(offer, volumes=(Volume(5, Decimal(10), Decimal(7)),), discount_ends_at=NOON + DAY)

    change(offer, price=Decimal(12))

    assert (unit(5), unit(5, AFTER)) == (Decimal(7), Decimal(12))


def test_no_price_falls_to_a_running_reduction_by_quantity(in_shop, offer):
    with pytest.raises(ValidationFailed, match="the reduced price must be below the price"):
        change(offer, price=Decimal(6))
    run = import_file(in_shop, "sku;price\nA-1;7\n")

    assert run.lines_in_error == 1
    assert "The reduced price must be below the price." in report_of(run)
    assert unit(1) == Decimal(10)


def test_a_reduction_by_quantity_that_is_over_holds_up_no_price(in_shop, offer):
    Offer.objects.update(discount_ends_at=NOON)

    assert import_file(in_shop, "sku;price\nA-1;6\n").updated == 1
    assert (unit(1), unit(5)) == (Decimal(6), Decimal(6))


@pytest.mark.parametrize("by_quantity", [False, True])
def test_a_new_end_does_not_revive_a_reduction_above_the_price(in_shop, by_quantity):
    """As PATCH refuses it."""
    reduced = (
        {"volume_prices": write_volumes([Volume(5, Decimal(75), Decimal(75))], Decimal(75))}
        if by_quantity
        else {"discount_price": Decimal(80)}
    )
    make_offer(in_shop, shop_sku="A-1", price=Decimal(75), discount_ends_at=NOON - DAY, **reduced)

    run = import_file(in_shop, "sku;discount-end-date\nA-1;2026-12-31\n")

    assert run.lines_in_error == 1
    assert "The reduced price must be below the price." in report_of(run)
    assert Offer.objects.get().discount_ends_at == NOON - DAY


def test_a_change_that_is_taken_back_leaves_what_follows_the_price(in_shop, offer):
    import_file(in_shop, "sku;price;price-ranges\nA-1;12;5|11\n")

    undo_change(
        offer_id=offer.pk, change_id=OfferChange.objects.latest("pk").pk, actor=SYSTEM, source=ChangeSource.PORTAL,
        at=NOON,
    )  # fmt: skip
    change(offer, price=Decimal(20))

    assert (unit(1, AFTER), unit(5, AFTER)) == (Decimal(20), Decimal(20))


def test_clients_are_told_the_price_that_is_followed(api, offer):
    [told] = api.get("/api/offers").json()["offers"]

    assert [each["unit_origin_price"] for each in told["all_prices"][0]["volume_prices"]] == [10.0, 10.0]


def test_an_exported_file_does_not_fix_what_follows_the_price(in_shop, offer):
    with clock.frozen(NOON):
        start_export(shop_id=in_shop.pk, options=ExportOptions(layout=OF01), actor=SYSTEM, at=NOON)
        make_exports()
    with default_storage.open(ExportRun.objects.get().paths[0]) as file:
        [row] = csv.DictReader(StringIO(file.read().decode("utf-8-sig")), delimiter=";")

    assert (row["price-ranges"], row["discount-ranges"]) == ("", "5|7.00")


AMOUNTS = st.decimals(min_value="0.01", max_value="99.99", places=2)
STEPS = st.lists(st.tuples(AMOUNTS, st.none() | AMOUNTS), max_size=6)


@given(price=AMOUNTS, new=AMOUNTS, steps=STEPS)
def test_volumes_are_read_as_they_were_written_and_each_follower_costs_what_fewer_pieces_do(price, new, steps):
    volumes = [Volume(number, *step) for number, step in enumerate(steps, start=2)]

    read = read_volumes(write_volumes(volumes, price), price)
    moved = follow(new, read)

    assert list(read) == volumes
    origins = [new, *(each.price for each in moved)]
    for before, kept, now in zip(origins, read, moved, strict=False):
        assert now.price == (before if kept.follows else kept.price)
        assert not kept.follows or kept.discount_price is not None


def test_a_price_of_a_channel_moves_what_follows_it():
    """As the form changes it."""
    volumes = (Volume(5, Decimal(10), Decimal(7), follows=True), Volume(9, Decimal(8)))

    moved = replace(Price(price=Decimal(10), channel="ES", volumes=volumes), price=Decimal(12))

    assert [each.price for each in moved.volumes] == [Decimal(12), Decimal(8)]


@pytest.mark.parametrize(
    ("quantity", "typed", "kept"), [("5", "10.00", None), ("5", "9.00", "9.00"), ("6", "10.00", "10.00")]
)
def test_a_row_of_the_form_that_was_left_alone_follows_the_price_still(
    signed_in, inventory, in_shop, offer, quantity, typed, kept
):
    form = {
        "price": "12", "quantity": "10", "condition": "11", "version": offer_version(Offer.objects.get()),
        "volume-rows": "1", "volume-0-quantity": quantity, "volume-0-price": typed, "volume-0-discount_price": "7",
        "other-rows": "0",
    }  # fmt: skip

    with clock.frozen(NOON):
        signed_in(inventory).post(f"/shop/{in_shop.pk}/offers/{offer.pk}/save", form)

    saved = Offer.objects.get()
    assert (saved.price, [each["price"] for each in saved.volume_prices]) == (Decimal(12), [kept])
