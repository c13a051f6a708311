"""Routes from one page to another: no page imports the module of the page that it leads to."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.gui.shell.foot import Fact

if TYPE_CHECKING:
    from app.actions.relays.networks import Network
    from app.store.vault.open_vault import Vault


class BlockedTraffic(NamedTuple):
    """The reason that blocks all traffic and the reason that blocks files, if there is one.

    `waiting`: the number of reports that wait for the answer of a person, and their bytes.
    """

    everything: Fact | None
    files: Fact | None
    waiting: tuple[int, int] | None = None


class Routes(NamedTuple):
    """Calls that the places give to an open vault. They run in the window's thread; those with a vault in the store's.

    `follow` shows the target of a key: `record:ID`, `go:PLACE`, `do:NAME` and others of `places.leads`. `offered`
    returns key, word and icon of each step that records of a kind have; `take` does one with a record. `home` returns
    the place of a record, its id and its kind. `anywhere` opens a page by its shortcut. `foot` returns facts for the
    foot line, `held` the mail that a rule keeps back on a network. `leave` closes the window; with True, a
    locked one follows. A sample vault first names the files that stay. `open_names` asks for the names password, and
    then calls what it got. `ask_consent` opens the form of a consent for a person with purposes, calls the third
    argument at its end, and can have rows of files. The last four follow a saved incident, a saved consent (by its id),
    the first page, and the end of a synchronisation.
    """

    follow: Callable[[str], None]
    offered: Callable[[str], Sequence[tuple[str, str, str]]]
    take: Callable[[str, str], None]
    home: "Callable[[Vault, str], tuple[str, str, str] | None]"
    anywhere: Mapping[str, Callable[[], None]]
    foot: "Callable[[Vault], list[Fact]]"
    held: "Callable[[Vault, Network], BlockedTraffic]"
    leave: Callable[[bool], None]
    open_names: Callable[[Callable[[], None]], None]
    ask_consent: Callable[..., None]
    after_incident: Callable[[], None]
    after_consent: Callable[[bytes], None]
    after_opening: Callable[[], None]
    after_round: Callable[[], None]
