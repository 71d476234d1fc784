"""By whose clock a shop's dates run: what names no zone is of that of its first channel."""

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from marketplace.shops.models import ShopChannel


def shop_zone(shop_id: int) -> tzinfo:
    """The zone of the shop's first channel, by its code; UTC for a shop without any. Needs the shop's scope."""
    channels = ShopChannel.objects.filter(shop=shop_id).order_by("channel__code")
    name = channels.values_list("channel__timezone", flat=True).first()
    return ZoneInfo(name) if name else UTC
