"""What three people do at random, over ways that lose and reorder, ends with the same for all; more in `x.py fuzz`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.kernel import records
from tests.actions import team_trials as trials
from tests.actions.team import Three, three_at


@pytest.fixture(params=[False, True], ids=["all know each other", "two are strangers"])
def three(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Three]:
    with three_at(tmp_path, strangers=request.param) as found:
        yield found


def test_whatever_becomes_of_what_they_send_all_have_the_same(three: Three) -> None:
    case, _ = records.add(three.ana, "event", {"title": "Eviction", "date_start": "2024-03-09"})
    three.team(case.ref)
    trials.run(three, case, trials.steps(1, 30))
