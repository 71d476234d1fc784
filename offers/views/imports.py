"""Files that come in: sent, watched, cancelled, looked into (R004)."""

from functools import cached_property
from http import HTTPStatus
from pathlib import PurePath
from typing import Any, ClassVar

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import Conflict, DomainError, NotFound, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.faults import show_errors
from offers.choices import ImportKind, ImportMode, ImportOrigin, ImportState
from offers.forms.files import ConfirmForm, ImportForm
from offers.models import ImportRun, Offer
from offers.pages.file_templates import file_template, file_words
from offers.pages.refused_lines import has_workbook, refused_lines, refused_workbook
from offers.services.import_offers import MOST_REMOVED, REMOVING
from offers.services.importing import cancel_import, has_importer, progress_of, start_import
from offers.views.files import FilesPage, stored_file
from offers.views.writable import WritableOffersMixin

_MOST_LISTED = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _ImportsPage(WritableOffersMixin, FilesPage):
    tab = "imports"

    def url_of(self, name: str, run: ImportRun) -> str:
        return reverse(f"offers:{name}", kwargs={"shop_id": self.shop.pk, "import_id": run.pk})

    @cached_property
    def run(self) -> ImportRun:
        """The import that the URL names; another shop's is not there (404)."""
        found: ImportRun | None = ImportRun.objects.filter(pk=self.kwargs["import_id"]).first()
        if found is None:
            raise NotFound(message=_("There is no such import."))
        return found


class _ImportListPage(_ImportsPage):
    template_name: ClassVar[str] = "offers/imports.html"
    fragment_name: ClassVar[str] = "offers/_imports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = list(ImportRun.objects.order_by("-pk")[:_MOST_LISTED])
        here = reverse("offers:imports", kwargs={"shop_id": self.shop.pk})
        is_open = any(not run.is_finished for run in runs)
        kinds = [
            {"kind": kind, "slug": kind.value.lower(), "words": file_words(kind)}
            for kind in ImportKind
            if has_importer(kind)
        ]
        return super().get_context_data(runs=runs, is_open=is_open, here=here, kinds=kinds, most=_MOST_LISTED, **kwargs)


class ImportListView(_ImportListPage):
    """The form, what files hold, and the files that came."""

    permission = Right.OFFER_READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page(form=ImportForm())


class NewImportView(_ImportListPage):
    """Take a file. One that replaces everything is tried first, whatever was ticked."""

    permission = Right.OFFER_WRITE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(reverse("offers:imports", kwargs={"shop_id": self.shop.pk}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                return self._start(form)
            except ValidationFailed as error:
                show_errors(error, form)
        return self.page(form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _start(self, form: ImportForm) -> HttpResponse:
        given = form.cleaned_data
        run = start_import(
            shop_id=self.shop.pk,
            kind=ImportKind(given["kind"]),
            origin=ImportOrigin.FRONT,
            content=given["file"],
            file_name=given["file"].name,
            mode=ImportMode.REPLACE if form.replaces else ImportMode.NORMAL,
            is_dry_run=given["is_dry_run"] or form.replaces,
            actor=self.actor,
            at=clock.now(),
        )
        told = (
            _("%(file)s is being tried. Nothing changes yet.") if run.is_dry_run else _("%(file)s is being imported.")
        )
        return self.done(told % {"file": run.file_name}, to=self.url_of("import", run))


class _ImportPage(_ImportsPage):
    template_name: ClassVar[str] = "offers/import.html"
    fragment_name: ClassVar[str] = "offers/_import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.run
        columns, lines = refused_lines(run) if run.is_finished else ([], [])
        is_found = run.is_dry_run and run.state == ImportState.COMPLETE and default_storage.exists(run.path)
        mappings = self.mappings_url(run.pk) if run.kind == ImportKind.PRODUCTS else ""
        known = {
            "run": run,
            "percent": progress_of(run),
            "columns": columns,
            "lines": lines,
            "may_run": is_found and self.may_write,
            "asks_number": run.mode == ImportMode.REPLACE,
            "confirm_form": ConfirmForm(expected=run.deleted),
            "going": _going(run) if is_found else [],
            "unknown_columns": run.options.get("unknown_columns") or [],
            "mappings_url": mappings,
        }
        return super().get_context_data(**{**known, **kwargs})


def _going(run: ImportRun) -> list[Offer]:
    """The first offers that the file would remove."""
    named = run.options.get(REMOVING) or []
    return list(Offer.objects.current().with_product().filter(shop_sku__in=named).order_by("shop_sku"))


class ImportView(_ImportPage):
    """One import: how far it is, what it did, which lines it refused."""

    permission = Right.OFFER_READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page()


class CancelImportView(_ImportsPage):
    """Stop it; nothing of it stays."""

    permission = Right.OFFER_WRITE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.url_of("import", self.run))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        here = self.url_of("import", self.run)
        try:
            cancel_import(run_id=self.run.pk, at=clock.now())
        except Conflict as error:
            return self.failed(error, to=here)
        return self.done(_("The import is stopped. Nothing from it was kept."), to=here)


class RunImportView(_ImportPage):
    """Import for real what was tried; where offers would go, their number is typed first."""

    permission = Right.OFFER_WRITE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.url_of("import", self.run))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        tried, here = self.run, self.url_of("import", self.run)
        if not tried.is_dry_run or tried.state != ImportState.COMPLETE:
            return self.failed(Conflict(message=_("Only a file whose trial is finished can be imported.")), to=here)
        form = ConfirmForm(request.POST, expected=tried.deleted)
        if tried.mode == ImportMode.REPLACE and not form.is_valid():
            return self.page("offers/import.html", confirm_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            run = self._again(tried)
        except DomainError as error:
            return self.failed(error, to=here)
        return self.done(_("%(file)s is being imported.") % {"file": run.file_name}, to=self.url_of("import", run))

    def _again(self, tried: ImportRun) -> ImportRun:
        try:
            content = default_storage.open(tried.path)
        except FileNotFoundError as error:
            raise Conflict(code="FILE_GONE", message=_("The file has been deleted. Send it again.")) from error
        # The number that was confirmed is the trial's: the run removes no more.
        bound = {MOST_REMOVED: tried.deleted} if tried.mode == ImportMode.REPLACE else {}
        with content:
            return start_import(
                shop_id=self.shop.pk,
                kind=ImportKind(tried.kind),
                origin=ImportOrigin.FRONT,
                content=File(content.file),
                file_name=tried.file_name,
                mode=ImportMode(tried.mode),
                options={key: each for key, each in tried.options.items() if key != REMOVING} | bound,
                actor=self.actor,
                at=clock.now(),
            )


class ImportFileView(_ImportsPage):
    """The file as it came, for who sent it or works with them."""

    permission = Right.OFFER_READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return stored_file(self.run.path, self.run.file_name)


class ImportErrorsView(_ImportsPage):
    """The refused lines with their reasons, to be mended and sent again: a workbook where one was sent, else CSV."""

    permission = Right.OFFER_READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        run, name = self.run, f"{PurePath(self.run.file_name).stem}-errors"
        if has_workbook(run) and run.error_path and default_storage.exists(run.error_path):
            return FileResponse(refused_workbook(run), as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
        return stored_file(run.error_path, f"{name}.csv")


class ImportTemplateView(_ImportsPage):
    """A file to begin with."""

    permission = Right.OFFER_READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kind = request.GET.get("kind", ImportKind.OFFERS).upper()
        if kind not in ImportKind.values:
            raise NotFound(message=_("There is no such kind of file."))
        content = file_template(ImportKind(kind)).content()
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{kind.lower()}.csv"'
        return response
