"""Overrides for the tests, and nothing else."""

from marketplace.settings.base import *  # noqa: F403

SIMULATION = True
SECRET_KEY = "tests only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Threads of the concurrency tests each want a connection of their own, closed when they end.
DATABASES["default"]["OPTIONS"].pop("pool", None)  # noqa: F405
