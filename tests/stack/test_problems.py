from marketplace.stack.problems import explain_exit


def test_a_missing_system_library_is_named_with_what_to_do():
    output = "postgres: error while loading shared libraries: libz.so.1: cannot open shared object file: No such file"

    problem = explain_exit(program="Postgres", code=127, output=output, log="var/log/postgres.log")

    assert str(problem) == (
        "Postgres cannot start: the system library libz.so.1 is missing. Install the package that holds it "
        "(Debian: apt-file search libz.so.1) and start again."
    )


def test_any_other_end_is_told_by_its_code_and_its_last_words():
    problem = explain_exit(program="Valkey", code=1, output="one\nout of memory\n\n", log="v.log")

    assert str(problem) == "Valkey ended with exit code 1: out of memory (more in v.log)"


def test_a_kill_is_told_by_its_signal():
    problem = explain_exit(program="worker", code=-9, output="", log="w.log")

    assert str(problem) == "worker was killed by SIGKILL (more in w.log)"


def test_the_last_words_of_a_killed_program_are_not_its_cause():
    problem = explain_exit(program="worker", code=-9, output="Task succeeded in 0.066s", log="worker.log")

    assert str(problem) == "worker was killed by SIGKILL (more in worker.log)"
