"""Each rule finds its example, and not the same thing in plain words."""

import pytest

from tests.plain.rules import FLAGGED, all_rules, findings
from tests.plain.text import Text

# The start of a rule's name, its group, a text that breaks it, and a plain text next to it.
EXAMPLES = [
    ("starts with Whoever", "docs", "Whoever asks gets an answer.", "People who ask get an answer."),
    ("starts with What,", "docs", "What the relay stores is encrypted.", "What does the relay store?"),
    ("starts with What,", "help", "Who reads this needs a key.", "What to do if a key is lost."),
    ("'where' for 'if'", "docstrings", "Where the file is missing, stop.", "Where to put the file."),
    ("'where' for 'if'", "docstrings", "Return 0 where nothing came.", "Return the folder where files are."),
    ("'what' inside", "docstrings", "Return what is damaged.", "Return the damaged files."),
    ("'what' inside", "docstrings", "Store what came.", "Decide what is damaged."),
    ("'what' with a verb", "docs", "Read what opens the vault.", "Read the password of the vault."),
    ("'who' inside", "docs", "A list of who has a card.", "List them: who has a card.", "People who have a card."),
    (
        "'whoever' inside",
        "docs",
        "Send it to whoever asks.",
        "Show it wherever it is.",
        "Send it to each person who asks.",
    ),
    ("three clauses", "docs", "Tell who did what and where.", "Tell who did it and where."),
    ("no actor", "docs", "On this page it is said.", "The page says this."),
    ("'stands' or 'lies'", "docs", "The result stands here.", "The result is here."),
    ("the verb is before", "docs", "Never can a relay read this.", "A relay can never read this."),
    ("'all that'", "interface", "Remove all that you wrote", "Remove all your text"),
    ("'of it', 'of which'", "docs", "The record of which it is part.", "Nothing of it remains.", "Part of the record."),
    ("a preposition before", "interface", "The key with which you sign", "The key that signs"),
    ("starts with a pronoun", "interface", "It was sent", "The report was sent"),
    ("a clause instead", "interface", "How it was recorded", "Recording method"),
    ("starts with 'Such as'", "help", "Such as a police post.", "Example: a police post."),
    ("a comparison with", "docs", "Use another relay than this.", "Use a different relay."),
    ("'alone' after", "docs", "Use it for the window alone.", "Use it only for the window."),
    ("'but' for 'except'", "docs", "It reads nothing but text.", "It reads only text, but not always."),
    ("'of its own'", "docs", "It has a key of its own.", "It has a separate key."),
    ("a double negative", "docs", "Nothing is sent without a key.", "Nothing is sent, and no key is used."),
    ("a docstring that starts", "docstrings", "Whether a key is valid.", "Return True if a key is valid."),
    ("a title that is", "titles", "Two builds have the same bytes", "Equal bytes of two builds"),
    ("a subject of more", "commits", "sync: " + "long " * 14, "sync: retry files after 2 minutes"),
    ("a subject without", "commits", "Retry files", "sync: retry files"),
    ("passive", "docs", "The file is damaged by it.", "It damages the file."),
    ("somebody", "docs", "Ask somebody.", "Ask someone."),
    ("'those who'", "docs", "Ask those who know.", "Ask people who know."),
    ("'may'", "docs", "It may fail.", "It can fail on 3 may 2026."),
    ("'we', 'our'", "interface", "We store a copy", "Amparo stores a copy"),
    ("a semicolon", "interface", "Saved; the file is safe.", "Saved. The file is safe."),
    ("'this' or 'that'", "interface", "Check that this is correct", "Check that this card is correct"),
    ("starts with an -ing", "interface", "Adding a relay", "Add a relay"),
    ("a sentence of", "interface", "word " * 21, "word " * 20),
    ("a sentence of", "docs", "word " * 26, "Word is word. " * 20),
    ("write: immediately", "docstrings", "Stop at once.", "Stop immediately."),
    ("write: USB stick", "help", "Remove the stick.", "Remove the USB stick."),
    ("write: generated", "interface", "A drawn number", "A generated number"),
]


def broken(group: str, words: str) -> set[str]:
    return {finding.rule for finding in findings(Text(group, "a.py", 1, words, "function"))}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example[0]}-{example[1]}")
def test_a_rule_finds_its_example_and_not_the_plain_words(example: tuple[str, ...]) -> None:
    name, group, bad, *others = example
    *also_bad, plain = others
    for words in (bad, *also_bad):
        assert any(rule.startswith(name) for rule in broken(group, words)), words
    assert not any(rule.startswith(name) for rule in broken(group, plain))


def test_every_rule_has_an_example() -> None:
    names = {rule.name for rule in all_rules() if not rule.name.startswith("write: ")}
    assert len(names) > 30
    assert [name for name in names if not any(name.startswith(example[0]) for example in EXAMPLES)] == []


def test_words_of_the_product_are_free_in_code() -> None:
    assert broken("docstrings", "Return the drawn number.") == set()
    assert [f.points for f in findings(Text("help", "", 1, "See the drawn number."), FLAGGED)] == [2]


def test_allowed_phrases_placeholders_and_plurals() -> None:
    assert broken("docs", "A table of who did what to whom, with the chain of custody.") == set()
    assert broken("interface", "{what is} late") == set()
    assert broken("interface", "{n} file|{n} files are here") == set()


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    assert broken("interface", "word " * 12 + "e.g. A " + "word " * 12) == {"a sentence of 27 words (limit 20)"}
