"""The shop front's operations on orders, under /api/storefront/."""

from django.urls import path

from orders.storefront import listings, quotes, views

urlpatterns = [
    path("orders", views.CreateOrders.as_view()),
    path("orders/<order:order_id>/fraud", views.DecideFraud.as_view()),
    path("orders/<order:order_id>/payment", views.RecordPayment.as_view()),
    path("orders/<order:order_id>/received", views.ReceiveOrder.as_view()),
    path("offers", listings.ListListings.as_view()),
    path("offers/<int:offer_id>", listings.ShowListing.as_view()),
    path("quotes", quotes.QuoteItems.as_view()),
    path("events", views.ListEvents.as_view()),
]
