"""The shop front's operations on orders, under /api/storefront/."""

from django.urls import path

from orders.storefront import views

urlpatterns = [
    path("orders", views.CreateOrders.as_view()),
    path("orders/<order:order_id>/fraud", views.DecideFraud.as_view()),
    path("orders/<order:order_id>/payment", views.RecordPayment.as_view()),
    path("orders/<order:order_id>/received", views.ReceiveOrder.as_view()),
    path("events", views.ListEvents.as_view()),
]
