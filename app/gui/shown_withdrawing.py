"""What the page of what is withdrawn shows, as plain values."""

from attrs import frozen

from app.gui.shown import Line


@frozen
class WithdrawForm:
    """What a retraction would reach: who `got` it, and copies or people `beyond` it; the reason, where it is known."""

    got: tuple[Line, ...]
    beyond: tuple[Line, ...]
    reason: str = ""


@frozen
class WithdrawCard:
    """One retraction, of ours or from a contact: what and why, and a row for each who was told, or for what it names.

    `waits`: a person is to decide; `asked` is what is asked. `late`: somebody of those told has not answered.
    """

    key: str
    title: str
    second: str
    text: str
    ours: bool
    rows: tuple[Line, ...]
    asked: str = ""
    waits: bool = False
    late: bool = False
    over: bool = False


@frozen
class RuleFor:
    """What is done at once where one contact withdraws; `rests`: it destroys, and the contact is not verified now."""

    key: str
    title: str
    reason: str
    does: str
    rests: bool = False


@frozen
class RuleForm:
    """The rules for single contacts, the contacts (id and name) that one can be made for, and who is verified."""

    made: tuple[RuleFor, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()
    verified: frozenset[str] = frozenset()


@frozen
class WithdrawPage:
    """The retractions of a record with the form for a new one; without a `key` all of them, and what is done at once.

    `rules` is by the reason what is done where anybody withdraws for it, `single` where one contact does.
    """

    key: str
    title: str
    cards: tuple[WithdrawCard, ...]
    form: WithdrawForm | None = None
    rules: tuple[tuple[str, str], ...] = ()
    single: RuleForm = RuleForm()
