"""Operations of orders, under /api/."""

from django.urls import path

from orders.api import delaying, extras, promise, realism, reasons, views

urlpatterns = [
    path("orders", views.ListOrders.as_view()),
    path("orders/<order:order_id>", views.ShowOrder.as_view()),
    path("orders/<order:order_id>/accept", views.AcceptOrder.as_view()),
    path("orders/<order:order_id>/tracking", views.SetTracking.as_view()),
    path("orders/<order:order_id>/ship", views.ShipOrder.as_view()),
    path("x/orders/<order:order_id>/deadlines", extras.ListOrderDeadlines.as_view()),
    path("x/orders/<order:order_id>/promise", promise.ShowPromise.as_view()),
    path("x/orders/<order:order_id>/delay", delaying.DeclareDelay.as_view()),
    path("x/orders/<order:order_id>/decision", extras.DecideOrder.as_view()),
    path("x/shipping/realism", realism.ShowRealism.as_view()),
    path("reasons", reasons.ListReasons.as_view()),
    path("x/refusal-reasons", reasons.ListRefusalReasons.as_view()),
]
