"""News of orders, sent once after commit. A hint: whatever must not be lost is also read from OrderEvent rows."""

from django.dispatch import Signal

# Carries order_id (the public one), shop_id and kind (an OrderEventKind).
order_moved = Signal()
