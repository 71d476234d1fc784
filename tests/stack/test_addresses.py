import stat

import pytest

from marketplace.stack.addresses import StackRunning, hold_data_dir, stack_addresses, write_stack_file


def test_a_running_stack_is_found_by_its_data_directory(tmp_path):
    with hold_data_dir(tmp_path):
        write_stack_file(tmp_path, {"DATABASE_URL": "postgresql://a@/b", "PORT": 8100, "pids": {}, "REDIS_URL": ""})

        assert stack_addresses(tmp_path) == {"DATABASE_URL": "postgresql://a@/b", "PORT": "8100"}


def test_a_stack_that_was_killed_is_not_found(tmp_path):
    with hold_data_dir(tmp_path):
        write_stack_file(tmp_path, {"DATABASE_URL": "postgresql://a@/b"})

    assert stack_addresses(tmp_path) == {}


def test_where_no_stack_ever_ran_none_is_found(tmp_path):
    assert stack_addresses(tmp_path / "nothing") == {}


def test_a_data_directory_has_one_stack_at_a_time(tmp_path):
    with hold_data_dir(tmp_path), pytest.raises(StackRunning), hold_data_dir(tmp_path):
        pass

    with hold_data_dir(tmp_path):
        assert stack_addresses(tmp_path) == {}


def test_the_addresses_are_closed_to_other_users(tmp_path):
    write_stack_file(tmp_path, {"REDIS_URL": "redis://:secret@127.0.0.1:1/0"})

    assert stat.S_IMODE((tmp_path / "stack.json").stat().st_mode) == 0o600
