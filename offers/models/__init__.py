"""The catalogue, what shops offer of it, how it is presented and reduced, and the files that carry it in and out."""

from offers.models.catalogue import (
    MOST_PICTURES,
    Attribute,
    AttributeUse,
    Category,
    CategoryMapping,
    ColumnMapping,
    MerchandiseNode,
    Product,
    SellerProduct,
    ValueList,
    ValueListItem,
)
from offers.models.offers import (
    HEAVIEST_GRAMS,
    MOST_PRICES,
    MOST_VOLUMES,
    CommissionRate,
    Offer,
    OfferChange,
    OfferField,
)
from offers.models.promotions import Campaign, CampaignDiscount, CampaignEntry, Promotion, Storefront
from offers.models.selling import MOST_IMAGES, MOST_SAFETY_STOCK, FaqEntry, OfferSettings
from offers.models.transfers import ExportRun, ImportRun

__all__ = [
    "HEAVIEST_GRAMS",
    "MOST_IMAGES",
    "MOST_PICTURES",
    "MOST_PRICES",
    "MOST_SAFETY_STOCK",
    "MOST_VOLUMES",
    "Attribute",
    "AttributeUse",
    "Campaign",
    "CampaignDiscount",
    "CampaignEntry",
    "Category",
    "CategoryMapping",
    "ColumnMapping",
    "CommissionRate",
    "ExportRun",
    "FaqEntry",
    "ImportRun",
    "MerchandiseNode",
    "Offer",
    "OfferChange",
    "OfferField",
    "OfferSettings",
    "Product",
    "Promotion",
    "SellerProduct",
    "Storefront",
    "ValueList",
    "ValueListItem",
]
