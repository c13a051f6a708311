"""The declaration of one mutant: the smallest change of code that breaks a promise, and the test that must fail."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One change in the syntax tree of one function.

    `promise` is the number of the broken promise in docs/security-evidence.md ("P12"). `place` is a module and a
    function of it: `sync.relay.protocol:RelayProtocol.data_received`. `find` is the source of an expression or of one
    or more statements that stand there exactly once; `put` is the source that replaces them, `pass` to remove them.
    `test` is the pytest id (or the start of it) that must fail with the change, and that passes without it.
    """

    promise: str
    place: str
    find: str
    put: str
    test: str
