"""What is said of a figure.

`numerator`, `denominator`, `left_out` and `beside` name columns of `metrics.columns`; several are added up. Where there
is no denominator the value is the numerator itself.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.choices import Better, Unit

Text = str | Promise


@dataclass(frozen=True)
class Figure:
    """One figure. `missing` says why it can have no value yet; `by_channel` whether it can be told for one channel.

    `beside_label` names the rows that stand beside it; `empty` is what is said where nothing was counted.
    """

    code: str
    label: Text
    definition: Text
    unit: Unit
    better: Better
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    numerator_label: Text = ""
    denominator_label: Text = ""
    left_out: tuple[str, ...] = ()
    left_out_label: Text = ""
    beside: tuple[str, ...] = ()
    beside_label: Text = ""
    missing: Text = ""
    empty: Text = _("No orders in this time")
    by_channel: bool = True
    by_period: bool = True
