"""Shops, who works in them and with which keys."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right, Role
from marketplace.shops.choices import ShopState, SuspensionType
from marketplace.shops.models.channels import Channel
from marketplace.tenancy import shop_manager


class Shop(models.Model):
    """A seller: the contracting party of its orders (R039). Its own row is a tenant row too."""

    code = models.CharField(_("code"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=100)
    state = models.CharField(_("state"), max_length=12, choices=ShopState.choices, default=ShopState.OPEN)
    suspension_type = models.CharField(_("suspended"), max_length=24, choices=SuspensionType.choices, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    description = models.TextField(_("description"), blank=True)
    return_policy = models.TextField(_("return policy"), blank=True)
    is_professional = models.BooleanField(_("professional"), default=True)
    is_premium = models.BooleanField(_("premium"), default=False)
    legal_name = models.CharField(_("legal name"), max_length=150, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=50, blank=True)
    tax_id = models.CharField(_("tax id"), max_length=30, blank=True)
    contact_firstname = models.CharField(_("first name"), max_length=100, blank=True)
    contact_lastname = models.CharField(_("last name"), max_length=100, blank=True)
    email = models.EmailField(_("customer service e-mail"), blank=True)
    phone = models.CharField(_("customer service telephone"), max_length=30, blank=True)
    street_1 = models.CharField(_("street"), max_length=150, blank=True)
    street_2 = models.CharField(_("street, second line"), max_length=150, blank=True)
    zip_code = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))

    objects = shop_manager("pk")

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=ShopState.values), name="shops_shop_state_known")]

    def __str__(self) -> str:
        return self.name


class ShopChannel(models.Model):
    """A shop sells on a channel."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="shop_channels")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")

    objects = shop_manager()

    class Meta:
        verbose_name = _("channel sold on")
        verbose_name_plural = _("channels sold on")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["shop", "channel"], name="shops_shopchannel_once")]

    def __str__(self) -> str:
        return str(self.channel)


class Membership(models.Model):
    """A person works in a shop, in one role. Switched off, it stays for the record."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("since"))

    objects = shop_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "user"], name="shops_membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="shops_membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class Invitation(models.Model):
    """A person was asked by mail to join. The link's token is kept as a hash and works once."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(_("invited by"), max_length=150)
    created_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="shops_invitation_one_open",
            )
        ]

    def __str__(self) -> str:
        return self.email


class ApiKey(models.Model):
    """A key of one user for the seller API: shown once, kept as a hash. `shop` answers where a call names none."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="api_keys", verbose_name=_("default shop"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(_("label"), max_length=100)
    prefix = models.CharField(_("begins with"), max_length=8)
    key_hash = models.CharField(max_length=64, unique=True)
    rights = ArrayField(
        models.CharField(max_length=30, choices=Right.choices),
        null=True,
        blank=True,
        help_text=_("Empty: all rights of its user."),
    )
    created_at = models.DateTimeField(_("made"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix}…)"


class StorefrontKey(models.Model):
    """A key of the marketplace's shop front, for `/api/storefront/`. Kept as a hash."""

    label = models.CharField(_("label"), max_length=100)
    prefix = models.CharField(_("begins with"), max_length=8)
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("made"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("storefront key")
        verbose_name_plural = _("storefront keys")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix}…)"
