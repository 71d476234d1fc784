"""Who is told, and by which ways: the role's defaults, and what the member has made of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.notices.models import NoticePreference
from marketplace.notices.registry import Channels, NoticeKind, Seat
from marketplace.permissions import Right, Role, rights_of
from marketplace.shops.models import Membership


@dataclass(frozen=True)
class Effective:
    """A kind as it stands for one member: what holds, what the role would have, and whether the member chose."""

    kind: NoticeKind
    channels: Channels
    default: Channels
    is_chosen: bool


def audience_of(*, shop_id: int, right: Right) -> list[tuple[Membership, Seat]]:
    """The members who may act, each in its seat; who is switched off hears nothing."""
    holders = [member for member in _members(shop_id) if right in rights_of(member.role)]
    is_covered = any(right in _covered_by(member) for member in holders)
    return [(member, _seat(member, stands_in=not is_covered)) for member in holders]


def choices_of(
    *, shop_id: int, kind: NoticeKind, audience: Sequence[tuple[Membership, Seat]]
) -> list[tuple[Membership, Channels]]:
    """By which ways each of them hears of the kind. Who cannot get mail gets none: machines, people without address."""
    users = [member.user_id for member, _seat in audience]
    chosen = {
        row.user_id: row for row in NoticePreference.objects.filter(shop_id=shop_id, kind=kind.code, user__in=users)
    }
    return [
        (member, _reachable(member, _merge(kind.defaults(seat), chosen.get(member.user_id))))
        for member, seat in audience
    ]


def preferences_of(*, member: Membership, kinds: Sequence[NoticeKind]) -> list[Effective]:
    """The kinds as they stand for one member. An owner stands in for the rights that nobody else in the shop holds."""
    chosen = {row.kind: row for row in NoticePreference.objects.filter(shop_id=member.shop_id, user=member.user_id)}
    covered = {right for each in _members(member.shop_id) for right in _covered_by(each)}
    found = []
    for kind in kinds:
        default = kind.defaults(_seat(member, stands_in=not covered.issuperset(kind.rights())))
        row = chosen.get(kind.code)
        is_chosen = row is not None and (row.bell, row.mail) != (None, None)
        found.append(Effective(kind=kind, channels=_merge(default, row), default=default, is_chosen=is_chosen))
    return found


def _members(shop_id: int) -> list[Membership]:
    active = Membership.objects.filter(shop_id=shop_id, is_active=True, user__is_active=True)
    return list(active.select_related("user").order_by("pk"))


def _covered_by(member: Membership) -> frozenset[Right]:
    """What an owner may leave to this member; nothing to another owner or to a machine."""
    is_other = member.role != Role.SHOP_ADMIN and not member.user.is_integration
    return rights_of(member.role) if is_other else frozenset()


def _seat(member: Membership, *, stands_in: bool) -> Seat:
    is_owner = member.role == Role.SHOP_ADMIN
    return Seat(is_owner=is_owner, stands_in=is_owner and stands_in)


def _merge(default: Channels, row: NoticePreference | None) -> Channels:
    if row is None:
        return default
    return Channels(
        bell=default.bell if row.bell is None else row.bell, mail=default.mail if row.mail is None else row.mail
    )


def _reachable(member: Membership, channels: Channels) -> Channels:
    has_mail = bool(member.user.email) and not member.user.is_integration
    return channels if has_mail else Channels(bell=channels.bell, mail=False)
