"""The "Import" of the catalogue's pages: a file is taken whole, or its faults are told by line."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from unfold.decorators import action

from marketplace.errors import DomainError
from marketplace.operator import OperatorAdmin
from offers.admin.forms import CatalogueFileForm
from offers.imports.sources import open_source
from offers.services.catalogue_import import MOST_FAULTS, CatalogueFile, columns_of, import_catalogue, read_rows


class ImportedAdmin(OperatorAdmin):
    """Rows that also come by file."""

    file_kind: ClassVar[str] = ""
    actions_list: ClassVar[tuple[str, ...]] = ("import_file",)

    @action(description=pgettext_lazy("verb", "Import"), url_path="import", permissions=["add"], icon="upload_file")  # type: ignore[untyped-decorator]  # unfold ships no types
    def import_file(self, request: HttpRequest) -> HttpResponse:
        """The page that takes a file."""
        form = CatalogueFileForm(request.POST or None, request.FILES or None)
        taken = self._take(form) if request.method == "POST" and form.is_valid() else None
        if taken is not None and not taken.faults:
            told = {"made": taken.made, "changed": taken.changed}
            messages.success(
                request, _("Rows added: %(made)s. Rows that were there and now match the file: %(changed)s.") % told
            )
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
        return self._page(request, form, taken)

    def _take(self, form: CatalogueFileForm) -> CatalogueFile | None:
        upload = form.cleaned_data["file"]
        try:
            source = open_source(upload, upload.name)
            return import_catalogue(kind=self.file_kind, rows=read_rows(source.columns, source))
        except DomainError as error:
            form.add_error("file", error.message)
            return None

    def _page(self, request: HttpRequest, form: CatalogueFileForm, taken: CatalogueFile | None) -> HttpResponse:
        faults = taken.faults if taken else []
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": pgettext("noun", "Import"),
            "opts": self.model._meta,
            "form": form,
            "columns": columns_of(self.file_kind),
            "faults": sorted(faults)[:MOST_FAULTS],
            "more": max(0, len(faults) - MOST_FAULTS),
        }
        status = 422 if faults or form.errors else 200
        return TemplateResponse(request, "admin/offers/import.html", context, status=status)
