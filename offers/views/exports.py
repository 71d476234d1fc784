"""Files that go out: asked for, made by a worker, fetched."""

from http import HTTPStatus
from pathlib import PurePath
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import NotFound
from marketplace.permissions import Right
from offers.filtersets import OfferFilterSet
from offers.forms.files import ExportForm
from offers.models import ExportRun, Offer
from offers.services.exporting import OF01, ExportOptions, start_export
from offers.views.files import FilesPage, stored_file

_MOST_LISTED = 30


class ExportsView(FilesPage):
    """The form, and the files that were made in the last week. Reading is enough: nothing is changed."""

    permission = Right.OFFER_READ
    tab = "exports"
    template_name: ClassVar[str] = "offers/exports.html"
    fragment_name: ClassVar[str] = "offers/_exports.html"

    @property
    def here(self) -> str:
        return reverse("offers:exports", kwargs={"shop_id": self.shop.pk})

    @cached_property
    def filterset(self) -> OfferFilterSet:
        typed = self.request.POST if self.request.method == "POST" else self.request.GET
        return OfferFilterSet(typed, queryset=Offer.objects.none(), request=self.request, prefix=None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = list(ExportRun.objects.order_by("-pk")[:_MOST_LISTED])
        is_open = any(run.finished_at is None for run in runs)
        filters = [bound for bound in self.filterset.form if bound.name != "q"]
        return super().get_context_data(runs=runs, is_open=is_open, here=self.here, filters=filters, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page(form=ExportForm(), filter_form=self.filterset.form)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, filters = ExportForm(request.POST), self.filterset.form
        if not (form.is_valid() and filters.is_valid()):
            return self.page(form=form, filter_form=filters, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        options = ExportOptions(layout=OF01, filters=self._filters(), **form.cleaned_data)
        start_export(shop_id=self.shop.pk, options=options, actor=self.actor, at=clock.now())
        return self.done(_("The file is being made. You will find it below."), to=self.here)

    def _filters(self) -> dict[str, Any]:
        """The filters that were set, as the export keeps them."""
        typed, names = self.request.POST, tuple(self.filterset.form.fields)
        own = [key for key in typed if key in names or key.removesuffix("_min").removesuffix("_max") in names]
        given = {key: [value for value in typed.getlist(key) if value] for key in own}
        return {
            key: values if key in ("missing", "condition") else values[0] for key, values in given.items() if values
        }


class ExportFileView(FilesPage):
    """One of an export's files: the first, or the `part` that is asked for."""

    permission = Right.OFFER_READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        run: ExportRun | None = ExportRun.objects.filter(pk=kwargs["export_id"]).first()
        asked = request.GET.get("part", "1")
        number = int(asked) if asked.isdecimal() and len(asked) < 6 else 0
        if run is None or not 1 <= number <= len(run.paths):
            raise NotFound(message=_("There is no such file."))
        path = run.paths[number - 1]
        part = f"-{number}" if len(run.paths) > 1 else ""
        return stored_file(path, f"offers-{run.created_at:%Y-%m-%d}{part}{PurePath(path).suffix}")
