"""What the pages of shipping share: their place, their tabs, and the way back."""

from typing import Any, ClassVar

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right
from marketplace.portal.views import PortalView
from marketplace.shops.setup import open_tasks

UNPROCESSABLE = 422
TABS: tuple[tuple[str, str | Promise], ...] = (
    ("preparation", _("Preparation")),
    ("calendar", _("Calendar")),
    ("freight", _("Freight")),
    ("contingency", _("Contingency")),
    ("carriers", _("Carriers")),
)


class ShippingView(PortalView):
    """A page of a shop's shipping. `tab` is the sub-tab it stands under, and its own route unless it says another."""

    permission = Right.SHOP_WRITE
    area: ClassVar[str] = "shipping"
    tab: ClassVar[str] = ""

    @property
    def here(self) -> str:
        """The address of the tab."""
        return self.url_of(self.tab)

    def url_of(self, name: str, **kwargs: Any) -> str:
        """The address of one of shipping's pages of this shop."""
        return reverse(f"shipping:{name}", kwargs={"shop_id": self.shop.pk, **kwargs})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        setup = [] if self.wants_fragment() else open_tasks(shop_id=self.shop.pk, rights=self.member.rights)
        return super().get_context_data(tabs=list(self._tabs()), setup=setup, **kwargs)

    def _tabs(self) -> Any:
        for name, label in TABS:
            try:
                url = self.url_of(name)
            except NoReverseMatch:
                continue
            yield {"label": label, "url": url, "current": name == self.tab}
