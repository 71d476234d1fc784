"""The demo's storefronts, campaigns and promotions. None lowers what an offer plainly costs: who tries the API finds
the prices that the offers say.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from marketplace.shops.models import Channel, Shop
from offers.choices import DiscountKind, RewardType, TriggerType
from offers.models import Campaign, CampaignDiscount, CampaignEntry, Promotion, Storefront

STOREFRONTS = [
    ("CASA-VIVA", "Casa Viva", "ES"),
    ("PATIO", "Patio", "ES"),
    ("LAR-E-LUZ", "Lar e Luz", "PT"),
    ("WOHNGLUECK", "Wohnglück", "DE"),
    ("BEM-VIVER", "Bem Viver", "BR"),
]
# Code, label, storefront, begins and ends in days from now, payment methods.
CAMPAIGNS = [
    ("LIGHT-WEEKS", "Semanas de la luz", "CASA-VIVA", -3, 11, ["PIX", "BANK_TRANSFER"]),
    ("GARDEN-OPENING", "El jardín abre", "PATIO", 5, 19, ["BANK_TRANSFER"]),
    ("HOME-DAYS", "Dias da casa", "LAR-E-LUZ", -1, 6, ["MBWAY"]),
    ("FRUEHLING", "Frühlingswochen", "WOHNGLUECK", -2, 12, ["PAYPAL"]),
    ("SEMANA-DO-LAR", "Semana do Lar", "BEM-VIVER", -4, 3, ["PIX"]),
    ("YEAR-END", "Fin de año", "CASA-VIVA", -60, -40, ["PIX"]),
]
# By the channel's language: what the shops call a welcome code, and three for two.
PROMOTIONS = {
    "es": ("Código de bienvenida", "Tres por dos"),
    "pt": ("Código de boas-vindas", "Leve três, pague dois"),
    "de": ("Willkommenscode", "Drei für zwei"),
}


def load_promotions(now: datetime) -> None:
    """Campaigns on every channel; the first shop of each takes part in those that run, for who pays at once."""
    channels = {channel.code: channel for channel in Channel.objects.all()}
    storefronts = {
        code: Storefront.objects.get_or_create(
            code=code, defaults={"label": label, "channel": channels[channel], "is_active": True}
        )[0]
        for code, label, channel in STOREFRONTS
    }
    today = now.replace(minute=0, second=0, microsecond=0)
    for code, label, storefront, begins, ends, methods in CAMPAIGNS:
        Campaign.objects.get_or_create(
            code=code,
            defaults={
                "storefront": storefronts[storefront],
                "label": label,
                "starts_at": today + timedelta(days=begins),
                "ends_at": today + timedelta(days=ends),
                "kinds": DiscountKind.values,
                "least_percent": Decimal(5),
                "payment_methods": methods,
                "created_at": now,
                "updated_at": now,
            },
        )
    for channel in channels.values():
        shop = Shop.objects.filter(shop_channels__channel=channel).order_by("pk").first()
        if shop is not None:
            _join(shop, channel, now)
            _promote(shop, PROMOTIONS[channel.language], today)


def _join(shop: Shop, channel: Channel, now: datetime) -> None:
    running = Campaign.objects.listed(now).filter(storefront__channel=channel, starts_at__lte=now)
    for campaign in running:
        entry, made = CampaignEntry.objects.get_or_create(
            shop=shop, campaign=campaign, left_at=None, defaults={"joined_at": now, "joined_by": "Demo"}
        )
        if made:
            CampaignDiscount.objects.create(shop=shop, entry=entry, kind=DiscountKind.CASH_PRICE, percent=Decimal(5))


def _promote(shop: Shop, names: tuple[str, str], now: datetime) -> None:
    dates = {"created_at": now, "updated_at": now}
    Promotion.objects.get_or_create(
        shop=shop,
        internal_id="WELCOME",
        defaults={
            "internal_description": names[0],
            "starts_at": now - timedelta(days=10),
            "reward_value": Decimal(10),
            "promo_codes": ["WELCOME10"],
            **dates,
        },
    )
    Promotion.objects.get_or_create(
        shop=shop,
        internal_id="THREE-FOR-TWO",
        defaults={
            "internal_description": names[1],
            "starts_at": now + timedelta(days=7),
            "ends_at": now + timedelta(days=21),
            "trigger_type": TriggerType.EVERY_QUANTITY,
            "trigger_value": Decimal(3),
            "reward_type": RewardType.FREE_ITEMS,
            "reward_value": Decimal(1),
            **dates,
        },
    )
