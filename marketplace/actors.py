"""Who acts: one value carried by every service instead of four optional arguments."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """The kinds of hands that can move something."""

    MEMBER = "MEMBER"
    API_KEY = "API_KEY"
    STOREFRONT = "STOREFRONT"
    OPERATOR = "OPERATOR"
    CUSTOMER = "CUSTOMER"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True)
class Actor:
    """Who did it; `label` is what the timeline shows."""

    kind: ActorKind
    label: str
    user_id: int | None = None


SYSTEM = Actor(kind=ActorKind.SYSTEM, label="Trastienda")
