"""Show the final texts of an appeal: a letter, an e-mail, a message and a telephone script, in each language."""

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain import gsm
from app.gui.appeals.appeals_values import Texts
from app.gui.style.text import WRITTEN
from app.gui.style.theme import Look
from app.gui.widgets.blocks import box, card
from app.gui.widgets.buttons import OneOf
from app.gui.widgets.fields import Picker, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, Prose, discard, strip_margins


class TextChoice(QWidget):
    """One text of an appeal. Choices above it select the channel, the language and the recipient."""

    def __init__(self, look: Look, texts: Texts, language: str) -> None:
        super().__init__()
        self._look, self._texts = look, texts
        self._holder = strip_margins(QVBoxLayout(self), look.sp(10))
        tr = look.tr
        names: Mapping[str, str] = {
            "message": tr("Message"), "letter": tr("Letter"), "email": tr("E-mail"), "phone": tr("Telephone"),
        }  # fmt: skip
        there = list(dict.fromkeys(tongue for _, tongue, _ in texts.said))
        self.channels = OneOf(look, list(names.items()), "message", tr("Kind of text"), act=lambda _: self._show())
        rows: list[QWidget] = [self.channels]
        self.languages = (
            OneOf(look, [(one, WRITTEN[one]) for one in there], language, tr("Language")) if there else None
        )
        if self.languages is not None and len(there) > 1:
            self.languages.chosen.connect(lambda _: self._show())
            rows.append(self.languages)
        heads = [("0", tr("Without letterhead")), *((str(n), name) for n, (name, _) in enumerate(texts.heads, 1))]
        self.head = OneOf(look, heads, "0", tr("Letterhead"), act=lambda _: self._show())
        rows += [self.head] if texts.heads else []
        self._language = language
        everybody = tr("To all people that you ask")
        people = [("", everybody), *((key, name) for key, name, *_ in texts.people)]
        self.to = Picker(look, tr("Reader"), everybody, make_option_search(people), free=False)
        self.to.changed.connect(self._address)
        if texts.people:
            self._holder.addWidget(self.to)
        self._holder.addWidget(flow(rows))
        self._card: QWidget | None = None
        self._show()

    @property
    def text(self) -> str:
        """Return the text that is shown."""
        language = self.languages.value if self.languages is not None else self._language
        number = int(self.head.value or 0)
        said = self._texts.heads[number - 1][1] if number else self._texts.said
        return said.get((self.channels.value, language or self._language, self.to.value), "")

    def _address(self, contact: str) -> None:
        """Show the text for one contact, in their language and for the channel that works now."""
        for key, _, language, channel in self._texts.people:
            if key == contact:
                self.channels.set_value(channel)
                if self.languages is not None:
                    self.languages.set_value(language)
        self._show()

    def _show(self) -> None:
        if self._card is not None:
            discard(self._holder, self._card)
        look, tr, text = self._look, self._look.tr, self.text
        parts: list[QWidget] = [Prose(look, text)]
        if self.head.value == "0" and text:
            none = tr("No letterhead: the receiver cannot answer. Add one in Settings.")
            said = tr("No letterhead: the receiver cannot answer. Choose one above.") if self._texts.heads else none
            parts.append(box(look, "amber", "alert", [(said, "")], "amb"))
        if self.channels.value == "message" and text:
            made = text.split("\n\n")
            n = sum(map(gsm.parts, made))
            said = tr("{n} message|{n} messages", n=len(made))
            parts.append(Label(look, tr.line(said, tr("{n} part|{n} parts", n=n)), "small", "ink3", wrap=True))
        self._card = card(look, *parts)
        self._holder.addWidget(self._card)
