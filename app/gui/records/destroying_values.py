"""The data of the page that destroys records, as plain values."""

from attrs import frozen

from app.gui.widgets.page_values import RowView


@frozen
class DestroyPage:
    """The records that a destruction removes and those that stay, the copies, and the short code to type.

    `choices` are the methods as (key, label), and `choice` is the shown one; empty if there is only one. `goes` and
    `stays` are rows; in a long list the last row counts the rest.
    """

    code: str
    choices: tuple[tuple[str, str], ...]
    choice: str
    goes: tuple[RowView, ...]
    goes_count: str
    stays: tuple[RowView, ...]
    copies: tuple[RowView, ...]
