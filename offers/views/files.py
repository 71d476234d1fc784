"""What pages of files in and out share: their tabs, and handing out a stored file."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.errors import NotFound
from marketplace.permissions import Right
from marketplace.portal.context import route
from marketplace.portal.views import PortalView

_POLICY = "default-src 'none'; sandbox"


class FilesPage(PortalView):
    """A page under Offers, Files."""

    area = "offers"
    tab = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shop = self.shop.pk
        tabs = [
            {
                "label": pgettext("noun", "Import"),
                "url": route("offers:imports", shop),
                "current": self.tab == "imports",
            },
            {
                "label": pgettext("noun", "Export"),
                "url": route("offers:exports", shop),
                "current": self.tab == "exports",
            },
        ]
        if mappings := self.mappings_url():
            tabs.append({"label": _("Mappings"), "url": mappings, "current": self.tab == "mappings"})
        own = {"file_tabs": [tab for tab in tabs if tab["url"]], "list_url": route("offers:list", shop)}
        return super().get_context_data(**{**own, **kwargs})

    def mappings_url(self, run_id: int | None = None) -> str:
        """The page of mappings, about that import where one is named; empty for who may not change offers."""
        if Right.OFFER_WRITE not in self.member.rights:
            return ""
        url = route("offers:mappings", self.shop.pk)
        return f"{url}?run={run_id}" if run_id else url


def stored_file(path: str, name: str) -> FileResponse:
    """A stored file as a download that no browser runs. Raises NotFound where there is none, or it is gone."""
    try:
        content = default_storage.open(path) if path else None
    except FileNotFoundError:
        content = None
    if content is None:
        raise NotFound(code="FILE_GONE", message=_("The content of this file is gone."))
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY
    return response
