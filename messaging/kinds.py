"""Codes of the deadlines that a conversation has; `messaging.deadlines` says what they mean."""

CUSTOMER_REPLY = "customer_reply"
SUBJECT = "thread"
