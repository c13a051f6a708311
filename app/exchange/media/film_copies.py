"""Make and check copies of films and sound in the media child. One child makes, and a fresh one sees only the copy."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

from app.exchange.media import films
from app.exchange.media.media_pipe import MediaPipe
from app.exchange.media.media_worker import MediaFamily
from app.exchange.media.range_source import RangeSource
from app.exchange.sandbox_worker import allow_time
from crypto.recipe import parse_recipe

_MAKE, _CHECK, _LEAST = 30, 10, 60
"""Seconds of processor time for each second of the file, and at least."""


@frozen
class OpenFile:
    """A file that is opened by the command itself."""

    pipe: MediaPipe
    source: RangeSource
    facts: Mapping[str, Any] = {}


def _make(file: OpenFile, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Send the copy by a recipe in pieces. The result has its media type, and the words of the original."""
    from app.exchange.copies import film_maker

    _allow_time(file.source, _MAKE)
    return film_maker.make_copy(file.source, parse_recipe(bytes.fromhex(asked["recipe"])), file.pipe.send_piece)


def _check(file: OpenFile, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the leaks of a copy by its recipe."""
    from app.exchange.copies import film_inspection

    _allow_time(file.source, _CHECK)
    recipe = parse_recipe(bytes.fromhex(asked["recipe"]))
    return {"leaks": film_inspection.list_film_leaks(file.source, file.source.size, recipe)}


def _allow_time(source: RangeSource, each: int) -> None:
    with films.open_container(source) as media:
        allow_time(_LEAST + each * (media.duration or 0) // 1_000_000)
    source.seek(0)


def _load(_: str) -> None:
    films.load_library()  # the library can come from the film pack: these modules import it
    import PIL.ImageFile  # noqa: F401 - Pillow loads it for a mosaic

    import app.exchange.copies.film_inspection
    import app.exchange.copies.film_maker  # noqa: F401


FAMILY: Final = MediaFamily(_load, OpenFile, {"make": _make, "leaks": _check})
