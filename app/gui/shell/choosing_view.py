"""Choose a file or a folder on a page of its purpose and the files that exist."""

from collections.abc import Callable, Sequence

from app.gui.style.theme import Look
from app.gui.widgets.blocks import PageHeader, ScrollPage
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import at_most

WIDEST = 760
"""Pixels at 100 %, because a path is a line of text to read."""


class Choosing(ScrollPage):
    """The page of a choice. The browser has the focus and the remaining height.

    `back` is called by its button, which also names Esc. `guide` names its help page.
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
        button = Button(look, look.tr("Back"), "quiet", "back", look.tr("Esc"), act=back)
        self.add(PageHeader(look, title, text, actions, back=button))
        self.body.addWidget(at_most(look, browser, WIDEST), 1)
        self.first = browser
        self.guide = guide
