"""Periods of the figures, with the seller API's own values, and the words that figures are described with."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Period(TextChoices):
    """The five periods of A21. LAST_MONTH and its like end now and begin so many months before."""

    ALL_SINCE_BEGINNING = "ALL_SINCE_BEGINNING", _("Since the beginning")
    LAST_MONTH = "LAST_MONTH", _("Last month")
    LAST_THREE_MONTHS = "LAST_THREE_MONTHS", _("Last three months")
    LAST_SIX_MONTHS = "LAST_SIX_MONTHS", _("Last six months")
    LAST_YEAR = "LAST_YEAR", _("Last year")


class Unit(TextChoices):
    """What a figure's value is in. A SHARE is a fraction from 0 to 1, a GRADE goes from 1 to 5."""

    SHARE = "SHARE", _("share")
    SECONDS = "SECONDS", _("seconds")
    MONEY = "MONEY", _("amount")
    COUNT = "COUNT", _("count")
    GRADE = "GRADE", _("grade")


class Better(TextChoices):
    """Which way a figure is good."""

    LOWER = "LOWER", _("the lower the better")
    HIGHER = "HIGHER", _("the higher the better")
    NEUTRAL = "NEUTRAL", _("neither")


class Part(TextChoices):
    """The sets of rows that a figure opens to. BESIDE holds what stands beside it and grows by itself."""

    NUMERATOR = "numerator", _("Counted above")
    DENOMINATOR = "denominator", _("Counted below")
    LEFT_OUT = "left_out", _("Left out")
    BESIDE = "beside", _("Beside it")


class RowKind(TextChoices):
    """What a row of a figure is."""

    ORDER = "order", _("Order")
    LINE = "line", _("Order line")
    CONVERSATION = "conversation", _("Conversation")
    EVALUATION = "evaluation", _("Evaluation")
    VISITS = "visits", _("Visits of an offer")
    OFFER = "offer", _("Offer")
