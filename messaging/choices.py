"""Who writes to whom, about what and by which way, with the seller API's own values."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TopicType(TextChoices):
    """What a conversation is about: any words, or a reason of the operator's list."""

    FREE_TEXT = "FREE_TEXT", _("Any subject")
    REASON_CODE = "REASON_CODE", _("A reason of the list")


class Participant(TextChoices):
    """Who takes part in a conversation."""

    CUSTOMER = "CUSTOMER", _("Customer")
    SHOP = "SHOP", _("Shop")
    OPERATOR = "OPERATOR", _("Operator")


class SenderType(TextChoices):
    """Who wrote a message."""

    CUSTOMER_USER = "CUSTOMER_USER", _("Customer")
    SHOP_USER = "SHOP_USER", _("Shop")
    OPERATOR_USER = "OPERATOR_USER", _("Operator")


class Source(TextChoices):
    """By which way a message came in."""

    STOREFRONT = "STOREFRONT", _("Shop front")
    MAIL = "MAIL", _("Mail")
    PORTAL = "PORTAL", _("Portal")
    API = "API", _("API")
    ADMIN = "ADMIN", _("Operator's admin")


class ThreadEventKind(TextChoices):
    """What happened in a conversation beside its messages."""

    NO_REPLY_NEEDED = "NO_REPLY_NEEDED", _("No reply needed")
    MAIL_BOUNCED = "MAIL_BOUNCED", _("The customer's mail server sent a message back")
    FILES_LEFT_OUT = "FILES_LEFT_OUT", pgettext_lazy("conversation", "Files that were not kept")
