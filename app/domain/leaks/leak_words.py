"""The word lists of the leak check (`resources/release/leak_words.tsv`), folded, by class and language."""

import re
from collections import defaultdict
from collections.abc import Mapping

from attrs import frozen

from app.domain.date_words import LANGUAGES
from app.domain.search_normalisation import fold

_KNOWN = ("common", "office", "body", "people", "title", "unit", "law", "street", "village", "telephone")


@frozen
class LeakWords:
    """The words of each class, in all languages together, and the words that are no name."""

    lists: Mapping[str, frozenset[str]]
    no_names: frozenset[str]

    def has(self, kind: str, word: str) -> bool:
        """Return True if a folded word is in the list of a class."""
        return word in self.lists[kind]


def parse_words(text: str) -> LeakWords:
    """Return the lists of a file with lines of class, language and words, with tabs between them."""
    lists = defaultdict[str, set[str]](set)
    for line in text.splitlines():
        if line and not line.startswith("#"):
            kind, _, words = line.split("\t")
            lists[kind] |= {part for word in words.split() for part in re.split(r"[\W_]+", fold(word)) if part}
    dates = {word for one in LANGUAGES.values() for name in (*one.months, *one.weekdays) for word in name.split()}
    known = dates.union(*(lists[kind] for kind in _KNOWN))
    return LeakWords({kind: frozenset(words) for kind, words in lists.items()}, frozenset(known))
