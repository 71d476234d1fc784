"""Form fields for the operator's custom fields of offers (AF01)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from offers.choices import CustomFieldType
from offers.models import OfferField


def custom_name(code: str) -> str:
    """What the form calls the field."""
    return f"field-{code}"


def custom_field(each: OfferField, value: Any) -> forms.Field:
    """The field as its type is typed; what may stand in it is the service's word."""
    return _field(each, {"label": each.label, "required": False, "initial": value})


def _field(each: OfferField, common: dict[str, Any]) -> forms.Field:
    accepted = [(text, text) for text in each.accepted_values]
    if each.type == CustomFieldType.MULTIPLE_VALUES_LIST:
        return forms.MultipleChoiceField(choices=accepted, widget=forms.CheckboxSelectMultiple, **common)
    if each.type == CustomFieldType.LIST:
        return forms.ChoiceField(choices=[("", "—"), *accepted], **common)
    if each.type == CustomFieldType.BOOLEAN:
        return forms.ChoiceField(choices=[("", "—"), ("true", _("Yes")), ("false", _("No"))], **common)
    if each.type == CustomFieldType.DATE:
        return forms.CharField(widget=forms.TextInput(attrs={"type": "date"}), **common)
    if each.type == CustomFieldType.NUMERIC:
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **common)
    long = each.type == CustomFieldType.TEXTAREA
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput(), **common)
