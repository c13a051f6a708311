"""Mutants of what protects a vault at rest: its header, its slots, the second lock, and keys that end."""

from tests.mutants.mutant import Mutant

_OLDER = "P9"
_WAYS = "P6"
_INFORCE = "tests/store/test_inforce.py::"

MUTANTS = [
    Mutant(
        _OLDER, "app.store.vault.inforce:settle", "vault.set(DOUBT, OLDER)", "pass",
        _INFORCE + "test_it_opens_saves_and_is_said_until_the_vault_has_a_new_key",
    ),
    Mutant(
        _OLDER, "app.store.vault.inforce:settle", "known is None", "True",
        _INFORCE + "test_an_older_header_is_noticed_whatever_its_seq",
    ),
    Mutant(
        _OLDER, "app.store.vault.inforce:settle", "found == following", "False",
        _INFORCE + "test_interrupted_anywhere_it_settles_on_the_header_that_stands",
    ),
    Mutant(
        _OLDER, "app.store.vault.inforce:doubt",
        "None if crypto.header_hash(data, vault.opened.mask) in (known, following) else OLDER", "None",
        _INFORCE + "test_it_is_said_too_where_the_disk_let_nothing_be_noted",
    ),
    Mutant(
        _OLDER, "app.store.vault.inforce:change", "vault.set(NEXT, following)", "pass",
        "tests/flow/test_kill.py::test_one_pair_of_header_and_database_opens_wherever_its_writing_was_interrupted"
        "[header-6]",
    ),
    Mutant(
        _OLDER, "app.store.vault.inforce:_adopt", "seq < seen", "False",
        _INFORCE + "test_a_vault_of_a_version_before_takes_its_header_as_it_is",
    ),
    Mutant(
        _OLDER, "app.store.vault.inforce:enforce_header_after_rebuild", "copy.set(DOUBT, doubt)", "pass",
        _INFORCE + "test_a_database_that_was_rebuilt_without_its_settings_says_so_and_is_not_called_older",
    ),
    Mutant(
        _OLDER, "app.store.upkeep.restore:_renew", "inforce.note(vault, data, mask)", "pass",
        _INFORCE + "test_a_restored_vault_does_not_warn",
    ),
    Mutant(
        _OLDER, "app.store.upkeep.rotation:_settle", "inforce.note(copied, written, vault.opened.mask)", "pass",
        _INFORCE + "test_it_opens_saves_and_is_said_until_the_vault_has_a_new_key",
    ),
    Mutant(
        _OLDER, "crypto.header:header_hash", "mask >> i & 1", "True",
        _INFORCE + "test_another_vault_of_the_same_header_writes_its_slots_and_this_one_does_not_warn",
    ),
    Mutant(
        _OLDER, "crypto.header:read_header", "held.seq > SEQ_MAX", "False",
        _INFORCE + "test_a_forged_seq_ends_no_change_of_passphrase",
    ),
    Mutant(
        _OLDER, "crypto.passphrase:are_allowed", "m_kib * t <= WORK_MAX", "True",
        "tests/crypto/test_passphrase.py::test_costs_that_are_each_allowed_are_not_together",
    ),
    Mutant(
        _OLDER, "app.cli.main:_run", "say(f'Careful: {warning}', sys.stderr)", "pass",
        "tests/flow/test_ways.py::test_every_command_says_first_that_an_older_header_was_put_back_until_the_key_is_new",
    ),
    Mutant(
        _OLDER, "app.gui.today.unfinished_screen:offer",
        "desk.ask(is_older, lambda older: _warn_older(desk) if older else None)",
        "pass", "tests/gui/test_put_back.py::test_it_is_said_beside_the_draft_takes_no_focus_and_leads_to_a_new_key",
    ),
    Mutant(
        _WAYS, "crypto.header:with_written", "not opened.mask >> opened.slot & 1", "False",
        "tests/crypto/test_slots.py::test_a_thousand_writes_touch_no_slot_outside_the_mask_and_draw_no_salt_twice",
    ),
    Mutant(
        "P20", "crypto.real_names:open_field",
        "return plain.decode().rstrip(' ')", "raise CannotOpen",
        "tests/crypto/test_second.py::test_a_value_cannot_be_moved",
    ),
    Mutant(
        "P34", "app.actions.contacts.keysets:keep_up",
        "clock.read_witnessed_time(vault)", "vault.now()",
        "tests/actions/test_keysets.py::test_a_clock_that_jumps_destroys_none_of_many_keys",
    ),
]  # fmt: skip
