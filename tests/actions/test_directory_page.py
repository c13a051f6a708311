"""The page of organisations, read from real vaults."""

import re
from pathlib import Path

from app.gui.style.text import Text
from app.gui.teams import directories_query as reading
from tests.actions.heron import copy_of, make


def test_the_role_that_the_program_writes_is_in_the_readers_language(tmp_path: Path) -> None:
    make(tmp_path / "made", ours=True)
    with copy_of(tmp_path / "made", tmp_path / "heron", {}) as heron:
        for language, role in (("en", "desk"), ("ar", Text("ar")("desk"))):
            (shown,) = reading.page(heron.maya, Text(language)).cards
            said = [re.split(" [·|] ", row.said)[0].strip("\u200f\u2068\u2069") for row in shown.people]
            assert said == [role, "field", "field"], "what a desk typed stays as it was typed"
