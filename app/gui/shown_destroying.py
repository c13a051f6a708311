"""What the page of a destroying shows, as plain values."""

from attrs import frozen

from app.gui.shown import Line


@frozen
class DestroyPage:
    """What would go, what would stay, who keeps a copy, and the short code that a person types to do it.

    `choices` are ways to choose from, as (key, words), and `choice` the one that is looked at; empty where there is
    only one. `goes` and `stays` are rows, each list with a last one that counts the rest where there are many.
    """

    code: str
    choices: tuple[tuple[str, str], ...]
    choice: str
    goes: tuple[Line, ...]
    goes_count: str
    stays: tuple[Line, ...]
    copies: tuple[Line, ...]
