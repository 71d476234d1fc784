from django.apps import AppConfig


class RestConfig(AppConfig):
    name = "marketplace.rest"
    label = "rest"
