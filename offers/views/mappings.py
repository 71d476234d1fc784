"""What the shop's product files call columns and categories: said once, used by every import (R017)."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import DomainError, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.context import route
from offers.choices import ImportKind, ImportOrigin
from offers.forms.trees import indented
from offers.models import Attribute, CategoryMapping, ColumnMapping, ImportRun
from offers.services.catalogue import category_tree
from offers.services.product_columns import FIELDS
from offers.services.product_mapping import import_again, set_mappings, unknown_in
from offers.views.files import FilesPage
from offers.views.writable import WritableOffersMixin

UNREAD = "-"
MOST_SHOWN = 100


@dataclass(frozen=True)
class MappingRow:
    """A name of the shop's with what it stands for; nothing where it is not said yet."""

    name: str
    chosen: str
    is_new: bool


class MappingsView(WritableOffersMixin, FilesPage):
    """The names that an import did not know, and those that were said before."""

    permission = Right.OFFER_WRITE
    tab = "mappings"
    template_name: ClassVar[str] = "offers/products/mappings.html"

    @cached_property
    def run(self) -> ImportRun | None:
        """The import that is asked for, else the last one of products."""
        runs = ImportRun.objects.filter(kind=ImportKind.PRODUCTS).order_by("-pk")
        wanted = self.request.GET.get("run") or self.request.POST.get("run") or ""
        asked = runs.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 19 else None
        found: ImportRun | None = asked or runs.first()
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self._shown()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        here = self.mappings_url(self.run.pk if self.run else None)
        columns = {name: "" if target == UNREAD else target or None for name, target in self._pairs("column")}
        categories = {name: target or None for name, target in self._pairs("category")}
        try:
            set_mappings(shop_id=self.shop.pk, columns=columns, categories=categories)
        except ValidationFailed as error:
            return self._shown(fault=error.message, typed=True, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        if "again" not in request.POST or self.run is None:
            return self.done(_("Mappings saved."), to=here)
        return self._import_again(self.run, here)

    def _import_again(self, run: ImportRun, here: str) -> HttpResponse:
        chosen = self.request.POST.get("default_category", "")[:64]
        origin = ImportOrigin.FRONT
        try:
            again = import_again(run=run, actor=self.actor, at=clock.now(), origin=origin, category=chosen)
        except DomainError as error:
            return self.failed(error, to=here)
        told = _("Mappings saved; %(file)s is being imported.") % {"file": run.file_name}
        return self.done(told, to=route("offers:import", self.shop.pk, again.pk) or here)

    def _pairs(self, what: str) -> Iterable[tuple[str, str]]:
        """Names with what was chosen for each, as the form's two lists have them."""
        names, chosen = self.request.POST.getlist(f"{what}-name"), self.request.POST.getlist(f"{what}-target")
        return zip(names, chosen, strict=False)

    def _shown(self, status: int = 200, *, typed: bool = False, **context: Any) -> HttpResponse:
        """What is saved; what was `typed` and refused stands over it."""
        unknown = unknown_in(self.run) if self.run else None
        columns = dict(ColumnMapping.objects.order_by("column").values_list("column", "target"))
        categories = dict(CategoryMapping.objects.order_by("text").values_list("text", "category__code"))
        new_columns, new_categories = (unknown.columns, unknown.categories) if unknown else ([], [])
        said = {name: target or UNREAD for name, target in columns.items()}
        return self.page(
            run=self.run,
            column_rows=_rows(new_columns, said, dict(self._pairs("column")) if typed else {}),
            category_rows=_rows(
                new_categories[:MOST_SHOWN], categories, dict(self._pairs("category")) if typed else {}
            ),
            more=max(0, len(new_categories) - MOST_SHOWN),
            unknown_count=len(new_columns) + len(new_categories),
            targets=_targets(),
            categories=list(indented(category_tree())),
            default_category=self.request.POST.get("default_category", "") if typed else self._default_category(),
            status=status,
            **context,
        )

    def _default_category(self) -> str:
        return str(self.run.options.get("category") or "") if self.run else ""


def _rows(new: Iterable[str], said: dict[str, str], typed: dict[str, str]) -> list[MappingRow]:
    fresh = [MappingRow(name, typed.get(name, ""), True) for name in new]
    return [*fresh, *(MappingRow(name, typed.get(name, chosen), False) for name, chosen in said.items())]


def _targets() -> list[tuple[str, str]]:
    """What a column may be: a field of every sheet, or an attribute."""
    words = {
        "title": _("Title"),
        "brand": _("Brand"),
        "description": _("Description"),
        "ean": _("EAN"),
        "category": _("Category"),
        "merchandise": _("Merchandise structure"),
        "media_urls": _("Picture"),
        "shop_sku": _("Your product number"),
    }
    fields = [(name, words[name]) for name in FIELDS]
    attributes = [(each.code, each.name) for each in Attribute.objects.filter(role="")]
    return [(UNREAD, _("Do not import")), *fields, *attributes]
