"""Mutants of what is sealed and signed: sizes, envelopes, keys, cards, recovery shares."""

from tests.mutants.mutant import Mutant

READER = "P1"
OLD = "P5"
FORGETTING = "P14"
HOLDERS = "P15"
FINDER = "P30"
SIZES = "P31"
FORGERS = "P32"
BETWEEN = "P33"
LATER = "P34"
THIEF = "P35"

_REPLACED = (
    "UPDATE card SET id = ?, id_pk = ?, file = ?, seq = ?, state = iif(state = 'verified', 'introduced', state),"
    " verified_at = NULL, introduced_by = NULL WHERE record = ? AND state != 'revoked'"
)

MUTANTS = [
    Mutant(
        OLD,
        "crypto.header:read_header",
        "max(found, key=lambda header: header.seq)",
        "min(found, key=lambda header: header.seq)",
        "tests/crypto/test_header.py::test_the_copy_with_the_higher_seq_holds_and_a_damaged_one_is_healed",
    ),
    Mutant(
        READER,
        "app.store.vault.blobs:_seal",
        "put(piece)",
        "write_all(out, piece)",
        "tests/store/test_blobs.py::test_no_file_of_the_folder_holds_the_original_or_its_zeros",
    ),
    Mutant(
        READER,
        "app.store.vault.blobs:_seal",
        "put(zeros[:left])",
        "write_all(out, zeros[:left])",
        "tests/store/test_blobs.py::test_no_file_of_the_folder_holds_the_original_or_its_zeros",
    ),
    Mutant(
        READER,
        "crypto.passphrase:are_allowed",
        "M_MIN <= m_kib <= M_MAX and T_MIN <= t <= T_MAX and m_kib * t <= WORK_MAX",
        "m_kib <= M_MAX and t <= T_MAX and m_kib * t <= WORK_MAX",
        "tests/crypto/test_passphrase.py::test_costs_are_held_before_anything_runs",
    ),
    Mutant(
        READER,
        "app.store.vault.connection:open_keyed",
        "key is not None",
        "key is None",
        "tests/flow/test_at_rest.py::test_no_marker_lies_anywhere_in_clear",
    ),
    Mutant(
        FORGETTING,
        "crypto.recovery:_of_one_set",
        "first < place",
        "first > place",
        "tests/actions/test_recovery.py::test_each_thing_that_is_wrong_has_a_sentence_of_its_own",
    ),
    Mutant(
        FORGETTING,
        "crypto.recovery:read_share",
        "slip39.Share.from_mnemonic(' '.join(words))",
        "slip39.Share.from_mnemonic(' '.join((*words[:-1], words[-1][:4])))",
        "tests/crypto/test_recovery.py::test_random_sets_give_their_secret_back",
    ),
    Mutant(
        FORGETTING,
        "crypto.recovery:combine_shares",
        "len(shares) < need",
        "len(shares) > need",
        "tests/crypto/test_recovery.py::test_random_sets_give_their_secret_back",
    ),
    Mutant(
        HOLDERS,
        "app.actions.contacts.trustees:forget_delivered",
        "outbox.forget(vault.con, PROFILE.name, empty)",
        "pass",
        "tests/actions/test_trustees.py::test_its_words_are_here_no_longer_once_it_is_delivered",
    ),
    Mutant(
        HOLDERS,
        "app.actions.vault.unlock_methods:remove",
        "real_names.drop_wrap(vault, crypto.RECOVERY)",
        "pass",
        "tests/actions/test_slots.py::test_shares_that_were_taken_away_open_neither_the_second_lock_nor_the_next_backup",
    ),
    Mutant(
        HOLDERS,
        "app.actions.vault.unlock_methods:remove",
        "backup_key.drop_recovery(vault)",
        "pass",
        "tests/actions/test_slots.py::test_shares_that_were_taken_away_open_neither_the_second_lock_nor_the_next_backup",
    ),
    Mutant(
        FINDER,
        "crypto.envelope:_decrypt",
        "Cobblestone256Decryptor(cek, label('body') + header_hash)",
        "Cobblestone256Decryptor(cek, label('body') + hashlib.sha256(b'').digest())",
        "tests/crypto/test_envelope.py::test_flips_all_over_an_envelope_are_refused_with_one_error",
    ),
    Mutant(
        SIZES,
        "crypto.padding:padded_length",
        "FLOOR if n < 2 else max(FLOOR, padme(n))",
        "padme(max(2, n))",
        "tests/crypto/test_padding.py::test_small_files_all_look_the_same",
    ),
    Mutant(
        SIZES,
        "crypto.envelope:seal",
        "draw_below(n_slots, random)",
        "0",
        "tests/crypto/test_envelope.py::test_two_sealings_share_no_part_and_the_own_slot_stands_anywhere",
    ),
    Mutant(
        FORGERS,
        "crypto.envelope:verify_sender",
        "verify(manifest.sender, opened.signature, 'report', *signed)",
        "pass",
        "tests/crypto/test_envelope.py::test_a_signature_belongs_to_one_header_one_mode_and_one_manifest",
    ),
    Mutant(
        FORGERS,
        "crypto.signing:verify",
        "signature + label(name) + b''.join(parts)",
        "signature + label('report') + b''.join(parts)",
        "tests/crypto/test_signing.py::test_a_signature_is_for_one_label_one_key_and_one_message",
    ),
    Mutant(
        BETWEEN,
        "crypto.card:safety_number",
        "range(12)",
        "range(6)",
        "tests/crypto/test_card.py::test_fixed_safety_number_and_revocation",
    ),
    Mutant(
        LATER,
        "app.store.vault.keysets:erase",
        "con.execute('PRAGMA secure_delete = ON').fetchall()",
        "con.execute('PRAGMA secure_delete = OFF').fetchall()",
        "tests/actions/test_keysets.py::test_what_is_destroyed_is_in_no_page_of_the_files",
    ),
    Mutant(
        THIEF,
        "app.actions.contacts.identities:_judge",
        "reencryption.drop(vault.con, contact, DROPPED, vault.now())",
        "pass",
        "tests/actions/test_identities.py::test_a_revocation_ends_an_identity_and_drops_what_waits",
    ),
    Mutant(
        THIEF,
        "app.actions.contacts.identities:_judge",
        "len(named) > len({id_pk for id_pk, _ in named})",
        "False",
        "tests/actions/test_identities.py::test_of_two_successors_neither_is_sent_to_and_a_revocation_still_wins",
    ),
    Mutant(
        THIEF,
        "app.store.contacts.cards:replace",
        repr(_REPLACED),
        repr(_REPLACED.replace("iif(state = 'verified', 'introduced', state)", "state")),
        "tests/actions/test_identities.py::test_a_new_key_reaches_contacts_is_introduced_and_never_verified",
    ),
]
