"""Listings that leave customers asking are named with what lacks, and leave the list once it is filled in."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from offers.choices import Lack
from offers.models import Offer
from offers.services.completeness import gaps_of, lacks_of
from tests.factories.offers import make_faq, make_offer, make_offer_settings, make_product

PICTURE = ["https://pictures.example/a.jpg"]


def lacks(shop):
    return {offer.shop_sku: lacks_of(offer) for offer in gaps_of(shop.pk).offers().order_by("shop_sku")}


def say_everything(shop):
    make_offer_settings(shop, warranty="2 years", delivery_note="By van")
    shop.return_policy = "30 days"
    shop.save(update_fields=["return_policy"])
    make_faq(shop)


def complete_product(**fields):
    return make_product(**{"description": "Good.", "media_urls": PICTURE, **fields})


def test_a_bare_listing_lacks_everything(in_shop):
    """R018."""
    make_offer(in_shop, shop_sku="BARE", product=make_product(missing_attributes=["colour"]))

    assert lacks(in_shop) == {"BARE": list(Lack)}
    assert gaps_of(in_shop.pk).count().counts == dict.fromkeys(Lack, 1)


def test_filling_it_in_takes_it_off(in_shop):
    """R018."""
    product = make_product(missing_attributes=["colour"])
    make_offer(in_shop, product=product)
    say_everything(in_shop)
    assert list(lacks(in_shop).values()) == [[Lack.ATTRIBUTES, Lack.DESCRIPTION, Lack.PICTURE]]

    product.description, product.media_urls, product.missing_attributes = "Good.", PICTURE, []
    product.save()

    assert lacks(in_shop) == {}
    assert gaps_of(in_shop.pk).count().incomplete == 0


def test_an_offers_own_description_answers_too(in_shop):
    say_everything(in_shop)
    make_offer(in_shop, product=complete_product(description=""), description="Ours is new.")

    assert lacks(in_shop) == {}


def test_what_the_shop_does_not_say_lacks_on_every_listing(in_shop):
    say_everything(in_shop)
    make_offer_settings(in_shop, warranty="")
    for number in range(3):
        make_offer(in_shop, shop_sku=f"S{number}", product=complete_product())

    assert lacks(in_shop) == {"S0": [Lack.WARRANTY], "S1": [Lack.WARRANTY], "S2": [Lack.WARRANTY]}
    assert gaps_of(in_shop.pk).count().counts[Lack.WARRANTY] == 3


def test_without_questions_of_the_shop_those_of_the_product_count(in_shop, other_shop):
    make_offer_settings(in_shop, warranty="2 years", delivery_note="By van")
    in_shop.return_policy = "30 days"
    in_shop.save(update_fields=["return_policy"])
    asked, unasked = complete_product(), complete_product()
    make_faq(in_shop, product=asked)
    make_faq(other_shop, product=unasked)
    make_offer(in_shop, shop_sku="ASKED", product=asked)
    make_offer(in_shop, shop_sku="UNASKED", product=unasked)

    assert lacks(in_shop) == {"UNASKED": [Lack.QUESTIONS]}


def test_removed_offers_and_those_of_others_do_not_count(in_shop, other_shop):
    make_offer(other_shop)
    offer = make_offer(in_shop)
    Offer.objects.filter(pk=offer.pk).update(removed_at=offer.created_at)

    assert lacks(in_shop) == {}
    assert gaps_of(in_shop.pk).count().total == 0


@pytest.mark.parametrize("number", [1, 10])
def test_counting_and_listing_take_three_queries(in_shop, number):
    for _each in range(number):
        make_offer(in_shop)

    with CaptureQueriesContext(connection) as queries:
        gaps = gaps_of(in_shop.pk)
        gaps.count()
        list(gaps.offers().select_related("product"))

    assert len(queries) == 3


def test_the_page_names_what_lacks_and_leads_to_where_it_is_filled_in(client, owner, shop):
    """R018."""
    offer = make_offer(shop, product=make_product(title="Lámpara Duna", missing_attributes=["colour"]))
    client.force_login(owner.user)

    page = client.get(f"/shop/{shop.pk}/offers/completeness/").content.decode()

    assert "Lámpara Duna" in page
    assert f'<a href="/shop/{shop.pk}/settings/listings/">Warranty</a>' in page
    assert "Attributes: colour" in page
    assert f'<a href="/shop/{shop.pk}/offers/{offer.pk}/preview#questions">Questions and answers</a>' in page
    assert "0 of 1 listing is complete" in page


def test_the_page_filters_by_what_lacks(client, owner, shop):
    """R018."""
    make_offer(shop, product=make_product(title="Without picture", description="Good."))
    make_offer(shop, product=make_product(title="Without words", media_urls=PICTURE))
    client.force_login(owner.user)

    page = client.get(f"/shop/{shop.pk}/offers/completeness/?tab=picture").content.decode()

    assert "Without picture" in page
    assert "Without words" not in page


def test_who_only_reads_is_led_nowhere(client, sales, shop):
    make_offer(shop)
    client.force_login(sales.user)

    page = client.get(f"/shop/{shop.pk}/offers/completeness/").content.decode()

    assert "<li>Warranty</li>" in page
    assert "/settings/listings/" not in page


def test_the_file_names_what_lacks(client, owner, shop):
    say_everything_but_pictures = make_product(description="Good.")
    make_offer(shop, shop_sku="A-1", product=say_everything_but_pictures)
    client.force_login(owner.user)

    answer = client.get(f"/shop/{shop.pk}/offers/completeness/?format=csv")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].endswith('A-1,"Picture, Questions and answers, Delivery information, Warranty, Return policy"')
