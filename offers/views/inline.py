"""Price and stock changed in the row of the list, and taken back."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.errors import Conflict, DomainError, NotFound, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.faults import show_errors
from offers.choices import ChangeSource
from offers.forms.cells import CellForm, PriceCellForm, StockCellForm
from offers.models import Offer
from offers.prices import unit_price
from offers.services.history import last_change_of, undo_change
from offers.services.selling import change_offer, offer_version
from offers.views.editing import OfferPage

_TOO_LONG = 18  # digits that every bigint holds


class _CellView(OfferPage):
    """A cell: its form for HTMX, a page of its own without; afterwards the list is brought up to date."""

    permission = Right.OFFER_WRITE
    only_writes = True
    template_name: ClassVar[str] = "offers/cell.html"
    fragment_name: ClassVar[str] = "offers/_cell_form.html"
    term: ClassVar[str]
    shown_by: ClassVar[str]
    title: ClassVar[str | Promise]
    form_class: ClassVar[type[CellForm]]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "show" in request.GET and self.wants_fragment():
            self.offer.now = unit_price(self.offer, channel="", quantity=1, at=clock.now())  # type: ignore[attr-defined]  # read by the cell
            return self.page(self.shown_by, row=self.offer, here=self.next_url, back_here=True)
        return self._form(self.form_class(initial=self._initial(), offer_id=self.offer.pk))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, offer_id=self.offer.pk)
        if form.is_valid():
            try:
                return self._save(form)
            except Conflict as error:
                return self._overtaken(error)
            except ValidationFailed as error:
                show_errors(error, form)
        return self._form(form, HTTPStatus.BAD_REQUEST)

    def _save(self, form: CellForm) -> HttpResponse:
        former = last_change_of(self.offer.pk)
        offer = change_offer(
            offer_id=self.offer.pk,
            changes={self.term: form.cleaned_data[self.term]},
            version=form.cleaned_data["version"] or None,
            actor=self.actor,
            source=ChangeSource.PORTAL,
            at=clock.now(),
        )
        change = last_change_of(offer.pk)
        undo = self._undo(change) if change != former else ""
        return self.done(format_html("{} {}", self.told(offer), undo), to=self.list_url)

    def told(self, offer: Offer) -> str:
        raise NotImplementedError

    def _undo(self, change: int | None) -> SafeString:
        """The button in the toast."""
        return format_html(
            '<form class="undo" method="post" action="{}" data-term="{}">'
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<input type="hidden" name="next" value="{}"><input type="hidden" name="change" value="{}">'
            '<button class="linkish" type="submit">{}</button></form>',
            reverse("offers:undo", kwargs={"shop_id": self.shop.pk, "offer_id": self.offer.pk}),
            self.term,
            get_token(self.request),
            self.next_url or self.list_url,
            change,
            _("Undo"),
        )

    def _overtaken(self, error: Conflict) -> HttpResponse:
        """The offer changed meanwhile: what stands there now is told, what was typed is kept."""
        self.__dict__.pop("offer", None)
        typed = self.request.POST.copy()
        typed["version"] = offer_version(self.offer)
        form = self.form_class(typed, offer_id=self.offer.pk)
        there = _("%(error)s There now: %(value)s. Save again to put yours in its place.")
        form.add_error(self.term, there % {"error": error.message, "value": getattr(self.offer, self.term)})
        return self._form(form, HTTPStatus.CONFLICT)

    def _initial(self) -> dict[str, Any]:
        return {self.term: getattr(self.offer, self.term), "version": offer_version(self.offer)}

    def _label(self, form: CellForm) -> None:
        """A label that tells this offer's value from others of it."""

    def _form(self, form: CellForm, status: int = HTTPStatus.OK) -> HttpResponse:
        back = self.next_url or self.list_url
        self._label(form)
        return self.page(
            offer=self.offer, form=form, cell=self.shown_by, title=self.title, back_url=back, status=status
        )


class PriceCellView(_CellView):
    """The price."""

    term, shown_by, form_class = "price", "offers/_price.html", PriceCellForm
    title = gettext_lazy("Price")

    def _label(self, form: CellForm) -> None:
        if self.offer.discount_price is not None:
            form.bound.field.label = form.bound.label = _("Price before the reduction")

    def told(self, offer: Offer) -> str:
        return _("Price of %(sku)s saved.") % {"sku": offer.shop_sku}


class StockCellView(_CellView):
    """The stock."""

    term, shown_by, form_class = "quantity", "offers/_stock.html", StockCellForm
    title = gettext_lazy("Stock")

    def told(self, offer: Offer) -> str:
        return _("Stock of %(sku)s saved.") % {"sku": offer.shop_sku}


class UndoView(OfferPage):
    """Take a change of price or stock back; what was sold meanwhile stays sold."""

    permission = Right.OFFER_WRITE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.offer_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = request.POST.get("change", "")
        change = int(typed) if typed.isdecimal() and len(typed) <= _TOO_LONG else 0
        try:
            offer = undo_change(
                offer_id=self.offer.pk, change_id=change, actor=self.actor, source=ChangeSource.PORTAL, at=clock.now()
            )
        except NotFound:
            raise
        except DomainError as error:
            return self.failed(error, to=self.list_url)
        return self.done(self._told(offer), to=self.list_url)

    def _told(self, offer: Offer) -> str:
        """What was taken back."""
        if offer.quantity == self.offer.quantity:
            return _("The change of the price of %(sku)s is undone.") % {"sku": offer.shop_sku}
        words = {"sku": offer.shop_sku, "n": offer.quantity}
        if (offer.price, offer.discount_price) == (self.offer.price, self.offer.discount_price):
            return _("The change of the stock of %(sku)s is undone: %(n)s in stock.") % words
        return _("The change of price and stock of %(sku)s is undone: %(n)s in stock.") % words
