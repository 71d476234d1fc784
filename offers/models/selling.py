"""How a shop sells as a whole: its safety stock, its texts around every listing, its questions and answers."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager
from offers.models.catalogue import Product

MOST_IMAGES = 2
MOST_SAFETY_STOCK = 10_000


class OfferSettings(models.Model):
    """A shop's defaults for its offers. A shop without a row has the defaults of the fields."""

    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, related_name="+", primary_key=True)
    safety_stock = models.PositiveIntegerField(
        _("safety stock"),
        default=0,
        db_default=0,
        validators=[MaxValueValidator(MOST_SAFETY_STOCK)],
        help_text=_("Pieces of every offer that are kept back from sale, unless the offer says otherwise."),
    )
    stock_alert = models.PositiveIntegerField(
        _("alert at"),
        null=True,
        blank=True,
        help_text=_("You are told once when no more pieces than this are left for sale. Empty: never."),
    )
    is_integrated = models.BooleanField(
        _("integrated"),
        default=False,
        db_default=False,
        help_text=_("An integrator owns the products: they are read-only in the portal."),
    )
    description_template = models.TextField(_("description template"), blank=True, db_default="")
    image_urls = ArrayField(
        models.URLField(max_length=500), size=MOST_IMAGES, default=list, db_default=[], blank=True,
        verbose_name=_("informative images"),
    )  # fmt: skip
    warranty = models.TextField(_("warranty"), blank=True, db_default="")
    delivery_note = models.TextField(_("about delivery"), blank=True, db_default="")

    objects = shop_manager()

    class Meta:
        verbose_name = _("offer settings")
        verbose_name_plural = _("offer settings")

    def __str__(self) -> str:
        return str(self.shop_id)


class FaqEntry(models.Model):
    """A question with its answer at the end of every listing of the shop, or of one product's (R015)."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    position = models.PositiveIntegerField(_("position"), default=0, db_default=0)
    question = models.CharField(_("question"), max_length=255)
    answer = models.TextField(_("answer"), max_length=4000)

    objects = shop_manager()

    class Meta:
        verbose_name = _("question and answer")
        verbose_name_plural = _("questions and answers")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(question="") & ~Q(answer=""), name="offers_faqentry_not_empty")
        ]

    def __str__(self) -> str:
        return self.question
