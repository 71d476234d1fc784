"""The texts of a listing as the storefront and the seller's own preview tell them (R013 to R016, R019)."""

from decimal import Decimal
from typing import Any

from django.utils import translation

from marketplace.money import format_money
from offers.listing.rendering import Description, ListingWords, render_description
from offers.models import Offer
from offers.services.listing_texts import ListingTexts

TEXTS = {
    "media_urls": [str],
    "description_html": str | None,
    "description_holds": [str],
    "attributes": [
        {"code": str, "label": str, "type": str, "value": object, "value_label": str, "unit": str | None},
    ],
    "warranty": str | None,
    "delivery_note": str | None,
    "faq": [{"question": str, "answer": str}],
    "images": [str],
}


def describe_offer(offer: Offer, texts: ListingTexts, *, price: Decimal) -> tuple[ListingWords, Description]:
    """The offer's words and its description in the texts' language; `price` is of one piece, tax included."""
    with translation.override(texts.language):
        words = texts.words(offer, price=format_money(price, offer.currency))
        return words, render_description(texts.of_shop(offer.shop_id).template, words)


def tell_texts(offer: Offer, texts: ListingTexts, *, price: Decimal) -> dict[str, Any]:
    """As `TEXTS`."""
    words, description = describe_offer(offer, texts, price=price)
    return {
        "media_urls": offer.product.media_urls,
        "description_html": description.html or None,
        "description_holds": sorted(description.placed),
        "attributes": [
            {
                "code": each.code,
                "label": each.label,
                "type": each.type,
                "value": each.value,
                "value_label": each.value_label,
                "unit": each.unit or None,
            }
            for each in words.attributes
        ],
        "warranty": words.warranty or None,
        "delivery_note": words.delivery or None,
        "faq": [{"question": each.question, "answer": each.answer} for each in words.faq],
        "images": list(words.image_urls),
    }
