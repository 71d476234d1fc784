"""Enumerations of products and offers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OfferCondition(TextChoices):
    """The seller API's offer state codes."""

    NEW = "11", pgettext_lazy("offer", "New")
    USED_LIKE_NEW = "1", _("Used, like new")
    USED_GOOD = "3", _("Used, good")
    REFURBISHED = "10", _("Refurbished")


class SaleState(TextChoices):
    """Whether customers can buy an offer; read from its row, never stored."""

    ON_SALE = "ON_SALE", _("On sale")
    OUT_OF_STOCK = "OUT_OF_STOCK", _("Out of stock")
    OUT_OF_PERIOD = "OUT_OF_PERIOD", _("Not in its period of sale")
    PAUSED = "PAUSED", pgettext_lazy("offer", "Paused")
    REMOVED = "REMOVED", pgettext_lazy("offer", "Removed")


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
    IMPORT = "IMPORT", pgettext_lazy("source of a change", "Import file")
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

    WAITING = "WAITING", pgettext_lazy("import", "Waiting")
    RUNNING = "RUNNING", pgettext_lazy("import", "Running")
    COMPLETE = "COMPLETE", pgettext_lazy("import", "Finished")
    FAILED = "FAILED", pgettext_lazy("import", "Failed")
    CANCELLED = "CANCELLED", pgettext_lazy("import", "Cancelled")


class DiscountKind(TextChoices):
    """What a campaign's discount is taken off (R021)."""

    TOTAL_PRICE = "TOTAL_PRICE", _("Price")
    CASH_PRICE = "CASH_PRICE", _("Price paid at once")
    FREIGHT = "FREIGHT", _("Freight")
    PAYMENT_METHOD = "PAYMENT_METHOD", _("Price by a payment method")


class SelectionType(TextChoices):
    """What names the offers that something applies to."""

    ALL = "ALL", _("All offers")
    OFFER = "OFFER", _("Offers")
    PRODUCT = "PRODUCT", _("Products")
    CATEGORY = "CATEGORY", _("Categories")
    BRAND = "BRAND", _("Brands")
    PURCHASED_ITEMS = "PURCHASED_ITEMS", _("What was bought")


class TriggerType(TextChoices):
    """What triggers a promotion, as PR03 names it."""

    MINIMUM_QUANTITY = "MINIMUM_QUANTITY", _("From a quantity on")
    EVERY_QUANTITY = "EVERY_QUANTITY", _("For every number of pieces")
    MINIMUM_AMOUNT = "MINIMUM_AMOUNT", _("From an amount on")
    EVERY_AMOUNT = "EVERY_AMOUNT", _("For every amount of")


class RewardType(TextChoices):
    """What a promotion gives, as PR03 names it."""

    PERCENTAGE_OFF = "PERCENTAGE_OFF", _("Percentage off")
    AMOUNT_OFF = "AMOUNT_OFF", _("Amount off")
    REDUCED_UNIT_PRICE = "REDUCED_UNIT_PRICE", _("Reduced unit price")
    FREE_ITEMS = "FREE_ITEMS", _("Free pieces")


class PromotionState(TextChoices):
    """Where a promotion stands in time; read from its dates, never stored."""

    PENDING = "PENDING", _("Not yet begun")
    ACTIVE = "ACTIVE", pgettext_lazy("promotion", "Running")
    EXPIRED = "EXPIRED", pgettext_lazy("promotion", "Over")


class CustomFieldType(TextChoices):
    """Types of custom fields, as AF01 names them."""

    STRING = "STRING", _("Text")
    TEXTAREA = "TEXTAREA", _("Long text")
    NUMERIC = "NUMERIC", _("Number")
    BOOLEAN = "BOOLEAN", _("Yes or no")
    DATE = "DATE", _("Date")
    LINK = "LINK", _("Link")
    REGEX = "REGEX", _("Text in a fixed format")
    LIST = "LIST", _("One of a list")
    MULTIPLE_VALUES_LIST = "MULTIPLE_VALUES_LIST", _("Several of a list")


class Lack(TextChoices):
    """What leaves customers of a listing asking (R018)."""

    ATTRIBUTES = "ATTRIBUTES", _("Attributes")
    DESCRIPTION = "DESCRIPTION", _("Description")
    PICTURE = "PICTURE", _("Picture")
    QUESTIONS = "QUESTIONS", _("Questions and answers")
    DELIVERY = "DELIVERY", pgettext_lazy("what is missing", "Delivery information")
    WARRANTY = "WARRANTY", _("Warranty")
    RETURNS = "RETURNS", _("Return policy")
