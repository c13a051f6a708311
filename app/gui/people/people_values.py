"""The page of a person or contact, as plain values."""

from attrs import frozen

from app.gui.real_names.real_names_query import Real
from app.gui.widgets.page_values import Fact3, Part, RowView, Trust


@frozen
class PersonPage:
    """One person or contact; the safety number and its code only if there is a card."""

    key: str
    name: str
    second: str
    trust: Trust
    groups: tuple[str, ...] = ()
    code: tuple[tuple[bool, ...], ...] = ()
    facts: tuple[Fact3, ...] = ()
    verified: str = ""
    parts: tuple[Part, ...] = ()
    """The records sent to them."""
    answers: tuple[Part, ...] = ()
    """Of a person in records: the answers about consent."""
    named: tuple[Part, ...] = ()
    """Of a person in records: the records that name them."""
    measures: tuple[RowView, ...] = ()
    """Of a person in records: the measures that protect them."""
    kept: tuple[Fact3, ...] = ()
    """Words of the source, by column."""
    real: Real | None = None
    """Of a person in records: the real name."""
    withdrawn: str = ""
    """The author, time and reason of its withdrawal."""
    by: str = ""
    """Of an introduced contact: the contact who vouched for the card."""
    note: str = ""
    """One sentence if reports are sealed to an older key than this month's."""
    vouches: tuple[RowView, ...] = ()
    """The people that this contact introduces, for a person to take or leave."""
    tickets: str = ""
    """Of a contact who writes to us with tickets: `given` or `stopped`."""
    reached: bool = False
    """True for a contact, who has channels."""
