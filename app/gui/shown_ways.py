"""What the pages about the ways in show, as plain values in the person's language."""

from collections.abc import Mapping

from attrs import field, frozen

from app.gui.kit import Paper


@frozen
class Way:
    """One passphrase: its key (the slot's number), its name, when it was made, whether a key file goes with it."""

    key: str
    name: str
    made: str
    key_file: bool


@frozen
class Recovery:
    """The set of recovery shares: its name, its date and numbers in words, who holds which, and how long untried."""

    name: str
    made: str
    holders: tuple[tuple[str, str], ...]
    """Share in words, and who holds it how."""
    tried: str
    untried: bool


@frozen
class WaysPage:
    """The ways in; `full`: no further one fits; `kept`: shares that are kept for others."""

    ways: tuple[Way, ...]
    recovery: Recovery | None
    full: bool
    kept: int


@frozen
class Asked:
    """What a page asks a new passphrase for: its title, its one line, what its button says.

    `key` is the way that is changed; `named`: it gets a name; `proven`: how one opens the vault is said again.
    """

    title: str
    text: str
    act: str
    key: str = ""
    named: bool = False
    proven: bool = True


@frozen
class NewWay:
    """What a person decided about a passphrase: its name, itself, and the key file that goes with it, if one does.

    `key` is the way that is changed; empty for a further one. `make_file`: the file is made first.
    """

    key: str
    name: str
    passphrase: str = field(repr=False)
    key_file: str = ""
    make_file: bool = False


@frozen
class NewSet:
    """What a person decided about recovery shares: how many are needed, and who holds each."""

    needed: int
    holders: tuple[str, ...]


@frozen
class Kit:
    """Shares that were drawn, one for each holder; and the verified contacts (key, name) one can be sealed to."""

    papers: tuple[Paper, ...]
    contacts: tuple[tuple[str, str], ...]


@frozen
class Given:
    """How the drawn shares are given: those that are sealed, to which contact, and how one opens the vault now.

    `second`: they are to open the second lock too. `with_end`: with which sealed shares what ends our key is left.
    """

    sealed: Mapping[int, str]
    passphrase: str = field(repr=False)
    key_file: str = ""
    second: bool = False
    with_end: frozenset[int] = frozenset()


@frozen
class KeptShare:
    """A share that is kept for somebody: its record, for whom, when it came, and the share itself.

    `ends`: they left with it what ends their key; `ended`: their key has ended here.
    """

    key: str
    whose: str
    came: str
    paper: Paper
    ends: bool = False
    ended: bool = False
