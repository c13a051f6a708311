"""Breaks what keeps text from others plain: in the window, on a terminal, in a name."""

from tests.mutants.mutant import Mutant

MAIL = "P38"
TEXT = "P27"
PLAIN, CLI = "tests/gui/test_plain.py", "tests/test_cli_words.py"
NAME = "tests/actions/test_hostile.py::test_a_name_stops_no_screen_and_turns_nothing"

MUTANTS = [
    Mutant(
        MAIL, "app.actions.contacts.contact_cards:add",
        "identity.make_printable(card.name)[: identity.MOST_NAME] or card.id.hex()[:12]", "card.name", NAME,
    ),
    Mutant(
        MAIL, "app.domain.legal_limits:_find_ends", "date.fromordinal(_day(begun[0])).year not in YEARS", "False",
        "tests/actions/test_detention.py::test_a_date_that_somebody_sends_does_not_stop_today[9999-12-31-days]",
    ),
    Mutant(MAIL, "app.gui.style.text:Text.phrase", "not said.values", "False", NAME),
    Mutant(
        TEXT, "app.gui.widgets.plain_text:tip",
        "make_harmless(text, TIP).replace('<', f'<{_NO_TAG}')", "make_harmless(text, TIP)",
        f"{PLAIN}::test_what_is_set_is_never_markup",
    ),
    Mutant(
        TEXT, "app.gui.widgets.plain_text:tooltip", "tip(text)", "text",
        f"{PLAIN}::test_the_window_opens_no_file_that_a_record_names",
    ),
    Mutant(
        TEXT, "app.gui.widgets.plain_text:label", "Qt.TextFormat.PlainText", "Qt.TextFormat.AutoText",
        f"{PLAIN}::test_labels_and_buttons_of_ours_are_plain",
    ),
    Mutant(
        TEXT, "app.gui.widgets.plain_text:markup", "html.escape(make_harmless(text, PAGE))",
        "make_harmless(text, PAGE)",
        f"{PLAIN}::test_labels_and_buttons_of_ours_are_plain",
    ),
    Mutant(
        TEXT, "app.gui.records.parts_view:LinkedRow.__init__", "plain_text.tooltip(self, line.title)",
        "self.setToolTip(line.title)", f"{PLAIN}::test_only_one_module_tells_qt_what_to_show",
    ),
    Mutant(
        TEXT, "app.gui.style.text:Text.isolated", "make_harmless(text, PAGE)", "text",
        f"{PLAIN}::test_a_text_moves_no_word_around_it",
    ),
    Mutant(
        TEXT, "app.safe_text:make_harmless", "len(text) > most", "False", f"{PLAIN}::test_what_is_set_is_never_markup",
    ),
    Mutant(
        TEXT, "app.cli.command:say", "make_harmless(text, len(text))", "text",
        f"{CLI}::test_an_error_prints_no_control_of_a_terminal",
    ),
]  # fmt: skip
