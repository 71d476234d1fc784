"""How listings are presented, what they lack, and help: sound in every look, and usable by keyboard."""

import pytest
from playwright.sync_api import expect

from marketplace.help.defaults import install_defaults
from offers.models import Offer
from tests.browser.checks import assert_accessible, assert_sound
from tests.factories.offers import make_attribute, make_faq, make_offer, make_offer_settings, make_product

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def offer(shop) -> Offer:
    """A lamp whose shop says much of it, but not all."""
    make_attribute(code="colour", label="Colour")
    make_faq(shop, question="Is a bulb included?", answer="Yes, an E27.", position=1)
    make_faq(shop, question="Do you pack gifts?", answer="Yes.", position=2)
    make_offer_settings(
        shop,
        description_template="<h3>{{title}}</h3>{{description}}{{attributes}}",
        warranty="3 years.",
        delivery_note="Packed against knocks.",
    )
    product = make_product(
        title="Lámpara Duna 40, latón, con pantalla de lino de 40 cm",
        brand="Alcolea",
        description="Brass.",
        attributes={"colour": "Brass"},
        missing_attributes=["height"],
    )
    return make_offer(shop, product=product)


def test_the_pages_are_sound_in_every_look(open_page, look, shop, inventory, offer):
    width, scheme = look
    install_defaults()

    for path in (
        "settings/listings/",
        "settings/listings/questions/new",
        f"offers/{offer.pk}/preview",
        f"offers/{offer.pk}/preview?width=phone",
        "offers/completeness/",
        "offers/completeness/?tab=questions",
        "help/",
        "help/making-offers/",
    ):
        page = open_page(f"/shop/{shop.pk}/{path}", who=inventory, width=width, scheme=scheme)
        assert_sound(page)


def test_a_fault_in_the_template_is_mended_and_shown_on_the_preview(open_page, shop, owner, offer):
    """R014."""
    page = open_page(f"/shop/{shop.pk}/settings/listings/", who=owner)

    page.get_by_label("Description template").fill("Hecho a mano: {{titel}}")
    page.get_by_role("button", name="Save listings").click()
    expect(page.get_by_role("alert")).to_contain_text("{{titel}}: there is no such placeholder.")
    assert_accessible(page)
    page.get_by_label("Description template").fill("Hecho a mano: {{title}}")
    page.get_by_role("button", name="Save listings").click()
    expect(page.locator("#toasts")).to_contain_text("Your listings are saved.")
    page.get_by_role("link", name="Preview a listing").click()

    expect(page.locator(".listing-html").first).to_contain_text("Hecho a mano: Lámpara Duna 40")


def test_questions_change_places_and_one_is_removed_after_a_question(open_page, shop, owner, offer):
    """R015."""
    page = open_page(f"/shop/{shop.pk}/settings/listings/", who=owner)
    questions = page.locator("section[aria-labelledby=questions] tbody a.id")

    page.get_by_role("button", name="Up Do you pack gifts?").click()
    expect(questions).to_have_text(["Do you pack gifts?", "Is a bulb included?"])
    page.get_by_role("link", name="Remove Do you pack gifts?").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("It disappears from all your listings at once.")
    assert_accessible(page)
    dialog.get_by_role("button", name="Remove question").click()

    expect(questions).to_have_text(["Is a bulb included?"])


def test_filling_in_what_lacks_takes_the_listing_off_the_list(open_page, shop, owner):
    """R018."""
    make_offer(
        shop,
        product=make_product(description="Good.", media_urls=["http://pictures.example/a.png"]),
    )
    make_faq(shop)
    make_offer_settings(shop, delivery_note="By van.")
    page = open_page(f"/shop/{shop.pk}/offers/", who=owner)

    page.get_by_role("link", name="Completeness").click()
    page.get_by_role("link", name="Warranty", exact=True).click()
    page.get_by_label("Warranty").fill("3 years.")
    page.get_by_label("Return policy").fill("30 days.")
    page.get_by_role("button", name="Save listings").click()
    expect(page.locator("#toasts")).to_contain_text("saved")
    page.goto(page.url.partition("/settings/")[0] + "/offers/completeness/")

    expect(page.get_by_text("Every listing is complete")).to_be_visible()


def test_the_guide_opens_from_the_offers(open_page, shop, owner):
    """R132."""
    install_defaults()
    page = open_page(f"/shop/{shop.pk}/offers/", who=owner, locale="pt-PT")

    page.locator("a[href$='/help/making-offers/']").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Criar e atualizar ofertas")
