"""Puts our site in the place of Django's. Read before any model is there, so it names the site by string."""

from django.contrib.admin.apps import AdminConfig


class OperatorAdminConfig(AdminConfig):
    default_site = "marketplace.operator.OperatorSite"
