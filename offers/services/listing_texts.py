"""What stands around the offers of any number of shops, read for a page of listings: two statements (R013 to R019)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Min, OuterRef, Q
from django.db.models.functions import Coalesce, JSONObject
from django.utils import translation

from marketplace.shops.models import Shop
from offers.choices import AttributeType
from offers.listing.rendering import ListingWords, Question, ShownAttribute
from offers.models import Attribute, FaqEntry, Offer, OfferSettings, ValueListItem
from offers.services.catalogue import plain_kind
from offers.sheets.values import ValueKind, show_value

_NO_POSITION = 10**6


@dataclass(frozen=True)
class ShopTexts:
    """What a shop says around all its listings; `faq` by product, None being every product's."""

    template: str = ""
    image_urls: tuple[str, ...] = ()
    warranty: str = ""
    delivery: str = ""
    returns: str = ""
    faq: Mapping[int | None, list[Question]] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownAttribute:
    """An attribute with what its values are called in one language."""

    label: str
    kind: ValueKind


@dataclass(frozen=True)
class ListingTexts:
    """The texts of some offers' listings in one language."""

    language: str
    shops: Mapping[int, ShopTexts]
    attributes: Mapping[str, KnownAttribute]

    def of_shop(self, shop_id: int) -> ShopTexts:
        return self.shops.get(shop_id, ShopTexts())

    def attributes_of(self, offer: Offer) -> list[ShownAttribute]:
        """What the offer's sheet says, in the attributes' order; what no attribute describes any more stands last."""
        kept: dict[str, Any] = offer.product.attributes
        order = [code for code in self.attributes if code in kept]
        order += sorted(code for code in kept if code not in self.attributes)
        with translation.override(self.language):
            return [self._shown(code, kept[code]) for code in order]

    def faq_of(self, offer: Offer) -> list[Question]:
        """The shop's questions, then those of the product (R015)."""
        faq = self.of_shop(offer.shop_id).faq
        return [*faq.get(None, []), *faq.get(offer.product_id, [])]

    def words(self, offer: Offer, *, price: str) -> ListingWords:
        """Everything that the offer's description may be made of."""
        shop, product = self.of_shop(offer.shop_id), offer.product
        return ListingWords(
            title=product.title,
            brand=product.brand,
            price=price,
            descriptions=[text for text in (product.description, offer.description) if text.strip()],
            attributes=self.attributes_of(offer),
            delivery=shop.delivery,
            warranty=shop.warranty,
            returns=shop.returns,
            faq=self.faq_of(offer),
            image_urls=shop.image_urls,
        )

    def _shown(self, code: str, value: Any) -> ShownAttribute:
        known = self.attributes.get(code) or KnownAttribute(code, ValueKind(AttributeType.TEXT))
        unit = known.kind.unit if known.kind.type == AttributeType.MEASUREMENT else ""
        label = str(value) if unit else show_value(known.kind, value)
        return ShownAttribute(code, known.label, known.kind.type, value, label, unit)


def load_listing_texts(offers: Iterable[Offer], *, language: str) -> ListingTexts:
    """Needs the offers' products, and the scope of their shops."""
    wanted = list(offers)
    products = {offer.product_id: offer.product for offer in wanted}
    codes = {code for product in products.values() for code in product.attributes}
    return ListingTexts(
        language=language,
        shops=_shops({offer.shop_id for offer in wanted}, products) if wanted else {},
        attributes=_attributes(codes, language) if codes else {},
    )


def _shops(shop_ids: Collection[int], product_ids: Collection[int]) -> dict[int, ShopTexts]:
    settings = OfferSettings.objects.filter(shop=OuterRef("pk"))
    asked = FaqEntry.objects.filter(Q(product__isnull=True) | Q(product__in=product_ids), shop=OuterRef("pk"))
    entry = JSONObject(product=F("product_id"), question=F("question"), answer=F("answer"))
    entries = asked.order_by("position", "pk").values(entry=entry)
    texts = JSONObject(
        template=F("description_template"), images=F("image_urls"), warranty=F("warranty"), delivery=F("delivery_note")
    )
    # A list of one or none: a shop without a row has the defaults.
    rows = Shop.objects.filter(pk__in=shop_ids).order_by("pk")
    found = rows.values_list("pk", "return_policy", ArraySubquery(settings.values(texts=texts)), ArraySubquery(entries))
    return {pk: _shop(returns, *(texts or [{}]), faq=faq) for pk, returns, texts, faq in found}


def _shop(returns: str, texts: Mapping[str, Any], *, faq: Iterable[Mapping[str, Any]]) -> ShopTexts:
    by_product: dict[int | None, list[Question]] = {}
    for each in faq:
        by_product.setdefault(each["product"], []).append(Question(each["question"], each["answer"]))
    return ShopTexts(
        template=texts.get("template", ""),
        image_urls=tuple(texts.get("images", ())),
        warranty=texts.get("warranty", ""),
        delivery=texts.get("delivery", ""),
        returns=returns,
        faq=by_product,
    )


def _attributes(codes: Collection[str], language: str) -> dict[str, KnownAttribute]:
    """Those with these codes, in the order of sheets."""
    item = JSONObject(code=F("code"), label=F("label"), translations=F("translations"))
    items = ValueListItem.objects.filter(value_list=OuterRef("value_list")).order_by("position", "pk").values(item=item)
    position = Coalesce(Min("uses__position"), _NO_POSITION)
    rows = Attribute.objects.filter(code__in=codes).annotate(position=position, items=ArraySubquery(items))
    return {
        each.code: KnownAttribute(
            each.name_in(language), plain_kind(each, (ValueListItem(**item) for item in each.items), language)
        )
        for each in rows.order_by("position", "label", "pk")
    }
