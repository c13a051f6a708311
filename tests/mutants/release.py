"""Mutants of the release rules: a person, or words about somebody, would leave without a yes to that audience."""

from tests.mutants.mutant import Mutant

CONSENT = "P60"
RULES = "tests/domain/test_release.py::test_"
WAYS = "tests/actions/test_release.py::test_"

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
]  # fmt: skip
