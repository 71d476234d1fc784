"""Figures of the business itself: ratings, orders, revenue, offers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from metrics.choices import Better, Unit
from metrics.figure import Figure

BUSINESS = (
    Figure(
        code="grade",
        label=_("Rating"),
        definition=_("Mean of the grades from 1 to 5 that customers gave, by the day they gave them."),
        unit=Unit.GRADE,
        better=Better.HIGHER,
        numerator=("grade_sum",),
        denominator=("evaluations",),
        numerator_label=_("Grades, added up"),
        denominator_label=_("Evaluations"),
        empty=_("No evaluations in this time"),
    ),
    Figure(
        code="evaluations_count",
        label=_("Evaluations"),
        definition=_("Evaluations by customers, by the day they were given."),
        unit=Unit.COUNT,
        better=Better.NEUTRAL,
        numerator=("evaluations",),
        numerator_label=_("Evaluations"),
    ),
    Figure(
        code="orders_count",
        label=pgettext_lazy("figure", "Orders"),
        definition=_(
            "Orders that were paid for, or needed no payment before shipping, by the day they were placed. Refused "
            "and cancelled orders do not count."
        ),
        unit=Unit.COUNT,
        better=Better.NEUTRAL,
        numerator=("paid_orders",),
        numerator_label=_("Orders paid"),
        left_out=("unpaid_orders", "outside_orders"),
        left_out_label=_("Orders not paid, refused, cancelled, in the fraud check or failed in it"),
    ),
    Figure(
        code="total_revenue",
        label=_("Revenue"),
        definition=_("Price of the goods of all paid orders, tax included, shipping not."),
        unit=Unit.MONEY,
        better=Better.NEUTRAL,
        numerator=("revenue",),
        numerator_label=_("Orders paid"),
        left_out=("foreign_orders",),
        left_out_label=_("Orders paid in another currency"),
    ),
    Figure(
        code="average_cart",
        label=_("Average order"),
        definition=_("Revenue over the paid orders, tax included, shipping not."),
        unit=Unit.MONEY,
        better=Better.NEUTRAL,
        numerator=("revenue",),
        denominator=("revenue_orders",),
        numerator_label=_("Price of the goods"),
        denominator_label=_("Orders paid"),
        left_out=("foreign_orders",),
        left_out_label=_("Orders paid in another currency"),
    ),
    Figure(
        code="average_cart_with_shipping",
        label=_("Average order with shipping"),
        definition=_("What customers paid over the paid orders, tax and shipping included."),
        unit=Unit.MONEY,
        better=Better.NEUTRAL,
        numerator=("revenue_with_shipping",),
        denominator=("revenue_orders",),
        numerator_label=_("Price of goods and shipping"),
        denominator_label=_("Orders paid"),
        left_out=("foreign_orders",),
        left_out_label=_("Orders paid in another currency"),
    ),
    Figure(
        code="offers_count",
        label=_("Offers on sale"),
        definition=_("Offers that customers can buy now."),
        unit=Unit.COUNT,
        better=Better.NEUTRAL,
        numerator=("offers_on_sale",),
        numerator_label=_("Offers"),
        by_channel=False,
        by_period=False,
    ),
)
