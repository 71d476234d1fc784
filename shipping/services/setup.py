"""Which of shipping's set-up tasks a shop has done (R100)."""

from django.db.models import Exists, OuterRef

from marketplace.shops.models import Shop
from shipping.models import Charge, ContingencyCharge

RATES, CONTINGENCY = "shipping_rates", "shipping_contingency"


def done_tasks(shop_id: int) -> set[str]:
    """The codes of those that are done, in one query."""
    own = {"shop": OuterRef("pk")}
    tables = {RATES: Exists(Charge.objects.filter(**own)), CONTINGENCY: Exists(ContingencyCharge.objects.filter(**own))}
    found = Shop.objects.filter(pk=shop_id).values(**tables).first() or {}
    return {code for code, is_done in found.items() if is_done}
