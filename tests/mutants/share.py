"""Mutants of the share page: what it shows of each recipient is what is sealed, and nothing else is queued."""

from tests.mutants.mutant import Mutant

_SENDER = "P36"
_BYTES = "tests/gui/test_share_bytes.py"
_TITLES = f"{_BYTES}::test_no_title_of_withheld_data_leaves"
_CHANGED = (
    "tests/gui/test_share.py::test_who_is_not_verified_is_shown_without_the_file_and_nothing_goes_that_was_not_shown"
)

MUTANTS = [
    Mutant(
        promise=_SENDER,
        place="app.gui.delivery.share_view:ShareDialog._send",
        find="self._doubt(strangers)",
        put="self._queue()",
        test="tests/gui/test_share.py::test_all_data_to_a_stranger_needs_a_second_act_that_names_them",
    ),
    Mutant(
        promise=_SENDER,
        place="app.gui.delivery.share_screen:_Sharing.queue",
        find="sharing.share(vault, keys, to, audience, one_copy=one_copy, file_relays=relays, shown=digest,"
        " answers=answers)",
        put="sharing.share(vault, keys, to, audience, one_copy=one_copy, file_relays=relays, answers=answers)",
        test=_CHANGED,
    ),
    Mutant(
        promise=_SENDER,
        place="app.gui.delivery.share_query:_changed",
        find="old.get(part, none)[1] != new.get(part, none)[1]",
        put="False",
        test=_CHANGED,
    ),
    Mutant(
        promise=_SENDER,
        place="app.gui.delivery.share_query:_frozen_view",
        find="tr('{n} file|{n} files', n=len(files)) if files else tr('no files')",
        put="tr('{n} file|{n} files', n=len(chosen.files)) if chosen.files else tr('no files')",
        test=f"{_BYTES}::test_the_screen_says_what_ben_opens[new]",
    ),
    Mutant(
        promise=_SENDER,
        place="app.gui.delivery.share_query:held_rows",
        find="rows[tr('{n} file|{n} files', n=files), f'{why} {others}'.strip()] = []",
        put="pass",
        test=f"{_BYTES}::test_the_screen_says_what_ben_opens[introduced]",
    ),
    Mutant(
        promise=_SENDER,
        place="app.gui.delivery.share_view:_Person.__init__",
        find="self.tick.setEnabled(not person.care)",
        put="pass",
        test=f"{_BYTES}::test_who_cannot_get_it_cannot_be_ticked_and_the_row_says_what_to_do[expired]",
    ),
    Mutant(
        promise=_SENDER,
        place="app.gui.delivery.share_view:ShareDialog._foot",
        find="IntentButton(look, tr('Put in the outbox'), 'pri', 'send', tr('Ctrl Enter'))",
        put="Button(look, tr('Put in the outbox'), 'pri', 'send', tr('Ctrl Enter'))",
        test=f"{_BYTES}::test_sharing_with_two_takes_five_presses_and_ends_at_the_outbox",
    ),
    Mutant(
        promise=_SENDER,
        place="app.cli.exchange:_queue",
        find="options.digest",
        put="b''",
        test="tests/actions/test_sharing.py::test_look_shows_by_command_what_leaves_for_whom_and_queues_nothing",
    ),
    Mutant(
        promise=_SENDER,
        place="app.actions.mail.sharing:freeze",
        find="held = list(view.selection.held_back)",
        put="held = [WithheldItem(h.record, h.field, record_of(vault, h.record.hex()).title)"
        " for h in view.selection.held_back]",
        test=f"{_TITLES}[network]",
    ),
    Mutant(
        promise=_SENDER,
        place="app.gui.delivery.share_query:_notes",
        find="(tr(vault.kinds[kind].label) for kind in kinds)",
        put="(_named(tr, vault, id_) for id_, *_ in one.body.held_back)",
        test=f"{_TITLES}[public]",
    ),
    Mutant(
        promise=_SENDER,
        place="app.gui.delivery.share_query:_leaving",
        find="_head(vault, tr, sent, sent.records[record.id])",
        put="_named(tr, vault, record.id)",
        test=f"{_TITLES}[public]",
    ),
    Mutant(
        promise=_SENDER,
        place="app.gui.delivery.share_screen:_Sharing._queued",
        find="desk.show('outbox', report, 'waiting')",
        put="desk.show('outbox', '', 'waiting')",
        test=f"{_BYTES}::test_sharing_with_two_takes_five_presses_and_ends_at_the_outbox",
    ),
]
