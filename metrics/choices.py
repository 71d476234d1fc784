"""Periods of the figures, with the seller API's own values."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Period(TextChoices):
    """The five periods of A21. LAST_MONTH and its like end now and begin so many months before."""

    ALL_SINCE_BEGINNING = "ALL_SINCE_BEGINNING", _("Since the beginning")
    LAST_MONTH = "LAST_MONTH", _("Last month")
    LAST_THREE_MONTHS = "LAST_THREE_MONTHS", _("Last three months")
    LAST_SIX_MONTHS = "LAST_SIX_MONTHS", _("Last six months")
    LAST_YEAR = "LAST_YEAR", _("Last year")
