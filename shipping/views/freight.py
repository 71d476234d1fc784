"""What a shop's parcels cost: simple prices in a form, whatever is richer in a file, and a parcel to try them with."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import Conflict, ValidationFailed
from shipping.choices import RateTable
from shipping.forms.freight import AddRateForm, RateForm, TrialForm, rate_initial, typed_rows
from shipping.freight import GRAMS, NO_PRICE, ParcelLine
from shipping.models import LogisticClass, ShippingMethod, ShippingZone
from shipping.pages.rates import MOST_ROWS, Names, price_lists, write_postcodes, write_row
from shipping.services.charges import MOST_SIMPLE, list_rates, rates_version, replace_simple_rates, rich_rows
from shipping.services.closures import shop_channels
from shipping.services.trying import TriedMethod, try_parcel
from shipping.tables.columns import WrittenRow
from shipping.tables.faults import TableRefused
from shipping.views.base import UNPROCESSABLE, ShippingView


class RatesView(ShippingView):
    """A page of one of the two tables."""

    table: ClassVar[RateTable] = RateTable.MAIN

    @property
    def file_url(self) -> str:
        return self.url_of(f"{self.tab}-file")

    @cached_property
    def zones(self) -> list[ShippingZone]:
        """Those of the shop's own channels first: most parcels go there."""
        own = {channel.country for channel in shop_channels(self.shop.pk)}
        return sorted(ShippingZone.objects.filter(is_active=True), key=lambda zone: own.isdisjoint(zone.countries))

    @cached_property
    def methods(self) -> list[ShippingMethod]:
        return list(ShippingMethod.objects.filter(is_active=True))

    @cached_property
    def classes(self) -> list[LogisticClass]:
        return list(LogisticClass.objects.filter(is_active=True))

    @cached_property
    def names(self) -> Names:
        return Names(
            zones={each.code: each.label for each in self.zones},
            methods={each.code: each.label for each in self.methods},
            classes={each.code: each.label for each in self.classes},
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_main = self.table == RateTable.MAIN
        return super().get_context_data(file_url=self.file_url, is_main=is_main, currency=self.shop.currency, **kwargs)


class FreightView(RatesView):
    """The table as a form, as far as it is simple (R085, R089)."""

    tab = "freight"
    template_name = "shipping/freight.html"

    @cached_property
    def rows(self) -> list[WrittenRow]:
        return list_rates(self.table)

    @cached_property
    def rich(self) -> list[WrittenRow]:
        return rich_rows(self.rows)

    @property
    def simple(self) -> list[WrittenRow]:
        rich = set(self.rich)
        return [row for row in self.rows if row not in rich]

    @cached_property
    def priced_by_file(self) -> set[tuple[str, str]]:
        """Zones and methods that have a price for every class and postcode already, and none that the form shows."""
        return {(row.zone, row.method) for row in self.rich if row.is_general}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("forms", [])
        kwargs.setdefault("version", rates_version(self.rows))
        errors = _summary(kwargs["forms"], kwargs.pop("faults", ()))
        lists = price_lists(self.rich, self.names, self.shop.currency)
        own = {"lists": lists, "unlisted": max(0, len(self.rich) - MOST_ROWS), "has_rows": bool(self.rows)}
        return super().get_context_data(
            add_form=self._adding(kwargs["forms"]), errors=errors, **own, **self._trial(), **kwargs
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page(forms=self._forms([rate_initial(row, self.shop.currency) for row in self.simple]))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        typed = typed_rows(request.POST, most=MOST_SIMPLE)
        if "add" in request.POST:
            return self._added(typed)
        if "remove" in request.POST:
            left = [row for index, row in enumerate(typed) if str(index) != request.POST["remove"]]
            return self._again(self._forms(left), is_changed=True)
        forms = [RateForm(request.POST, prefix=f"row-{index}", names=self.names) for index in range(len(typed))]
        try:
            return self._saved(forms)
        except TableRefused as error:
            return self._again(forms, status=UNPROCESSABLE, faults=_tell(error, forms))
        except ValidationFailed as error:
            return self._again(forms, status=UNPROCESSABLE, faults=[error.message])
        except Conflict as error:
            theirs = price_lists(self.simple, self.names, self.shop.currency)
            overtaken = {"faults": [error.message], "theirs": theirs, "version": rates_version(self.rows)}
            return self._again(forms, status=HTTPStatus.CONFLICT, **overtaken)

    def _saved(self, forms: Sequence[RateForm]) -> HttpResponseBase:
        given = [form.given(number) for number, form in enumerate(forms, start=1)]
        version = self.request.POST.get("version", "")
        replace_simple_rates(shop_id=self.shop.pk, table=self.table, rows=given, version=version, at=clock.now())
        return self.done(_("The prices are saved."), to=self.here)

    def _added(self, typed: list[dict[str, str]]) -> HttpResponseBase:
        zone, method = (self.request.POST.get(f"add-{name}", "") for name in ("zone", "method"))
        known = {(row["zone"], row["method"]) for row in typed} | self.priced_by_file
        is_new = (zone, method) not in known and zone in self.names.zones and method in self.names.methods
        if not is_new or len(typed) >= MOST_SIMPLE:
            return self._again(self._forms(typed), is_changed=True)
        forms = self._forms([*typed, {"zone": zone, "method": method, "basis": "ORDER"}])
        forms[-1].focus()
        return self._again(forms, is_changed=True)

    def _again(self, forms: Sequence[RateForm], *, status: int = HTTPStatus.OK, **context: Any) -> HttpResponseBase:
        """The form once more, with what was typed, for a table that is still the one it began with."""
        context.setdefault("version", self.request.POST.get("version", ""))
        return self.page(forms=forms, status=status, **context)

    def _adding(self, forms: Sequence[RateForm]) -> AddRateForm | None:
        """Where the shop does not send yet; None where it sends everywhere by every method."""
        known = {(form["zone"].value(), form["method"].value()) for form in forms}
        known |= self.priced_by_file
        zones = [zone for zone in self.zones if any((zone.code, each.code) not in known for each in self.methods)]
        return AddRateForm(zones=zones, methods=self.methods) if zones else None

    def _forms(self, rows: Sequence[Mapping[str, str]]) -> list[RateForm]:
        return [RateForm(initial=row, prefix=f"row-{index}", names=self.names) for index, row in enumerate(rows)]

    def _trial(self) -> dict[str, Any]:
        """The form that prices a parcel, and its answer."""
        is_asked = "try-zone" in self.request.GET
        typed = self.request.GET if is_asked else None
        form = TrialForm(typed, zones=self.zones, classes=self.classes)
        tried = [self._told(each) for each in self._try(form)] if is_asked and form.is_valid() else None
        return {"trial_form": form, "tried": tried}

    def _try(self, form: TrialForm) -> list[TriedMethod]:
        asked = form.cleaned_data
        weight = asked["weight"]
        line = ParcelLine(
            quantity=asked["pieces"],
            value=asked["value"] or NO_PRICE,
            class_id=int(asked["logistic_class"]) if asked.get("logistic_class") else None,
            weight_grams=None if weight is None else int(weight * GRAMS),
        )
        tables = list(RateTable) if self.table == RateTable.MAIN else [self.table]
        zone = next(zone for zone in self.zones if str(zone.pk) == asked["zone"])
        return try_parcel(tables=tables, zone=zone, zip_code=asked["zip_code"], line=line, currency=self.shop.currency)

    def _told(self, tried: TriedMethod) -> dict[str, Any]:
        labels = {each.pk: each.label for each in self.classes}
        parts = [
            {
                "logistic_class": labels.get(part.row.class_id or 0, ""),
                "postcodes": write_postcodes(part.row),
                "basis": part.row.basis.label,
                "row": write_row(part.row, self.shop.currency),
                "is_free": part.is_free and bool(part.row.price),
            }
            for part in tried.parts
        ]
        return {"tried": tried, "parts": parts}


class ContingencyView(FreightView):
    """The table that holds where the other gives no price (R099)."""

    tab = "contingency"
    table = RateTable.CONTINGENCY


def _summary(forms: Sequence[RateForm], others: Sequence[str]) -> dict[str, Any]:
    """What stands above the form: each fault with a link to its field, those of no field before them."""
    faults = [
        {"id": field.id_for_label, "label": field.label, "text": text}
        for form in forms
        for field in form
        for text in field.errors
    ]
    return {"faults": faults, "general": others, "count": len(faults) + len(others)}


def _tell(error: TableRefused, forms: Sequence[RateForm]) -> list[str]:
    """Put faults beside the fields of their rows; what is of rows that have no form is returned."""
    others = []
    for fault in error.faults:
        if fault.number:
            forms[fault.number - 1].tell(fault)
        else:
            others.append(fault.reason)
    return others
