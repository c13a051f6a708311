"""Papers and reports past the leak check, for tests of the records in them."""

from attrs import evolve, frozen

from app.actions.outgoing.output import OutputResult
from app.actions.release.leak_check import CLEAN
from app.domain.leaks.leak_values import KEEP, OTHER, Finding, LeakAnswer, LeakAnswers, keep_reasons


def unchecked(made: OutputResult) -> OutputResult:
    """Return a paper of which bytes can be made though nobody answered its findings, or read it."""
    return read_twice(evolve(made, leaks=CLEAN))


def read_twice(made: OutputResult) -> OutputResult:
    """Return a paper with the mark of a second reader."""
    return evolve(made, reader=("Ceiba", "2026-01-01"))


@frozen
class KeepAll(LeakAnswers):
    """Answers that keep everything, and replace only what no answer can keep."""

    def of(self, finding: Finding, audience: str) -> LeakAnswer:
        """Return the answer to any finding."""
        return LeakAnswer(KEEP, "", f"{OTHER} a test") if keep_reasons(finding, audience) else LeakAnswer()
