"""Forms of campaigns and promotions: shape alone; what the marketplace allows is the services' word."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from marketplace.errors import DomainError
from offers.choices import DiscountKind, RewardType, SelectionType, TriggerType
from offers.forms.fields import AmountField, MomentField, pieces
from offers.forms.trees import TreeSelectMultiple, indented
from offers.models import Campaign, Offer
from offers.services.campaigns import DiscountTerms, EntryTerms, ShownCampaign, entry_terms
from offers.services.catalogue import category_tree
from offers.services.promotions import PURCHASED, PromotionTerms
from offers.services.selecting import SelectionTerms

# Of a longer tree the categories are chosen in a select.
_TICKED = 60
_HOLDS_FOR = [
    (SelectionType.ALL, gettext_lazy("All your offers")),
    (SelectionType.CATEGORY, gettext_lazy("Categories")),
    (SelectionType.BRAND, gettext_lazy("Brands")),
    (SelectionType.PRODUCT, gettext_lazy("Products")),
    (SelectionType.OFFER, gettext_lazy("Single offers")),
]


class SelectionFields(forms.Form):
    """Which offers: all, whole categories, or those that are named one a line."""

    selection_type = forms.ChoiceField(
        label=gettext_lazy("Applies to"), choices=_HOLDS_FOR, initial=SelectionType.ALL, widget=forms.RadioSelect
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Each with all categories below it."),
    )
    named = forms.CharField(
        label=gettext_lazy("Brands, products or SKUs"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Brands, products by number or EAN, or your SKUs: one a line."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nodes = list(indented(category_tree()))
        field = cast(forms.MultipleChoiceField, self.fields["categories"])
        if len(nodes) > _TICKED:
            field.widget = TreeSelectMultiple({"size": 10})
        field.choices = nodes

    def selected(self) -> SelectionTerms:
        """What was chosen."""
        given = self.cleaned_data
        if given["selection_type"] == SelectionType.CATEGORY:
            return SelectionTerms(given["selection_type"], tuple(given["categories"]))
        return SelectionTerms(given["selection_type"], tuple(given["named"].splitlines()))

    def show(self, error: DomainError) -> None:
        """A fault of the selection stands by the field that it was typed in."""
        by_category = self.cleaned_data.get("selection_type") == SelectionType.CATEGORY
        place = {"selection": "categories" if by_category else "named"} | self.places()
        for fault in error.errors:
            name = place.get(fault.field, fault.field)
            self.add_error(name if name in self.fields else None, fault.message)
        if not error.errors:
            self.add_error(None, error.message)

    def typed_faults(self) -> list[tuple[str, str]]:
        """Label and text of each fault of what was typed so far; what is still empty is none yet."""
        return [
            (str(self.fields[name].label) if name in self.fields else "", text)
            for name, errors in self.errors.as_data().items()
            for error in errors
            if error.code != "required"
            for text in error.messages
        ]

    def places(self) -> dict[str, str]:
        """The services' names of fields -> the form's."""
        return {}


class EntryForm(SelectionFields):
    """With what a shop takes part in a campaign: a percentage for each kind that it takes; empty is none."""

    field_order = ["selection_type", "categories", "named"]

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = list(_kinds(campaign))
        least = campaign.least_percent.normalize()
        for name, _kind, _method, label in self.kinds:
            self.fields[name] = AmountField(
                label=label,
                required=False,
                max_digits=5,
                help_text=_("At least %(percent)s %%. Empty: none.") % {"percent": f"{least:f}"},
            )
            self.fields[name].widget.attrs["class"] = "w-s"
        self.order_fields([name for name, *_rest in self.kinds])

    def percents(self) -> list[forms.BoundField]:
        """The fields of the kinds."""
        return [self[name] for name, *_rest in self.kinds]

    def given(self) -> list[tuple[str, DiscountTerms]]:
        """The discounts that were typed, each with its field."""
        return [
            (name, DiscountTerms(kind, self.cleaned_data[name], method))
            for name, kind, method, _label in self.kinds
            if self.cleaned_data.get(name) is not None
        ]

    def terms(self) -> EntryTerms:
        """What the shop takes part with."""
        return EntryTerms(tuple(terms for _name, terms in self.given()), self.selected())

    def places(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for place, (name, _terms) in enumerate(self.given()):
            found |= {f"discounts[{place}].{part}": name for part in ("kind", "percent", "payment_method")}
        return found


class PromotionForm(SelectionFields):
    """A promotion of the shop's own. Of one that has begun only its name, end, text and offers can change."""

    description = forms.CharField(
        label=gettext_lazy("Name"), max_length=255, help_text=gettext_lazy("For yourself, such as Spring sale.")
    )
    public = forms.CharField(
        label=gettext_lazy("Text for customers"), max_length=255, required=False, widget=forms.Textarea({"rows": 2})
    )
    starts_at = MomentField(label=pgettext_lazy("period", "From"), required=True)
    ends_at = MomentField(label=pgettext_lazy("period", "Until"), help_text=gettext_lazy("Empty: until you stop it."))
    reward_type = forms.ChoiceField(label=gettext_lazy("Benefit"), choices=RewardType.choices)
    reward_value = AmountField(
        label=gettext_lazy("How much"), help_text=gettext_lazy("Percent, an amount, a price or a number of pieces.")
    )
    max_quantity = pieces(
        label=gettext_lazy("Pieces reduced at most"),
        help_text=gettext_lazy("The cheapest first. Empty: all of them."),
    )
    trigger_type = forms.ChoiceField(label=gettext_lazy("For customers who buy"), choices=TriggerType.choices)
    trigger_value = AmountField(
        label=gettext_lazy("How many, or for how much"),
        initial=Decimal(1),
        help_text=gettext_lazy("1 piece: for every purchase."),
    )
    same_item = forms.BooleanField(label=gettext_lazy("Counted for each offer by itself"), required=False, initial=True)
    promo_code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=64,
        required=False,
        help_text=gettext_lazy("Only for customers who enter it. Empty: for all."),
    )

    FIXED = (
        "starts_at",
        "reward_type",
        "reward_value",
        "max_quantity",
        "trigger_type",
        "trigger_value",
        "same_item",
        "promo_code",
    )

    def __init__(self, *args: Any, known: PromotionTerms | None = None, begun: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.begun = known, begun
        for name in self.FIXED if begun else ():
            del self.fields[name]

    def terms(self, language: str) -> PromotionTerms:
        """All terms; what the form does not show stays."""
        given = self.cleaned_data
        known = self.known or PromotionTerms(description="", starts_at=given["starts_at"])
        texts = {key: text for key, text in known.public_descriptions.items() if key != language}
        if given["public"].strip():
            texts[language] = given["public"].strip()
        fixed = {name: given[name] for name in self.FIXED[:-1] if name in given}
        if "starts_at" in fixed:
            fixed["starts_at"] = MomentField.keep_seconds(given["starts_at"], known.starts_at if self.known else None)
        if not self.begun:
            typed = given["promo_code"].strip()
            codes = known.promo_codes if known.promo_codes[:1] == (typed,) else (typed,) if typed else ()
            fixed["promo_codes"] = codes
        return PromotionTerms(
            **{
                **vars(known),
                **fixed,
                "description": given["description"],
                "ends_at": MomentField.keep_seconds(given["ends_at"], known.ends_at),
                "public_descriptions": texts,
                "selection": self.selected(),
                "reward_selection": known.reward_selection if self.known else PURCHASED,
            }
        )

    def places(self) -> dict[str, str]:
        return {"promo_codes": "promo_code"}


def entry_initial(shown: ShownCampaign) -> dict[str, Any]:
    """What a shop takes part with, as the form shows it."""
    terms = entry_terms(shown)
    percents = {
        name: next(
            (each.percent for each in terms.discounts if (each.kind, each.payment_method) == (kind, method)), None
        )
        for name, kind, method, _label in _kinds(shown.campaign)
    }
    return percents | _selection_initial(terms.selection)


def promotion_initial(terms: PromotionTerms, language: str) -> dict[str, Any]:
    """What stands there, as the form shows it."""
    fields = {
        name: getattr(terms, name) for name in ("description", "starts_at", "ends_at", *PromotionForm.FIXED[1:-1])
    }
    public = terms.public_descriptions.get(language, "")
    code = terms.promo_codes[0] if terms.promo_codes else ""
    return fields | {"public": public, "promo_code": code} | _selection_initial(terms.selection)


def _selection_initial(selection: SelectionTerms) -> dict[str, Any]:
    by_category = selection.type == SelectionType.CATEGORY
    values = list(selection.values)
    if selection.type == SelectionType.OFFER:
        skus = dict(Offer.objects.filter(pk__in=[int(value) for value in values]).values_list("pk", "shop_sku"))
        values = [skus.get(int(value), value) for value in values]
    return {
        "selection_type": selection.type,
        "categories": values if by_category else [],
        "named": "" if by_category else "\n".join(values),
    }


def _kinds(campaign: Campaign) -> Iterator[tuple[str, str, str, str]]:
    """Field, kind, payment method and label of each discount that the campaign takes."""
    for kind in DiscountKind:
        if kind not in campaign.kinds:
            continue
        if kind != DiscountKind.PAYMENT_METHOD:
            yield f"percent_{kind.lower()}", kind, "", str(kind.label)
            continue
        for place, method in enumerate(campaign.payment_methods):
            yield f"percent_method_{place}", kind, method, _("Price by %(method)s") % {"method": method}
