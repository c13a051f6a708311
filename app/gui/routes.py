"""Routes from one page to another: no page imports the module of the page that it leads to."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import define

if TYPE_CHECKING:
    from app.store.vault import Vault


@define
class Routes:
    """Calls that the places give to an open vault. They run in the window's thread, `home` in the store's.

    `follow` shows the target of a key: `record:ID`, `go:PLACE`, `do:NAME` and others of `places.leads`. `offered`
    returns key, word and icon of each step that records of a kind have; `take` does one with a record. `home` returns
    the place of a record, its id and its kind. `anywhere` opens a page by its shortcut. `after_incident` and
    `after_consent` (with its id) follow a save, `after_opening` the first page, `after_round` the end of a
    synchronisation.
    """

    follow: Callable[[str], None]
    offered: Callable[[str], Sequence[tuple[str, str, str]]]
    take: Callable[[str, str], None]
    home: "Callable[[Vault, str], tuple[str, str, str] | None]"
    anywhere: Mapping[str, Callable[[], None]]
    after_incident: Callable[[], None]
    after_consent: Callable[[bytes], None]
    after_opening: Callable[[], None]
    after_round: Callable[[], None]
