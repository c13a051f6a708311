"""Times in answers for people are dates; in JSON they stay seconds."""

import pytest

from app.cli.output import as_text, make_answer


@pytest.mark.parametrize("key", ["at", "back", "due", "expires", "last", "last_ok", "renews", "until"])
def test_a_time_is_said_as_a_date(key: str) -> None:
    answer = make_answer(**{key: 1_800_000_000})
    assert as_text(answer).strip().startswith(f"{key}: 2027-01-1")
    assert answer.document[key] == 1_800_000_000
