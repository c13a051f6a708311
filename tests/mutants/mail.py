"""Mutants of what goes and comes: couriers, nearby, relays seen by a client, teams, notices, anonymous reports, Tor."""

from tests.mutants.mutant import Mutant

COURIER = "P52"
NEARBY = "P53"
DROPS = "P48"
HOSTILE = "P37"
TEAM = "P40"
CONSENT = "P42"
HARM = "P38"
TIMING = "P39"
DESK = "P41"
BETWEEN = "P44"
TWO = "P45"
TOR = "P46"
NETWORK = "P47"
NAMELESS = "P43"
TREE = "P54"
TICKETS = "P50"
SILENCE = "P49"
INSTALLED = "P55"

_SHARED = "tests/actions/test_demands_shared.py::test_"

MUTANTS = [
    Mutant(
        HOSTILE,
        "app.actions.casework.library:put",
        "here.origin is not None and texts",
        "False",
        f"{_SHARED}a_contact_cannot_write_a_demand_of_the_plan_before_us",
    ),
    Mutant(
        HOSTILE,
        "app.actions.casework.library:put",
        "here.kind != kind",
        "False",
        f"{_SHARED}a_record_of_another_kind_with_the_id_of_a_demand_is_named_and_nothing_is_added",
    ),
    Mutant(
        HOSTILE,
        "app.actions.casework.demands:is_public_link",
        "link.id != _name_link(demand, 'of', link.target)",
        "False",
        f"{_SHARED}another_link_to_our_demand_is_refused",
    ),
    Mutant(
        HOSTILE,
        "app.actions.casework.demands:is_public_link",
        "{*parts} <= {make_id(demand.hex(), STEP)}",
        "True",
        f"{_SHARED}a_demand_with_own_work_joins_their_case_only_by_our_choice",
    ),
    Mutant(
        HOSTILE,
        "app.actions.casework.demands:is_public_link",
        "len(store.changes_of(con, one)) == 1",
        "True",
        f"{_SHARED}a_demand_with_own_work_joins_their_case_only_by_our_choice",
    ),
    Mutant(
        COURIER,
        "app.actions.rounds.courier:hear",
        "crypto.open_receipt(receipt, said.relay_pk)",
        "pass",
        "tests/actions/test_carrying.py::test_receipts_that_are_not_for_us_or_not_good_count_for_nothing",
    ),
    Mutant(
        NEARBY,
        "app.actions.rounds.nearby_exchange:_want_around",
        "not addresses.is_around(host)",
        "False",
        "tests/actions/test_nearby.py::test_no_address_that_the_world_reaches_is_opened_or_visited",
    ),
    Mutant(
        NEARBY,
        "app.actions.rounds.nearby_exchange:Host._hear",
        "not self._is_of(note)",
        "False",
        "tests/actions/test_nearby.py::test_who_comes_second_with_the_same_code_is_told_of_and_not_let_in",
    ),
    Mutant(
        DROPS,
        "app.actions.relays.relay_log_audit:store_reported_receipts",
        "not any((_is_ours(known, receipt, ticket) for ticket in paid))",
        "False",
        "tests/actions/test_proofs.py::test_nothing_else_is_a_proof",
    ),
    Mutant(
        DROPS,
        "app.actions.relays.relay_log_audit:compare_receipts",
        "not logs.shows(con, known.mid, receipt.object_id)",
        "False",
        "tests/actions/test_proofs.py::test_a_receipt_for_what_a_later_log_does_not_show_is_a_proof_with_both_signatures",
    ),
    Mutant(
        HOSTILE,
        "app.actions.mail.rules:add",
        "contact.state != 'verified'",
        "False",
        "tests/actions/test_rules.py::test_it_is_never_made_for_one_who_is_not_verified",
    ),
    Mutant(
        HOSTILE,
        "crypto.encoding:_Reader.take",
        "end > len(self.data)",
        "False",
        "tests/crypto/test_manifest.py::test_strangers_bytes_raise_nothing_else",
    ),
    Mutant(
        TEAM,
        "app.actions.mail.team_in:may_take",
        "arrived.sender in team.members",
        "True",
        "tests/actions/test_team_bounds.py::test_a_member_of_another_team_waits_in_the_inbox_like_anybody",
    ),
    Mutant(
        TEAM,
        "app.actions.mail.team_in:_may_cover",
        "record is None or record.origin == contact or sent is not None",
        "True",
        "tests/actions/test_team_bounds.py::test_a_team_that_covers_what_its_maker_was_never_sent_is_not_joined",
    ),
    Mutant(
        CONSENT,
        "app.actions.mail.received_withdrawals:_meet",
        "record is not None and record.origin is None",
        "False",
        "tests/actions/test_retracting.py::test_nobody_withdraws_what_is_ours_or_came_from_a_third",
    ),
    Mutant(
        CONSENT,
        "app.actions.mail.received_withdrawals:_meet",
        "sent_withdrawals.pass_on(vault, came, theirs)",
        "pass",
        "tests/actions/test_retracting.py::test_who_got_it_hides_it_passes_it_on_and_answers",
    ),
    Mutant(
        HARM,
        "app.actions.release.evidence_copies:_safe_name",
        "c.isprintable()",
        "True",
        "tests/actions/test_hostile.py::test_a_file_s_name_stays_in_the_folder_and_means_nothing_to_a_system",
    ),
    Mutant(
        TIMING,
        "crypto.envelope:_decrypt",
        "raise CannotOpen from None",
        "sum(range(100_000))\nraise CannotOpen from None",
        "tests/crypto/test_envelope.py::test_the_time_of_a_refusal_does_not_tell_its_reason",
    ),
    Mutant(
        DESK,
        "app.actions.contacts.members:remove",
        "stored.add(con, kind, vault.now(), vault.random)",
        "pass",
        "tests/actions/test_members.py::test_who_is_removed_gets_nothing_new_and_the_relay_sees_no_difference",
    ),
    Mutant(
        DESK,
        "app.actions.contacts.members:remove",
        "reencryption.drop(con, contact.record.id, REMOVED, vault.now())",
        "pass",
        "tests/actions/test_members.py::test_who_is_removed_gets_nothing_new_and_the_relay_sees_no_difference",
    ),
    Mutant(
        BETWEEN,
        "sync.tls:make_pinned_class",
        "self.assert_fingerprint = pin()",
        "self.assert_fingerprint = None",
        "tests/sync/test_tls.py::test_a_certificate_that_changes_in_the_middle_ends_the_round",
    ),
    Mutant(
        TWO,
        "app.actions.relays.mailbox_rotation:Turn.among",
        "self.others_wait = not chosen.issuperset(due)\nreturn chosen",
        "return {*due, *chosen}",
        "tests/actions/test_turns.py::test_two_rounds_by_themselves_write_to_one_mailbox_each",
    ),
    Mutant(
        TOR,
        "sync.tor:_log_in",
        "circuit.encode('ascii')",
        "b'all'",
        "tests/sync/test_tor.py::test_two_mailboxes_two_relays_and_two_rounds_never_share_a_circuit",
    ),
    Mutant(
        NETWORK,
        "app.actions.relays.network_policy:_not_here",
        "q.rule.mode == NEVER",
        "False",
        "tests/actions/test_watch.py::test_never_and_asked_hold_on_their_network_alone",
    ),
    Mutant(
        NETWORK,
        "app.actions.relays.network_policy:_text",
        "is_metered(q.network, q.rule)",
        "False",
        "tests/actions/test_permits.py::test_each_rule_keeps_back_what_it_says",
    ),
    Mutant(
        NAMELESS,
        "app.actions.mail.anonymous:_lessened",
        "vault.kinds[record.kind].own_circle",
        "False",
        "tests/actions/test_anonymous.py::test_originals_stay_unless_a_person_says_otherwise",
    ),
    Mutant(
        NAMELESS,
        "app.actions.mail.anonymous:freeze",
        "{record.id: vault.random(16) for record in records}",
        "{record.id: record.id for record in records}",
        "tests/actions/test_metadata.py::test_a_signed_and_an_anonymous_report_of_one_vault_share_no_value",
    ),
    Mutant(
        NAMELESS,
        "app.actions.rounds.sticks:_need_apart",
        "not anonymous and lying & nameless",
        "False",
        "tests/actions/test_sticks_apart.py::test_the_other_one_is_refused_and_more_of_the_same_is_not",
    ),
    Mutant(
        TREE,
        "crypto.encoding:hkdf_expand",
        "bytes([count])",
        "bytes([count + 1])",
        "tests/crypto/test_foreign_vectors.py::test_hkdf_ours_and_the_library_s",
    ),
    Mutant(
        TREE,
        "sync.retry:",
        "FIRST = 15.0",
        "import app.errors\n\nFIRST = 15.0",
        "tests/test_layers.py::test_every_contract_is_kept",
    ),
    Mutant(
        TICKETS,
        "app.store.relays.tickets:find_payment",
        "(int(row[0]), bytes(row[1])) if row else None",
        "None",
        "tests/actions/test_tickets.py::test_a_retry_spends_the_same_ticket_and_a_spent_one_gives_way_to_the_next",
    ),
    Mutant(
        SILENCE,
        "app.store.relays.quarantined_messages:list_unseen",
        "'SELECT relay, url, what, why, since, at FROM damage WHERE seen IS NULL ORDER BY since, num'",
        "'SELECT relay, url, what, why, since, at FROM damage ORDER BY since, num'",
        "tests/actions/test_damages.py::test_wrong_bytes_are_said_until_a_person_has_seen_it_and_once_more_where_others_come",
    ),
    Mutant(
        INSTALLED,
        "installer.archive:write_tar_xz",
        "info.mtime, info.uname, info.gname = (seconds, 'root', 'root')",
        "info.mtime, info.uname, info.gname = (__import__('time').time_ns() % 10**9, 'root', 'root')",
        "tests/installer/test_packages.py::test_the_package_has_the_same_bytes_whenever_and_wherever_it_is_made",
    ),
    Mutant(
        INSTALLED,
        "installer.contents:_is_wanted_of_qt",
        "place.stem.removeprefix('lib') in QT_PLUGINS.get(place.parent.name, ())",
        "True",
        "tests/installer/test_contents.py::test_of_qt_and_of_data_only_what_is_used_stays",
    ),
]
