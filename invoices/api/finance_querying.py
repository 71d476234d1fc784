"""Which lines of the ledger the finance list shows."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from invoices.choices import PaymentState, TransactionType
from invoices.models import LedgerTransaction
from invoices.querysets import LedgerTransactionQuerySet
from marketplace.rest.wire import Query, refuse

_TYPES = [each.value for each in TransactionType if each != TransactionType.RELEASE]


@dataclass(frozen=True)
class Selection:
    """A period from `since` on and before `until`, and what else is asked of its lines."""

    since: datetime | None
    until: datetime | None
    currency: str | None
    state: PaymentState | None
    types: list[str] | None
    order_ids: list[str] | None

    @classmethod
    def read(cls, query: Query) -> "Selection":
        """Raises ValidationFailed for values that are wrong."""
        state = query.choice("state", PaymentState.values)
        since, until = query.moment("since"), query.moment("until")
        if since and until and since > until:
            raise refuse("until", _("The period ends before it begins."))
        return cls(
            since=since,
            until=until,
            currency=query.text("currency"),
            state=PaymentState(state) if state else None,
            types=query.choices("type", _TYPES),
            order_ids=query.texts("order_id"),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether lines of the period are left out, so that they do not lead from opening to closing."""
        return bool(self.state or self.types or self.order_ids)

    @property
    def whole_state(self) -> PaymentState | None:
        """The state of which all lines are asked for, whatever their moment: a balance is their sum."""
        return None if self.types or self.order_ids or self.since or self.until else self.state

    def lines(self) -> LedgerTransactionQuerySet:
        """Those of the open scope."""
        wanted = {
            "at__gte": self.since,
            "at__lt": self.until,
            "currency": self.currency,
            "type__in": self.types,
            "order__order_id__in": self.order_ids,
        }
        found: LedgerTransactionQuerySet = LedgerTransaction.objects.charged().filter(
            **{name: value for name, value in wanted.items() if value is not None}
        )
        if self.state == PaymentState.PENDING:
            return found.pending()
        return found.payable() if self.state == PaymentState.PAYABLE else found
