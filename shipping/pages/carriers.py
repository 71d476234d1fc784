"""The operator's carriers as a shop chooses among them (R091)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shipping.models import Carrier
from shipping.pages.words import country_name, write_weekdays


@dataclass(frozen=True)
class CarrierChoice:
    """One carrier to tick, and what is known of it."""

    code: str
    label: str
    facts: str
    is_chosen: bool


@dataclass(frozen=True)
class CarrierGroup:
    """Carriers under one heading."""

    title: str
    choices: list[CarrierChoice]


def group_carriers(
    carriers: Sequence[Carrier], *, countries: Collection[str], chosen: Collection[str]
) -> list[CarrierGroup]:
    """Those of the shop's countries first, then those that send from everywhere, then the others; no empty group."""
    near = [each for each in carriers if set(each.countries) & set(countries)]
    everywhere = [each for each in carriers if not each.countries]
    others = [each for each in carriers if each not in near and each not in everywhere]
    names = ", ".join(sorted(country_name(code) for code in set(countries)))
    groups = ((_("Sending from %(countries)s") % {"countries": names}, near), (_("Worldwide"), everywhere))
    return [
        CarrierGroup(title, [_choice(each, each.code in chosen) for each in found])
        for title, found in (*groups, (_("Elsewhere"), others))
        if found
    ]


def _choice(carrier: Carrier, is_chosen: bool) -> CarrierChoice:
    days = _("delivers %(days)s") % {"days": write_weekdays(carrier.service_days)} if carrier.service_days else ""
    tracking = _("tracking page") if carrier.tracking_url else _("no tracking page")
    return CarrierChoice(carrier.code, carrier.label, ", ".join(text for text in (days, tracking) if text), is_chosen)
