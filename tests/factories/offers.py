"""Categories, products and offers."""

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from marketplace.shops.models import Channel, Shop
from marketplace.tenancy import all_shops
from offers.choices import AttributeType, DiscountKind, ImportKind, ImportOrigin, ImportState, RequirementLevel
from offers.models import (
    Attribute,
    AttributeUse,
    Campaign,
    CampaignDiscount,
    CampaignEntry,
    Category,
    CategoryMapping,
    ColumnMapping,
    CommissionRate,
    ExportRun,
    FaqEntry,
    ImportRun,
    MerchandiseNode,
    Offer,
    OfferChange,
    OfferSettings,
    Product,
    Promotion,
    SellerProduct,
    Storefront,
    ValueList,
    ValueListItem,
)
from tests.factories.shops import NOON

_number = count(1)


def make_category(**fields: Any) -> Category:
    """A category at the top of the tree."""
    code = fields.pop("code", None) or f"CAT{next(_number)}"
    return Category.objects.create(code=code, **{"label": code.title(), **fields})


def make_product(**fields: Any) -> Product:
    """A product sheet without EAN."""
    sku = fields.pop("product_sku", None) or f"P{next(_number)}"
    category = fields.pop("category", None) or make_category()
    values = {"title": f"Product {sku}", "created_at": NOON, "updated_at": NOON, **fields}
    return Product.objects.create(product_sku=sku, category=category, **values)


def make_offer(shop: Shop, **fields: Any) -> Offer:
    """An offer on sale: 10 in stock at 12.30 in the shop's currency."""
    product = fields.pop("product", None) or make_product()
    values = {
        "shop_sku": f"SKU{next(_number)}",
        "price": Decimal("12.30"),
        "quantity": 10,
        "currency": shop.currency,
        "created_at": NOON,
        "updated_at": NOON,
    }
    with all_shops("a test makes its rows"):
        return Offer.objects.create(shop=shop, product=product, **{**values, **fields})


def make_commission(channel: Channel, rate: str = "10", category: Category | None = None) -> CommissionRate:
    """The operator's share on a channel, of one category where it is given."""
    return CommissionRate.objects.create(channel=channel, category=category, rate=Decimal(rate))


def make_merchandise(**fields: Any) -> MerchandiseNode:
    """A node at the top of the merchandise structure."""
    code = fields.pop("code", None) or f"DEP{next(_number)}"
    return MerchandiseNode.objects.create(code=code, **{"label": code.title(), **fields})


def make_value_list(*values: str, **fields: Any) -> ValueList:
    """A list of values, of which each is its own label."""
    code = fields.pop("code", None) or f"LIST{next(_number)}"
    made = ValueList.objects.create(code=code, **{"label": code.title(), **fields})
    ValueListItem.objects.bulk_create(
        ValueListItem(value_list=made, code=value, label=value.title(), position=position)
        for position, value in enumerate(values)
    )
    return made


def make_attribute(
    category: Category | None = None,
    level: RequirementLevel = RequirementLevel.OPTIONAL,
    **fields: Any,
) -> Attribute:
    """A text attribute used by a category, or by every one."""
    code = fields.pop("code", None) or f"attr{next(_number)}"
    made = Attribute.objects.create(code=code, **{"label": code.title(), "type": AttributeType.TEXT, **fields})
    AttributeUse.objects.create(attribute=made, category=category, requirement_level=level)
    return made


def make_offer_settings(shop: Shop, **fields: Any) -> OfferSettings:
    """A shop's defaults; those of its offers that are there already keep what is in force."""
    with all_shops("a test makes its rows"):
        return OfferSettings.objects.update_or_create(shop=shop, defaults=fields)[0]


def make_faq(shop: Shop, **fields: Any) -> FaqEntry:
    """A question of every listing of the shop."""
    with all_shops("a test makes its rows"):
        return FaqEntry.objects.create(shop=shop, **{"question": "Is it new?", "answer": "Yes.", **fields})


def make_storefront(channel: Channel, **fields: Any) -> Storefront:
    """A shop front on a channel."""
    code = fields.pop("code", None) or f"FRONT{next(_number)}"
    return Storefront.objects.create(code=code, channel=channel, **{"label": code.title(), **fields})


def make_campaign(storefront: Storefront, **fields: Any) -> Campaign:
    """A campaign of every kind of discount, from a day before NOON to a week after it."""
    code = fields.pop("code", None) or f"CAMP{next(_number)}"
    values = {
        "label": code.title(),
        "starts_at": NOON - timedelta(days=1),
        "ends_at": NOON + timedelta(days=7),
        "kinds": list(DiscountKind.values),
        "payment_methods": ["PIX"],
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Campaign.objects.create(code=code, storefront=storefront, **{**values, **fields})


def make_entry(shop: Shop, campaign: Campaign, **fields: Any) -> CampaignEntry:
    """The shop takes part, with 10 % off the price."""
    values = {"joined_at": NOON, "joined_by": "A test", **fields}
    with all_shops("a test makes its rows"):
        entry = CampaignEntry.objects.create(shop=shop, campaign=campaign, **values)
        CampaignDiscount.objects.create(shop=shop, entry=entry, kind=DiscountKind.TOTAL_PRICE, percent=Decimal(10))
    return entry


def make_promotion(shop: Shop, **fields: Any) -> Promotion:
    """10 % off every piece, from a day before NOON to a week after it."""
    values = {
        "internal_id": f"PROMO{next(_number)}",
        "starts_at": NOON - timedelta(days=1),
        "ends_at": NOON + timedelta(days=7),
        "reward_value": Decimal(10),
        "created_at": NOON,
        "updated_at": NOON,
    }
    with all_shops("a test makes its rows"):
        return Promotion.objects.create(shop=shop, **{**values, **fields})


def make_import(shop: Shop, **fields: Any) -> ImportRun:
    """An import of offers that waits."""
    values = {"kind": ImportKind.OFFERS, "origin": ImportOrigin.API, "file_name": "offers.csv", "created_at": NOON}
    with all_shops("a test makes its rows"):
        return ImportRun.objects.create(shop=shop, **{**values, **fields})


def make_product_import(shop: Shop, **fields: Any) -> ImportRun:
    """An import of products that is done, with each of its files."""
    kept = ContentFile(b"ean;title;Farbe\n4006381333931;Lamp;rot\n")
    names = ("path", "error_path", "transformed_path", "transformation_error_path", "new_products_path")
    paths = {name: default_storage.save(f"imports/{shop.pk}/{name}.csv", kept) for name in names}
    values = {"kind": ImportKind.PRODUCTS, "file_name": "products.csv", "state": ImportState.COMPLETE, "size": 41}
    return make_import(shop, **{**values, **paths, **fields})


def make_export(shop: Shop, **fields: Any) -> ExportRun:
    """An export that waits."""
    with all_shops("a test makes its rows"):
        return ExportRun.objects.create(shop=shop, **{"created_at": NOON, **fields})


def make_mappings(shop: Shop, category: Category) -> None:
    """What the shop's files call a category and a column."""
    with all_shops("a test makes its rows"):
        CategoryMapping.objects.create(shop=shop, text="Lamps", category=category)
        ColumnMapping.objects.create(shop=shop, column="Farbe", target="colour")


def make_seller_product(shop: Shop, product: Product, **fields: Any) -> SellerProduct:
    """What the shop calls a product in its files."""
    number = fields.pop("shop_product_sku", None) or f"OWN{next(_number)}"
    with all_shops("a test makes its rows"):
        return SellerProduct.objects.create(shop=shop, product=product, shop_product_sku=number, **fields)


def changes_of(offer: Offer) -> list[OfferChange]:
    """What became of an offer's price and stock, oldest first."""
    with all_shops("a test reads what was written"):
        return list(OfferChange.objects.filter(offer=offer).order_by("pk"))
