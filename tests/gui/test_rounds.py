"""What the foot line says after a round: a line that somebody opens is never called a network that is down."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from app.gui.shell.rounds import APART_LOOK, network_of
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.phrase import Phrase
from sync.errors import LinkBroken, LoginFirst, NotTheRelay, Refused, TicketRefused
from sync.exchange import Tally
from tests.gui.running import unlocked

DEAD, OTHER = LinkBroken("no"), NotTheRelay("this address belongs to another relay")
FULL = Refused("the mailbox is full")
LINE = "Another person can read the connection to a relay. Amparo sent nothing there."

IMPOSTOR = "Another server answers instead of a relay. Amparo sent nothing there."


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (Tally(), "All relays answered"),
        (Tally(failures=["down"]), "No network. You can work as usual."),
        (
            Tally(failures=["portal"], login_first=True),
            "This network needs a sign-in first. Amparo sent nothing. Sign in, then connect again.",
        ),
        (Tally(failures=["x"], visited=2, silent=[DEAD]), "1 of 2 relays answered. Problem: the relay does not answer"),
        (
            Tally(failures=["x"], visited=2, silent=[LoginFirst("a log-in page")], login_first=True),
            "1 of 2 relays answered. Problem: a log-in page",
        ),
        (Tally(failures=["x"], visited=2, silent=[DEAD, DEAD]), "No network. You can work as usual."),
        (Tally(failures=["x"], visited=1, silent=[OTHER]), IMPOSTOR),
        (Tally(failures=["x"], visited=2, silent=[OTHER], sent=3, received=2), IMPOSTOR),
        (
            Tally(failures=["x"], visited=2, refused=[(1, FULL)]),
            "All relays answered. Some reports are not sent: the mailbox is full",
        ),
        (Tally(failures=["rule"], ruled_out=True), "You chose that Amparo never connects on this network"),
        (Tally(failures=["a", "b", "c"], login_first=True, ruled_out=True, in_between=True), LINE),
    ],
)
def test_each_reason_has_its_words(tally: Tally, words: str) -> None:
    assert network_of(Text("en"), tally).words == words


def test_what_a_round_warns_of_is_said_once_and_again_when_it_comes_back(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    said = lambda: [label.text() for label in desk.window.foot.findChildren(QLabel)]  # noqa: E731
    lacking = TicketRefused("{name} takes this only with a ticket", name="Ben")
    warned = Tally(sent=1, warnings=[Phrase.of(lacking)])
    for tally, words in (
        (warned, "Ben takes this only with a ticket"),
        (warned, "1 sent, 0 received."),
        (Tally(acknowledged=1), "0 sent, 0 received."),
        (warned, "Ben takes this only with a ticket"),
    ):
        desk.rounds.take_result(tally)
        assert said()[-1] == words


def test_who_is_in_between_is_said_once_and_stays_at_the_foot(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    said = lambda: [label.text() for label in desk.window.foot.findChildren(QLabel)]  # noqa: E731
    facts = lambda: [one.accessibleName() for one in desk.window.foot.findChildren(QAbstractButton)]  # noqa: E731
    desk.rounds.take_result(Tally(failures=["x"], in_between=True))
    assert LINE in said() and LINE not in facts()
    desk.show_foot()
    assert LINE in facts()
    desk.say("Something else.")
    desk.rounds.take_result(Tally(failures=["x"], in_between=True))
    assert said()[-1] == "Something else."
    desk.rounds.take_result(Tally())
    desk.show_foot()
    assert "All relays answered" in facts()


def test_a_clock_that_is_put_right_lets_what_is_anonymous_be_looked_at(qtbot: QtBot, program: Program) -> None:
    rounds = unlocked(qtbot, program).rounds
    now = 4_000_000_000.0
    looked = []
    for at in (now, now + APART_LOOK - 1, now + APART_LOOK, now - 400 * 86_400):
        rounds._apart(at)
        looked.append(rounds._apart_at)
    assert looked == [now, now, now + APART_LOOK, now - 400 * 86_400]
