"""Mutants of publications: the consent of their day, and their place in the lists of a withdrawal."""

from tests.mutants.mutant import Mutant

_PROMISE, _TESTS = "P80", "tests/actions/test_campaigns.py"
_DAY = f"{_TESTS}::test_a_publication_has_the_consent_of_its_day"
_GONE = f"{_TESTS}::test_a_withdrawal_lists_the_publications_to_take_down"

MUTANTS = [
    Mutant(_PROMISE, "app.domain.casework.publicity:_as_of", "first <= day", "True", _DAY),
    Mutant(_PROMISE, "app.domain.casework.publicity:_as_of",
           "(parse_moment(str(ended)).first_day if ended else entry_day(row.updated)) <= day", "True", _DAY),
    Mutant(_PROMISE, "app.domain.casework.publicity:find_consent", "ReleasePaper(PROFILES[_OUTSIDE], day)",
           "ReleasePaper(PROFILES[_OUTSIDE], 0)", _DAY),
    Mutant(_PROMISE, "app.actions.withdrawals.holders:recipients",
           "is_published(action.fields) and (place or not found)", "False", _GONE),
]  # fmt: skip
"""The mutants of this module."""
