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

    STOREFRONT = "STOREFRONT", _("Storefront")
    MAIL = "MAIL", _("Mail")
    PORTAL = "PORTAL", _("Portal")
    API = "API", _("API")
    ADMIN = "ADMIN", _("Operator's admin")


class ThreadEventKind(TextChoices):
    """What happened in a conversation beside its messages."""

    NO_REPLY_NEEDED = "NO_REPLY_NEEDED", _("No reply needed")
    MAIL_BOUNCED = "MAIL_BOUNCED", _("The customer's mail server sent a message back")
    FILES_LEFT_OUT = "FILES_LEFT_OUT", pgettext_lazy("conversation", "Files that were not kept")


class InboundState(TextChoices):
    """Where a mail stands that came in."""

    RECEIVED = "RECEIVED", _("To be placed")
    PLACED = "PLACED", _("In its conversation")
    DUPLICATE = "DUPLICATE", _("Was there already")
    QUARANTINED = "QUARANTINED", _("In quarantine")
    REFUSED = "REFUSED", _("Refused")
    DISCARDED = "DISCARDED", _("Discarded")


class InboundKind(TextChoices):
    """Who wrote a mail that came in."""

    PERSON = "PERSON", _("A person")
    AUTO_REPLY = "AUTO_REPLY", _("An automatic answer")
    BOUNCE = "BOUNCE", _("A mail server, sending something back")


class InboundReason(TextChoices):
    """Why a mail is in no conversation."""

    UNKNOWN_ADDRESS = "UNKNOWN_ADDRESS", _("Its address is that of no conversation, and it answers no mail of ours")
    NO_CONVERSATION = "NO_CONVERSATION", _("The conversation that its address names is not there")
    WRONG_SENDER = "WRONG_SENDER", _("It answers a mail of ours, but is not from the order's customer")
    BOUNCE_OF_NOTHING = "BOUNCE_OF_NOTHING", _("It sends back a mail that is in no conversation")
    UNREADABLE = "UNREADABLE", _("It could not be placed, however often it was tried")
    TOO_LARGE = "TOO_LARGE", _("It is too large, and was refused at the door")
