"""Orders with their lines, shipments, events, mails and evaluations; baskets and reasons."""

from orders.models.details import Basket, Evaluation, OrderEvent, OrderMail, Reason, Shipment
from orders.models.orders import Order, OrderLine

__all__ = ["Basket", "Evaluation", "Order", "OrderEvent", "OrderLine", "OrderMail", "Reason", "Shipment"]
