"""The customer's page of one document: no account, a link alone (R043)."""

import logging
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic.base import View

from invoices.choices import Downloader
from invoices.services.links import find_link, log_download
from marketplace import clock
from marketplace.errors import NotFound
from marketplace.files.serving import file_response
from marketplace.tenancy import all_shops

logger = logging.getLogger(__name__)


@method_decorator(never_cache, name="dispatch")
class CustomerDocumentView(View):
    """Says what it is and whose, in the channel's language: mail programs open links to look at them, so that the
    file is a step further.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with all_shops("a customer's link comes before any shop"):
            try:
                self.link = find_link(str(kwargs["token"]))
                with translation.override(self.link.document.order.channel.language):
                    return _private(_rendered(super().dispatch(request, *args, **kwargs)))
            except NotFound:
                # Revoked, removed, without its bytes or never there: nobody can tell by the answer.
                return _private(TemplateResponse(request, "invoices/customer_gone.html", status=404).render())

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        document = self.link.document
        context = {
            "document": document,
            "order": document.order,
            "shop": self.link.shop,
            "language": document.order.channel.language,
            "token": token,
        }
        return TemplateResponse(request, "invoices/customer_document.html", context)


@method_decorator(csrf_exempt, name="dispatch")
class CustomerFileView(CustomerDocumentView):
    """The file itself, logged. A post does the same, without a cookie: the token alone says who may."""

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        response = self.head(request, token)
        document = self.link.document
        label = document.order.customer_name
        log_download(document=document, by=Downloader.CUSTOMER, label=label, at=clock.now(), link=self.link)
        return response

    def post(self, request: HttpRequest, token: str) -> HttpResponseBase:
        return self.get(request, token)

    def head(self, request: HttpRequest, token: str) -> HttpResponseBase:
        """What the file is; nobody has fetched it by that."""
        document = self.link.document
        try:
            return file_response(document.file, name=document.name)
        except NotFound:
            logger.error("The content of document %s is gone", document.pk)
            raise


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """For no index, no cache and no other site's eyes."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def _rendered(response: HttpResponseBase) -> HttpResponseBase:
    """Render here, while scope and language are open."""
    return response.render() if isinstance(response, TemplateResponse) else response
