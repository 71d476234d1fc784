"""What the operator's forms of the catalogue check."""

from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offers.choices import AttributeType
from offers.gtin import is_gtin, plain_gtin
from offers.models import MOST_PICTURES, Attribute, Category, MerchandiseNode, Product
from offers.services.catalogue import attributes_for, category_tree, merchandise_tree
from offers.services.sheet_checks import NO_EAN, Checked, check_attributes


class TranslatedForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """Names by language are texts by their language's code."""

    def clean_translations(self) -> dict[str, str]:
        given = self.cleaned_data["translations"] or {}
        fits = isinstance(given, dict) and all(isinstance(each, str) for each in given.values())
        if not fits:
            raise forms.ValidationError(_('Write it as {"es": "Hogar", "de": "Haushalt"}.'))
        return dict(given)


class NodeForm(TranslatedForm):
    """A node of a tree, which stands nowhere below itself."""

    def clean_parent(self) -> Category | MerchandiseNode | None:
        parent: Category | MerchandiseNode | None = self.cleaned_data["parent"]
        if parent is not None and self.instance.pk:
            tree = category_tree() if isinstance(parent, Category) else merchandise_tree()
            if self.instance.pk in tree.line(parent.pk):
                raise forms.ValidationError(_("This would put it below itself."))
        return parent


class AttributeForm(TranslatedForm):
    """An attribute of a list names its list; the others have none."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        is_list = given.get("type") in (AttributeType.LIST, AttributeType.LIST_MULTIPLE_VALUES)
        if is_list and not given.get("value_list"):
            self.add_error("value_list", _("Choose the list that the values come from."))
        if not is_list:
            given["value_list"] = None
        role = given.get("role")
        if role and Attribute.objects.filter(role=role).exclude(pk=self.instance.pk).exists():
            self.add_error("role", _("Another attribute has this role."))
        return given


class SheetForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A product sheet: its EAN as it is kept, its attributes typed by its category."""

    media_urls = SimpleArrayField(
        forms.URLField(assume_scheme="https", max_length=500),
        delimiter="\n",
        required=False,
        max_length=MOST_PICTURES,
        label=gettext_lazy("Pictures"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_product_sku(self) -> str:
        """A number stands in addresses of pages, where a slash parts them: new ones have none."""
        number: str = self.cleaned_data["product_sku"]
        if "product_sku" in self.changed_data and ("/" in number or not number.strip(".")):
            raise forms.ValidationError(_("Write it without a slash, and not of dots alone."))
        return number

    def clean_ean(self) -> str:
        ean: str = self.cleaned_data["ean"].strip()
        if ean and not is_gtin(ean):
            raise forms.ValidationError(NO_EAN)
        ean = plain_gtin(ean)
        if ean and Product.objects.filter(ean=ean).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another sheet has this EAN."))
        return ean

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        category, attributes = given.get("category"), given.get("attributes") or {}
        if not isinstance(attributes, dict):
            self.add_error("attributes", _('Write it as {"colour": "red", "height": 12}.'))
        elif category is not None:
            checked = Checked()
            check_attributes(attributes, attributes_for(category.pk), checked)
            for fault in checked.faults:
                self.add_error("attributes", fault.message)
            given["attributes"] = {code: value for code, value in checked.attributes.items() if value is not None}
        return given


class CatalogueFileForm(forms.Form):
    """A file of the catalogue."""

    file = forms.FileField(label=gettext_lazy("File, CSV or XLSX"))
