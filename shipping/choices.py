"""Kinds of charges, closures and faults of shipping."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ChargeBasis(TextChoices):
    """By what a row of a rate table asks its price."""

    FREE = "FREE", _("Free")
    ORDER = "ORDER", _("Per order")
    LINE = "LINE", _("Per line and extra line")
    UNIT = "UNIT", _("Per piece and extra piece")
    WEIGHT = "WEIGHT", _("By weight, kg")
    VALUE = "VALUE", _("By order value")


# Bases of which several rows, one range each, make one price list.
RANGED = frozenset({ChargeBasis.WEIGHT, ChargeBasis.VALUE})
# Bases whose price grows by a second amount.
EXTRA = frozenset({ChargeBasis.LINE, ChargeBasis.UNIT})


class ClosureKind(TextChoices):
    """What a shop does on days that depart from its week."""

    STAY_OPEN = "STAY_OPEN", _("Closed: orders come in, and are promised later")
    PAUSED = "PAUSED", _("Closed: nothing is on sale meanwhile")
    WORKED = "WORKED", _("Worked, though a holiday")


class FreightSource(TextChoices):
    """Where a quoted freight comes from."""

    TABLE = "TABLE", _("Rate table")
    CONTINGENCY = "CONTINGENCY", _("Contingency table")


class FreightReason(TextChoices):
    """Why the rate table gave no price (R099)."""

    NO_ROW = "NO_ROW", _("No row for this destination, weight or value")
    WEIGHT_UNKNOWN = "WEIGHT_UNKNOWN", _("An offer has no weight")
    TIMED_OUT = "TIMED_OUT", _("The calculation took too long")
    FAILED = "FAILED", _("The calculation failed")


class RateTable(TextChoices):
    """Which of a shop's two tables of freight."""

    MAIN = "MAIN", _("Freight")
    CONTINGENCY = "CONTINGENCY", _("Contingency freight")
