"""Keys and members: who may do what in which shop.

Keys are looked up by the SHA-256 of what was sent. A slow, salted hash protects a password that people choose; a key is
43 random characters (256 bits), which nobody finds from its hash, and every call is checked by one index lookup.
"""

import hashlib
import secrets
import string
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, Subquery

from marketplace import clock
from marketplace.accounts.models import User
from marketplace.actors import Actor, ActorKind
from marketplace.permissions import Right, Role, rights_of
from marketplace.shops.models import ApiKey, Membership, Shop, ShopChannel, StorefrontKey
from marketplace.shops.zones import shop_zone
from marketplace.tenancy import all_shops

_ALPHABET = string.ascii_letters + string.digits
_KEY_LENGTH = 43
_LONGEST_ID = 18  # digits that a bigint surely holds
# Each call would else write a row, and calls of one key would wait for each other.
_LAST_USE_STEP = timedelta(minutes=1)


@dataclass(frozen=True)
class ShopAccess:
    """What a key may do in one shop: the rights of its user's role there that the key holds too."""

    shop_id: int
    rights: frozenset[Right]
    actor: Actor

    def zone(self) -> tzinfo:
        """By whose clock moments run that name no zone; needs the shop's scope."""
        return shop_zone(self.shop_id)


@dataclass(frozen=True)
class KeyHolder:
    """A known key, its user, and the user's role in each of the user's shops."""

    key_id: int
    label: str
    user: User
    default_shop_id: int
    key_rights: frozenset[Right]
    roles: Mapping[int, str]

    def access(self, shop_id: int) -> ShopAccess | None:
        """Access to a shop; none where the user is no active member."""
        role = self.roles.get(shop_id)
        if role is None:
            return None
        actor = Actor(kind=ActorKind.API_KEY, label=f"{self.label} (API)", user_id=self.user.pk)
        return ShopAccess(shop_id=shop_id, rights=rights_of(role) & self.key_rights, actor=actor)


@dataclass(frozen=True)
class StorefrontHolder:
    """A known key of the shop front."""

    key_id: int
    actor: Actor


@dataclass(frozen=True)
class ShopMember:
    """A person at the desk of one shop. Who has chosen no zone reads times in that of the shop's first channel."""

    shop: Shop
    user: User
    role: str
    channel_timezone: str = ""

    @property
    def timezone(self) -> str:
        return self.user.timezone or self.channel_timezone

    @property
    def rights(self) -> frozenset[Right]:
        return rights_of(self.role)

    @property
    def actor(self) -> Actor:
        return Actor(kind=ActorKind.MEMBER, label=self.user.full_name, user_id=self.user.pk)


def issue_key(
    *, user: User, shop: Shop, label: str, at: datetime, rights: Collection[Right] | None = None
) -> tuple[ApiKey, str]:
    """Make a key of `user` for `shop`; `rights` None: all that the user has. The raw key is returned here alone."""
    raw = _random_key()
    with all_shops("a key is made for the shop that is named, by owner, operator or command"):
        key = ApiKey.objects.create(
            shop=shop,
            user=user,
            label=label,
            prefix=raw[:8],
            key_hash=_hash(raw),
            rights=None if rights is None else sorted(rights),
            created_at=at,
        )
    return key, raw


def revoke_key(*, key: ApiKey, at: datetime) -> None:
    """End a key for good; one that was revoked before keeps its date."""
    ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=at)


def issue_storefront_key(*, label: str, at: datetime) -> tuple[StorefrontKey, str]:
    """Make a key of the shop front. The raw key is returned here alone."""
    raw = _random_key()
    return StorefrontKey.objects.create(label=label, prefix=raw[:8], key_hash=_hash(raw), created_at=at), raw


def revoke_storefront_key(*, key: StorefrontKey, at: datetime) -> None:
    """End a key of the shop front for good; one that was revoked before keeps its date."""
    StorefrontKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=at)


def authenticate_key(raw: str) -> KeyHolder | None:
    """Who holds this key; none for a key that is unknown or revoked, or whose user is switched off."""
    with all_shops("a key is looked up before its shop is known"):
        key = (
            ApiKey.objects.filter(key_hash=_hash(raw), revoked_at__isnull=True, user__is_active=True)
            .select_related("user")
            .first()
        )
        if key is None:
            return None
        _note_use(key)
        roles = dict(Membership.objects.filter(user=key.user, is_active=True).values_list("shop_id", "role"))
    return KeyHolder(
        key_id=key.pk,
        label=key.label,
        user=key.user,
        default_shop_id=key.shop_id,
        key_rights=frozenset(Right) if key.rights is None else frozenset(Right(each) for each in key.rights),
        roles=roles,
    )


def authenticate_storefront_key(raw: str) -> StorefrontHolder | None:
    """Which shop front holds this key; none for one that is unknown or revoked."""
    key = StorefrontKey.objects.filter(key_hash=_hash(raw), revoked_at__isnull=True).first()
    return StorefrontHolder(key.pk, Actor(kind=ActorKind.STOREFRONT, label=key.label)) if key else None


def portal_member(user: AbstractBaseUser | AnonymousUser, shop_id: int) -> ShopMember | None:
    """The user as an active member of the shop; none where the user has no business there."""
    if not isinstance(user, User) or not user.is_active:
        return None
    with all_shops("membership decides which scope may be opened"):
        zones = ShopChannel.objects.filter(shop=shop_id).order_by("pk").values("channel__timezone")[:1]
        members = Membership.objects.filter(user=user, shop_id=shop_id, is_active=True).select_related("shop")
        found = members.annotate(channel_timezone=Subquery(zones)).first()
    if found is None:
        return None
    return ShopMember(shop=found.shop, user=user, role=found.role, channel_timezone=found.channel_timezone or "")


def portal_members(user: AbstractBaseUser | AnonymousUser) -> list[ShopMember]:
    """The user as an active member of each shop, by the shops' names."""
    if not isinstance(user, User) or not user.is_active:
        return []
    with all_shops("the shops of one person, before one of them is chosen"):
        members = Membership.objects.filter(user=user, is_active=True).select_related("shop")
        found = list(members.order_by("shop__name", "shop_id"))
    return [ShopMember(shop=member.shop, user=user, role=member.role) for member in found]


def find_shop(id_or_code: str) -> Shop | None:
    """A shop by its id or code, for commands; the code wins where both would fit."""
    with all_shops("a command names any shop"):
        by_code = Shop.objects.filter(code=id_or_code).first()
        if by_code or not id_or_code.isdecimal() or len(id_or_code) > _LONGEST_ID:
            return by_code
        return Shop.objects.filter(pk=int(id_or_code)).first()


def integration_user(*, shop: Shop, at: datetime) -> User:
    """The shop's own user for machines, an owner that nobody can sign in as. Made, or switched on again."""
    email = f"integration-{shop.pk}@integration.invalid"
    user = User.objects.filter(email=email, is_integration=True).first()
    if user is None:
        user = User.objects.create_user(email, firstname=shop.name, is_integration=True)
    with all_shops("the membership of the shop that is named"):
        role = {"role": Role.SHOP_ADMIN, "is_active": True}
        Membership.objects.update_or_create(
            shop=shop, user=user, defaults=role, create_defaults={**role, "created_at": at}
        )
    return user


def _note_use(key: ApiKey) -> None:
    """Write the last use down at most once a minute, and not while another call is writing it."""
    at = clock.real()
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=at - _LAST_USE_STEP)
    if key.last_used_at is None or key.last_used_at < at - _LAST_USE_STEP:
        free = ApiKey.objects.select_for_update(skip_locked=True).filter(stale, pk=key.pk).values("pk")
        ApiKey.objects.filter(pk__in=free).update(last_used_at=at)


def _random_key() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_KEY_LENGTH))


def _hash(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()
