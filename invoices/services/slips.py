"""The delivery slip of an order: what lies in the parcel and where it goes, without prices."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils import translation

from invoices.parties import address_party, shop_party
from invoices.rendering import Picture, Slip, SlipLine
from invoices.services.drafting import day_of
from invoices.services.logos import freeze_logo, read_logo
from invoices.services.settings import settings_of
from orders.models import Order, OrderLine, Shipment
from orders.services.moving import live


def slip_of(order: Order) -> Slip:
    """Read from the order as it stands, in the channel's language; nothing in it depends on the hour it is made at."""
    return next(iter(slips_of([order])))


def slips_of(orders: Sequence[Order]) -> list[Slip]:
    """The same for orders of one shop, in their order and in as many queries as for one."""
    if not orders:
        return []
    logo = read_logo(freeze_logo(settings_of(orders[0].shop_id)))
    lines: defaultdict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(order__in=orders).order_by("order", "index"):
        lines[line.order_id].append(line)
    shipments: defaultdict[int, list[Shipment]] = defaultdict(list)
    for shipment in Shipment.objects.filter(order__in=orders).order_by("pk"):
        shipments[shipment.order_id].append(shipment)
    return [_slip(order, live(lines[order.pk]), shipments[order.pk], logo) for order in orders]


def _slip(order: Order, lines: Sequence[OrderLine], shipments: Sequence[Shipment], logo: Picture | None) -> Slip:
    with translation.override(order.channel.language):
        return Slip(
            order_id=order.order_id,
            language=order.channel.language,
            ordered_on=day_of(order, order.created_at),
            shipped_on=day_of(order, order.shipped_at) if order.shipped_at else None,
            sender=shop_party(order.shop),
            recipient=address_party(order.shipping_address),
            shipping_method=order.shipping_method.label,
            tracking=tuple(str(each) for each in shipments if each.tracking_number),
            lines=tuple(
                SlipLine(sku=line.offer_sku, title=line.product_title, quantity=line.quantity) for line in lines
            ),
            made_at=order.shipped_at or order.accepted_at or order.created_at,
            logo=logo,
        )
