"""Enumerations of products and offers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OfferCondition(TextChoices):
    """The seller API's offer state codes."""

    NEW = "11", _("New")
    USED_LIKE_NEW = "1", _("Used, like new")
    USED_GOOD = "3", _("Used, good")
    REFURBISHED = "10", _("Refurbished")


class SaleState(TextChoices):
    """Whether customers can buy an offer; read from its row, never stored."""

    ON_SALE = "ON_SALE", _("On sale")
    OUT_OF_STOCK = "OUT_OF_STOCK", _("Out of stock")
    OUT_OF_PERIOD = "OUT_OF_PERIOD", _("Not in its period of sale")
    PAUSED = "PAUSED", _("Paused")
    REMOVED = "REMOVED", _("Removed")


class AttributeType(TextChoices):
    """What an attribute's value is."""

    TEXT = "TEXT", _("Text")
    LONG_TEXT = "LONG_TEXT", _("Long text")
    INTEGER = "INTEGER", _("Whole number")
    DECIMAL = "DECIMAL", _("Number")
    MEASUREMENT = "MEASUREMENT", _("Number with a unit")
    BOOLEAN = "BOOLEAN", _("Yes or no")
    DATE = "DATE", _("Date")
    LINK = "LINK", _("Link")
    MEDIA = "MEDIA", _("Picture by its address")
    LIST = "LIST", _("One of a list")
    LIST_MULTIPLE_VALUES = "LIST_MULTIPLE_VALUES", _("Several of a list")


class AttributeRole(TextChoices):
    """A field that every product sheet has, filled by an attribute."""

    TITLE = "TITLE", _("Title")
    BRAND = "BRAND", _("Brand")
    DESCRIPTION = "DESCRIPTION", _("Description")
    EAN = "EAN", _("EAN")
    CATEGORY = "CATEGORY", _("Category")
    SHOP_SKU = "UNIQUE_IDENTIFIER", _("Seller's product number")
    MAIN_IMAGE = "MAIN_IMAGE", _("Main picture")


class RequirementLevel(TextChoices):
    """How much a sheet needs an attribute."""

    REQUIRED = "REQUIRED", _("Required")
    RECOMMENDED = "RECOMMENDED", _("Recommended")
    OPTIONAL = "OPTIONAL", _("Optional")
    DISABLED = "DISABLED", _("Not used")


class ChangeSource(TextChoices):
    """By which way an offer's price or stock changed."""

    PORTAL = "PORTAL", _("Portal")
    API = "API", _("API")
    IMPORT = "IMPORT", _("Import")
    ORDER = "ORDER", _("Order")
    OPERATOR = "OPERATOR", _("Operator")
    UNKNOWN = "", _("Other")


class ImportKind(TextChoices):
    """What a file holds."""

    OFFERS = "OFFERS", _("Offers")
    PRICES = "PRICES", _("Prices")
    STOCK = "STOCK", _("Stock")
    PRODUCTS = "PRODUCTS", _("Products")


class ImportMode(TextChoices):
    """Whether what the file does not name stays."""

    NORMAL = "NORMAL", _("Add and change")
    REPLACE = "REPLACE", _("Replace everything")


class ImportOrigin(TextChoices):
    """By which way a file came, as OF04 names it."""

    API = "API", _("API")
    FRONT = "FRONT", _("Portal")


class ImportState(TextChoices):
    """The state of an import or export."""

    WAITING = "WAITING", _("Waiting")
    RUNNING = "RUNNING", _("Running")
    COMPLETE = "COMPLETE", _("Finished")
    FAILED = "FAILED", _("Failed")
    CANCELLED = "CANCELLED", _("Cancelled")


class DiscountKind(TextChoices):
    """What a campaign's discount is taken off (R021)."""

    TOTAL_PRICE = "TOTAL_PRICE", _("Price")
    CASH_PRICE = "CASH_PRICE", _("Price paid at once")
    FREIGHT = "FREIGHT", _("Freight")
    PAYMENT_METHOD = "PAYMENT_METHOD", _("Price by a payment method")


class SelectionType(TextChoices):
    """What names the offers that something holds for."""

    ALL = "ALL", _("All offers")
    OFFER = "OFFER", _("Offers")
    PRODUCT = "PRODUCT", _("Products")
    CATEGORY = "CATEGORY", _("Categories")
    BRAND = "BRAND", _("Brands")
    PURCHASED_ITEMS = "PURCHASED_ITEMS", _("What was bought")


class TriggerType(TextChoices):
    """What makes a promotion hold, as PR03 names it."""

    MINIMUM_QUANTITY = "MINIMUM_QUANTITY", _("From a quantity on")
    EVERY_QUANTITY = "EVERY_QUANTITY", _("Every so many pieces")
    MINIMUM_AMOUNT = "MINIMUM_AMOUNT", _("From an amount on")
    EVERY_AMOUNT = "EVERY_AMOUNT", _("Every such amount")


class RewardType(TextChoices):
    """What a promotion gives, as PR03 names it."""

    PERCENTAGE_OFF = "PERCENTAGE_OFF", _("Percentage off")
    AMOUNT_OFF = "AMOUNT_OFF", _("Amount off")
    REDUCED_UNIT_PRICE = "REDUCED_UNIT_PRICE", _("Reduced unit price")
    FREE_ITEMS = "FREE_ITEMS", _("Free pieces")


class PromotionState(TextChoices):
    """Where a promotion stands in time; read from its dates, never stored."""

    PENDING = "PENDING", _("Not yet begun")
    ACTIVE = "ACTIVE", _("Running")
    EXPIRED = "EXPIRED", _("Over")


class CustomFieldType(TextChoices):
    """Types of custom fields, as AF01 names them."""

    STRING = "STRING", _("Text")
    TEXTAREA = "TEXTAREA", _("Long text")
    NUMERIC = "NUMERIC", _("Number")
    BOOLEAN = "BOOLEAN", _("Yes or no")
    DATE = "DATE", _("Date")
    LINK = "LINK", _("Link")
    REGEX = "REGEX", _("Text of a form")
    LIST = "LIST", _("One of a list")
    MULTIPLE_VALUES_LIST = "MULTIPLE_VALUES_LIST", _("Several of a list")


class Lack(TextChoices):
    """What leaves customers of a listing asking (R018)."""

    ATTRIBUTES = "ATTRIBUTES", _("Attributes")
    DESCRIPTION = "DESCRIPTION", _("Description")
    PICTURE = "PICTURE", _("Picture")
    QUESTIONS = "QUESTIONS", _("Questions and answers")
    DELIVERY = "DELIVERY", _("About delivery")
    WARRANTY = "WARRANTY", _("Warranty")
    RETURNS = "RETURNS", _("Return policy")
