"""A command without a verb opens the window, also of a vault that is named; nothing else does."""

import pytest

from app.__main__ import window_folder


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [([], ""), (["--vault", "/somewhere"], "/somewhere"), (["--vault=/somewhere"], "/somewhere")],
)
def test_a_command_without_a_verb_opens_the_window(arguments: list[str], folder: str) -> None:
    assert window_folder(arguments) == folder


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["--vault"], ["--vault", "--json"], ["--vault", "d", "list"], ["--json"], ["--vault=d", "--json"]],
)
def test_everything_else_is_a_command(arguments: list[str]) -> None:
    assert window_folder(arguments) is None
