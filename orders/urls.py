"""Pages of orders."""

from django.urls import path

from orders.views.deciding import AcceptView, DecideView, RefuseView
from orders.views.delaying import DelayView
from orders.views.detail import OrderDetailView
from orders.views.dispatching import ShipView, TrackingView
from orders.views.lead_time import LeadTimeView
from orders.views.listing import AcceptOrdersView, OrderListView

app_name = "orders"

_order = "shop/<int:shop_id>/orders/<order:order_id>"

urlpatterns = [
    path("shop/<int:shop_id>/orders/", OrderListView.as_view(), name="list"),
    path("shop/<int:shop_id>/orders/accept", AcceptOrdersView.as_view(), name="accept-many"),
    path("shop/<int:shop_id>/shipping/lead-time", LeadTimeView.as_view(), name="lead-time"),
    path(f"{_order}/", OrderDetailView.as_view(), name="detail"),
    path(f"{_order}/accept", AcceptView.as_view(), name="accept"),
    path(f"{_order}/decide", DecideView.as_view(), name="decide"),
    path(f"{_order}/refuse", RefuseView.as_view(), name="refuse"),
    path(f"{_order}/ship", ShipView.as_view(), name="ship"),
    path(f"{_order}/delay", DelayView.as_view(), name="delay"),
    path(f"{_order}/tracking", TrackingView.as_view(), name="tracking"),
]
