"""The page of a person or contact, as plain values."""

from attrs import frozen

from app.gui.real_names.real_names_query import Real
from app.gui.widgets.page_values import Fact3, Part, RowView, Trust


@frozen
class PersonPage:
    """One person or contact; the safety number and its code only where there is a card."""

    key: str
    name: str
    second: str
    trust: Trust
    groups: tuple[str, ...] = ()
    code: tuple[tuple[bool, ...], ...] = ()
    facts: tuple[Fact3, ...] = ()
    verified: str = ""
    parts: tuple[Part, ...] = ()
    """What was sent to them."""
    kept: tuple[Fact3, ...] = ()
    """Words of the source, by column."""
    real: Real | None = None
    """Of a person in records: the real name."""
    withdrawn: str = ""
    """By whom, when and why it is withdrawn."""
    by: str = ""
    """Who vouched for the card, of one who is introduced."""
    note: str = ""
    """One sentence where it is not this month's key that is sealed to."""
    vouches: tuple[RowView, ...] = ()
    """Whom this contact introduces, for a person to take or leave."""
    tickets: str = ""
    """Of a contact who writes to us with tickets: `given` or `stopped`."""
    reached: bool = False
    """Whether it is a contact, who has channels."""
