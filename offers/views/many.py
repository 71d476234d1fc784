"""What pages that act on many offers share: which were selected, and the list from which it was done."""

from typing import ClassVar
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.functional import cached_property

from marketplace.permissions import Right
from marketplace.portal.bulk import selected_keys
from offers.views.writable import WritableOffersMixin


class ManyOffersView(WritableOffersMixin):
    """One act on the offers that were selected in the list; afterwards the list is as it was left."""

    permission = Right.OFFER_WRITE
    area = "offers"
    # The tab to go to where the act was not sent from a list.
    tab: ClassVar[str] = ""

    @cached_property
    def selected(self) -> list[int]:
        return selected_keys(self.request)

    @property
    def came_from(self) -> str:
        """The list with its filters, order and page, as its form names it."""
        return self.request.POST.get("from", "")

    @property
    def list_url(self) -> str:
        here = reverse("offers:list", kwargs={"shop_id": self.shop.pk})
        came_from = urlsplit(self.came_from)
        if came_from.path == here and came_from.query:
            return f"{here}?{came_from.query}"
        return f"{here}?tab={self.tab}" if self.tab and not self.came_from else here
