"""The data of the screens of instant action, as plain values."""

from collections.abc import Mapping

from attrs import frozen

from app.gui.widgets.fields import Option
from app.gui.widgets.page_values import BadgeOf, Fact3, RowView


@frozen(eq=False)
class Texts:
    """The texts of an appeal by channel, language and contact ("" for everyone), and the people with their own texts.

    `people` are those whom a person asks: the contact's id, their name, their language and their channel.
    """

    said: Mapping[tuple[str, str, str], str]
    people: tuple[tuple[str, str, str, str], ...] = ()
    heads: tuple[tuple[str, Mapping[tuple[str, str, str], str]], ...] = ()
    """For each letterhead its name, and the texts with it."""


@frozen(eq=False)
class RecipientChoice:
    """All people who can be asked about an event at a place, the nearest first, and those that the form preselects.

    `reach` has further search words by the same keys: the people and bodies whom each of these people can reach.
    """

    options: tuple[Option, ...]
    chosen: tuple[Option, ...] = ()
    reach: Mapping[str, str] = {}


@frozen(eq=False)
class FormShown:
    """The initial content of the form: its values from the draft, their labels, and all people who can be asked.

    `about` is the incident of the appeal; empty: a new one is made.
    """

    values: Mapping[str, str]
    words: Mapping[str, str]
    offer: RecipientChoice
    about: str = ""
    lost: bool = False
    """True if the draft is damaged and cannot be read."""


@frozen
class AskedRow:
    """A person who is or will be asked: the contact's id, name, channel and the result.

    `by_hand`: a person calls or writes to them, and records the result. `answer` is a code of `reached`.
    `receives` is False if neither a report nor a call reaches them.
    """

    key: str
    name: str
    how: str
    state: str = ""
    icon: str = "person"
    by_hand: bool = False
    answer: str = ""
    receives: bool = True


@frozen(eq=False)
class AskShown:
    """The page to confirm an appeal: its recipients and channels, and the text by channel and language."""

    key: str
    title: str
    rows: tuple[AskedRow, ...]
    texts: Texts
    language: str = "en"
    warning: str = ""
    rehearsal: bool = False


@frozen(eq=False)
class AppealPage:
    """One instant action: its clock, the people of each tier, received answers, and the next steps.

    `due` says that the next tier must be asked, with its people; `asks_next` is empty if there are none.
    """

    key: str
    title: str
    second: str
    badges: tuple[BadgeOf, ...]
    state: str
    due: str
    asks_next: str
    tiers: tuple[tuple[str, tuple[AskedRow, ...]], ...]
    came: tuple[RowView, ...]
    facts: tuple[Fact3, ...]
    texts: Texts
    follows: tuple[RowView, ...] = ()
    closed: bool = False


@frozen(eq=False)
class CallPage:
    """A received appeal: its sender, its deadline and its text."""

    key: str
    title: str
    second: str
    due: str
    late: bool
    facts: tuple[Fact3, ...]
    texts: tuple[tuple[str, str], ...]
    rehearsal: bool = False
