"""The project package: the ground that every app stands on."""

from marketplace.celery import app as celery_app

__all__ = ["celery_app"]
