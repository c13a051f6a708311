"""The page on which a file or a folder is chosen: what for, and below it what there is."""

from collections.abc import Callable, Sequence

from app.gui.look import Look
from app.gui.widgets.blocks import Page, PageHeader
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import at_most

WIDEST = 760
"""Pixels at 100 %: a path is a line that is read."""


class Choosing(Page):
    """The browser has the keyboard and what height there is; `back` is what its button does, as Esc.

    `guide` names its page of help.
    """

    def __init__(
        self,
        look: Look,
        title: str,
        text: str,
        browser: Browser,
        back: Callable[[], None],
        guide: str,
        ground: str = "page",
        actions: Sequence[Button] = (),
    ) -> None:
        super().__init__(look, 32, ground=ground)
        button = Button(look, look.tr("Back"), "quiet", "back", look.tr("Esc"))
        button.clicked.connect(lambda _=False: back())
        self.add(PageHeader(look, title, text, actions, back=button))
        self.body.addWidget(at_most(look, browser, WIDEST), 1)
        self.first = browser
        self.guide = guide
