import stat
from pathlib import Path

import pytest

from marketplace.stack.configuration import PROJECT, keep_secret_key, read_configuration
from marketplace.stack.problems import StackProblem


def test_without_a_single_variable_a_simulation_runs_on_this_machine():
    configuration = read_configuration({})

    assert configuration.data_dir == PROJECT / "var"
    assert (configuration.host, configuration.port, configuration.smtp_port) == ("127.0.0.1", 8000, 2525)
    assert configuration.base_url == "http://127.0.0.1:8000"
    assert configuration.simulation is True
    assert (configuration.database_url, configuration.redis_url) == ("", "")


def test_the_address_follows_the_port_unless_it_is_given():
    assert read_configuration({"PORT": "8123"}).base_url == "http://127.0.0.1:8123"
    assert read_configuration({"PORT": "8123", "BASE_URL": "https://a.example/"}).base_url == "https://a.example"


@pytest.mark.parametrize("name", ["PORT", "SMTP_PORT"])
@pytest.mark.parametrize("value", ["http", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none_is_refused_by_name(name, value):
    with pytest.raises(StackProblem, match=f"^{name} must be a port number from 1 to 65535, not '{value}'.$"):
        read_configuration({name: value})


def test_a_simulation_is_on_or_off_and_nothing_else():
    assert read_configuration({"SIMULATION": "0"}).simulation is False
    with pytest.raises(StackProblem, match="^SIMULATION must be 0 or 1, not 'perhaps'.$"):
        read_configuration({"SIMULATION": "perhaps"})


def test_a_secret_may_come_from_a_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hush\n")

    configuration = read_configuration({"SECRET_KEY_FILE": str(secret)})

    assert configuration.secret_key == "hush"
    assert "SECRET_KEY_FILE" not in configuration.child_environment()


def test_a_file_that_cannot_be_read_is_named():
    with pytest.raises(StackProblem, match="^DATABASE_URL_FILE names /nowhere, which cannot be read"):
        read_configuration({"DATABASE_URL_FILE": "/nowhere"})


def test_the_secret_key_is_made_once_and_closed_to_others(tmp_path):
    first = keep_secret_key(read_configuration({"DATA_DIR": str(tmp_path)}))
    second = keep_secret_key(read_configuration({"DATA_DIR": str(tmp_path)}))

    assert len(first.secret_key) == 64
    assert second.secret_key == first.secret_key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_child_gets_the_addresses_and_keeps_what_was_set(tmp_path):
    configuration = read_configuration({"DATA_DIR": str(tmp_path), "PORT": "8200", "WEB_CONCURRENCY": "3"})

    environment = configuration.child_environment()

    assert Path(environment["DATA_DIR"]) == tmp_path
    assert (environment["PORT"], environment["SIMULATION"], environment["WEB_CONCURRENCY"]) == ("8200", "1", "3")
