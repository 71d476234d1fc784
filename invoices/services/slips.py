"""The delivery slip of an order: what lies in the parcel and where it goes, without prices."""

from django.utils import translation

from invoices.parties import address_party, shop_party
from invoices.rendering import Slip, SlipLine
from invoices.services.drafting import day_of
from invoices.services.logos import freeze_logo, read_logo
from invoices.services.settings import settings_of
from orders.models import Order, Shipment
from orders.services.moving import lines_of, live


def slip_of(order: Order) -> Slip:
    """Read from the order as it stands, in the channel's language; nothing in it depends on the hour it is made at."""
    language = order.channel.language
    shipments = Shipment.objects.filter(order=order).order_by("pk")
    settings = settings_of(order.shop_id)
    with translation.override(language):
        return Slip(
            order_id=order.order_id,
            language=language,
            ordered_on=day_of(order, order.created_at),
            shipped_on=day_of(order, order.shipped_at) if order.shipped_at else None,
            sender=shop_party(order.shop),
            recipient=address_party(order.shipping_address),
            shipping_method=order.shipping_method.label,
            tracking=tuple(str(each) for each in shipments if each.tracking_number),
            lines=tuple(
                SlipLine(sku=line.offer_sku, title=line.product_title, quantity=line.quantity)
                for line in live(lines_of(order))
            ),
            made_at=order.shipped_at or order.accepted_at or order.created_at,
            logo=read_logo(freeze_logo(settings)),
        )
