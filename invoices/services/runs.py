"""Issuing the invoices of many orders by a worker (R045), and of one by itself at shipment.

What is done stands in the run's row, written with each invoice: a killed worker's run goes on where it stopped, and no
order is invoiced twice.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from time import perf_counter

from django.db import OperationalError as DatabaseDown
from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from invoices.choices import RunState
from invoices.kinds import INVOICE_NOT_ISSUED
from invoices.models import InvoiceRun, InvoiceSettings
from invoices.parties import missing_of_issuer
from invoices.services.drafting import issuer_incomplete
from invoices.services.issuing import issue_invoice
from marketplace import clock
from marketplace.actors import SYSTEM, Actor, ActorKind
from marketplace.celery import app
from marketplace.errors import Conflict, DomainError, NotFound, refusal
from marketplace.notices.services import notify
from marketplace.permissions import Right
from marketplace.shops.models import Shop
from marketplace.tenancy import all_shops, shop_scope
from orders.deadlines import SUBJECT
from orders.models import Order

logger = logging.getLogger(__name__)

RUN_TASK = "invoices.run"
HINT_EXPIRES = 10  # seconds after which the sweep has come by
MOST_ORDERS = 5000
SLICE_SECONDS = 3.0  # of issuing between two looks at whatever else is due
_OPEN = (RunState.WAITING, RunState.RUNNING)


def start_run(*, shop_id: int, order_ids: Sequence[str], actor: Actor, at: datetime) -> InvoiceRun:
    """Ask for the invoices of some orders, each of the kind that its billing data allow.

    Reasons for those that get none are kept in the active language. Raises ValidationFailed for no order, too many, an
    unknown one, or an incomplete issuer, of whom none could be issued.
    """
    wanted = list(dict.fromkeys(order_ids))
    if not wanted:
        raise refusal("ORDERS_MISSING", "order_ids", _("Choose at least one order."))
    if len(wanted) > MOST_ORDERS:
        raise refusal("TOO_MANY_ORDERS", "order_ids", _("At most %(most)s orders at once.") % {"most": MOST_ORDERS})
    known = set(Order.objects.filter(order_id__in=wanted).values_list("order_id", flat=True))
    unknown = [order_id for order_id in wanted if order_id not in known]
    if unknown:
        message = _("There is no order %(order)s.") % {"order": unknown[0]}
        raise refusal("ORDER_NOT_FOUND", f"order_ids[{wanted.index(unknown[0])}]", message)
    shop = Shop.objects.get(pk=shop_id)
    if missing_of_issuer(shop):
        raise issuer_incomplete(shop)
    return _ask(shop_id=shop_id, order_ids=wanted, actor=actor, at=at)


def issue_at_shipment(*, order: Order, at: datetime) -> None:
    """Ask for the invoice of an order that was just shipped, where the shop wants that. Waits for nobody's lock."""
    if order.is_imported or order.has_invoice:
        return
    if InvoiceSettings.objects.filter(shop_id=order.shop_id, issues_at_shipment=True).exists():
        _ask(shop_id=order.shop_id, order_ids=[order.order_id], actor=SYSTEM, at=at)


def find_run(run_id: int) -> InvoiceRun:
    """A run that a member or a key of the shop asked for. Raises NotFound."""
    found: InvoiceRun | None = InvoiceRun.objects.exclude(actor_kind=ActorKind.SYSTEM).filter(pk=run_id).first()
    if found is None:
        raise NotFound(code="RUN_NOT_FOUND", message=_("There is no such run."))
    return found


@transaction.atomic
def cancel_run(*, run_id: int, at: datetime) -> InvoiceRun:
    """Issue no more of it; what is issued stays. Raises NotFound, Conflict where it has ended."""
    run = find_run(run_id)
    stopped = InvoiceRun.objects.filter(pk=run.pk, state__in=_OPEN)
    if not stopped.update(state=RunState.CANCELLED, ended_at=at, next_at=None):
        raise Conflict(code="RUN_ENDED", message=_("All of it is done already."))
    return find_run(run_id)


def work_runs() -> int:
    """Issue what open runs ask for, for some seconds; how many orders were handled."""
    stop_at = perf_counter() + SLICE_SECONDS
    handled = 0
    while perf_counter() < stop_at and _step():
        handled += 1
    return handled


def count_waiting() -> int:
    """How many runs are open."""
    with all_shops("invoices are issued for every shop"):
        return int(InvoiceRun.objects.filter(state__in=_OPEN).count())


def _ask(*, shop_id: int, order_ids: Sequence[str], actor: Actor, at: datetime) -> InvoiceRun:
    run: InvoiceRun = InvoiceRun.objects.create(
        shop_id=shop_id,
        order_ids=list(order_ids),
        actor_kind=actor.kind,
        actor_label=actor.label,
        language=get_language() or "en",
        created_at=at,
        next_at=clock.real(),
    )
    transaction.on_commit(partial(_hint, run.pk), robust=True)
    return run


def _hint(_run_pk: int) -> None:
    try:
        app.send_task(RUN_TASK, expires=HINT_EXPIRES, retry=False)
    except OperationalError:
        logger.warning("No worker was told that invoices are to be issued")


@transaction.atomic
def _step() -> bool:
    """Handle the next order of the run that has waited longest and is in no other worker's hands."""
    with all_shops("invoices are issued for every shop"):
        open_runs = InvoiceRun.objects.filter(state__in=_OPEN, next_at__lte=clock.real())
        run: InvoiceRun | None = open_runs.select_for_update(skip_locked=True).order_by("next_at", "pk").first()
    if run is None:
        return False
    with shop_scope(run.shop_id), translation.override(run.language):
        order_id = run.order_ids[run.handled]
        failure = _try_issuing(run, order_id)
        if failure is None:
            run.done += 1
        else:
            kept = {"order_id": order_id, "code": failure.code, "message": failure.message}
            run.failures.append({**kept, "fields": [fault.field for fault in failure.errors]})
        _keep(run)
    return True


def _try_issuing(run: InvoiceRun, order_id: str) -> DomainError | None:
    """Issue one in a savepoint. What no rule has refused is a fault of ours, and holds up no other order."""
    actor = Actor(kind=ActorKind(run.actor_kind), label=run.actor_label)
    try:
        with transaction.atomic():
            issue_invoice(order_id=order_id, kind=None, actor=actor, at=clock.now())
    except DomainError as failure:
        return failure
    except DatabaseDown:
        raise
    except Exception:  # one that cannot be issued must hold up no other
        logger.exception("The invoice of order %s was not issued", order_id)
        return DomainError(code="INTERNAL_ERROR", message=_("The invoice could not be issued. Try it again."))
    return None


def _keep(run: InvoiceRun) -> None:
    """Write what was done; another run is looked at next, so that a long one holds up no short one."""
    is_over = run.handled >= run.total
    if is_over and run.actor_kind == ActorKind.SYSTEM:
        _end_own(run)
        return
    run.state = RunState.DONE if is_over else RunState.RUNNING
    run.ended_at, run.next_at = (clock.now(), None) if is_over else (None, clock.real())
    run.save(update_fields=["done", "failures", "state", "ended_at", "next_at"])


def _end_own(run: InvoiceRun) -> None:
    """Asked for by nobody, it is shown to nobody: the shop hears of what was not issued, and has the clock in Today."""
    for failure in run.failures:
        if failure["code"] != "INVOICE_EXISTS":
            notify(
                shop_id=run.shop_id,
                kind=INVOICE_NOT_ISSUED,
                right=Right.INVOICE_WRITE,
                subject_type=SUBJECT,
                subject_id=failure["order_id"],
                key=f"{INVOICE_NOT_ISSUED}:{failure['order_id']}",
                at=clock.now(),
                params={"code": failure["code"], "fields": failure.get("fields", [])},
            )
    run.delete()
