"""One offer: made, changed, paused, put on sale again, removed."""

from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import Conflict, NotFound, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.faults import show_errors
from marketplace.portal.views import PortalView
from offers.forms import ProductForm, SkuForm, TermsForm, terms_initial
from offers.models import Offer
from offers.services.selling import (
    activate_offer,
    create_offer,
    offer_version,
    pause_offer,
    remove_offer,
    update_offer,
)
from shipping.pages.paused import paused_context
from shipping.services.lookup import preparation_days
from shipping.services.pausing import find_pause


class _OfferPage(PortalView):
    area = "offers"

    @property
    def list_url(self) -> str:
        return reverse("offers:list", kwargs={"shop_id": self.shop.pk})

    @cached_property
    def offer(self) -> Offer:
        """The offer that the URL names; another shop's and a removed one are not there (404)."""
        found: Offer | None = Offer.objects.current().with_product().filter(pk=self.kwargs["offer_id"]).first()
        if found is None:
            raise NotFound(message=_("There is no such offer."))
        return found

    @property
    def offer_url(self) -> str:
        return reverse("offers:edit", kwargs={"shop_id": self.shop.pk, "offer_id": self.kwargs["offer_id"]})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        default_days = preparation_days([self.shop.pk])[self.shop.pk]
        pause = find_pause(self.shop.pk, clock.now())
        paused = paused_context(pause, shop_id=self.shop.pk, rights=self.member.rights)
        return super().get_context_data(list_url=self.list_url, default_days=default_days, **paused, **kwargs)


class NewOfferView(_OfferPage):
    """A product, and what the shop asks for it."""

    permission = Right.OFFER_WRITE
    template_name: ClassVar[str] = "offers/new.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        product, sku, terms = self._forms(None)
        return self.page(product_form=product, sku_form=sku, terms_form=terms)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        product, sku, terms = self._forms(request.POST)
        valid = [form.is_valid() for form in (product, sku, terms)]  # every one, so that all faults are told
        if all(valid):
            try:
                return self._create(product, sku, terms)
            except (ValidationFailed, Conflict) as error:
                show_errors(error, product, sku, terms)
        return self.page(product_form=product, sku_form=sku, terms_form=terms, status=HTTPStatus.BAD_REQUEST)

    def _create(self, product: ProductForm, sku: SkuForm, terms: TermsForm) -> HttpResponse:
        offer = create_offer(
            shop_id=self.shop.pk,
            shop_sku=sku.cleaned_data["shop_sku"].strip(),
            product=product.wish(),
            terms=terms.terms(),
            sheet_confirmed=True,  # the tick comes with the form's next version
            at=clock.now(),
        )
        return self.done(_("Offer %(sku)s is on sale.") % {"sku": offer.shop_sku}, to=self.list_url)

    def _forms(self, typed: Any) -> tuple[ProductForm, SkuForm, TermsForm]:
        return ProductForm(typed), SkuForm(typed), TermsForm(typed, shop_id=self.shop.pk)


class OfferView(_OfferPage):
    """The offer: a form for who may change it, its facts for the others."""

    permission = Right.OFFER_READ
    template_name: ClassVar[str] = "offers/offer.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page(offer=self.offer, form=self._form(), may_write=Right.OFFER_WRITE in self.member.rights)

    def _form(self) -> TermsForm:
        return TermsForm(initial=terms_initial(self.offer), shop_id=self.shop.pk, offer=self.offer)


class SaveOfferView(_OfferPage):
    """Save the offer's form. Where the offer was changed or sold meanwhile, both versions are shown."""

    permission = Right.OFFER_WRITE
    template_name: ClassVar[str] = "offers/offer.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.offer_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = TermsForm(request.POST, shop_id=self.shop.pk, offer=self.offer)
        if form.is_valid():
            try:
                return self._save(form)
            except Conflict as error:
                return self._overtaken(error)
            except ValidationFailed as error:
                show_errors(error, form)
        return self._again(form, HTTPStatus.BAD_REQUEST)

    def _save(self, form: TermsForm) -> HttpResponse:
        version = form.cleaned_data["version"]
        offer = update_offer(offer_id=self.offer.pk, terms=form.terms(), version=version, at=clock.now())
        return self.done(_("Offer %(sku)s saved.") % {"sku": offer.shop_sku}, to=self.offer_url)

    def _overtaken(self, error: Conflict) -> HttpResponse:
        """Keep what was typed and show what stands there now; sending it again then means it."""
        self.__dict__.pop("offer", None)
        typed = self.request.POST.copy()
        typed["version"] = offer_version(self.offer)
        form = TermsForm(typed, shop_id=self.shop.pk, offer=self.offer)
        form.add_error(None, error.message)
        return self._again(form, HTTPStatus.CONFLICT, theirs=self.offer)

    def _again(self, form: TermsForm, status: int, **context: Any) -> TemplateResponse:
        return self.page(offer=self.offer, form=form, may_write=True, status=status, **context)


class PauseOfferView(_OfferPage):
    """Take the offer off sale."""

    permission = Right.OFFER_WRITE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.offer_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        offer = pause_offer(offer_id=self.offer.pk, at=clock.now())
        return self.done(_("Offer %(sku)s is paused.") % {"sku": offer.shop_sku}, to=self.offer_url)


class ActivateOfferView(_OfferPage):
    """Put the offer on sale again."""

    permission = Right.OFFER_WRITE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.offer_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        offer = activate_offer(offer_id=self.offer.pk, at=clock.now())
        return self.done(_("Offer %(sku)s is on sale again.") % {"sku": offer.shop_sku}, to=self.offer_url)


class RemoveOfferView(_OfferPage):
    """Remove the offer: asked once, with its effect."""

    permission = Right.OFFER_WRITE
    template_name: ClassVar[str] = "offers/remove.html"
    fragment_name: ClassVar[str] = "portal/_dialog.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        title = _("Remove offer %(sku)s") % {"sku": self.offer.shop_sku}
        return self.page(
            offer=self.offer,
            back_url=self.offer_url,
            dialog_id="act",
            dialog_title=title,
            dialog_body="offers/_remove.html",
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        offer = remove_offer(offer_id=self.offer.pk, at=clock.now())
        return self.done(_("Offer %(sku)s removed.") % {"sku": offer.shop_sku}, to=self.list_url)
