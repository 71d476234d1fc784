"""What a shop's members are told of, and how each wants to hear of it (R077)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.notices.querysets import NoticeQuerySet
from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager

_UNREAD = Q(read_at__isnull=True)


class Notice(models.Model):
    """One fact, told to one member, once. Its words are made from `params` when it is shown, in the reader's language.

    `right` is what the member needed to be told. It is read when the member opened it or somebody handled its subject.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=32)
    right = models.CharField(_("right"), max_length=30)
    subject_type = models.CharField(_("kind of subject"), max_length=24)
    subject_id = models.CharField(_("subject"), max_length=64)
    params = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=120)
    created_at = models.DateTimeField(_("told"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    in_bell = models.BooleanField(_("in the bell"), default=True)
    wants_mail = models.BooleanField(_("by mail"), default=False)
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)

    objects = shop_manager(queryset=NoticeQuerySet)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        constraints = [
            # However often a consequence runs; and what is found again when its fact no longer holds.
            models.UniqueConstraint(fields=["shop", "dedupe_key", "user"], name="notices_notice_once")
        ]
        indexes = [
            # A member's list, newest first.
            models.Index(
                fields=["shop", "user", "-created_at", "-id"], name="notices_notice_list", condition=Q(in_bell=True)
            ),
            # The count in the bell, on every page.
            models.Index(fields=["shop", "user"], name="notices_notice_unread", condition=_UNREAD & Q(in_bell=True)),
            # What is to be mailed, member by member.
            models.Index(
                fields=["shop", "user"],
                name="notices_notice_to_mail",
                condition=_UNREAD & Q(wants_mail=True, mailed_at__isnull=True),
            ),
            # What a handled subject leaves to settle.
            models.Index(fields=["subject_id"], name="notices_notice_subject", condition=_UNREAD),
            # What is old enough to be forgotten.
            models.Index(fields=["created_at"], name="notices_notice_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class NoticePreference(models.Model):
    """What a member has chosen for one kind of notice; empty follows the role's default."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=32)
    bell = models.BooleanField(_("in the bell"), null=True)
    mail = models.BooleanField(_("by mail"), null=True)

    objects = shop_manager()

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "user", "kind"], name="notices_noticepreference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"
