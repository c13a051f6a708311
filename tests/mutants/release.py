"""Mutants of the release rules: a person, or words about somebody, would leave without a yes to that audience."""

from tests.mutants.mutant import Mutant

CONSENT = "P60"
RULES = "tests/domain/test_release.py::test_"
ORDER = "tests/actions/test_consent_order.py::test_"
VERSIONS = "tests/actions/test_consent_versions.py::test_"
WAYS = "tests/actions/test_release.py::test_"
NAMES = "tests/actions/test_released_names.py::test_"
REMOVED = "tests/actions/test_removed_people.py::test_"

MUTANTS = [
    Mutant(CONSENT, "app.domain.release.resolver:_omit", "found.form not in (Spoken.OMIT, Spoken.CLOSED)", "True",
           f"{RULES}words_follow_the_strictest_person"),
    Mutant(CONSENT, "app.domain.release.consents:is_past",
           "bool(until) and parse_moment(str(until)).last_day < paper.today", "False",
           f"{RULES}each_unclear_answer_reads_silent"),
    Mutant(CONSENT, "app.domain.release.consents:is_for_others",
           "not readers & {fold(str(one)).strip() for one in named}", "False",
           f"{WAYS}a_yes_for_one_reader_is_a_yes_for_no_other"),
    Mutant(CONSENT, "app.domain.release.narrowing:stricter_cell", "max(one, other, key=steps.index)", "one",
           f"{RULES}narrowing_any_input_never_releases_more"),
    Mutant(CONSENT, "app.domain.release.share_choice:ShareChoice.is_blocked", "not self._may_tell(act)", "False",
           f"{RULES}sexual_violence_leaves_only_after_its_confirmation"),
    Mutant(CONSENT, "app.actions.contacts.contact_cards:usual_audience",
           "not chosen and contact.level == _TO_CHOOSE", "False",
           f"{WAYS}a_contact_of_the_old_level_gets_nothing_until_a_person_chooses"),
    Mutant(CONSENT, "app.actions.outgoing.outgoing_data:OutgoingData.__init__",
           "view.selection.records if self._has_codes else _number(view.selection.records)", "view.selection.records",
           f"{WAYS}no_short_code_is_in_a_paper_for_those_who_cannot_read_it"),
    Mutant(CONSENT, "app.actions.papers.paper_makers:_finish", "log_shown(vault, leaks.named, what)", "pass",
           f"{NAMES}a_consented_real_name_is_in_a_paper_and_logged_before_it_is_shown"),
    Mutant(CONSENT, "app.actions.release.leak_check:let_leave", "log_named(vault, report.named, what)", "pass",
           f"{NAMES}a_name_that_somebody_wrote_is_a_finding_and_logged_if_it_is_kept"),
    Mutant(CONSENT, "app.actions.papers.paper_makers:_finish", "limits.form(one.id) == NAMED", "True",
           f"{NAMES}an_appeal_without_the_name_never_has_it"),
    Mutant(CONSENT, "app.actions.release.leak_limits:_forms", "dict.fromkeys(agreed, NAMED)",
           "dict.fromkeys(people, NAMED)",
           f"{NAMES}nobody_is_named_in_an_appeal_without_a_yes_to_that"),
    Mutant(CONSENT, "app.actions.release.released_names:put_names", "times[fold(alias)] == 1", "True",
           f"{NAMES}an_alias_of_two_people_or_in_another_alias_stays"),
    Mutant(CONSENT, "app.domain.leaks.leak_search:_Search._may", "form == NAMED and self.limits.says_names",
           "form == NAMED", f"{NAMES}a_name_that_somebody_wrote_is_a_finding_and_logged_if_it_is_kept"),
    Mutant(CONSENT, "app.domain.redact:_role_of", "share.release(person).form is Spoken.ROLE", "True",
           f"{WAYS}somebody_without_a_yes_is_no_role_in_a_text"),
    Mutant(CONSENT, "app.actions.release.consent_rules:_list_gone",
           "one.id in stay or decided[one.id].form in UNSPOKEN", "False",
           f"{WAYS}an_appeal_has_no_role_of_somebody_without_a_yes"),
    Mutant(CONSENT, "app.actions.release.consent_rules:read_consents", "(*people, *_of_kind(around, 'event'))",
           "people", f"{WAYS}an_appeal_says_the_village_only_if_everybody_at_the_incident_agreed"),
    Mutant(CONSENT, "app.domain.release.share_choice:ShareChoice.list_to_confirm",
           "sure._tells(row, part) > self._tells(row, part)", "sure._tells(row, part)",
           f"{RULES}what_a_second_confirmation_opens_is_listed_and_nothing_else"),
    Mutant(CONSENT, "app.actions.release.consent_rules:_still_decides", "record.kind == 'actor'", "False",
           f"{REMOVED}a_person_who_refused_decides_after_the_record_or_the_link_is_removed"),
    Mutant(CONSENT, "app.actions.release.consent_rules:_VaultSurroundings._list_earlier_victims",
           "store.list_removed_links(self._vault.con, record.id)", "()",
           f"{REMOVED}a_person_who_refused_decides_after_the_record_or_the_link_is_removed"),
    Mutant(CONSENT, "app.actions.records.destruction:destroy", "_mark_acts(vault, going.records)", "pass",
           f"{REMOVED}a_person_who_refused_decides_after_the_record_or_the_link_is_removed"),
    Mutant(CONSENT, "app.actions.release.consent_rules:_list_around",
           "(*closure(vault, [event.id])[0], *people(vault, event))", "closure(vault, [event.id])[0]",
           f"{REMOVED}an_appeal_for_another_person_has_no_alias_of_a_removed_one"),
    Mutant(CONSENT, "app.domain.release.consents:is_later", "0 if is_limit(other) else None", "None",
           f"{ORDER}at_the_receiver_a_withdrawal_closes_a_yes_without_a_date"),
    Mutant(CONSENT, "app.domain.release.consents:_is_torn", "not _DECIDING.isdisjoint(consent.conflicts)", "False",
           f"{VERSIONS}a_no_of_one_member_wins_until_a_person_chooses"),
    Mutant(CONSENT, "app.domain.release.consents:_date_no", "max(today, newest)", "today",
           f"{ORDER}a_no_closes_a_yes_whatever_the_clock"),
    Mutant(CONSENT, "app.actions.mail.stopped_deliveries:_stop_ended",
           "date.fromtimestamp(row.queued).toordinal() <= until", "row.queued // 86400 + 719163 <= until",
           "tests/actions/test_consent_withdrawals.py::test_a_report_of_the_last_evening_stops_west_of_greenwich"),
]  # fmt: skip
