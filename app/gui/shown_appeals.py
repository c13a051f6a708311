"""What the screens of instant action show, as plain values."""

from collections.abc import Mapping

from attrs import frozen

from app.gui.shown import BadgeOf, Fact3, Line
from app.gui.widgets.fields import Option


@frozen(eq=False)
class Texts:
    """The texts of an appeal by channel, language and contact ("" for everybody), and for whom there are some.

    `people` are those who are asked by hand: the contact's id, their name, their language and the channel they take.
    """

    said: Mapping[tuple[str, str, str], str]
    people: tuple[tuple[str, str, str, str], ...] = ()


@frozen(eq=False)
class Offer:
    """Everybody who can be asked for what happened there, the nearest first, and whom the form chooses beforehand.

    `reach` are by the same keys the words by which each is found besides those that are shown: whom they can reach.
    """

    options: tuple[Option, ...]
    chosen: tuple[Option, ...] = ()
    reach: Mapping[str, str] = {}


@frozen(eq=False)
class FormShown:
    """What the form begins with: its values as the draft has them, the words of each, and everybody who can be asked.

    `about` names the incident that it is about; empty: one is made.
    """

    values: Mapping[str, str]
    words: Mapping[str, str]
    offer: Offer
    about: str = ""


@frozen
class AskedRow:
    """Somebody who is or will be asked: the contact's id, name, how they are asked, what came of it.

    `by_hand`: a person calls or writes to them, and notes what came of it. `answer` is a code of `reached`.
    """

    key: str
    name: str
    how: str
    state: str = ""
    icon: str = "person"
    by_hand: bool = False
    answer: str = ""


@frozen(eq=False)
class AskShown:
    """What is confirmed: the tier, to whom it goes and how, and what it says in each shape and language."""

    key: str
    title: str
    tier: str
    rows: tuple[AskedRow, ...]
    texts: Texts
    language: str = "en"
    warning: str = ""
    rehearsal: bool = False


@frozen(eq=False)
class AppealPage:
    """One instant action: its clock, whom was asked tier by tier, answers that came, what to do next.

    `due` says that the next tier is to be asked, with who they are; `asks_next` whether there is anybody.
    """

    key: str
    title: str
    second: str
    badges: tuple[BadgeOf, ...]
    state: str
    due: str
    asks_next: str
    tiers: tuple[tuple[str, tuple[AskedRow, ...]], ...]
    came: tuple[Line, ...]
    facts: tuple[Fact3, ...]
    texts: Texts
    follows: tuple[Line, ...] = ()
    closed: bool = False
    calm: bool = True


@frozen(eq=False)
class CallPage:
    """An appeal that came: who asks, until when, and what it says."""

    key: str
    title: str
    second: str
    due: str
    late: bool
    facts: tuple[Fact3, ...]
    texts: tuple[tuple[str, str], ...]
    rehearsal: bool = False
