"""The page of an incident, as plain values."""

from attrs import frozen

from app.gui.incidents.chain_values import NO_CHAIN, ChainPart
from app.gui.widgets.labels import Run
from app.gui.widgets.page_values import BadgeOf, Fact3, Part
from app.gui.widgets.strip import Piece


@frozen(eq=False)
class IncidentPage:
    """One incident: the sentence is its heart."""

    key: str
    title: str
    second: str
    runs: tuple[Run, ...]
    badges: tuple[BadgeOf, ...] = ()
    facts: tuple[Fact3, ...] = ()
    prose: str = ""
    pieces: tuple[Piece, ...] = ()
    pieces_note: str = ""
    parts: tuple[Part, ...] = ()
    differs: int = 0
    """Fields of it and of its parts that wait for a decision."""
    chain: ChainPart = NO_CHAIN
    withdrawn: str = ""
    """By whom, when and why it is withdrawn."""
    kept: tuple[Fact3, ...] = ()
    """Words of the source, by column."""
