"""Mutants of custody: lines that tell others too much, false lines that hold, gaps that nobody sees."""

from tests.mutants.mutant import Mutant

_COURT = "P22"
_SHOWN, _SHEET = "tests/actions/test_custody_shown.py", "tests/actions/test_custody_sheet.py"
_GAPS = "tests/domain/test_custody_gaps.py::test_every_planted_gap_is_found_and_none_is_invented"
_LINE = f"{_SHOWN}::test_a_line_for_others_tells_nothing_new"

MUTANTS = [
    Mutant(
        _COURT, "app.actions.release.custody_shown:may_show", "entry.actor in ours", "True",
        f"{_LINE}[change3-False]",
    ),
    Mutant(
        _COURT, "app.actions.release.custody_shown:may_show", "entry.other in known", "True",
        f"{_LINE}[change2-False]",
    ),
    Mutant(
        _COURT, "app.actions.release.custody_shown:may_show", "CODES.fullmatch(entry.reason) is not None", "True",
        f"{_LINE}[change5-False]",
    ),
    Mutant(
        _COURT, "app.actions.release.custody_shown:share", "profile.own", "True",
        f"{_SHOWN}::test_a_partner_sees_both_lines_of_a_copy_and_the_senders_line_says_shared",
    ),
    Mutant(
        _COURT, "app.actions.release.custody_shown:keep", "theirs(record)", "True",
        f"{_SHOWN}::test_only_the_sender_speaks_for_an_item_and_only_for_its_own",
    ),
    Mutant(
        _COURT, "app.actions.records.custody_lines:_join", "first.holds and second.holds and agree",
        "first.holds and second.holds",
        f"{_SHOWN}::test_false_lines_are_kept_and_said",
    ),
    Mutant(
        _COURT, "app.actions.release.custody_told:_tell",
        "entry.reason if open_ or CODES.fullmatch(entry.reason) else ''",
        "entry.reason", f"{_SHEET}::test_others_read_no_contact_and_nobody_who_did_not_agree[network-False]",
    ),
    Mutant(
        _COURT, "app.actions.release.evidence_copies:copy_out", "need_reason(copy.reason)", "pass",
        "tests/actions/test_evidence_copies.py::test_nothing_leaves_without_a_reason",
    ),
    Mutant(_COURT, "app.domain.custody_gaps:_used_after", "line.action not in _BACK", "False", _GAPS),
]  # fmt: skip
