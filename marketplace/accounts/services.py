"""Accounts: made by an accepted invitation, changed by their person."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from marketplace.accounts.models import User

SIGN_IN_BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def create_account(*, email: str, password: str, firstname: str, lastname: str, language: str = "") -> User:
    """Make the account of a person who has proven the address. Raises IntegrityError when there is one already."""
    return User.objects.create_user(email, password, firstname=firstname, lastname=lastname, language=language)


def find_account(email: str) -> User | None:
    """The account of that address, switched off or not."""
    return User.objects.filter(email=email.strip().lower()).first()


def remember_language(*, user: User, language: str) -> None:
    """Keep the language that the person chose, for every browser and for mail."""
    user.language = language
    user.save(update_fields=["language"])


def sign_in(*, request: HttpRequest, user: User) -> None:
    """Begin a session for a person who has just proven who it is."""
    login(request, user, backend=SIGN_IN_BACKEND)
