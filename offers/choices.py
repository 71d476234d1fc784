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
    PAUSED = "PAUSED", _("Paused")
    REMOVED = "REMOVED", _("Removed")
