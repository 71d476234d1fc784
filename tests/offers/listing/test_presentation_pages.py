"""The pages of a shop's listings: template, images and texts, questions, and the preview that shows them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.tenancy import all_shops
from offers.models import FaqEntry, OfferSettings
from tests.factories.offers import (
    make_attribute,
    make_category,
    make_faq,
    make_offer,
    make_offer_settings,
    make_product,
)
from tests.factories.orders import spanish_zone, standard_method
from tests.factories.shipping import make_charge
from tests.factories.shops import NOON


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def page(client, owner):
    """Reads or posts a page of the owner's shop."""
    client.force_login(owner.user)

    def call(path, data=None, follow=False):
        url = f"/shop/{owner.shop_id}/{path}"
        return client.get(url) if data is None else client.post(url, data, follow=follow)

    return call


def text(answer):
    return answer.content.decode()


def settings_of(shop):
    with all_shops("a test reads"):
        return OfferSettings.objects.get(shop=shop)


def questions_of(shop):
    with all_shops("a test reads"):
        return list(FaqEntry.objects.filter(shop=shop).order_by("position", "pk").values_list("question", flat=True))


def test_a_template_changes_the_previews_of_two_listings(page, shop):
    """R014."""
    first = make_offer(shop, product=make_product(title="Lámpara"))
    second = make_offer(shop, product=make_product(title="Farol"))

    page("settings/listings/", {"description_template": "<script>x()</script><p>Hecho a mano: {{title}}</p>"})

    for offer, title in ((first, "Lámpara"), (second, "Farol")):
        shown = text(page(f"offers/{offer.pk}/preview"))
        assert f"<p>Hecho a mano: {title}</p>" in shown
        assert "x()" not in shown


def test_two_images_stand_in_the_preview_and_a_third_is_refused(page, shop):
    """R013."""
    offer = make_offer(shop)
    two = "https://pictures.example/times.png\nhttps://pictures.example/warranty.jpg?v=2"
    assert page("settings/listings/", {"image_urls": two}).status_code == 302

    refused = page("settings/listings/", {"image_urls": two + "\nhttps://pictures.example/third.png"})
    shown = text(page(f"offers/{offer.pk}/preview"))

    assert refused.status_code == 422
    assert "At most 2 images" in text(refused)
    assert "https://pictures.example/third.png" in text(refused)  # what was typed is kept
    assert shown.count('<img src="https://pictures.example/') == 2
    assert settings_of(shop).image_urls == two.split()


def test_the_form_says_which_images_storefronts_show(page):
    """R013: http:// is taken, and shown nowhere that is secure."""
    assert page("settings/listings/", {"image_urls": "http://pictures.example/a.png"}).status_code == 302

    assert "Storefronts show https:// only." in text(page("settings/listings/"))


@pytest.mark.parametrize("url", ["ftp://pictures.example/a.png", "https://pictures.example/a.html"])
def test_an_address_of_no_picture_is_refused(page, shop, url):
    """R013."""
    refused = page("settings/listings/", {"image_urls": url})

    assert refused.status_code == 422
    with all_shops("a test reads"):
        assert not OfferSettings.objects.filter(shop=shop).exists()


def test_an_unknown_placeholder_is_named_and_nothing_is_saved(page, shop):
    """R014."""
    refused = page("settings/listings/", {"description_template": "{{title}} {{colour}}", "warranty": "2 years"})

    assert refused.status_code == 422
    assert "{{colour}}: there is no such placeholder." in text(refused)
    with all_shops("a test reads"):
        assert not OfferSettings.objects.filter(shop=shop).exists()


def test_the_codes_of_attributes_of_the_shops_categories_are_listed(page, shop):
    """R014."""
    home = make_category(code="HOME")
    make_attribute(home, code="socket", label="Socket type")
    make_attribute(make_category(code="FOOD"), code="kcal", label="Energy")
    make_offer(shop, product=make_product(category=make_category(code="LAMPS", parent=home)))

    shown = text(page("settings/listings/"))

    assert "<code>{{attribute:socket}}</code></dt><dd>Socket type</dd>" in shown
    assert "kcal" not in shown


def test_an_attribute_is_placed_by_its_code(page, shop):
    """R014."""
    make_attribute(code="colour", label="Colour")
    offer = make_offer(shop, product=make_product(attributes={"colour": "Brass"}))

    page("settings/listings/", {"description_template": "Made of {{attribute:colour}}."})

    assert "<p>Made of Brass.</p>" in text(page(f"offers/{offer.pk}/preview"))


def test_texts_and_returns_are_saved_and_shown(page, shop):
    """R019."""
    offer = make_offer(shop)
    given = {"delivery_note": "Con SEUR.", "warranty": "3 años.", "return_policy": "30 días."}

    page("settings/listings/", given)
    shown = text(page(f"offers/{offer.pk}/preview"))

    assert all(f"<p>{words}</p>" in shown for words in given.values())
    assert "30 días." in text(page("settings/profile"))


def test_who_may_not_change_the_shop_leaves_its_return_policy(client, inventory, shop):
    with all_shops("a test sets it"):
        shop.return_policy = "30 días."
        shop.save(update_fields=["return_policy"])
    client.force_login(inventory.user)

    client.post(f"/shop/{shop.pk}/settings/listings/", {"warranty": "3 años.", "return_policy": "None at all."})

    with all_shops("a test reads"):
        shop.refresh_from_db()
    assert shop.return_policy == "30 días."
    assert settings_of(shop).warranty == "3 años."


def test_two_questions_of_the_shop_and_one_of_the_product_are_previewed_in_order(page, shop):
    """R015."""
    offer = make_offer(shop)
    page("settings/listings/questions/new", {"question": "Is it new?", "answer": "Yes."})
    page("settings/listings/questions/new", {"question": "Do you pack gifts?", "answer": "Yes."})
    page(f"offers/{offer.pk}/questions/new", {"question": "How tall is it?", "answer": "40 cm."})

    shown = text(page(f"offers/{offer.pk}/preview"))
    other = text(page(f"offers/{make_offer(shop).pk}/preview"))

    places = [shown.index(f"<dt>{each}</dt>") for each in ("Is it new?", "Do you pack gifts?", "How tall is it?")]
    assert places == sorted(places)
    assert "How tall is it?" not in other


def test_questions_change_places_and_words_and_leave(page, shop):
    """R015."""
    first, second = make_faq(shop, question="A?", position=1), make_faq(shop, question="B?", position=2)

    page(f"settings/listings/questions/{second.pk}/move", {"direction": "up"})
    assert questions_of(shop) == ["B?", "A?"]
    page(f"settings/listings/questions/{second.pk}/move", {"direction": "up"})
    assert questions_of(shop) == ["B?", "A?"]
    page(f"settings/listings/questions/{second.pk}/move", {"direction": "down"})
    assert questions_of(shop) == ["A?", "B?"]

    page(f"settings/listings/questions/{first.pk}/", {"question": "A, then?", "answer": "So it is."})
    page(f"settings/listings/questions/{second.pk}/remove", {})

    assert questions_of(shop) == ["A, then?"]


def test_a_question_without_an_answer_is_refused(page, shop):
    refused = page("settings/listings/questions/new", {"question": "Is it new?", "answer": " "})

    assert refused.status_code == 422
    assert questions_of(shop) == []


def test_a_product_that_is_not_sold_here_takes_no_question(page, shop, other_shop):
    theirs = make_offer(other_shop)

    assert page(f"offers/{theirs.pk}/questions/new", {"question": "Q?", "answer": "A."}).status_code == 404


def test_questions_of_an_integrated_shops_products_are_closed_and_its_own_texts_open(page, shop):
    """R008."""
    offer = make_offer(shop)
    make_offer_settings(shop, is_integrated=True)

    refused = page(f"offers/{offer.pk}/questions/new", {"question": "Q?", "answer": "A."})
    page("settings/listings/", {"warranty": "2 years"})

    assert refused.status_code == 403
    assert settings_of(shop).warranty == "2 years"
    assert "Your integrator keeps these products" in text(page(f"offers/{offer.pk}/preview"))


def test_the_preview_tells_promise_freight_price_and_stock_in_the_channels_language(page, shop):
    """R019."""
    make_charge(shop, spanish_zone(), standard_method())
    offer = make_offer(shop, quantity=7, safety_stock=2, safety_in_force=2)

    shown = text(page(f"offers/{offer.pk}/preview"))

    assert '<article class="listing" lang="es"' in shown
    assert "12,30" in shown
    assert "4,90" in shown
    assert re.search(r"<p>5 \w", shown)


def test_the_preview_is_shown_as_wide_as_a_telephone(page, shop):
    assert "listing-phone" in text(page(f"offers/{make_offer(shop).pk}/preview?width=phone"))


def test_the_preview_says_why_customers_cannot_buy(page, shop):
    assert "Customers cannot buy it now" in text(page(f"offers/{make_offer(shop, is_active=False).pk}/preview"))


def test_the_preview_costs_the_same_with_one_question_and_with_ten(page, shop):
    offer = make_offer(shop)
    make_faq(shop)
    page(f"offers/{offer.pk}/preview")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(f"offers/{offer.pk}/preview")
        return len(queries)

    one = cost()
    for number in range(9):
        make_faq(shop, position=number)
        make_faq(shop, product=offer.product, position=number)

    assert cost() == one


def test_a_lost_update_shows_both_versions_and_keeps_what_was_typed(page, shop):
    version = page("settings/listings/").context["form"]["version"].value()
    page("settings/listings/", {"warranty": "3 years", "delivery_note": "By van", "version": version})

    late = page("settings/listings/", {"warranty": "2 years", "delivery_note": "By van", "version": version})

    assert late.status_code == 409
    both = [(each.label, each.theirs, each.yours) for each in late.context["differences"]]
    assert both == [("Warranty", "3 years", "2 years")]
    assert settings_of(shop).warranty == "3 years"
    again = late.context["form"]["version"].value()
    page("settings/listings/", {"warranty": "2 years", "delivery_note": "By van", "version": again})
    assert settings_of(shop).warranty == "2 years"
