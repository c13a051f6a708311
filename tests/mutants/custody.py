"""Mutants of custody: lines that tell others too much, false lines that hold, gaps that nobody sees."""

from tests.mutants.mutant import Mutant

_COURT = "P22"
_SHOWN, _SHEET = "tests/actions/test_custody_shown.py", "tests/actions/test_custody_sheet.py"
_GAPS = "tests/domain/test_custody_gaps.py::test_every_planted_gap_is_found_and_none_is_invented"
_GUESS = f"{_SHOWN}::test_a_recipient_gets_no_head_exact_time_or_code_to_guess_a_hidden_line"
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
        "P60", "app.actions.mail.stopped_deliveries:_texts", "body.custody", "()",
        f"{_SHOWN}::test_after_danger_no_reason_with_the_alias_leaves",
    ),
    Mutant(
        _COURT, "app.actions.records.custody_lines:_join", "state if agree else BAD",
        "state",
        f"{_SHOWN}::test_false_lines_are_kept_and_said",
    ),
    Mutant(
        _COURT, "app.actions.release.custody_told:tell", "custody.head(vault.con).head.hex() if open_ else ''",
        "custody.head(vault.con).head.hex()",
        f"{_SHEET}::test_others_read_no_contact_and_nobody_who_did_not_agree[network-False]",
    ),
    Mutant(
        _COURT, "app.actions.release.custody_told:_open_lines", "may_show(line, by, known, sha256)", "True",
        f"{_SHEET}::test_others_read_only_the_recipe_of_a_copy_and_no_line_of_another_use",
    ),
    Mutant(
        _COURT, "app.actions.records.custody_lines:coarsen", "recipe[2]", "recipe[0]", _GUESS,
    ),
    Mutant(
        _COURT, "app.actions.records.custody_lines:say_reason", "make_harmless(entry.reason, PAGE, lines=False)",
        "entry.reason", f"{_SHOWN}::test_characters_in_the_reason_of_a_sender_have_no_effect[txt]",
    ),
    Mutant(
        _COURT, "app.actions.release.custody_shown:share", "coarsen(line, step)", "line", _GUESS,
    ),
    Mutant(
        _COURT, "crypto.custody:check_lines", "entry.at > LATEST", "False",
        f"{_SHOWN}::test_a_time_that_no_calendar_has_is_false_and_breaks_no_page[4611686018427387904]",
    ),
    Mutant(
        _COURT, "app.actions.release.custody_shown:keep", "len(data) > min(room, MOST_BYTES)", "False",
        f"{_SHOWN}::test_the_lines_of_a_report_have_a_limit_and_the_sender_keeps_it",
    ),
    Mutant(
        _COURT, "app.actions.release.evidence_copies:copy_out", "need_reason(copy.reason)", "pass",
        "tests/actions/test_evidence_copies.py::test_nothing_leaves_without_a_reason",
    ),
    Mutant(_COURT, "app.domain.custody_gaps:_used_after", "line.action not in _BACK", "False", _GAPS),
]  # fmt: skip
