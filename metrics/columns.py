"""What figures are counted from: each column of the daily facts once, as SQL over the rows it counts.

The facts, the rebuild and the rows that a figure opens to are all made from these, so that they cannot differ.
In the SQL `o` is the order, `c` its channel, `l` its line, `e` its passed fraud check, `d` the reply clock, `v` the
evaluation, `t` the visits of one offer and day, `f` the offer.
"""

from dataclasses import dataclass
from enum import StrEnum

from metrics.choices import RowKind
from orders.reasons import NOT_PAID, PAYMENT_REFUSED

_COUNTS = "NOT o.is_fraud AND o.state <> 'STAGING'"
_OWN = f"{_COUNTS} AND NOT o.is_imported"
_PAID = f"{_COUNTS} AND o.state IN ('SHIPPING', 'SHIPPED', 'TO_COLLECT', 'RECEIVED', 'CLOSED')"
_REVENUE = f"{_PAID} AND o.currency = c.currency"
_ASKED = f"{_REVENUE} AND c.currency = %(currency)s"
_DECIDED = "o.state <> 'WAITING_ACCEPTANCE'"
_ACCEPTED = f"{_DECIDED} AND l.state <> 'REFUSED'"
_SOLD = "l.state NOT IN ('REFUSED', 'CANCELED')"
# Sales of a day are told beside its visits, where any were told.
_VISITED = (
    "EXISTS (SELECT FROM metrics_offervisits t WHERE t.shop_id = o.shop_id AND t.channel_id = o.channel_id"
    " AND t.day = (o.created_at AT TIME ZONE c.timezone)::date AND t.count > 0)"
)
_SHIPPED = f"{_COUNTS} AND o.shipped_at IS NOT NULL"
_INVOICED = f"{_SHIPPED} AND o.state NOT IN ('REFUSED', 'CANCELED')"
_RECEIVED = f"{_COUNTS} AND o.received_at IS NOT NULL"
# As offers.querysets.sellable says it.
_ON_SALE = (
    "f.removed_at IS NULL AND f.is_active AND f.sellable_quantity > 0"
    " AND (f.available_from IS NULL OR f.available_from <= %(at)s)"
    " AND (f.available_until IS NULL OR f.available_until > %(at)s)"
)
_ANSWERED = "d.outcome IN ('met', 'late')"
# Where the past is out of order (shipped before it was approved) nothing was waited.
_READY_AT = (
    "coalesce(CASE o.payment_workflow WHEN 'PAY_ON_ACCEPTANCE' THEN o.debited_at END, o.accepted_at, o.created_at)"
)


def _between(start: str, end: str) -> str:
    """Whole seconds from one moment to another, never less than none."""
    return f"greatest(0, floor(extract(epoch FROM {end} - {start})))::bigint"


class Source(StrEnum):
    """Where rows come from; each has its moment, by whose day in the channel's zone they are counted."""

    ORDER = "order"
    LINE = "line"
    APPROVAL = "approval"
    ANSWER = "answer"
    EVALUATION = "evaluation"
    VISIT = "visit"
    WAIT = "wait"  # reply clocks that run now: of no day
    OFFER = "offer"  # on sale now: of no day


@dataclass(frozen=True)
class Column:
    """Rows of a source under a condition; `amount` is what each adds. A `live` one is counted when it is asked for.

    Where amounts must be of one currency, or sales of days with visits, `asked` is the condition of what is told.
    `kept` is how facts `f` are added up where that is no plain sum.
    """

    name: str
    source: Source
    condition: str
    amount: str = "1"
    live: bool = False
    asked: str = ""
    kept: str = ""

    @property
    def sum_of_facts(self) -> str:
        """The aggregate over daily facts."""
        return f"coalesce({self.kept or f'sum(f.{self.name})'}, 0)"

    @property
    def total(self) -> str:
        """The aggregate over the source's rows."""
        if self.amount == "1":
            return f"count(*) FILTER (WHERE {self.condition})"
        return f"coalesce(sum({self.amount}) FILTER (WHERE {self.condition}), 0)"


_ORDER = (
    Column("orders", Source.ORDER, _COUNTS),
    Column("outside_orders", Source.ORDER, f"NOT ({_COUNTS})"),
    Column("shipped_late", Source.ORDER, f"{_COUNTS} AND o.shipped_at > o.ship_by"),
    Column("shipped_orders", Source.ORDER, _SHIPPED),
    Column("shipping_seconds", Source.ORDER, _SHIPPED, _between(_READY_AT, "o.shipped_at")),
    Column("received_in_time", Source.ORDER, f"{_RECEIVED} AND o.received_at <= o.promise_latest"),
    Column("received_late", Source.ORDER, f"{_RECEIVED} AND o.received_at > o.promise_latest"),
    Column("received_unpromised", Source.ORDER, f"{_RECEIVED} AND o.promise_latest IS NULL"),
    Column("to_invoice", Source.ORDER, f"{_INVOICED} AND NOT o.is_imported"),
    Column("invoiced", Source.ORDER, f"{_INVOICED} AND NOT o.is_imported AND o.has_invoice"),
    Column("shipped_past", Source.ORDER, f"{_INVOICED} AND o.is_imported"),
    Column("paid_orders", Source.ORDER, _PAID),
    Column("unpaid_orders", Source.ORDER, f"{_COUNTS} AND NOT ({_PAID})"),
    Column("revenue_orders", Source.ORDER, _REVENUE, asked=_ASKED),
    Column("revenue", Source.ORDER, _REVENUE, "o.price", asked=_ASKED),
    Column("revenue_with_shipping", Source.ORDER, _REVENUE, "o.total_price", asked=_ASKED),
    Column("foreign_orders", Source.ORDER, f"{_PAID} AND NOT ({_REVENUE})", asked=f"{_PAID} AND NOT ({_ASKED})"),
)
_LINE = (
    Column("accepted_lines", Source.LINE, f"{_OWN} AND {_ACCEPTED}"),
    Column("decided_lines", Source.LINE, f"{_OWN} AND {_DECIDED}"),
    Column("undecided_lines", Source.LINE, f"{_COUNTS} AND (o.is_imported OR NOT ({_DECIDED}))"),
    Column("submitted_lines", Source.LINE, _OWN),
    Column("auto_refused_lines", Source.LINE, f"{_OWN} AND o.state = 'REFUSED' AND o.accepted_at IS NULL"),
    Column("past_lines", Source.LINE, f"{_COUNTS} AND o.is_imported"),
    Column("cancellable_lines", Source.LINE, f"{_COUNTS} AND {_ACCEPTED}"),
    Column(
        "cancelled_lines",
        Source.LINE,
        f"{_COUNTS} AND l.state = 'CANCELED' AND l.reason_code NOT IN ('{NOT_PAID}', '{PAYMENT_REFUSED}')",
    ),
    Column(
        "sold_lines",
        Source.LINE,
        f"{_OWN} AND {_SOLD}",
        asked=f"{_OWN} AND {_SOLD} AND {_VISITED}",
        kept="sum(f.sold_lines) FILTER (WHERE f.visits > 0)",
    ),
    Column(
        "unvisited_lines",
        Source.LINE,
        f"{_COUNTS} AND o.is_imported AND {_SOLD}",
        asked=f"{_COUNTS} AND {_SOLD} AND (o.is_imported OR NOT {_VISITED})",
        kept="sum(f.unvisited_lines + CASE WHEN f.visits > 0 THEN 0 ELSE f.sold_lines END)",
    ),
)
_APPROVAL = (
    Column("approvals", Source.APPROVAL, f"{_OWN} AND o.state <> 'REFUSED' AND o.accepted_at IS NOT NULL"),
    Column(
        "approval_seconds",
        Source.APPROVAL,
        f"{_OWN} AND o.state <> 'REFUSED' AND o.accepted_at IS NOT NULL",
        _between("e.at", "o.accepted_at"),
    ),
)
_ANSWER = (
    Column("answers", Source.ANSWER, _ANSWERED),
    Column("answers_in_time", Source.ANSWER, "d.outcome = 'met'"),
    Column("answer_seconds", Source.ANSWER, _ANSWERED, "d.elapsed_seconds"),
    Column("answer_worked_seconds", Source.ANSWER, _ANSWERED, "d.worked_seconds"),
    Column("unneeded_answers", Source.ANSWER, "d.outcome = 'void'"),
)
_EVALUATION = (
    Column("evaluations", Source.EVALUATION, "NOT o.is_fraud"),
    Column("grade_sum", Source.EVALUATION, "NOT o.is_fraud", "v.grade"),
)
_VISIT = (Column("visits", Source.VISIT, "true", "t.count"),)

# Kept per shop, channel and day.
STORED: tuple[Column, ...] = (*_ORDER, *_LINE, *_APPROVAL, *_ANSWER, *_EVALUATION, *_VISIT)

# These grow by themselves as time goes on, so they are counted when they are asked for.
LIVE: tuple[Column, ...] = (
    Column("overdue_unshipped", Source.ORDER, f"{_COUNTS} AND o.state = 'SHIPPING' AND o.ship_by < %(at)s", live=True),
    Column(
        "overdue_undelivered",
        Source.ORDER,
        f"{_COUNTS} AND o.state IN ('SHIPPING', 'SHIPPED', 'TO_COLLECT') AND o.received_at IS NULL"
        " AND o.promise_latest < %(at)s",
        live=True,
    ),
    Column(
        "refused_in_a_row",
        Source.ORDER,
        f"{_OWN} AND o.state = 'REFUSED' AND coalesce(o.accepted_at, o.acceptance_due_at) > %(last_accepted)s",
        live=True,
    ),
    Column("open_waits", Source.WAIT, "true", live=True),
    Column("open_wait_seconds", Source.WAIT, "true", _between("d.opened_at", "%(at)s"), live=True),
    Column("overdue_waits", Source.WAIT, "d.due_at < %(at)s", live=True),
    Column("offers_on_sale", Source.OFFER, _ON_SALE, live=True),
)

LAST_ACCEPTED = f"max(o.accepted_at) FILTER (WHERE {_OWN} AND o.state <> 'REFUSED')"

COLUMNS: dict[str, Column] = {column.name: column for column in (*STORED, *LIVE)}

KIND_OF_SOURCE: dict[Source, RowKind] = {
    Source.ORDER: RowKind.ORDER,
    Source.LINE: RowKind.LINE,
    Source.APPROVAL: RowKind.ORDER,
    Source.ANSWER: RowKind.CONVERSATION,
    Source.EVALUATION: RowKind.EVALUATION,
    Source.VISIT: RowKind.VISITS,
    Source.WAIT: RowKind.CONVERSATION,
    Source.OFFER: RowKind.OFFER,
}
