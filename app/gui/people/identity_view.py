"""Introduce a verified contact to others, or make a new identity of ours, with an explanation of each."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.people.people_view import trust_badge
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Facts, PageHeader, ScrollPage, box
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label
from app.gui.widgets.page_values import ShareTarget

WIDEST = 640
"""Pixels of the pages at 100 %."""


class IntroduceView(ScrollPage):
    """The page. `introduced` carries the keys of the contacts who must get the card."""

    introduced = Signal(list)

    def __init__(self, look: Look, name: str, people: Sequence[ShareTarget], back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr(
            "They get the card of {name}, as one you vouch for, and decide themselves whether to add it. They learn "
            "that you know {name}; until they compare the number it is introduced, not verified.",
            name=name,
        )
        self.add(PageHeader(look, tr("Introduce {name}", name=name), text, back=back), widest=WIDEST)
        self.button = Button(look, tr("Send the card"), "pri", "send")
        self.button.setEnabled(False)
        self.button.clicked.connect(lambda _=False: self.introduced.emit(self.chosen()))
        self._ticks: dict[str, Choice] = {}
        for person in people:
            _, word, _ = trust_badge(look, person.trust)
            tick = Choice(look, person.name, tr.line(person.second, word), box=True)
            tick.toggled.connect(lambda _: self.button.setEnabled(bool(self.chosen())))
            self._ticks[person.key] = tick
        self.first: QWidget = next(iter(self._ticks.values()), back)
        if people:
            self.add(*self._ticks.values(), flow([self.button]), widest=WIDEST)
        else:
            self.add(Label(look, tr("There is nobody else whom you can send to."), "second", "ink2", wrap=True))
        self.close_column()

    def chosen(self) -> list[str]:
        """Return the keys of the ticked contacts."""
        return [key for key, tick in self._ticks.items() if tick.isChecked()]


class NewIdentityView(ScrollPage):
    """The explanation of a new identity key. `made` is emitted after two presses."""

    made = Signal()

    def __init__(self, look: Look, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr("For when somebody may have copied your key. There is no way back to the old one.")
        self.add(PageHeader(look, tr("A new identity"), text, back=back), widest=WIDEST)
        facts = (
            (
                tr("Your contacts"),
                tr("They hear of it from your old key, and you are not verified there any more."),
                tr("Compare the safety number with each again."),
            ),
            (
                tr("What is on its way"),
                tr("It still arrives, and what they sent to the old key still opens."),
                "",
            ),
            (
                tr("Revocations you gave away"),
                tr("On paper or left with a share: they still end you for everyone who knew the old key."),
                tr("For those who know the new one alone, print a new kit, or: amparo card show --revocation"),
            ),
        )
        self.add(Facts(look, facts, 176), widest=WIDEST)
        doubt = tr("Whoever has your old key can name another one too. Your contacts then send to neither.")
        self.add(box(look, "amber", "shield-alert", [(doubt, "")], "amb"), widest=WIDEST)
        begin = Button(look, tr("New identity…"), "std", "key")
        sure = Button(look, tr("Make the new identity"), "danger")
        sure.hide()
        sure.clicked.connect(lambda _=False: self.made.emit())

        def ask() -> None:
            sure.show()
            sure.setFocus()

        begin.clicked.connect(lambda _=False: ask())
        self.first = begin
        self.add(flow([begin, sure]), widest=WIDEST)
        self.close_column()
