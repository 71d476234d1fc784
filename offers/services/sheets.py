"""Product sheets: found by number, made, changed by who may, and filled in by every shop that sells them (R001)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.errors import Conflict, FieldError, Forbidden, NotFound, ValidationFailed, refusal
from marketplace.tenancy import all_shops
from offers.gtin import plain_gtin
from offers.models import Offer, Product
from offers.search import reindex_offers
from offers.services.catalogue import attributes_for, missing_of
from offers.services.sheet_checks import NO_EAN, Checked, check_attributes, check_fields, lift_roles

__all__ = ["NO_EAN", "ProductWish", "SheetRight", "change_sheet", "create_sheet", "find_or_make_product"]

_REINDEXED = 5_000
# Fields of the row that a change may name, besides its attributes.
_FIELDS = ("title", "brand", "description", "ean", "category", "merchandise", "media_urls")
_TOLD = {"category": "category", "merchandise": "merchandise_code"}


@dataclass(frozen=True)
class ProductWish:
    """The product of a new offer: an existing sheet by its EAN or number, else what a new sheet says."""

    code: str = ""
    title: str = ""
    brand: str = ""
    category_code: str = ""
    ean: str = ""
    description: str = ""
    merchandise_code: str = ""
    media_urls: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)


class SheetRight(StrEnum):
    """What a shop may do to a sheet."""

    CHANGE = "CHANGE"
    FILL_IN = "FILL_IN"
    READ = "READ"


def find_product(code: str) -> Product | None:
    """The sheet with this EAN or product number."""
    named = Q(product_sku=code)
    if gtin := plain_gtin(code):
        named |= Q(ean=gtin)
    return Product.objects.filter(named).order_by("pk").first() if code else None


def find_sheet(product_sku: str) -> Product:
    """The sheet of that number, with category, merchandise and owner. Raises NotFound."""
    related = Product.objects.select_related("category", "merchandise", "owner")
    found = None if "\x00" in product_sku else related.filter(product_sku=product_sku).first()
    if found is None:
        raise NotFound(code="PRODUCT_NOT_FOUND", message=_("There is no product sheet of this number."))
    return found


def find_or_make_product(*, wish: ProductWish, at: datetime, shop_id: int | None = None) -> Product:
    """The sheet that is wished for; a new one belongs to the shop. Raises ValidationFailed for an unknown code or a new
    sheet that lacks something, Conflict where another seller made it just now.
    """
    if wish.code:
        found = find_product(wish.code)
        if found is None:
            raise refusal("PRODUCT_NOT_FOUND", "product", _("No product sheet has this EAN or number."))
        return found
    return create_sheet(wish=wish, at=at, shop_id=shop_id)


@transaction.atomic
def create_sheet(*, wish: ProductWish, at: datetime, shop_id: int | None = None) -> Product:
    """A new sheet, owned by the shop (None: the operator). Raises ValidationFailed with every fault, or Conflict."""
    given = {name: value for name, value in vars(wish).items() if name != "code"}
    checked = _check(given, None)
    ean = checked.fields.get("ean", "")
    if ean and (taken := find_product(ean)):
        checked.refuse("ean", _ean_taken(ean, taken), "EAN_TAKEN")
    _refuse(checked)
    product = Product(product_sku=f"P-{uuid4().hex[:12].upper()}", owner_id=shop_id, created_at=at, updated_at=at)
    _set(product, checked)
    _insert(product)
    return product


@transaction.atomic
def change_sheet(
    *, product_id: int, shop_id: int, changes: Mapping[str, Any], at: datetime, version: str | None = None
) -> Product:
    """Change what is named: fields as in ProductWish, `attributes` by code (None takes one away).

    The owner may change all, a shop with an offer on it may fill in what is empty, others get Forbidden. With a
    `version` a sheet changed since then raises Conflict; wrong values ValidationFailed.
    """
    product = _locked(product_id)
    right = right_to(product, shop_id)
    if right is SheetRight.READ:
        message = _("You neither made this sheet nor sell the product: you can read it.")
        raise Forbidden(code="SHEET_NOT_YOURS", message=message)
    if version is not None and version != sheet_version(product):
        raise Conflict(code="SHEET_CHANGED", message=_("The sheet was changed while you were typing."))
    checked = _check(changes, product)
    if right is SheetRight.FILL_IN:
        _keep_what_stands(product, checked)
    ean = checked.fields.get("ean", "")
    if ean and ean != product.ean and (taken := find_product(ean)):
        checked.refuse("ean", _ean_taken(ean, taken), "EAN_TAKEN")
    _refuse(checked)
    return _write(product, checked, at)


@transaction.atomic
def fill_in_sheet(*, product_id: int, given: Mapping[str, Any], at: datetime) -> Product:
    """Take over what the sheet lacks out of what is given, and nothing else. Raises ValidationFailed."""
    product = _locked(product_id)
    lacking = {name: value for name, value in given.items() if name != "attributes" and _is_empty(product, name)}
    attributes = {c: v for c, v in (given.get("attributes") or {}).items() if c not in product.attributes}
    checked = _check({**lacking, "attributes": attributes}, product)
    _refuse(checked)
    return _write(product, checked, at)


def reindex_product(product_id: int) -> None:
    """Let the sheet's offers be found by its new words."""
    reindex_products([product_id])


def reindex_products(product_ids: Sequence[int]) -> None:
    """The same for many sheets, some thousands at a time."""
    with all_shops("a sheet is found in every shop that sells it"):
        for start in range(0, len(product_ids), _REINDEXED):
            some = product_ids[start : start + _REINDEXED]
            reindex_offers(list(Offer.objects.filter(product__in=some).values_list("pk", flat=True)))


def right_to(product: Product, shop_id: int) -> SheetRight:
    """What the shop of the open scope may do to the sheet."""
    if product.owner_id == shop_id:
        return SheetRight.CHANGE
    sells = Offer.objects.current().filter(shop=shop_id, product=product.pk).exists()
    return SheetRight.FILL_IN if sells else SheetRight.READ


def sheet_version(product: Product) -> str:
    """What tells one state of a sheet from the next."""
    return product.updated_at.isoformat()


def _locked(product_id: int) -> Product:
    found = Product.objects.select_for_update(no_key=True).filter(pk=product_id).first()
    if found is None:
        raise NotFound(code="PRODUCT_NOT_FOUND", message=_("There is no such product sheet."))
    return found


def _check(given: Mapping[str, Any], product: Product | None) -> Checked:
    fields = lift_roles(given)
    checked = check_fields(fields)
    category = checked.fields.get("category") or (product.category if product else None)
    attributes = fields["attributes"]
    if attributes and category is not None:
        check_attributes(attributes, attributes_for(category.pk), checked)
    return checked


def _keep_what_stands(product: Product, checked: Checked) -> None:
    """Refuse each change of a value that stands: it is the owner's."""
    message = _("The sheet has a value here already, which another seller or the marketplace keeps.")
    for name, value in checked.fields.items():
        if not _is_empty(product, name) and value != getattr(product, name):
            checked.refuse(_TOLD.get(name, name), message, "SHEET_SHARED")
    for code, value in checked.attributes.items():
        if code in product.attributes and value != product.attributes[code]:
            checked.refuse(f"attributes.{code}", message, "SHEET_SHARED")


def _is_empty(product: Product, name: str) -> bool:
    return not getattr(product, name.removesuffix("_code"))


def _set(product: Product, checked: Checked) -> None:
    for name in _FIELDS:
        if name in checked.fields:
            setattr(product, name, checked.fields[name])
    merged = {**product.attributes, **checked.attributes}
    product.attributes = {code: value for code, value in merged.items() if value is not None}
    product.missing_attributes = missing_of(product)


def _write(product: Product, checked: Checked, at: datetime) -> Product:
    _set(product, checked)
    product.updated_at = at
    written = [name for name in _FIELDS if name in checked.fields]
    try:
        with transaction.atomic():
            product.save(update_fields=[*written, "attributes", "missing_attributes", "updated_at"])
    except IntegrityError as error:
        raise _just_taken(product.ean) from error
    if {"title", "brand", "ean"} & set(written):
        reindex_product(product.pk)
    return product


def _insert(product: Product) -> None:
    try:
        with transaction.atomic():
            product.save(force_insert=True)
    except IntegrityError as error:
        # Sheets are shared by all sellers: another one may have made it just now.
        raise _just_taken(product.ean) from error


def _just_taken(ean: str) -> Conflict:
    message = _ean_taken(ean, find_product(ean))
    return Conflict(code="EAN_TAKEN", message=message, errors=[FieldError("EAN_TAKEN", "ean", message)])


def _refuse(checked: Checked) -> None:
    if checked.faults:
        raise ValidationFailed(message=checked.faults[0].message, errors=checked.faults)


def _ean_taken(ean: str, sheet: Product | None) -> str:
    told = {"ean": ean, "number": sheet.product_sku if sheet else "", "title": sheet.title if sheet else ""}
    return _("There is a sheet with the EAN %(ean)s already: %(number)s, %(title)s. Sell that one.") % told
