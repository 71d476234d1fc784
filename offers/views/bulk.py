"""Many offers changed at once: what, a look at the effect, then all of them."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.portal.bulk import tell_refusals
from offers.choices import ChangeSource
from offers.forms.bulk import BulkForm
from offers.lists import matching_offers
from offers.models import Offer
from offers.pages.bulk_look import look_at
from offers.services.bulk import BulkChange, change_offers
from offers.services.bulk_acts import activate_offers, pause_offers, remove_offers
from offers.services.selling import Changed
from offers.views.many import ManyOffersView

MOST_CHANGED = 2_000  # more go by a file
_ACTS: dict[str, Callable[..., list[Changed]]] = {
    "pause": pause_offers,
    "activate": activate_offers,
    "remove": remove_offers,
}


@dataclass(frozen=True)
class _Wish:
    """What is to become of which offers; `seen` is what each had where it changes."""

    offers: Sequence[Offer]
    change: BulkChange
    act: str
    seen: Mapping[int, tuple[str, ...]]

    @property
    def digest(self) -> str:
        """The same only for the same change of the same offers in the same state: what binds the act to the look."""
        told = repr([sorted(self.seen.items()), sorted(vars(self.change).items()), self.act])
        return hashlib.sha256(told.encode()).hexdigest()


class BulkView(ManyOffersView):
    """`step` of the post says how far its reader is: nothing (the form), `look`, `do`.

    What is done is what was shown: `seen` is the digest of the look, and a post with another is shown its own look.
    """

    template_name: ClassVar[str] = "offers/bulk.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.list_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step = request.POST.get("step", "")
        if not step:
            return self._shown(BulkForm(matching=self._matching_words))
        form = BulkForm(request.POST, matching=self._matching_words)
        if not form.is_valid():
            return self._shown(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        wish, status = self._wish(form), HTTPStatus.OK
        if step == "do":
            if request.POST.get("seen") == wish.digest:
                return self._do(wish)
            form.add_error(None, _("This is not what you were shown. Look at the effect below, then confirm it."))
            status = HTTPStatus.CONFLICT
        look = look_at(wish.offers, change=wish.change, act=wish.act, shop=self.shop)
        return self._shown(form, look=look, seen=wish.digest, act=wish.act, status=status)

    @cached_property
    def matching(self) -> QuerySet[Any]:
        """All that the list behind shows, on all its pages."""
        query = QueryDict(urlsplit(self.came_from).query[:4000])
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

    def _wish(self, form: BulkForm) -> _Wish:
        chosen = Offer.objects.current().filter(pk__in=self.selected)
        if form.cleaned_data["which"] == "all":
            chosen = self.matching
        offers, change = list(chosen.with_product().order_by("pk")[:MOST_CHANGED]), form.change()
        return _Wish(offers, change, form.cleaned_data["act"], {offer.pk: change.former(offer) for offer in offers})

    def _do(self, wish: _Wish) -> HttpResponse:
        ids, at = list(wish.seen), clock.now()
        refused: list[Changed] = []
        if wish.change.columns:
            changed = change_offers(
                offer_ids=ids,
                shop_id=self.shop.pk,
                change=wish.change,
                actor=self.actor,
                source=ChangeSource.PORTAL,
                at=at,
                seen=wish.seen,
            )
            refused = [each for each in changed if each.error]
            ids = [each.offer_id for each in changed if not each.error]
        if act := _ACTS.get(wish.act):
            ids = [each.offer_id for each in act(offer_ids=ids, at=at)]
        self._tell(wish.act, len(ids), refused, gone=len(wish.seen) - len(ids) - len(refused))
        return self.go(self.list_url)

    def _tell(self, act: str, done: int, refused: Sequence[Changed], *, gone: int) -> None:
        """What was done, what was not, and how many were removed by others between the look and now."""
        if done:
            text = ngettext("%(n)d offer changed.", "%(n)d offers changed.", done)
            if act == "remove":
                text = ngettext("%(n)d offer removed.", "%(n)d offers removed.", done)
            messages.success(self.request, text % {"n": done})
        more = tell_refusals(self.request, [(each.shop_sku, each.error) for each in refused])
        if more:
            text = ngettext("%(n)d more could not be changed.", "%(n)d more could not be changed.", more)
            messages.error(self.request, text % {"n": more})
        if gone:
            text = ngettext("%(n)d offer was removed meanwhile.", "%(n)d offers were removed meanwhile.", gone)
            messages.warning(self.request, text % {"n": gone})
        if not done and not refused and not gone:
            messages.warning(self.request, _("No offer was selected."))

    def _shown(self, form: BulkForm, *, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
        own: dict[str, Any] = {
            "form": form,
            "selected": self.selected,
            "came_from": self.came_from,
            "back_url": self.list_url,
            "most": MOST_CHANGED,
            "is_too_many": self.matching_count > MOST_CHANGED,
        }
        return self.page(status=status, **own, **context)
