"""A listing as a storefront would show it: words, prices and promise in the channel's language (R013 to R016, R019)."""

from dataclasses import replace
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe

from marketplace import clock
from marketplace.permissions import Right
from marketplace.portal.views import PortalView
from marketplace.safe_html import show_text
from marketplace.shops.models import Channel
from offers.listing.rendering import faq_html
from offers.listing_view import describe_offer
from offers.pictures import is_shown
from offers.services.faq import list_faq
from offers.services.integration import is_integrated
from offers.services.listing_texts import ListingTexts, load_listing_texts
from offers.services.price_book import load_prices
from offers.services.reasons import why_not_on_sale
from offers.services.sales import Sale, plain_sale
from offers.views.named import NamedOfferMixin
from shipping.pages.preview import PreviewWords, preview_words
from shipping.reach import find_goods
from shipping.services.closures import shop_channels
from shipping.services.previewing import preview_promise

_PHONE = "phone"


class PreviewView(NamedOfferMixin, PortalView):
    """`/shop/<id>/offers/<id>/preview`; `channel` chooses where, `width=phone` how wide."""

    permission = Right.OFFER_READ
    area = "offers"
    template_name: ClassVar[str] = "offers/listing/preview.html"
    http_method_names = ["get", "head", "options"]

    @cached_property
    def channels(self) -> list[Channel]:
        return shop_channels(self.shop.pk)

    @cached_property
    def channel(self) -> Channel | None:
        wanted = self.request.GET.get("channel")
        return next((each for each in self.channels if each.code == wanted), next(iter(self.channels), None))

    @cached_property
    def sale(self) -> Sale:
        at = clock.now()
        if self.channel is None:
            return plain_sale(self.offer, at)
        return load_prices(offers=[self.offer], channel=self.channel, at=at).sale_price(self.offer)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = self.channel.language if self.channel else translation.get_language()
        may_write = Right.OFFER_WRITE in self.member.rights
        return super().get_context_data(
            offer=self.offer,
            channels=self.channels,
            channel=self.channel,
            is_phone=self.request.GET.get("width") == _PHONE,
            reasons=why_not_on_sale(self.offer, self.shop, clock.now()),
            may_present=may_write,
            may_ask=may_write and not is_integrated(self.shop.pk),
            questions=list_faq(self.shop.pk, self.offer.product_id) if may_write else [],
            listing=self._listing(load_listing_texts([self.offer], language=language)),
            **kwargs,
        )

    def _listing(self, texts: ListingTexts) -> dict[str, Any]:
        """What the storefront shows; parts that the description holds already are not shown beside it."""
        words, description = describe_offer(self.offer, texts, price=self.sale.price)
        with translation.override(texts.language):
            parts = {
                "delivery": show_text(words.delivery),
                "warranty": show_text(words.warranty),
                "returns": show_text(words.returns),
                "faq": faq_html(words.faq),
            }
            promise = self._promise()
        shown = {name: mark_safe(html) for name, html in parts.items() if name not in description.placed}  # noqa: S308
        return {
            "language": texts.language,
            "description": mark_safe(description.html),  # noqa: S308  # cleaned where it is made
            "attributes": [] if "attributes" in description.placed else words.attributes,
            "promise": promise,
            "sale": self.sale,
            "pictures": [url for url in self.offer.product.media_urls if is_shown(url)],
            **shown,
        }

    def _promise(self) -> PreviewWords | None:
        """Delivery and freight for one piece to the shop's own place, or the channel's country."""
        if self.channel is None:
            return None
        country = self.channel.country
        found = preview_promise(
            shop_id=self.shop.pk,
            channel=self.channel,
            country=country,
            zip_code=self.shop.zip_code if country == self.shop.country else "",
            at=clock.now(),
            goods=find_goods(self.shop.pk, self.offer.pk),
        )
        if found is None:
            return None
        freight = found.option.freight
        if freight.price is not None:
            freight = replace(freight, price=self.sale.freight_price(freight.price))
        told = replace(found, option=replace(found.option, freight=freight))
        return preview_words(told, shop_id=self.shop.pk, currency=self.channel.currency)
