"""How the shop issues its invoices, under Settings."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from invoices.forms import LogoForm, SettingsForm
from invoices.pages.invoices import show_issuer
from invoices.parties import ISSUER_FIELDS, missing_of_issuer
from invoices.rendering import missing_libraries
from invoices.services.settings import change_settings, remove_logo, set_logo, settings_of
from marketplace import clock
from marketplace.errors import NotFound, ValidationFailed
from marketplace.files.serving import file_response
from marketplace.permissions import Right
from marketplace.portal.faults import show_errors
from marketplace.portal.views import PortalView


class InvoiceSettingsView(PortalView):
    """Issuer and what it lacks, logo, series, the text at the foot."""

    permission = Right.INVOICE_WRITE
    area = "settings"
    template_name: ClassVar[str] = "invoices/settings.html"

    @property
    def here(self) -> str:
        return reverse("invoices:settings", args=[self.shop.pk])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SettingsForm(request.POST)
        if form.is_valid():
            try:
                change_settings(shop_id=self.shop.pk, changes=form.cleaned_data, at=clock.now())
            except ValidationFailed as error:
                show_errors(error, form)
            else:
                return self.done(self._saved_text(by_itself=form.cleaned_data["issues_at_shipment"]), to=self.here)
        return self.show(form=form, status=HTTPStatus.BAD_REQUEST)

    def _saved_text(self, *, by_itself: bool) -> str:
        if by_itself and missing_of_issuer(self.shop):
            return _("The invoice settings are saved. Nothing is issued by itself until your shop's data are complete.")
        return _("The invoice settings are saved.")

    def show(
        self, *, form: SettingsForm | None = None, logo_form: LogoForm | None = None, status: int = HTTPStatus.OK
    ) -> TemplateResponse:
        """The page with what was typed."""
        settings = settings_of(self.shop.pk)
        initial = {name: getattr(settings, name) for name in SettingsForm.base_fields}
        return self.page(
            "invoices/settings.html",
            status=status,
            form=form or SettingsForm(initial=initial),
            logo_form=logo_form or LogoForm(),
            settings=settings,
            issuer=show_issuer(self.shop),
            missing=[str(ISSUER_FIELDS[name]) for name in missing_of_issuer(self.shop)],
            libraries=missing_libraries(),
            may_set=Right.SHOP_WRITE in self.member.rights,
        )


class LogoView(InvoiceSettingsView):
    """The logo: shown, and taken anew."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        logo = settings_of(self.shop.pk).logo
        if logo is None:
            raise NotFound(message=_("There is no logo."))
        return file_response(logo, inline=True)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = LogoForm(request.POST, request.FILES)
        if form.is_valid():
            file: UploadedFile[bytes] = form.cleaned_data["logo"]
            try:
                set_logo(shop_id=self.shop.pk, name=file.name or "logo", content=file.read(), at=clock.now())
            except ValidationFailed as error:
                show_errors(error, form, fields={"files": "logo"})
            else:
                return self.done(_("The logo stands on what is issued from now on."), to=self.here)
        return self.show(logo_form=form, status=HTTPStatus.BAD_REQUEST)


class RemoveLogoView(InvoiceSettingsView):
    """No logo from now on."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.here)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        remove_logo(shop_id=self.shop.pk, at=clock.now())
        return self.done(_("The logo is removed. Issued invoices keep theirs."), to=self.here)
