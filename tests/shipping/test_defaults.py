"""The starting set of a marketplace: installed once, and never over what the operator has made of it."""

from importlib import import_module

import pytest
from django.apps import apps

from shipping.defaults import install_defaults
from shipping.models import Carrier, LogisticClass
from tests.factories.shipping import make_class

pytestmark = pytest.mark.django_db


def test_the_starting_set_is_whole_and_installed_once():
    assert install_defaults() == 1 + 6 + 23 + 4

    assert install_defaults() == 0
    assert [each.code for each in LogisticClass.objects.all()] == ["S", "M", "L", "XL"]
    assert Carrier.objects.get(code="CORREIOS").countries == ["BR"]


def test_an_operator_s_own_classes_are_not_joined_by_ours():
    make_class(code="BULKY")

    install_defaults()

    assert LogisticClass.objects.count() == 1


def test_what_the_operator_changed_of_a_carrier_stays():
    install_defaults()
    Carrier.objects.filter(code="UPS").update(number_shapes=[], label="UPS Iberia")

    install_defaults()

    assert Carrier.objects.filter(code="UPS", number_shapes=[], label="UPS Iberia").exists()


def test_carriers_of_former_installs_learn_their_shapes_where_nobody_has_said_any():
    """R092."""
    Carrier.objects.create(code="UPS", label="UPS")
    Carrier.objects.create(code="SEUR", label="SEUR", service_days=[1, 2])

    import_module("shipping.migrations.0003_known_carriers").fill_in(apps, None)

    assert "1Z****************" in Carrier.objects.get(code="UPS").number_shapes
    assert Carrier.objects.get(code="SEUR").countries == []
