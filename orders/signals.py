"""News of orders: with the change, for what must not be lost; and once after commit, as a hint."""

from django.dispatch import Signal

# Sent inside the transaction of the change, by record_event: for what must be written with it, such as the ledger. What
# a receiver raises undoes the change. Carries order, kind (an OrderEventKind), lines as they now are, actor and at.
order_recorded = Signal()

# Sent inside the transaction of an import of the past. Carries the primary keys of the new orders as order_ids.
orders_imported = Signal()

# Carries order_id (the public one), shop_id and kind (an OrderEventKind).
order_moved = Signal()
