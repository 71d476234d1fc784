"""What the operator keeps of products and offers."""

from offers.admin import catalogue, listing, offers, promotions, runs

__all__ = ["catalogue", "listing", "offers", "promotions", "runs"]
