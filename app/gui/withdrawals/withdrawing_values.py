"""The data of the page of withdrawals, as plain values."""

from attrs import frozen

from app.gui.widgets.page_values import RowView


@frozen
class WithdrawForm:
    """The reach of a withdrawal: recipients who `got` it, copies or people `beyond` it, and the reason if known."""

    got: tuple[RowView, ...]
    beyond: tuple[RowView, ...]
    reason: str = ""


@frozen
class WithdrawCard:
    """One withdrawal, by us or by a contact: its records, its reason, and a row for each recipient or record.

    `waits`: a person must decide; `asked` is the request. `late`: one of the recipients has not answered.
    """

    key: str
    title: str
    second: str
    text: str
    ours: bool
    rows: tuple[RowView, ...]
    asked: str = ""
    waits: bool = False
    late: bool = False
    over: bool = False


@frozen
class RuleFor:
    """The automatic reply to a withdrawal of one contact; `rests`: it destroys, but the contact is not verified now."""

    key: str
    title: str
    reason: str
    does: str
    rests: bool = False


@frozen
class RuleForm:
    """The rules for single contacts, the contacts (id and name) without a rule, and the verified contacts."""

    made: tuple[RuleFor, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()
    verified: frozenset[str] = frozenset()


@frozen
class WithdrawPage:
    """The withdrawals of a record with a form for a new one; without a `key`, all withdrawals and the rules.

    `rules` are the automatic replies by reason, for all contacts; `single` are the rules for single contacts.
    """

    key: str
    title: str
    cards: tuple[WithdrawCard, ...]
    form: WithdrawForm | None = None
    rules: tuple[tuple[str, str], ...] = ()
    single: RuleForm = RuleForm()
