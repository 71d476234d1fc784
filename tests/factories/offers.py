"""Categories, products and offers."""

from decimal import Decimal
from itertools import count
from typing import Any

from marketplace.shops.models import Channel, Shop
from marketplace.tenancy import all_shops
from offers.models import Category, CommissionRate, Offer, Product
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
