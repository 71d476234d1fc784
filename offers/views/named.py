"""Pages of the offer that their URL names."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from marketplace.errors import NotFound
from marketplace.portal.views import PortalView
from offers.models import Offer


class NamedOfferMixin(PortalView):
    """A page of one offer."""

    @cached_property
    def offer(self) -> Offer:
        """The offer that the URL names; another shop's and a removed one are not there (404)."""
        found: Offer | None = Offer.objects.current().with_product().filter(pk=self.kwargs["offer_id"]).first()
        if found is None:
            raise NotFound(code="OFFER_NOT_FOUND", message=_("There is no such offer."))
        return found
