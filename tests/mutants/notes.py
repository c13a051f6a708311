"""Mutants of private notes: only a yes opens a note, in the walk over links, in a share and in a round."""

from tests.mutants.mutant import Mutant

_PRIVATE = "P69"
_TESTS = "tests/actions/test_private_notes.py"
_WAITS = f"{_TESTS}::test_a_note_that_becomes_private_leaves_the_reports_that_wait"

MUTANTS = [
    Mutant(
        promise=_PRIVATE,
        place="app.domain.kind:Kind.stays",
        find="fields.get(self.shared_if) is not True",
        put="not fields.get(self.shared_if)",
        test=f"{_TESTS}::test_only_a_yes_opens_a_note",
    ),
    Mutant(
        promise=_PRIVATE,
        place="app.domain.kind:Kind.stays",
        find="self.sealed or bool(self.registered) or closed",
        put="self.sealed or bool(self.registered)",
        test=f"{_TESTS}::test_no_byte_of_a_private_note_leaves[network]",
    ),
    Mutant(
        promise=_PRIVATE,
        place="app.domain.release.share_choice:marked_above",
        find="kind.stays(record.fields) or _own_level(kind, record) > profile.ceiling",
        put="_own_level(kind, record) > profile.ceiling",
        test=f"{_TESTS}::test_only_a_yes_opens_a_note",
    ),
    Mutant(
        promise=_PRIVATE,
        place="app.actions.kernel.linked_closure:_stays",
        find="vault.kinds[record.kind].stays(record.fields)",
        put="vault.kinds[record.kind].sealed",
        test=f"{_TESTS}::test_no_byte_of_a_private_note_leaves[internal]",
    ),
    Mutant(
        promise=_PRIVATE,
        place="app.actions.rounds.outbox_port:Outgoing._ready",
        find="private_records.stop_private(vault)",
        put="pass",
        test=_WAITS,
    ),
]
