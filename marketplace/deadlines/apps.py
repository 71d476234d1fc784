from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "marketplace.deadlines"
    label = "deadlines"
