"""Who issues an invoice and who receives it: as frozen and as printed. Pure.

The recipient is read from the billing address alone; a shipping address never fills a gap (R044, R047).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from invoices.rendering import Party
from marketplace.countries import alpha2
from marketplace.portal.formats import reader_locale
from marketplace.shops.models import Shop

# Without these of its own data no shop issues an invoice; each with what it is called.
ISSUER_FIELDS: dict[str, str | Promise] = {
    "legal_name": gettext_lazy("legal name"),
    "tax_id": gettext_lazy("tax id"),
    "street_1": gettext_lazy("street"),
    "zip_code": gettext_lazy("postcode"),
    "city": gettext_lazy("city"),
    "country": gettext_lazy("country"),
}
_ADDRESS = ("street_1", "street_2", "zip_code", "city", "region", "country")


@dataclass(frozen=True, slots=True)
class Recipient:
    """The customer's data on an invoice, one text each; `country` is an ISO code."""

    name: str
    company: str = ""
    street_1: str = ""
    street_2: str = ""
    zip_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    tax_id: str = ""


def missing_of_issuer(shop: Shop) -> list[str]:
    """The names of the shop's fields that an invoice needs and that are empty."""
    return [name for name in ISSUER_FIELDS if not str(getattr(shop, name)).strip()]


def missing_text(fields: Iterable[str]) -> str:
    """What stands against every invoice of a shop that lacks these fields."""
    named = ", ".join(str(ISSUER_FIELDS[name]) for name in fields if name in ISSUER_FIELDS)
    return _("No invoice can be issued until the shop's data are complete. Missing: %(fields)s.") % {"fields": named}


def issuer_of(shop: Shop) -> dict[str, Any]:
    """The shop as it is frozen, with its printed lines in the active language."""
    address = {name: getattr(shop, name) for name in _ADDRESS}
    return {"name": shop.legal_name, "tax_id": shop.tax_id, **address, "lines": _lines(address)}


def recipient_of(billing: Mapping[str, Any] | None, *, tax_id: str = "") -> Recipient | None:
    """The recipient that a billing address names; None unless it has a name, a street, a town and a country."""
    address = billing or {}
    person = " ".join(_text(address, name) for name in ("firstname", "lastname") if _text(address, name))
    found = Recipient(
        name=person or _text(address, "company"),
        company=_text(address, "company") if person else "",
        street_1=_text(address, "street_1"),
        street_2=_text(address, "street_2"),
        zip_code=_text(address, "zip_code"),
        city=_text(address, "city"),
        region=_text(address, "state"),
        country=_text(address, "country_iso_code") or _text(address, "country"),
        tax_id=tax_id,
    )
    return found if not missing_of_recipient(found) else None


def missing_of_recipient(recipient: Recipient) -> list[str]:
    """The names of the fields that an invoice needs and that are empty."""
    return [name for name in ("name", "street_1", "city", "country") if not getattr(recipient, name).strip()]


def freeze_recipient(recipient: Recipient) -> dict[str, Any]:
    """The recipient as it is frozen, with its printed lines in the active language."""
    address = {name: getattr(recipient, name) for name in _ADDRESS}
    company = [recipient.company] if recipient.company else []
    return {**asdict(recipient), "lines": [*company, *_lines(address)]}


def party_of(frozen: Mapping[str, Any]) -> Party:
    """What is printed of somebody frozen."""
    return Party(name=frozen["name"], lines=tuple(frozen["lines"]), tax_id=frozen.get("tax_id", ""))


def shop_party(shop: Shop) -> Party:
    """The shop as sender, in the active language: by its legal name, or else by the one it sells under."""
    issuer = issuer_of(shop)
    return Party(name=shop.legal_name or shop.name, lines=tuple(issuer["lines"]))


def address_party(address: Mapping[str, Any] | None) -> Party:
    """An address of an order as it is printed, in the active language; for delivery slips."""
    recipient = recipient_of(address)
    if recipient is None:
        values = address or {}
        person = " ".join(_text(values, name) for name in ("firstname", "lastname") if _text(values, name))
        place = " ".join(_text(values, name) for name in ("zip_code", "city") if _text(values, name))
        return Party(name=person or _("Customer"), lines=tuple(each for each in [place] if each))
    return party_of({**freeze_recipient(recipient), "tax_id": ""})


def _lines(address: Mapping[str, Any]) -> list[str]:
    city, region = str(address["city"]), str(address["region"])
    place = " ".join(part for part in (str(address["zip_code"]), city) if part)
    if region and region.casefold() != city.casefold():
        place = f"{place}, {region}" if place else region
    found = [str(address["street_1"]), str(address["street_2"]), place, _country(str(address["country"]))]
    return [line for line in found if line]


def _country(code: str) -> str:
    return str(reader_locale().territories.get(alpha2(code) or code, code))


def _text(address: Mapping[str, Any], name: str) -> str:
    return str(address.get(name) or "").strip()
