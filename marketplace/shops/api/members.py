"""`/api/x/members`: what the members page does (R121, R135)."""

from datetime import datetime
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right, Role
from marketplace.rest.schema import describe
from marketplace.rest.views import SellerView
from marketplace.shops import services
from marketplace.shops.models import Invitation, Membership, Shop

MEMBER = {"id": int, "email": str, "firstname": str, "lastname": str, "role": str, "active": bool, "since": datetime}
INVITATION = {
    "id": int,
    "email": str,
    "role": str,
    "invited_by": str,
    "date_created": datetime,
    "expiration_date": datetime,
}


class InviteBody(serializers.Serializer[Any]):
    """Whom to ask, and as what."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=Role.values)


class MemberBody(serializers.Serializer[Any]):
    """What may change; absent is left as it is."""

    role = serializers.ChoiceField(choices=Role.values, required=False)
    active = serializers.BooleanField(required=False)


class MembersOfShop(SellerView):
    """List and invite."""

    operation = "X-MEMBERS"
    permission = Right.MEMBER_MANAGE

    @describe("Members of the shop, and open invitations", answer={"members": [MEMBER], "invitations": [INVITATION]})
    def get(self, request: Request) -> Response:
        return Response(
            {
                "members": [_member(member) for member in services.list_members()],
                "invitations": [_invitation(invitation) for invitation in services.list_invitations()],
            }
        )

    @describe(
        "Invite a person by mail",
        operation="X-MEMBERS-INVITE",
        status=201,
        answer=INVITATION,
        body=InviteBody,
        example={"email": "carmen@shop.example", "role": "GROUP_SHOP_SALES"},
    )
    def post(self, request: Request) -> Response:
        body = InviteBody(data=request.data)
        body.is_valid(raise_exception=True)
        shop = Shop.objects.get(pk=self.shop_id)
        invitation = services.invite_member(shop=shop, actor=self.actor, at=self.at, **body.validated_data)
        return Response(_invitation(invitation), status=201)


class MemberOfShop(SellerView):
    """Change a role, switch off or on."""

    operation = "X-MEMBER-CHANGE"
    permission = Right.MEMBER_MANAGE

    @describe(
        "Change a member's role, or switch the member off or on",
        answer=MEMBER,
        body=MemberBody,
        example={"role": "GROUP_SHOP_INVENTORY", "active": True},
    )
    def patch(self, request: Request, pk: int) -> Response:
        body = MemberBody(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        member = services.change_member(member_id=pk, role=wanted.get("role"), is_active=wanted.get("active"))
        return Response(_member(member))


class ResendInvitation(SellerView):
    """A new link."""

    operation = "X-INVITATION-RESEND"
    permission = Right.MEMBER_MANAGE

    @describe("Send an invitation again, with a new link", answer=INVITATION)
    def post(self, request: Request, pk: int) -> Response:
        return Response(_invitation(services.resend_invitation(invitation_id=pk, at=self.at)))


class WithdrawInvitation(SellerView):
    """Makes the link worthless."""

    operation = "X-INVITATION-WITHDRAW"
    permission = Right.MEMBER_MANAGE

    @describe("Withdraw an invitation", status=204)
    def post(self, request: Request, pk: int) -> Response:
        services.withdraw_invitation(invitation_id=pk, at=self.at)
        return Response(status=204)


def _member(member: Membership) -> dict[str, Any]:
    return {
        "id": member.pk,
        "email": member.user.email,
        "firstname": member.user.firstname,
        "lastname": member.user.lastname,
        "role": member.role,
        "active": member.is_active and member.user.is_active,
        "since": member.created_at,
    }


def _invitation(invitation: Invitation) -> dict[str, Any]:
    return {
        "id": invitation.pk,
        "email": invitation.email,
        "role": invitation.role,
        "invited_by": invitation.invited_by,
        "date_created": invitation.created_at,
        "expiration_date": invitation.expires_at,
    }
