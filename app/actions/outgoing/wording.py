"""The wording of a paper: a translation or a shorter version of the texts of people in it.

A wording is for one text of one field. For another text of the field it is not used, and a field that does not leave is
never asked for. So a wording opens nothing that the resolver holds back.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256

from attrs import define, field, frozen

from app.domain.appeal_consent import is_written_in
from app.domain.fields import Type
from app.domain.frame import QUOTED, WORDED
from app.domain.kind import Kind
from app.domain.record import Record
from app.domain.release.facets import OPEN, facet_of, is_text
from app.phrase import Phrase

_READ = 300
"""Letters that tell the language of a text."""
_BEGINNING = 24
"""Letters by which a wording is known in a text."""
_WRITTEN = ("prose", "danger", OPEN)
"""The facets with sentences of people; an alias, a place or an office is the same in each language."""


def hash_text(text: str) -> str:
    """Return the hash by which a wording knows its text."""
    return sha256(text.encode()).hexdigest()


@frozen
class KeptWording:
    """A wording: the key of its text, the hash of the text, and the words; without words, the text stays as written."""

    key: str
    of: str
    words: str


@frozen
class PaperText:
    """A text of a person in a paper. `key` is its record (hex) and field, `label` that of the field.

    `lang` is the language of its record, if it is known. `words` take the place of the text if there are any. `earlier`
    is a wording of another text of the field: it is not used, and the paper waits for a decision. `decided`: somebody
    wrote a wording of this text, or left the text as it is.
    """

    key: str
    label: str
    text: str
    lang: str
    words: str = ""
    earlier: str = ""
    decided: bool = False


@define
class PaperWording:
    """The wordings for one paper, the newest first, and the texts that the paper has asked for."""

    entries: tuple[KeptWording, ...] = ()
    texts: dict[str, PaperText] = field(factory=dict)

    def say(
        self, kind: Kind, record: Record, name: str, text: str, limit: Callable[[str], str] = str
    ) -> str:  # fmt: skip
        """Return the wording of an outgoing text of a field, or the text; `limit` removes words from a wording."""
        is_prose = kind.fields[name].type is Type.PROSE
        if not text or not (is_prose or (is_text(kind, name) and facet_of(kind, name) in _WRITTEN)):
            return text
        key = f"{record.id.hex()}.{name}"
        known = [one for one in self.entries if one.key == key]
        found = next((one for one in known if one.of == hash_text(text)), None)
        words = limit(found.words) if found else ""
        earlier = known[0].words if known and found is None else ""
        self.texts[key] = PaperText(key, kind.fields[name].label, text, str(record.fields.get("lang", "")), words,
                                    earlier, found is not None)  # fmt: skip
        return words or text

    @property
    def used(self) -> tuple[PaperText, ...]:
        """Return the texts with another wording."""
        return tuple(one for one in self.texts.values() if one.words)

    def undo(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Return the texts of a paper with what people wrote, by key; an empty one if no text has a wording.

        A text with the beginning of a wording has the original too: its end can be cut, and one wording can be a part
        of another.
        """
        return {
            key: "\n".join([text, *(one.text for one in self.used if one.words[:_BEGINNING] in text)])
            for key, text in (texts.items() if self.used else ())
        }

    def notes(self, language: str) -> tuple[Phrase, ...]:
        """Return the sentences for the reader: which words are as written, and that others are ours."""
        as_written = (one for one in self.texts.values() if not one.words)
        quoted = any(
            one.lang[:2] != language if one.lang else not is_written_in(one.text[:_READ], language)
            for one in as_written
        )
        return (*([QUOTED] if quoted else []), *([WORDED] if self.used else []))
