"""Codes of the deadlines that an order has; `orders.deadlines` says what they mean."""

ACCEPTANCE = "order_acceptance"
PAYMENT = "order_payment"
SHIPMENT = "order_shipment"
PROMISE = "delivery_promise"
AUTORECEIVE = "order_autoreceive"
