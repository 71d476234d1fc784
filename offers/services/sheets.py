"""Product sheets: found by number, or made with the offer that needs them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.errors import Conflict, FieldError, ValidationFailed, refusal
from offers.gtin import is_gtin, plain_gtin
from offers.models import Category, Product

NO_EAN = gettext_lazy("This is no EAN: its check digit does not fit. Compare it with the package.")


@dataclass(frozen=True)
class ProductWish:
    """The product of a new offer: an existing sheet by its EAN or number, else what a new sheet says."""

    code: str = ""
    title: str = ""
    brand: str = ""
    category_code: str = ""
    ean: str = ""


def find_product(code: str) -> Product | None:
    """The sheet with this EAN or product number."""
    named = Q(product_sku=code)
    if gtin := plain_gtin(code):
        named |= Q(ean=gtin)
    return Product.objects.filter(named).order_by("pk").first() if code else None


def find_or_make_product(*, wish: ProductWish, at: datetime) -> Product:
    """The sheet that is wished for. Raises ValidationFailed for an unknown code or a new sheet that lacks something."""
    if wish.code:
        found = find_product(wish.code)
        if found is None:
            raise refusal("PRODUCT_NOT_FOUND", "product", _("No product sheet has this EAN or number."))
        return found
    category = Category.objects.filter(code=wish.category_code).first()
    faults = _sheet_faults(wish, category)
    if faults or category is None:
        raise ValidationFailed(message=faults[0].message, errors=faults)
    return _make(wish, category, at)


def _make(wish: ProductWish, category: Category, at: datetime) -> Product:
    try:
        with transaction.atomic():
            return Product.objects.create(
                product_sku=f"P-{uuid4().hex[:12].upper()}",
                title=wish.title,
                brand=wish.brand,
                category=category,
                ean=plain_gtin(wish.ean),
                created_at=at,
                updated_at=at,
            )
    except IntegrityError as error:
        # Sheets are shared by all sellers: another one may have made it just now.
        message = _ean_taken(wish.ean)
        raise Conflict(code="EAN_TAKEN", message=message, errors=[FieldError("EAN_TAKEN", "ean", message)]) from error


def _sheet_faults(wish: ProductWish, category: Category | None) -> list[FieldError]:
    faults = []
    if not wish.title:
        faults.append(FieldError("VALIDATION_ERROR", "title", _("A new sheet needs a title.")))
    if category is None:
        text = _("There is no such category.") if wish.category_code else _("A new sheet needs a category.")
        faults.append(FieldError("VALIDATION_ERROR", "category", text))
    if wish.ean and not is_gtin(wish.ean):
        faults.append(FieldError("EAN_INVALID", "ean", str(NO_EAN)))
    elif wish.ean and find_product(wish.ean):
        faults.append(FieldError("EAN_TAKEN", "ean", _ean_taken(wish.ean)))
    return faults


def _ean_taken(ean: str) -> str:
    return _("There is a sheet with the EAN %(ean)s already: choose it above.") % {"ean": ean}
