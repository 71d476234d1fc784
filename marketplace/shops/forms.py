"""Forms of the shop's settings. They check shapes; the rules are in the services."""

from collections.abc import Collection
from typing import Any
from unicodedata import normalize

from babel import Locale
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.countries import alpha3
from marketplace.permissions import Right, Role
from marketplace.shops.models import Shop
from marketplace.shops.services import PROFILE_FIELDS, REQUIRED_FIELDS

# Codes that CLDR names beside the countries: unions, and islands where nobody lives.
_NO_ADDRESS = frozenset({"AC", "BV", "CP", "DG", "EA", "EU", "EZ", "HM", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


def country_choices() -> list[tuple[str, str]]:
    """Countries by name, in the reader's language."""
    names = Locale.parse(get_language() or "en", sep="-").territories
    known = [(code, name) for code, name in names.items() if alpha3(code) and code not in _NO_ADDRESS]
    return sorted(known, key=lambda pair: normalize("NFD", pair[1]))  # Ä stands with A


class InviteForm(forms.Form):
    """Whom to ask, and as what."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.SALES)


class NewAccountForm(forms.Form):
    """What an invited person without an account tells."""

    firstname = forms.CharField(label=_("First name"), max_length=100)
    lastname = forms.CharField(label=_("Last name"), max_length=100)
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, strip=False)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password"].help_text = password_validators_help_text_html()
        for name, token in (("firstname", "given-name"), ("lastname", "family-name"), ("password", "new-password")):
            self.fields[name].widget.attrs["autocomplete"] = token

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        person = User(email=self.email, firstname=values.get("firstname", ""), lastname=values.get("lastname", ""))
        if "password" in values:
            try:
                validate_password(values["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return values


class KeyForm(forms.Form):
    """A label, and all rights of the maker or some of them."""

    label = forms.CharField(label=_("Label"), max_length=100, help_text=_("Which system will use it, such as: ERP."))
    scope = forms.ChoiceField(
        label=_("Rights"),
        choices=[("all", _("All rights of my role, also when it changes")), ("some", _("Only these"))],
        widget=forms.RadioSelect,
        initial="all",
    )
    rights = forms.MultipleChoiceField(
        label=_("Rights of this key"), choices=Right.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, held: Collection[Right], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(right.value, right.label) for right in Right if right in held]
        self.fields["rights"].choices = choices  # type: ignore[attr-defined]  # known as a plain Field here

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("scope") == "some" and not values.get("rights"):
            self.add_error("rights", _("Choose at least one."))
        return values

    @property
    def chosen(self) -> list[str] | None:
        """The rights, or None for all."""
        return self.cleaned_data["rights"] if self.cleaned_data["scope"] == "some" else None


class ShopProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """What the shop says of itself."""

    country = forms.ChoiceField(label=_("Country"), required=False)

    class Meta:
        model = Shop
        fields = PROFILE_FIELDS
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("description", "return_policy")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "—"), *country_choices()]  # type: ignore[attr-defined]  # as above
        for name in REQUIRED_FIELDS:
            self.fields[name].required = True
