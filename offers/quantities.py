"""How many pieces of an offer one order may have."""

from django.utils.translation import gettext as _

from offers.models import Offer


def quantity_fault(offer: Offer, quantity: int) -> str | None:
    """Why so many cannot be ordered at once, in words; None where they can. Stock is asked elsewhere."""
    if offer.min_order_quantity and quantity < offer.min_order_quantity:
        return _("At least %(least)s are sold at once.") % {"least": offer.min_order_quantity}
    if offer.max_order_quantity and quantity > offer.max_order_quantity:
        return _("At most %(most)s are sold at once.") % {"most": offer.max_order_quantity}
    if offer.package_quantity and quantity % offer.package_quantity:
        return _("It is sold in packs of %(pack)s.") % {"pack": offer.package_quantity}
    return None
