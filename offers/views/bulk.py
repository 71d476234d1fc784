"""Many offers changed at once: what, a look at the effect, then all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.errors import DomainError
from marketplace.permissions import Right
from marketplace.portal.bulk import selected_keys, tell_refusals
from offers.choices import ChangeSource
from offers.forms.bulk import BulkForm
from offers.lists import matching_offers
from offers.models import Offer
from offers.services.bulk import change_offers
from offers.services.selling import Changed, activate_offers, pause_offers, remove_offer, terms_of
from offers.views.writable import WritableOffersMixin

MOST_CHANGED = 2_000  # more go by a file
_PREVIEWED = 5


@dataclass(frozen=True)
class Effect:
    """What one offer would have."""

    offer: Offer
    price: Decimal
    quantity: int
    safety_stock: int | None


class BulkView(WritableOffersMixin):
    """`step` of the post says how far its reader is: nothing (the form), `look`, `do`."""

    permission = Right.OFFER_WRITE
    area = "offers"
    template_name: ClassVar[str] = "offers/bulk.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self._list_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step = request.POST.get("step", "")
        if not step:
            return self._shown(BulkForm(matching=self._matching_words))
        form = BulkForm(request.POST, matching=self._matching_words)
        if not form.is_valid():
            return self._shown(form, status=HTTPStatus.BAD_REQUEST)
        if step != "do":
            return self._shown(form, **self._look(form))
        return self._do(form)

    @cached_property
    def selected(self) -> list[int]:
        return selected_keys(self.request)

    @cached_property
    def matching(self) -> QuerySet[Any]:
        """All that the list behind shows, on all its pages."""
        query = QueryDict(urlsplit(self.request.POST.get("from", "")).query[:4000])
        return matching_offers(query, self.request)

    @cached_property
    def matching_count(self) -> int:
        return self.matching.order_by().values("pk")[: MOST_CHANGED + 1].count()

    @property
    def _matching_words(self) -> str:
        """The choice of all rows; none where they are too many for one go, or no more than were selected."""
        if not len(self.selected) < self.matching_count <= MOST_CHANGED:
            return ""
        words = ngettext("The one that matches the list", "All %(n)d that match the list", self.matching_count)
        return words % {"n": self.matching_count}

    @property
    def _list_url(self) -> str:
        """The list as it was left."""
        came_from = urlsplit(self.request.POST.get("from", ""))
        here = reverse("offers:list", kwargs={"shop_id": self.shop.pk})
        return f"{here}?{came_from.query}" if came_from.path == here and came_from.query else here

    def _ids(self, form: BulkForm) -> list[int]:
        if form.cleaned_data["which"] == "all":
            return list(self.matching.order_by("pk").values_list("pk", flat=True)[:MOST_CHANGED])
        return list(Offer.objects.current().filter(pk__in=self.selected).values_list("pk", flat=True))

    def _look(self, form: BulkForm) -> dict[str, Any]:
        """The first few before and after, and how many there are."""
        ids, change = self._ids(form), form.change()
        first = Offer.objects.current().with_product().filter(pk__in=ids[:_PREVIEWED]).order_by("pk")
        effects = []
        for offer in first:
            terms = change.apply(terms_of(offer), offer.currency)
            effects.append(Effect(offer, terms.price, terms.quantity, terms.safety_stock))
        act = dict(form.fields["act"].choices).get(form.cleaned_data["act"], "")  # type: ignore[attr-defined]  # a ChoiceField
        return {"effects": effects, "count": len(ids), "act": act if form.cleaned_data["act"] else ""}

    def _do(self, form: BulkForm) -> HttpResponse:
        ids, at = self._ids(form), clock.now()
        refused: dict[int, Changed] = {}
        if form.changes_terms:
            changed = change_offers(
                offer_ids=ids,
                shop_id=self.shop.pk,
                change=form.change(),
                actor=self.actor,
                source=ChangeSource.PORTAL,
                at=at,
            )
            refused |= {each.offer_id: each for each in changed if each.error}
        if act := _ACTS.get(form.cleaned_data["act"]):
            left = [pk for pk in ids if pk not in refused]
            refused |= {each.offer_id: each for each in act(left) if each.error}
        self._tell(len(ids) - len(refused), list(refused.values()))
        return self.go(self._list_url)

    def _tell(self, done: int, refused: Sequence[Changed]) -> None:
        if done:
            text = ngettext("%(n)d offer changed.", "%(n)d offers changed.", done)
            messages.success(self.request, text % {"n": done})
        more = tell_refusals(self.request, [(each.shop_sku, each.error) for each in refused])
        if more:
            text = ngettext("%(n)d more could not be changed.", "%(n)d more could not be changed.", more)
            messages.error(self.request, text % {"n": more})
        if not done and not refused:
            messages.warning(self.request, _("No offer was selected."))

    def _shown(self, form: BulkForm, *, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
        own: dict[str, Any] = {
            "form": form,
            "selected": self.selected,
            "came_from": self.request.POST.get("from", ""),
            "back_url": self._list_url,
            "most": MOST_CHANGED,
            "is_too_many": self.matching_count > MOST_CHANGED,
        }
        return self.page(status=status, **own, **context)


def _removed(ids: Sequence[int]) -> list[Changed]:
    """Remove each; one that cannot be holds up no other."""
    return [_remove(pk) for pk in ids]


def _remove(offer_id: int) -> Changed:
    try:
        return Changed(remove_offer(offer_id=offer_id, at=clock.now()).shop_sku, offer_id=offer_id)
    except DomainError as error:
        return Changed(str(offer_id), error, offer_id)


_ACTS: dict[str, Callable[[Sequence[int]], list[Changed]]] = {
    "pause": lambda ids: pause_offers(offer_ids=ids, at=clock.now()),
    "activate": lambda ids: activate_offers(offer_ids=ids, at=clock.now()),
    "remove": _removed,
}
