"""Pages that change offers or products: closed where an integrator owns them (R008)."""

from typing import Any, ClassVar

from django.utils.functional import cached_property

from marketplace.permissions import Right
from marketplace.portal.views import PortalView
from offers.services.integration import check_products_writable, is_integrated


class WritableOffersMixin(PortalView):
    """Refuses every post of an integrated shop (403), and tells templates `is_read_only` and `may_write`."""

    # Whether the page is a form and nothing else, so that reading it makes no sense either.
    only_writes: ClassVar[bool] = False

    def check_request(self) -> None:
        super().check_request()
        if self.only_writes or self.request.method == "POST":
            check_products_writable(self.shop.pk)

    @cached_property
    def is_read_only(self) -> bool:
        """Whether an integrator keeps the shop's products."""
        return is_integrated(self.shop.pk)

    @property
    def may_write(self) -> bool:
        """Whether the reader may change offers here."""
        return Right.OFFER_WRITE in self.member.rights and not self.is_read_only

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"is_read_only": self.is_read_only, "may_write": self.may_write}
        return super().get_context_data(**{**own, **kwargs})
