"""How a shop presents its offers: the template, images and texts around every listing (R013, R014, R019)."""

import hashlib
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.errors import Conflict, FieldError, ValidationFailed
from marketplace.shops.models import Shop
from offers.choices import RequirementLevel
from offers.listing.pictures import picture_faults
from offers.listing.template import attribute_codes_in, template_faults
from offers.models import Attribute, AttributeUse, Offer, OfferSettings, Product
from offers.services.catalogue import category_tree

LONGEST_TEXT = 4000
_OWN = ("description_template", "image_urls", "warranty", "delivery_note")
_LOOKED_AT = 500  # offers, for the categories that a shop sells in
_TEXTS = ("warranty", "delivery_note", "return_policy")


@dataclass(frozen=True)
class Presentation:
    """What stands around every listing of a shop."""

    description_template: str
    image_urls: list[str]
    warranty: str
    delivery_note: str
    return_policy: str

    @property
    def version(self) -> str:
        """What tells one state of it from another."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()


def presentation_of(shop_id: int) -> Presentation:
    """As it is set; empty where nothing is. Two queries."""
    own = OfferSettings.objects.filter(shop=shop_id).values(*_OWN).first() or {}
    return Presentation(
        description_template=own.get("description_template", ""),
        image_urls=own.get("image_urls", []),
        warranty=own.get("warranty", ""),
        delivery_note=own.get("delivery_note", ""),
        return_policy=Shop.objects.values_list("return_policy", flat=True).get(pk=shop_id),
    )


@transaction.atomic
def change_presentation(
    *, shop_id: int, changes: Mapping[str, Any], at: datetime, version: str | None = None
) -> Presentation:
    """Change what is named of a Presentation; all listings show it at once. Raises ValidationFailed, and with a
    `version` Conflict where it was changed since then.
    """
    shop: Shop = Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
    if version is not None and version != presentation_of(shop_id).version:
        raise Conflict(code="PRESENTATION_CHANGED", message=_("The listings were changed while you were typing."))
    cleaned = {name: _clean(value) for name, value in changes.items()}
    _check(cleaned)
    own = {name: cleaned[name] for name in _OWN if name in cleaned}
    if own:
        OfferSettings.objects.update_or_create(shop=shop, defaults=own)
    if "return_policy" in cleaned and cleaned["return_policy"] != shop.return_policy:
        shop.return_policy, shop.updated_at = cleaned["return_policy"], at
        shop.save(update_fields=["return_policy", "updated_at"])
    return presentation_of(shop_id)


def check_template(template: str) -> list[FieldError]:
    """What is wrong with a template, by the name of each placeholder."""
    named = attribute_codes_in(template)
    known = set(Attribute.objects.filter(code__in=named).values_list("code", flat=True)) if named else set()
    return template_faults(template, known)


def placeable_attributes(shop_id: int) -> list[Attribute]:
    """What `{{attribute:…}}` may name: the attributes of the categories of the shop's latest offers, by name (R014)."""
    latest = Offer.objects.current().filter(shop=shop_id).order_by("-pk").values("product_id")[:_LOOKED_AT]
    categories = Product.objects.filter(pk__in=latest).order_by().values_list("category_id", flat=True).distinct()
    tree = category_tree()
    above = {each for category in categories for each in tree.line(category)}
    used = AttributeUse.objects.filter(Q(category__in=above) | Q(category__isnull=True))
    used = used.exclude(requirement_level=RequirementLevel.DISABLED)
    return sorted(Attribute.objects.filter(pk__in=used.values("attribute")), key=lambda each: each.name.casefold())


def _clean(value: Any) -> Any:
    """Without what no text holds; empty addresses are none."""
    if isinstance(value, str):
        return value.replace("\0", "").strip()
    return [each for each in (_clean(each) for each in value) if each]


def _check(changes: Mapping[str, Any]) -> None:
    faults = check_template(changes.get("description_template", ""))
    faults += picture_faults(changes.get("image_urls", []))
    for name in _TEXTS:
        if len(changes.get(name, "")) > LONGEST_TEXT:
            text = _("At most %(most)s characters.") % {"most": LONGEST_TEXT}
            faults.append(FieldError("TOO_LONG", name, text))
    if faults:
        raise ValidationFailed(message=faults[0].message, errors=faults)
