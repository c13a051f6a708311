"""The page of components, to hold against look/00."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.gui.incidents.slots import SentenceSlot, SlotSentence
from app.gui.shell.foot import Fact, Foot
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Badge, Empty, Facts, PlainRow, Progress, badges, box, card, section
from app.gui.widgets.buttons import Button, Choice, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled, Picker
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label


def components(look: Look) -> QWidget:
    page = QFrame()
    page.setObjectName("page")
    page.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    columns = QHBoxLayout(page)
    columns.setContentsMargins(32, 24, 32, 24)
    columns.setSpacing(36)
    for made, stretch in ((_first(look), 3), (_second(look), 4), (_third(look), 3)):
        column = QVBoxLayout()
        column.setSpacing(10)
        for widget in made:
            column.addWidget(widget)
        column.addStretch(1)
        columns.addLayout(column, stretch)
    return page


def _first(look: Look) -> list[QWidget]:
    disabled = Button(look, "Send", icon="send")
    disabled.setEnabled(False)
    wrong = Labelled(look, "Date", line_edit(look, "Date", text="31 April 2026"))
    wrong.set_error("April has 30 days. Your text is kept; choose a day.")
    ticked, chosen = Choice(look, "Urgent", box=True), Choice(look, "In person")
    ticked.setChecked(True)
    chosen.setChecked(True)
    return [
        section(look, "Buttons"),
        flow(
            [
                Button(look, "Save", "pri", "check"),
                Button(look, "Cancel"),
                Button(look, "Edit", "tool", "edit"),
                Button(look, "More help", "quiet"),
            ]
        ),
        flow([Button(look, "Remove contact…", "danger"), Button(look, "Destroy", "red"), disabled]),
        section(look, "Fields"),
        Labelled(
            look,
            "Place",
            line_edit(look, "Place", text="Tres Ceibas, Ansal district"),
            "Partners see the district only.",
        ),
        wrong,
        flow([chosen, Choice(look, "By call"), ticked, Choice(look, "Ongoing", box=True)]),
    ]


def _second(look: Look) -> list[QWidget]:
    places = {
        key: SentenceSlot(key, hint, lambda _: [], ink=ink)
        for key, hint, ink in (("a", "who?", "ink"), ("b", "did?", "acc"), ("c", "whom?", "ink"))
    }
    sentence = SlotSentence(look, [look.tr.parts("{a} {b} {c}")], places)
    sentence.fill("a", "1", "Guard")
    sentence.fill("b", "1", "arrested")
    foot = Foot(look)
    foot.show_facts(
        [
            Fact("x", "lock", "Lock now, or in 9 minutes", "Lock · 9 min"),
            Fact("x", "offline", "No network", "No network"),
        ]
    )
    foot.say("Contact removed.", lambda: None)
    return [
        section(look, "Badges"),
        badges(
            look,
            [
                ("unverified", "Not verified", "neutral"),
                ("one-source", "One source", "neutral"),
                ("corroborated", "Corroborated", "neutral"),
                ("verified", "Verified", "neutral"),
                ("globe", "Public", "neutral"),
                ("building", "Internal", "neutral"),
                ("lock", "Confidential", "neutral"),
                ("shield", "Restricted", "neutral"),
                ("vault", "Names password", "neutral"),
                ("alert", "Elevated", "amb"),
                ("alert", "Missed", "red"),
                ("mail-check", "Delivered", "acc"),
                ("clock", "Not yet", "edge"),
                ("judgment", "Judgment", "neutral"),
                ("disputed", "Disputed", "neutral"),
            ],
        ),
        section(look, "Chips and switches"),
        OneOf(look, [("a", "All"), ("d", "Drafts"), ("r", "To review")], "a", chips=True),
        OneOf(look, [("a", "Matrix"), ("d", "Map"), ("r", "Time line")], "a"),
        section(look, "Sentence"),
        sentence,
        section(look, "Progress"),
        Progress(look, "Backing up, 1.9 GB", "64 % · about 2 minutes", 0.64),
        foot,
        flow([Badge(look, name, name) for name in sorted(look.icons.names)[:0]]),
        Facts(look, [("When", "Sun 12 April 2026, about 06:00", "Day is certain"), ("Place", "Pump house", "")]),
    ]


def _third(look: Look) -> list[QWidget]:
    icons = QWidget()
    rows = flow([Badge(look, name, name[:6]) for name in sorted(look.icons.names)], 4, 4)
    QVBoxLayout(icons).addWidget(rows)
    return [
        card(
            look,
            Empty(
                look,
                "folder-open",
                "No cases yet",
                "A case groups incidents, people and steps.",
                "New case",
                lambda: None,
            ),
        ),
        box(look, "amber", "shield-ask", [("Not verified yet.", "who"), (" You can send.", "")], "amb"),
        PlainRow(look, "corroborated", "Relay north", "has it", Label(look, "since 19:02", "second", "ink2")),
        Picker(look, "Source", "Choose", lambda _: []),
        icons,
    ]
