"""Labels of the reasons that stand on orders: the operator's own, and those of what happened by itself."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from orders.choices import ReasonType
from orders.models import Reason

UNSPECIFIED = "UNSPECIFIED"
NOT_ACCEPTED = "NOT_ACCEPTED_IN_TIME"
NOT_PAID = "NOT_PAID_IN_TIME"
PAYMENT_REFUSED = "PAYMENT_REFUSED"

OWN_LABELS: Mapping[str, Promise] = {
    UNSPECIFIED: _("No reason given"),
    NOT_ACCEPTED: _("Not accepted in time"),
    NOT_PAID: _("Not paid in time"),
    PAYMENT_REFUSED: _("Payment refused"),
}


def reason_labels() -> dict[str, str]:
    """Labels by code, in the language of the moment, of every reason that an order or a line can stand refused for."""
    language = get_language() or "en"
    reasons = Reason.objects.filter(type__in=[ReasonType.REFUSAL, ReasonType.CANCELATION]).order_by("type")
    return {code: str(label) for code, label in OWN_LABELS.items()} | {
        reason.code: reason.label_in(language) for reason in reasons
    }
