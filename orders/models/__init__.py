"""Orders with their lines, shipments, events and evaluations; baskets and reasons."""

from orders.models.details import Basket, Evaluation, OrderEvent, Reason, Shipment
from orders.models.orders import Order, OrderLine

__all__ = ["Basket", "Evaluation", "Order", "OrderEvent", "OrderLine", "Reason", "Shipment"]
