"""One offer: changed, paused, put on sale again, removed."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import Conflict, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.context import route
from marketplace.portal.faults import show_errors
from offers.choices import ChangeSource
from offers.completeness_list import name_attributes, write_attributes
from offers.forms.rows import add_row, remove_row
from offers.forms.terms import TermsForm, fault_names
from offers.models import Offer
from offers.pages.differences import offer_differences
from offers.pages.facts import offer_facts
from offers.pages.history import history_page
from offers.prices import unit_price
from offers.reserved import count_reserved
from offers.services.listing_texts import load_listing_texts
from offers.services.reasons import why_not_on_sale
from offers.services.selling import (
    activate_offer,
    confirm_sheet,
    offer_version,
    pause_offer,
    remove_offer,
    update_offer,
)
from offers.services.settings import settings_of
from offers.views.named import NamedOfferMixin
from offers.views.writable import WritableOffersMixin
from shipping.pages.paused import paused_context
from shipping.services.lookup import preparation_days
from shipping.services.pausing import find_pause


def sheet_words(offer: Offer | None) -> dict[str, Any]:
    """What the sheet of the offer's product says and what is missing there, as its reader's language calls it."""
    if offer is None:
        return {"sheet_attributes": [], "sheet_missing": ""}
    missing = write_attributes(offer.product.missing_attributes, name_attributes([offer]))
    attributes = load_listing_texts([offer], language=get_language() or "en").attributes_of(offer)
    return {"sheet_attributes": attributes, "sheet_missing": missing}


class OfferPage(NamedOfferMixin, WritableOffersMixin):
    """A page of one offer, or beside the list."""

    area = "offers"

    @property
    def list_url(self) -> str:
        return reverse("offers:list", kwargs={"shop_id": self.shop.pk})

    @property
    def offer_url(self) -> str:
        return reverse("offers:edit", kwargs={"shop_id": self.shop.pk, "offer_id": self.kwargs["offer_id"]})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pause = find_pause(self.shop.pk, clock.now())
        paused = paused_context(pause, shop_id=self.shop.pk, rights=self.member.rights)
        return super().get_context_data(list_url=self.list_url, **paused, **kwargs)

    def told_sale(self, offer: Offer, on_sale: str, otherwise: str) -> str:
        """`on_sale` where customers can buy the offer now, else `otherwise` with the first reason why they cannot."""
        reasons = why_not_on_sale(offer, self.shop, clock.now())
        words = {"sku": offer.shop_sku, "reason": reasons[0].text if reasons else ""}
        return (otherwise if reasons else on_sale) % words


class FormPage(OfferPage):
    """A page with the form of an offer's terms."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        defaults = settings_of(self.shop.pk)
        days = preparation_days([self.shop.pk])[self.shop.pk]
        return super().get_context_data(default_days=days, defaults=defaults, **kwargs)

    def rows_changed(self) -> TermsForm | None:
        """The form with a row more or less, where one of those buttons was pressed; nothing is saved."""
        typed, offer = self.request.POST, self.offer if "offer_id" in self.kwargs else None
        asked = typed.get("add") or typed.get("remove", "")
        name, _dash, number = asked.partition("-")
        if name not in ("volume", "other"):
            return None
        gone = int(number) if number.isdecimal() and len(number) < 6 else 0
        changed = add_row(typed, name) if "add" in typed else remove_row(typed, name, gone)
        return TermsForm(shop_id=self.shop.pk, offer=offer, typed=changed)


class _OfferFormPage(FormPage):
    """The offer's page, with its form or its facts."""

    template_name: ClassVar[str] = "offers/offer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offer, at = self.offer, clock.now()
        ids = (self.shop.pk, offer.pk)
        reasons = why_not_on_sale(offer, self.shop, at)
        offer.reasons = reasons  # type: ignore[attr-defined]  # read by its state, as of a row of the list
        known = {
            "offer": offer,
            "reasons": reasons,
            "now": unit_price(offer, channel="", quantity=1, at=at),
            "history": history_page(offer, at),
            "reserved": count_reserved(offer.pk),
            **sheet_words(offer),
            "preview_url": route("offers:preview", *ids),
            "sheet_url": route("offers:product", self.shop.pk, offer.product.product_sku),
            "is_sheet_changed": not offer.sheet_confirmed_at or offer.product.updated_at > offer.sheet_confirmed_at,
        }
        return super().get_context_data(**{**known, **kwargs})


class OfferView(_OfferFormPage):
    """The offer: a form for who may change it, its facts for the others."""

    permission = Right.OFFER_READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = TermsForm(shop_id=self.shop.pk, offer=self.offer)
        return self.page(form=form, facts=None if self.may_write else offer_facts(self.offer, form.custom))


class SaveOfferView(_OfferFormPage):
    """Save the offer's form. Where the offer was changed or sold meanwhile, both versions are shown."""

    permission = Right.OFFER_WRITE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.offer_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if changed := self.rows_changed():
            return self.page(form=changed)
        form = TermsForm(request.POST, shop_id=self.shop.pk, offer=self.offer)
        if form.is_valid():
            try:
                return self._save(form)
            except Conflict as error:
                return self._overtaken(error)
            except ValidationFailed as error:
                show_errors(error, form, fields=fault_names(form.custom))
        return self._again(form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _save(self, form: TermsForm) -> HttpResponse:
        offer = update_offer(
            offer_id=self.offer.pk,
            terms=form.terms(),
            version=form.cleaned_data["version"],
            actor=self.actor,
            source=ChangeSource.PORTAL,
            at=clock.now(),
        )
        return self.done(_("Offer %(sku)s saved.") % {"sku": offer.shop_sku}, to=self.offer_url)

    def _overtaken(self, error: Conflict) -> HttpResponse:
        """Keep what was typed and show what stands there now; sending it again then means it."""
        self.__dict__.pop("offer", None)
        typed = self.request.POST.copy()
        typed["version"] = offer_version(self.offer)
        form = TermsForm(typed, shop_id=self.shop.pk, offer=self.offer)
        form.is_valid()
        both = offer_differences(form, self.offer)
        form.add_error(None, error.message)
        return self._again(form, HTTPStatus.CONFLICT, is_overtaken=True, differences=both)

    def _again(self, form: TermsForm, status: int, **context: Any) -> TemplateResponse:
        return self.page(form=form, status=status, **context)


class ConfirmSheetView(OfferPage):
    """Answer for the sheet as it is now (R002)."""

    permission = Right.OFFER_WRITE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.offer_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        confirm_sheet(offer_id=self.offer.pk, actor=self.actor, at=clock.now())
        return self.done(_("The product sheet is confirmed."), to=self.offer_url)


class PauseOfferView(OfferPage):
    """Take the offer off sale."""

    permission = Right.OFFER_WRITE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.offer_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        offer = pause_offer(offer_id=self.offer.pk, at=clock.now())
        return self.done(_("Offer %(sku)s is paused.") % {"sku": offer.shop_sku}, to=self.offer_url)


class ActivateOfferView(OfferPage):
    """Put the offer on sale again."""

    permission = Right.OFFER_WRITE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.offer_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        offer = activate_offer(offer_id=self.offer.pk, at=clock.now())
        on_sale = _("Offer %(sku)s is on sale again.")
        otherwise = _("Offer %(sku)s is no longer paused, but customers cannot buy it yet. %(reason)s")
        return self.done(self.told_sale(offer, on_sale, otherwise), to=self.offer_url)


class RemoveOfferView(OfferPage):
    """Remove the offer: asked once, with its effect."""

    permission = Right.OFFER_WRITE
    only_writes = True
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
