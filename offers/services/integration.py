"""Whether an integrator owns a shop's products: the portal is then read-only for them (R008)."""

from django.utils.translation import gettext as _

from marketplace.errors import Forbidden
from offers.services.settings import settings_of


def is_integrated(shop_id: int) -> bool:
    """Whether the operator has flagged the shop. Needs its scope."""
    return settings_of(shop_id).is_integrated


def check_products_writable(shop_id: int) -> None:
    """For the portal's writes of offers, products and imports; the API stays open. Raises Forbidden (R008)."""
    if is_integrated(shop_id):
        message = _("Your integrator keeps these products: change them there. Here they can only be read.")
        raise Forbidden(code="SHOP_INTEGRATED", message=message)
