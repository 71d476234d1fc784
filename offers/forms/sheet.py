"""The form of a product sheet: what every sheet says, and the attributes of its category."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offers.choices import AttributeRole, AttributeType, RequirementLevel
from offers.forms.trees import TreeSelect, indented
from offers.models import MOST_PICTURES, Product
from offers.services.catalogue import Tree, UsedAttribute
from offers.services.sheet_checks import FIELD_OF_ROLE, LONGEST_BRAND, LONGEST_TITLE
from offers.services.sheets import sheet_version
from offers.sheets.values import LONGEST_LINK, LONGEST_LONG_TEXT, LONGEST_TEXT, write_value

PREFIX = "attribute-"
_TICKED = 12  # a longer list of several values is one to scroll in
_GROUPS = {
    RequirementLevel.REQUIRED: gettext_lazy("Required attributes"),
    RequirementLevel.RECOMMENDED: gettext_lazy("Recommended attributes"),
    RequirementLevel.OPTIONAL: gettext_lazy("Other attributes"),
}


@dataclass(frozen=True)
class Group:
    """The fields of one level of need, each with its unit."""

    title: str
    rows: list[tuple[forms.BoundField, str]]


class SheetForm(forms.Form):
    """Shape alone: what the values must be is the service's word, told beside each field."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    brand = forms.CharField(label=gettext_lazy("Brand"), max_length=LONGEST_BRAND, required=False)
    ean = forms.CharField(
        label=gettext_lazy("EAN"),
        max_length=14,
        required=False,
        help_text=gettext_lazy("The number under the bar code: 8, 12, 13 or 14 digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    category = forms.ChoiceField(label=gettext_lazy("Category"), widget=TreeSelect)
    merchandise_code = forms.ChoiceField(label=gettext_lazy("Merchandise structure"), required=False, widget=TreeSelect)
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=LONGEST_LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    media_urls = forms.CharField(
        label=gettext_lazy("Pictures"),
        required=False,
        help_text=gettext_lazy("The address of each, one a line, the main one first. At most 10."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        categories: Tree,
        merchandise: Tree,
        used: Iterable[UsedAttribute],
        fills_in: Product | None = None,
        **kwargs: Any,
    ) -> None:
        """`fills_in` is the sheet of another shop: what stands there is shown, and stays."""
        super().__init__(*args, **kwargs)
        self.used = [each for each in used if not each.role]
        self._choose("category", _("Choose a category"), categories)
        self._choose("merchandise_code", _("That of its category"), merchandise)
        if not merchandise.rows:
            del self.fields["merchandise_code"]
        for each in self.used:
            self.fields[PREFIX + each.code] = _field_of(each)
        if fills_in is not None:
            self._close_what_stands(fills_in)

    @property
    def basics(self) -> list[forms.BoundField]:
        """The fields that every sheet has."""
        return [self[name] for name in SheetForm.base_fields if name in self.fields and name != "version"]

    @property
    def groups(self) -> list[Group]:
        """The attributes by how much they are needed; levels without any are left out."""
        found = []
        for level, title in _GROUPS.items():
            mine = [each for each in self.used if each.requirement_level == level]
            if mine:
                found.append(Group(str(title), [(self[PREFIX + each.code], each.kind.unit) for each in mine]))
        return found

    def changes(self) -> dict[str, Any]:
        """What the form says, named as `change_sheet` takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if not name.startswith(PREFIX)}
        given.pop("version", None)
        given["category_code"] = given.pop("category")
        given["media_urls"] = tuple(given["media_urls"].split())
        given["attributes"] = {each.code: self.cleaned_data.get(PREFIX + each.code) for each in self.used}
        return given

    def _choose(self, name: str, empty: str, tree: Tree) -> None:
        field: Any = self.fields[name]
        field.choices = [("", empty), *indented(tree)]

    def _close_what_stands(self, product: Product) -> None:
        standing = {name for name in ("title", "brand", "ean", "description", "media_urls") if getattr(product, name)}
        standing |= {"category"} | ({"merchandise_code"} if product.merchandise_id else set())
        standing |= {PREFIX + code for code in product.attributes}
        for name in standing & set(self.fields):
            self.fields[name].disabled = True


def sheet_initial(product: Product) -> dict[str, Any]:
    """The sheet as its form shows it, and which state of it."""
    attributes = {
        PREFIX + code: value if isinstance(value, list) else write_value(value)
        for code, value in product.attributes.items()
    }
    return {
        **attributes,
        "title": product.title,
        "brand": product.brand,
        "ean": product.ean,
        "category": product.category.code,
        "merchandise_code": product.merchandise.code if product.merchandise else "",
        "description": product.description,
        "media_urls": "\n".join(product.media_urls),
        "version": sheet_version(product),
    }


def fault_fields(form: SheetForm) -> dict[str, str]:
    """The service's names of fields, with the form's."""
    pictures = {f"media_urls[{number}]": "media_urls" for number in range(MOST_PICTURES)}
    return pictures | {f"attributes.{each.code}": PREFIX + each.code for each in form.used}


def field_of_attribute(used: UsedAttribute) -> str:
    """The form's field in which an attribute is filled in."""
    if used.role:
        name = FIELD_OF_ROLE.get(AttributeRole(used.role), "title")
        return "category" if name == "category_code" else name
    return PREFIX + used.code


def _field_of(used: UsedAttribute) -> forms.Field:
    kind, attribute = used.kind, used.attribute
    hint = attribute.description or (
        _("Such as %(example)s.") % {"example": attribute.example} if attribute.example else ""
    )
    shared: dict[str, Any] = {"label": used.name, "required": False, "help_text": hint}
    if kind.type == AttributeType.LIST:
        return forms.ChoiceField(choices=[("", "—"), *kind.labels.items()], **shared)
    if kind.type == AttributeType.LIST_MULTIPLE_VALUES:
        several: forms.Widget = forms.CheckboxSelectMultiple()
        if len(kind.labels) > _TICKED:
            several = forms.SelectMultiple(attrs={"size": 8})
        return forms.MultipleChoiceField(choices=list(kind.labels.items()), widget=several, **shared)
    if kind.type == AttributeType.BOOLEAN:
        return forms.ChoiceField(choices=[("", "—"), ("true", _("Yes")), ("false", _("No"))], **shared)
    if kind.type == AttributeType.LONG_TEXT:
        return forms.CharField(
            max_length=kind.max_length or LONGEST_LONG_TEXT, widget=forms.Textarea({"rows": 3}), **shared
        )
    return forms.CharField(max_length=_longest(used), widget=_input_of(kind.type), **shared)


def _longest(used: UsedAttribute) -> int:
    if used.kind.type == AttributeType.TEXT:
        return used.kind.max_length or LONGEST_TEXT
    return LONGEST_LINK


def _input_of(kind: str) -> forms.Widget:
    if kind == AttributeType.DATE:
        return forms.TextInput(attrs={"type": "date"})
    if kind in (AttributeType.LINK, AttributeType.MEDIA):
        return forms.TextInput(attrs={"type": "url", "spellcheck": "false"})
    modes = {AttributeType.INTEGER: "numeric", AttributeType.DECIMAL: "decimal", AttributeType.MEASUREMENT: "decimal"}
    mode = modes.get(AttributeType(kind))
    return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"} if mode else {})
