"""The child that reads foreign files, with each of its layers, checks and bounds broken in turn."""

from tests.mutants.mutant import Mutant

_PROMISE = "P26"
_LAYERS = "tests/exchange/test_layers.py"
_ALONE = f"{_LAYERS}::test_each_layer_holds_alone"
_TAKEN = f"{_LAYERS}::test_a_reader_that_is_taken_over_can_do_nothing"
_REQUIRED = f"{_LAYERS}::test_without_a_layer_that_is_required_no_file_is_opened_and_it_is_said"

MUTANTS = [
    Mutant(_PROMISE, "app.exchange.layers:limits", "_limit(what, 0)", "_limit(what, 3)", _ALONE),
    Mutant(
        _PROMISE, "app.exchange.layers:no_new_privs", "libc.prctl(38, 1, 0, 0, 0)", "pass",
        f"{_LAYERS}::test_it_has_the_layers_that_it_says_it_has",
    ),
    Mutant(_PROMISE, "app.exchange.layers:landlock", "_call(_LANDLOCK_RESTRICT, rules, 0)", "pass", _ALONE),
    Mutant(
        _PROMISE, "app.exchange.layers:order", "yield SECCOMP, partial(seccomp, begin is not None)", "pass",
        f"{_LAYERS}::test_it_has_the_layers_that_it_says_it_has",
    ),
    Mutant(_PROMISE, "app.exchange.layers:landlock", "range(3)", "range(1)", _ALONE),
    Mutant(_PROMISE, "app.exchange.layers:own_namespace", "0x10000000 | 0x40000000", "0x10000000", _ALONE),
    Mutant(
        _PROMISE, "app.exchange.layers:seccomp", "held == 0 and os.getppid() == -1", "True", f"{_REQUIRED}[seccomp]"
    ),
    Mutant(_PROMISE, "app.exchange.layers:build_filter", "(_HAS, 1, 0, _PROT_EXEC)", "(_HAS, 1, 0, 0)", _TAKEN),
    Mutant(
        _PROMISE, "app.exchange.layers:build_filter", "(_IS, 0, 1, resource.RLIMIT_CPU)", "(_FROM, 0, 1, 0)", _TAKEN
    ),
    Mutant(
        _PROMISE, "app.exchange.layers:build_filter", "(_IS, 1, 0, arch)", "(_IS, 1, 1, arch)",
        f"{_LAYERS}::test_a_call_of_another_machine_ends_it",
    ),
    Mutant(
        _PROMISE, "app.exchange.layers:build_filter", "(_FROM, 0, 1, _X32)", "(_FROM, 1, 1, _X32)",
        f"{_LAYERS}::test_a_call_of_another_machine_ends_it",
    ),
    Mutant(
        _PROMISE, "app.exchange.layers:memory", "_limit(resource.RLIMIT_AS, MOST_MEMORY)", "True",
        "tests/exchange/test_confined.py::test_it_has_no_descriptor_but_its_pipes_and_gets_none",
    ),
    Mutant(
        _PROMISE, "app.exchange.sandbox_client:Reader.ready",
        "layers.missing_layers(self.layers)", "frozenset()", _REQUIRED
    ),
    Mutant(
        _PROMISE, "app.exchange.sandbox_client:Reader.words", 'said.decode("utf-8", "replace")[:MOST_TEXT]',
        'said.decode("utf-8", "replace")',
        f"{_LAYERS}::test_what_it_answers_is_cut_and_one_that_says_too_much_is_ended",
    ),
    Mutant(
        _PROMISE, "app.actions.records.evidence_text:look_in", "warn(NOT_OPENED)", "pass",
        f"{_LAYERS}::test_the_command_line_says_that_files_were_not_opened",
    ),
    Mutant(
        _PROMISE, "app.exchange.workbook:_rows", "last < number <= MOST_ROWS", "True",
        "tests/exchange/test_workbook.py::test_a_child_that_says_something_else_is_not_believed",
    ),
]  # fmt: skip
