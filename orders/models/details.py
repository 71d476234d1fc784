"""What hangs on an order: shipments, events, the customer's evaluation; and baskets and reasons beside them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager
from orders.choices import MailKind, OrderEventKind, ReasonType
from orders.models.orders import Order, OrderLine
from shipping.models import Carrier


class Basket(models.Model):
    """A basket that the storefront turned into orders. Its fingerprint tells a repeat from another basket with the
    same id.
    """

    basket_id = models.CharField(max_length=60, unique=True)
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("basket")
        verbose_name_plural = _("baskets")

    def __str__(self) -> str:
        return self.basket_id


class Shipment(models.Model):
    """A parcel of an order: of the operator's carriers, or another one by name."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="shipments")
    carrier = models.ForeignKey(
        Carrier, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("carrier")
    )
    carrier_name = models.CharField(_("carrier's name"), max_length=100, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=100, blank=True)
    tracking_url = models.CharField(_("tracking address"), max_length=500, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    shipped_at = models.DateTimeField(_("shipped"), null=True, blank=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.carrier_name} {self.tracking_number}".strip()


class OrderEvent(models.Model):
    """One entry of an order's timeline: who did what, when and why."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="events")
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(_("event"), max_length=20, choices=OrderEventKind.choices)
    at = models.DateTimeField(_("at"))
    actor_kind = models.CharField(max_length=10)
    actor_label = models.CharField(_("by"), max_length=150)
    reason_code = models.CharField(_("reason"), max_length=40, blank=True)
    details = models.JSONField(default=dict)

    objects = shop_manager()

    class Meta:
        verbose_name = _("order event")
        verbose_name_plural = _("order events")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"


class OrderMail(models.Model):
    """What the customer was told of an order by automatic mail, word for word (R030).

    The outbox forgets what has left; this stays with the order. `message_id` finds the mail there meanwhile.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(_("occasion"), max_length=10, choices=MailKind.choices)
    at = models.DateTimeField(_("at"))
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(_("text"))
    message_id = models.CharField(_("Message-ID"), max_length=255, unique=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("mail on an order")
        verbose_name_plural = _("mails on orders")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.subject


class Evaluation(models.Model):
    """The customer's rating of an order, 1 to 5."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="evaluation")
    grade = models.PositiveSmallIntegerField(_("grade"))
    title = models.CharField(_("title"), max_length=255, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    created_at = models.DateTimeField(_("at"))

    objects = shop_manager()

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        constraints = [models.CheckConstraint(condition=Q(grade__range=(1, 5)), name="orders_evaluation_grade")]
        indexes = [
            # The evaluations of a day.
            models.Index(fields=["shop", "created_at"], name="orders_evaluation_day"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.grade}"


class Reason(models.Model):
    """A reason of the operator's list, by type. Sellers may use those with the right."""

    type = models.CharField(_("type"), max_length=24, choices=ReasonType.choices)
    code = models.CharField(_("code"), max_length=40)
    label = models.CharField(_("label"), max_length=150)
    translations = models.JSONField(_("label by language"), default=dict, blank=True)
    is_shop_right = models.BooleanField(_("sellers may use it"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["type", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["type", "code"], name="orders_reason_code")]

    def __str__(self) -> str:
        return self.label

    def label_in(self, language: str) -> str:
        """The label in a language, else the operator's own."""
        return str(self.translations.get(language[:2], self.label))
