"""The catalogues as the tests read them; `python -m tests.translations` brings them up to date with the code.

It adds each new string without a translation (a test fails until someone translates it) and removes the unused ones.
"""

from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from app.catalogue import FOLDER


def read(language: str) -> Catalog:
    """Return a catalogue from its source."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file)


def key_of(id_: str | tuple[str, ...]) -> str:
    """Return the source of a message as the code writes it: `one|other`."""
    return id_ if isinstance(id_, str) else "|".join(id_)


@cache
def words(language: str) -> dict[str, str | tuple[str, ...]]:
    """Return the translation of each source, or its plural forms in the order of CLDR."""
    found = ((key_of(message.id), message) for message in read(language) if message.id)
    return {f"{one.context}\x04{key}" if one.context else key: one.string for key, one in found}


def texts(language: str) -> list[str]:
    """Return every translated text of a language, each plural form apart."""
    return [text for said in words(language).values() for text in ([said] if isinstance(said, str) else said)]


def update(language: str, sources: frozenset[str], folder: Path = FOLDER) -> None:
    """Add the missing sources to a catalogue, without a translation, and remove those that no code has."""
    old = read(language)
    new = Catalog(locale=language, charset="utf-8", fuzzy=False)
    new.header_comment, new.mime_headers = old.header_comment, old.mime_headers
    kept = {key_of(message.id): message for message in old if message.id}
    for source in sorted(sources):
        id_ = tuple(source.split("|")) if "|" in source and "{n}" in source else source
        message = kept.get(source)
        new.add(id_, message.string if message else None, user_comments=message.user_comments if message else ())
    with (folder / f"{language}.po").open("wb") as file:
        write_po(file, new, width=0)


if __name__ == "__main__":
    from tests.gui.test_text import sources

    update("ar", sources())
