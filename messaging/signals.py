"""News of conversations, sent once after commit. A hint: whatever must not be lost is also read from rows."""

from django.dispatch import Signal

# Carries message_id (the public one, as text), thread_id, shop_id and sender_type (a SenderType).
message_written = Signal()
