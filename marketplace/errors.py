"""Errors of the domain. Each carries a stable `code` and a message in the user's language; faces turn them into
answers.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class FieldError:
    """One fault of one field, named as the caller sent it (`order_lines[0].id`)."""

    code: str
    field: str
    message: str


@dataclass
class DomainError(Exception):
    """A rule that said no."""

    code: str
    message: str
    status: int = 400
    errors: list[FieldError] = field(default_factory=list)

    def __str__(self) -> str:
        return self.message


@dataclass
class NotFound(DomainError):
    """No such row in this scope: another shop's row looks the same."""

    code: str = "NOT_FOUND"
    message: str = ""
    status: int = 404


@dataclass
class Forbidden(DomainError):
    """The caller is known, and has no right to this."""

    code: str = "FORBIDDEN"
    message: str = ""
    status: int = 403


@dataclass
class Conflict(DomainError):
    """The state or an earlier call stands against this one."""

    code: str = "CONFLICT"
    message: str = ""
    status: int = 409


@dataclass
class ValidationFailed(DomainError):
    """The call's shape or values are wrong; `errors` names each field."""

    code: str = "VALIDATION_ERROR"
    message: str = ""
    status: int = 400


@dataclass
class IllegalTransition(DomainError):
    """The row's state does not allow this move."""

    code: str = "INVALID_STATE"
    message: str = ""
    status: int = 400


def refusal(code: str, field: str, message: str) -> ValidationFailed:
    """The error for one wrong field, for a service to raise."""
    return ValidationFailed(code=code, message=message, errors=[FieldError(code, field, message)])
