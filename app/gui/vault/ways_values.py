"""The data of the pages about unlock methods, as plain values in the person's language."""

from collections.abc import Mapping

from attrs import field, frozen

from app.gui.vault.kit import Paper


@frozen
class UnlockMethodView:
    """One passphrase: its key (the slot's number), its name, its date, and `key_file` if it needs one."""

    key: str
    name: str
    made: str
    key_file: bool


@frozen
class Recovery:
    """The set of recovery shares: its name, date and numbers as text, its holders, and the time of the last test."""

    name: str
    made: str
    holders: tuple[tuple[str, str], ...]
    """Each share as text, and the name of its holder."""
    tried: str
    untried: bool


@frozen
class WaysPage:
    """The unlock methods; `full`: the header has no free slot; `kept`: number of shares kept for other people."""

    ways: tuple[UnlockMethodView, ...]
    recovery: Recovery | None
    full: bool
    kept: int


@frozen
class PassphraseRequest:
    """The request for a new passphrase on a page: its title, its one line, the label of its button.

    `key` is the changed method; `named`: it gets a name; `proven`: the current unlock method is asked for again.
    """

    title: str
    text: str
    act: str
    key: str = ""
    named: bool = False
    proven: bool = True


@frozen
class NewPassphrase:
    """A person's decision about a passphrase: its name, the passphrase, and the path of its key file, if any.

    `key` is the changed method; empty for a new one. `make_file`: the file is made first.
    """

    key: str
    name: str
    passphrase: str = field(repr=False)
    key_file: str = ""
    make_file: bool = False


@frozen
class NewSet:
    """A person's decision about recovery shares: the number that is needed, and the holder of each."""

    needed: int
    holders: tuple[str, ...]


@frozen
class ShareKit:
    """New shares, one for each holder; and the verified contacts (key, name) to which one can be encrypted."""

    papers: tuple[Paper, ...]
    contacts: tuple[tuple[str, str], ...]


@frozen
class Given:
    """The distribution of new shares: the contact for each encrypted share, and the current unlock method.

    `second`: they also open the names password. `with_end`: the encrypted shares that include our key revocation.
    """

    sealed: Mapping[int, str]
    passphrase: str = field(repr=False)
    key_file: str = ""
    second: bool = False
    with_end: frozenset[int] = frozenset()


@frozen
class KeptShareView:
    """A share that we keep for a person: its record, its owner, its date, and the share itself.

    `ends`: their key revocation is stored with it; `ended`: their key is revoked here.
    """

    key: str
    whose: str
    came: str
    paper: Paper
    ends: bool = False
    ended: bool = False
