"""What a sheet may say: fields and attributes as they were sent, checked and typed, with every fault at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.errors import FieldError
from offers.choices import AttributeRole, AttributeType
from offers.gtin import is_gtin, plain_gtin
from offers.models import MOST_PICTURES, Attribute, Category, MerchandiseNode
from offers.services.catalogue import UsedAttribute
from offers.sheets.values import LONGEST_LONG_TEXT, ValueKind, ValueRefused, check_value, read_value

NO_EAN = gettext_lazy("This is no EAN: its check digit does not fit. Compare it with the package.")
LONGEST_TITLE, LONGEST_BRAND = 255, 100
# The field of a sheet that each role fills, and what its values are.
FIELD_OF_ROLE = {
    AttributeRole.TITLE: "title",
    AttributeRole.BRAND: "brand",
    AttributeRole.DESCRIPTION: "description",
    AttributeRole.EAN: "ean",
    AttributeRole.CATEGORY: "category_code",
    AttributeRole.MAIN_IMAGE: "media_urls",
}
_KINDS = {
    "title": ValueKind(AttributeType.TEXT, max_length=LONGEST_TITLE),
    "brand": ValueKind(AttributeType.TEXT, max_length=LONGEST_BRAND),
    "description": ValueKind(AttributeType.LONG_TEXT, max_length=LONGEST_LONG_TEXT),
    "ean": ValueKind(AttributeType.TEXT, max_length=64),
    "category_code": ValueKind(AttributeType.TEXT),
    "merchandise_code": ValueKind(AttributeType.TEXT),
}
_PICTURE = ValueKind(AttributeType.MEDIA)


@dataclass
class Checked:
    """Fields as they are to be written, attributes with None where the value goes, and what is wrong."""

    fields: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    faults: list[FieldError] = field(default_factory=list)

    def refuse(self, name: str, message: str, code: str = "VALIDATION_ERROR") -> None:
        """Note a fault of one field."""
        self.faults.append(FieldError(code, name, message))


def check_fields(given: Mapping[str, Any]) -> Checked:
    """Check what is given of title, brand, description, ean, category_code, merchandise_code and media_urls."""
    checked = Checked()
    for name, kind in _KINDS.items():
        if name in given:
            try:
                checked.fields[name] = read_value(kind, str(given[name] or "")) or ""
            except ValueRefused as error:
                checked.refuse(_told_name(name), str(error))
    if "media_urls" in given:
        checked.fields["media_urls"] = _pictures(given["media_urls"] or [], checked)
    if checked.fields.get("title") == "":
        checked.refuse("title", _("A sheet needs a title."))
    _check_ean(checked)
    _find_nodes(checked)
    return checked


def check_attributes(given: Mapping[str, Any], used: Iterable[UsedAttribute], checked: Checked) -> None:
    """Type the attributes that the category uses; any other is a fault. Those with a role are fields: not here."""
    known = {each.code: each for each in used if not each.role}
    for code, value in given.items():
        found = known.get(code)
        if found is None:
            message = _("The category has no attribute “%(code)s”.") % {"code": str(code)[:64]}
            checked.refuse(f"attributes.{code}", message, "ATTRIBUTE_UNKNOWN")
            continue
        try:
            checked.attributes[code] = check_value(found.kind, value)
        except ValueRefused as error:
            checked.refuse(f"attributes.{code}", f"{found.name}: {error}", "ATTRIBUTE_INVALID")


def lift_roles(given: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes that are fields of every sheet moved to their field, which wins where both are sent."""
    attributes = dict(given.get("attributes") or {})
    fields = {name: value for name, value in given.items() if name != "attributes"}
    for code, role in role_codes().items() if attributes else ():
        if code in attributes:
            value = attributes.pop(code)
            name = FIELD_OF_ROLE.get(AttributeRole(role))
            if name == "media_urls":
                value = [value] if value else []
            if name and not fields.get(name):
                fields[name] = value
    return {**fields, "attributes": attributes}


def role_codes() -> dict[str, str]:
    """The attributes that fill a field of every sheet, with their roles, by code."""
    return dict(Attribute.objects.exclude(role="").values_list("code", "role"))


def _pictures(given: Iterable[Any], checked: Checked) -> list[str]:
    found: list[str] = []
    for number, address in enumerate(given):
        try:
            read = read_value(_PICTURE, str(address))
        except ValueRefused as error:
            checked.refuse(f"media_urls[{number}]", str(error))
            continue
        if isinstance(read, str) and read not in found:
            found.append(read)
    if len(found) > MOST_PICTURES:
        checked.refuse("media_urls", _("At most %(most)s pictures.") % {"most": MOST_PICTURES})
    return found


def _check_ean(checked: Checked) -> None:
    ean = checked.fields.get("ean")
    if ean:
        if is_gtin(ean):
            checked.fields["ean"] = plain_gtin(ean)
        else:
            checked.refuse("ean", str(NO_EAN), "EAN_INVALID")


def _find_nodes(checked: Checked) -> None:
    """Codes to rows; a merchandise node may be taken away, a category not."""
    if "category_code" in checked.fields:
        code = checked.fields.pop("category_code")
        checked.fields["category"] = Category.objects.filter(code=code).first()
        if checked.fields["category"] is None:
            text = _("There is no such category.") if code else _("A sheet needs a category.")
            checked.refuse("category", text)
    if "merchandise_code" in checked.fields:
        code = checked.fields.pop("merchandise_code")
        checked.fields["merchandise"] = MerchandiseNode.objects.filter(code=code).first()
        if code and checked.fields["merchandise"] is None:
            checked.refuse("merchandise_code", _("There is no such node of the merchandise structure."))


def _told_name(name: str) -> str:
    """Callers know the category under this name."""
    return "category" if name == "category_code" else name
