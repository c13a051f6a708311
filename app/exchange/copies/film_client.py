"""Ask one media child for the copy of a film or of sound, and a fresh one for its leaks. No file holds it in clear."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import define, field, frozen

from app.exchange.copies.inspection import LEAKS
from app.exchange.copies.painter import MOST_WORDS
from app.exchange.media.media_client import MadePiece, MediaChild, MediaRefused, MediaResult, RangeReader

_FAMILY: Final = "copy"
_SILENCE: Final = 120.0
"""Seconds after which a child that says nothing is ended: one fragment of a large film can take so long."""
_STEP: Final = 1 << 20
_MOST, _TIMES = 64 << 20, 20
"""Bytes of the largest copy of any original, and how many times its original a copy can be long."""
_MIMES: Final = ("video/mp4", "audio/mp4", "audio/flac")
_FORMS: Final = ("utf-8", "utf-16-le", "utf-16-be")


@define
class FilmWork:
    """The work on one copy of an original of `size` bytes, by an encoded recipe; `told` hears how much is read."""

    source: RangeReader
    size: int
    recipe: bytes
    told: Callable[[int, int], object] = max
    command: Sequence[str] = ()
    _result: Mapping[str, Any] = field(factory=dict, init=False)

    def pieces(self) -> Iterator[bytes]:
        """Yield the copy. Raises MediaRefused, an error of `told`, or an OSError and NotConfined like `MediaChild`."""
        left, source = _MOST + _TIMES * self.size, _ToldReader(self.source, self.size, self.told)
        with MediaChild(_FAMILY, source, self.size, self.command, _SILENCE) as child:
            child.open()
            for message in child.ask("make", recipe=self.recipe.hex()):
                if isinstance(message, MadePiece) and left > 0:
                    left -= len(message.data)
                    yield message.data
                elif isinstance(message, MediaResult):
                    self._result = message.values
                else:
                    raise MediaRefused("damaged")
        if self.mime not in _MIMES:
            raise MediaRefused("damaged")

    @property
    def mime(self) -> str:
        """Return the media type of the copy, after its last piece."""
        return str(self._result.get("mime"))

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words of the metadata of the original."""
        return tuple(str(word) for word in self._result.get("words", ())[:MOST_WORDS])


def list_film_leaks(
    copy: RangeReader, size: int, recipe: bytes, command: Sequence[str] = (), told: Callable[[int, int], object] = max
) -> list[str]:
    """Return the leaks of a copy that a fresh child finds, as codes of LEAKS; each code if the child fails.

    `told` hears how much of the copy is read.

    Raises OSError and NotConfined like `MediaChild`.
    """
    with MediaChild(_FAMILY, _ToldReader(copy, size, told), size, command, _SILENCE) as child:
        try:
            child.open()
            found = child.result("leaks", recipe=recipe.hex()).get("leaks")
        except MediaRefused:
            found = None
    return [*LEAKS] if not isinstance(found, list) or not {*map(str, found)} <= {*LEAKS} else [*map(str, found)]


def find_stored_words(copy: RangeReader, size: int, words: Sequence[str]) -> list[str]:
    """Return the words in the bytes of a copy of any size, in UTF-8 or UTF-16."""
    coded = [(word, [word.encode(form, "replace") for form in _FORMS]) for word in words]
    longest = max((len(one) for _, forms in coded for one in forms), default=0)
    found = set[str]()
    for at in range(0, size, _STEP):
        data = copy.read_at(at, _STEP + longest)
        found |= {word for word, forms in coded if word not in found and any(one in data for one in forms)}
    return [word for word in words if word in found]


@frozen
class _ToldReader:
    """A source that tells the place of each read."""

    source: RangeReader
    size: int
    told: Callable[[int, int], object]

    def read_at(self, offset: int, n: int) -> bytes:
        self.told(offset, self.size)
        return self.source.read_at(offset, n)
