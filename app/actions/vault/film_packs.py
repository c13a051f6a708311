"""Add the film pack of this program from a file or a stick, and remove it. The pack is never inside a vault."""

from pathlib import Path

from attrs import frozen

from app.actions.kernel import external_files
from app.errors import InputRefused, NotFound
from app.exchange.media import film_pack
from app.exchange.media.film_pack import PackList, PackRefused
from app.phrase import Phrase
from app.store.vault.connection import translate_errors


@frozen
class FilmPack:
    """The pack that a small program takes: its list, and the place for the installed pack."""

    listed: PackList
    file: Path

    @property
    def added(self) -> bool:
        """Return True if a pack is installed. The child that loads it checks it."""
        return self.file.is_file()


def find_own() -> FilmPack | None:
    """Return the pack of a small program, or None for another program."""
    listed = film_pack.read_list()
    return None if listed is None else FilmPack(listed, film_pack.pack_file())


def want_own() -> FilmPack:
    """Return the pack of a small program. Raises InputRefused in another program."""
    pack = find_own()
    if pack is None:
        raise InputRefused("This program shows films without a film pack.", "Use it as it is.")
    return pack


def add(pack: FilmPack, source: Path) -> None:
    """Install the pack from a file. Nothing is written before each file in it is checked.

    Raises NotFound, InputRefused for each other file, and StorageFailed.
    """
    if not source.is_file():
        raise NotFound(Phrase("There is no file {name}.", name=source.name), "Nothing was added.")
    with translate_errors(), source.open("rb") as file:
        archive = file.read(pack.listed.archive.size + 1)
    try:
        contents = film_pack.unpack(archive, pack.listed)
    except PackRefused:
        said = Phrase(
            "{name} is damaged, or it is not the film pack of this program. Amparo added nothing.", name=source.name
        )
        step = Phrase("Get {name} from the person who gave you this program.", name=pack.listed.archive.name)
        raise InputRefused(said, step) from None
    with translate_errors():
        pack.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    remove(pack)  # of an older program, or a damaged one
    with external_files.new_file(pack.file) as target:
        target.writelines(contents)


def remove(pack: FilmPack) -> None:
    """Remove the installed pack. Raises StorageFailed."""
    with translate_errors():
        pack.file.unlink(missing_ok=True)
