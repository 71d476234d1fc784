"""Who works in a shop, and what the shop says of itself. Everything here runs inside the shop's scope."""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.services import create_account, find_account
from marketplace.actors import Actor
from marketplace.errors import Conflict, FieldError, Forbidden, NotFound, ValidationFailed
from marketplace.permissions import Right, Role
from marketplace.shops.access import issue_key
from marketplace.shops.choices import ShopState, SuspensionType
from marketplace.shops.models import ApiKey, Invitation, Membership, Shop

INVITATION_DAYS = 7
PROFILE_FIELDS = (
    "name",
    "description",
    "email",
    "phone",
    "return_policy",
    "legal_name",
    "tax_id",
    "registration_number",
    "contact_firstname",
    "contact_lastname",
    "street_1",
    "street_2",
    "zip_code",
    "city",
    "region",
    "country",
)
REQUIRED_FIELDS = ("name", "email", "phone")


def list_members() -> QuerySet[Membership]:
    """The people of the shop; the users that machines act as are none."""
    members = Membership.objects.filter(user__is_integration=False).select_related("user")
    return members.order_by("-is_active", "user__firstname", "user__lastname", "pk")


def list_invitations() -> QuerySet[Invitation]:
    """Invitations that nobody has answered yet, those that have run out among them."""
    return Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True).order_by("pk")


@transaction.atomic
def invite_member(*, shop: Shop, email: str, role: str, actor: Actor, at: datetime) -> Invitation:
    """Ask a person by mail to join in a role (R121). Raises Conflict for a member and for one already asked."""
    email = email.strip().lower()
    _check_role(role)
    if Membership.objects.filter(user__email=email, is_active=True).exists():
        raise Conflict(code="ALREADY_MEMBER", message=_("This person is a member of the shop already."))
    if list_invitations().filter(email=email).exists():
        raise _already_invited()
    invitation = Invitation(shop=shop, email=email, role=role, invited_by=actor.label, created_at=at)
    token = _renew(invitation, at)
    # Of two owners who invite the same person at once the constraint lets one through.
    Invitation.objects.bulk_create([invitation], ignore_conflicts=True)
    stored: Invitation | None = Invitation.objects.filter(token_hash=invitation.token_hash).first()
    if stored is None:
        raise _already_invited()
    _send_invitation(stored, token)
    return stored


@transaction.atomic
def resend_invitation(*, invitation_id: int, at: datetime) -> Invitation:
    """Send a new link, valid from now on; the former one works no more."""
    invitation = _lock_invitation(invitation_id)
    token = _renew(invitation, at)
    invitation.save(update_fields=["token_hash", "expires_at"])
    _send_invitation(invitation, token)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation_id: int, at: datetime) -> Invitation:
    """Make the link worthless."""
    invitation = _lock_invitation(invitation_id)
    invitation.revoked_at = at
    invitation.save(update_fields=["revoked_at"])
    return invitation


def find_invitation(*, token: str, at: datetime) -> Invitation:
    """The invitation behind a link, over all shops. Raises NotFound for a link that works no more."""
    return _open_invitation(Invitation.objects.select_related("shop"), token, at)


@transaction.atomic
def join_shop(*, token: str, user: User, at: datetime) -> Membership:
    """Accept an invitation as the person it was sent to. Raises Forbidden for another, NotFound for a used link."""
    invitation = _open_invitation(Invitation.objects.select_for_update(of=("self",)), token, at)
    if user.email != invitation.email:
        raise Forbidden(code="NOT_INVITED", message=_("This invitation is for %s.") % invitation.email)
    return _join(invitation, user, at)


@transaction.atomic
def join_shop_with_new_account(*, token: str, firstname: str, lastname: str, password: str, at: datetime) -> User:
    """Make the invited person's account and accept. Raises Conflict when the address has an account meanwhile."""
    invitation = _open_invitation(Invitation.objects.select_for_update(of=("self",)), token, at)
    if find_account(invitation.email):
        raise Conflict(code="HAS_ACCOUNT", message=_("This address has an account already. Sign in to accept."))
    language = translation.get_language() or ""
    user = create_account(
        email=invitation.email, password=password, firstname=firstname, lastname=lastname, language=language
    )
    _join(invitation, user, at)
    return user


@transaction.atomic
def change_member(*, member_id: int, role: str | None = None, is_active: bool | None = None) -> Membership:
    """Change a member's role, or switch the member off or on, from the next request on (R121).

    Raises Conflict when the shop would have no owner left who can sign in.
    """
    owners = _lock_owners()
    member = _lock_member(member_id)
    if role is not None:
        _check_role(role)
        member.role = role
    if is_active is not None:
        member.is_active = is_active
    stays_owner = member.is_active and member.role == Role.SHOP_ADMIN
    if owners == {member.pk} and not stays_owner:
        raise Conflict(code="LAST_OWNER", message=_("The last owner must stay. Make another member owner first."))
    member.save(update_fields=["role", "is_active"])
    return member


def make_key(
    *, shop: Shop, user: User, label: str, rights: Collection[str] | None, held: frozenset[Right], at: datetime
) -> tuple[ApiKey, str]:
    """Make an API key with `rights`, none of them beyond those `held` by who makes it; None: all of those."""
    if not label.strip():
        raise ValidationFailed(
            message=_("A key needs a label."), errors=[FieldError("REQUIRED", "label", _("Required."))]
        )
    if rights is None:
        chosen = None if held == frozenset(Right) else held
    else:
        chosen = frozenset(Right(right) for right in rights)
    if chosen is not None and not chosen <= held:
        raise Forbidden(code="RIGHT_NOT_HELD", message=_("A key cannot have more rights than whoever makes it."))
    return issue_key(user=user, shop=shop, label=label.strip(), rights=chosen, at=at)


def find_key(*, key_id: int) -> ApiKey:
    """A key of the shop. Raises NotFound."""
    key = ApiKey.objects.filter(pk=key_id).first()
    if key is None:
        raise NotFound(message=_("The shop has no such key."))
    return key


@transaction.atomic
def update_shop(*, shop_id: int, changes: Mapping[str, Any], at: datetime) -> Shop:
    """Change what the shop says of itself. Customer-service mail and telephone are both required (R117)."""
    shop: Shop = Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
    unknown = sorted(set(changes) - set(PROFILE_FIELDS))
    if unknown:
        raise _invalid({name: [_("This cannot be changed here.")] for name in unknown})
    for name, value in changes.items():
        setattr(shop, name, value.strip() if isinstance(value, str) else value)
    missing = {name: [_("This is required.")] for name in REQUIRED_FIELDS if not getattr(shop, name)}
    if missing:
        raise _invalid(missing)
    try:
        shop.clean_fields(exclude={field.name for field in Shop._meta.fields} - set(PROFILE_FIELDS))
    except ValidationError as error:
        raise _invalid(error.message_dict) from error
    shop.updated_at = at
    shop.save(update_fields=[*changes, "updated_at"])
    return shop


@transaction.atomic
def change_shop_state(*, shop_id: int, state: str, suspension_type: str = "", at: datetime) -> Shop:
    """Open, close or suspend a shop, as its operator. Only a suspended shop has a kind of suspension."""
    shop: Shop = Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
    if state not in ShopState.values:
        raise _invalid({"state": [_("There is no such state.")]})
    shop.state = state
    shop.suspension_type = (suspension_type or SuspensionType.MANUAL) if state == ShopState.SUSPENDED else ""
    shop.updated_at = at
    shop.save(update_fields=["state", "suspension_type", "updated_at"])
    return shop


def _invalid(faults: Mapping[str, Collection[str]]) -> ValidationFailed:
    errors = [FieldError("VALIDATION_ERROR", name, str(text)) for name, texts in faults.items() for text in texts]
    return ValidationFailed(message=f"{errors[0].field}: {errors[0].message}", errors=errors)


def _check_role(role: str) -> None:
    if role not in Role.values:
        raise _invalid({"role": [_("There is no such role.")]})


def _lock_owners() -> set[int]:
    """Hold the active owners who can sign in, so that of two changes at once the second sees the first."""
    owners = Membership.objects.filter(
        role=Role.SHOP_ADMIN, is_active=True, user__is_active=True, user__is_integration=False
    )
    return set(owners.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def _lock_member(member_id: int) -> Membership:
    members = Membership.objects.select_for_update(of=("self",)).select_related("user")
    member: Membership | None = members.filter(pk=member_id, user__is_integration=False).first()
    if member is None:
        raise NotFound(message=_("The shop has no such member."))
    return member


def _lock_invitation(invitation_id: int) -> Invitation:
    invitation: Invitation | None = (
        list_invitations().select_for_update(of=("self",)).select_related("shop").filter(pk=invitation_id).first()
    )
    if invitation is None:
        raise NotFound(message=_("There is no such open invitation."))
    return invitation


def _open_invitation(invitations: QuerySet[Invitation], token: str, at: datetime) -> Invitation:
    found = invitations.filter(token_hash=_hash(token), accepted_at__isnull=True, revoked_at__isnull=True).first()
    if found is None or found.expires_at <= at:
        raise NotFound(code="INVITATION_INVALID", message=_("This invitation works no more."))
    return found


def _join(invitation: Invitation, user: User, at: datetime) -> Membership:
    """Make the person a member, or a former one a member again, in the role of the invitation."""
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    member, is_new = Membership.objects.get_or_create(
        shop_id=invitation.shop_id, user=user, defaults={"role": invitation.role, "created_at": at}
    )
    if not is_new and not member.is_active:
        member.role, member.is_active = invitation.role, True
        member.save(update_fields=["role", "is_active"])
    return member


def _renew(invitation: Invitation, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    invitation.token_hash = _hash(token)
    invitation.expires_at = at + timedelta(days=INVITATION_DAYS)
    return token


def _already_invited() -> Conflict:
    return Conflict(
        code="ALREADY_INVITED", message=_("This person is invited already. The invitation can be sent again.")
    )


def _send_invitation(invitation: Invitation, token: str) -> None:
    """Write the mail in the person's own language where it is known, else in the inviter's."""
    account = find_account(invitation.email)
    link = f"{settings.BASE_URL}{reverse('shops:invitation', args=[token])}"
    with translation.override((account.language if account else "") or translation.get_language()):
        context = {"invitation": invitation, "link": link, "days": INVITATION_DAYS}
        mail = EmailMultiAlternatives(
            subject=_("Join %(shop)s on Trastienda") % {"shop": " ".join(invitation.shop.name.split())},
            body=render_to_string("shops/mail/invitation.txt", context),
            to=[invitation.email],
        )
        mail.attach_alternative(render_to_string("shops/mail/invitation.html", context), "text/html")
        mail.send()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
