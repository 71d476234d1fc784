"""A service's faults, told in the forms whose fields they name."""

from collections.abc import Mapping

from django import forms

from marketplace.errors import DomainError


def show_errors(error: DomainError, *given: forms.Form, fields: Mapping[str, str] | None = None) -> None:
    """Put faults beside their fields, the others on top of the first form.

    `fields`: the service's name of a field -> the form's, where they differ.
    """
    renamed = fields or {}
    for fault in error.errors:
        name = renamed.get(fault.field, fault.field)
        form = next((form for form in given if name in form.fields), None)
        if form is None:
            given[0].add_error(None, fault.message)
        else:
            form.add_error(name, fault.message)
    if not error.errors:
        given[0].add_error(None, error.message)
