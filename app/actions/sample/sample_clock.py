"""The clock of a sample while it is made: the true one, some days earlier; and the dates of the story."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

DAY = 86_400
_WHEN = re.compile(r"\{([+-]\d+)([dm])(?: (\d\d:\d\d))?\}")


class SampleClock:
    """A clock that is `ago` days behind `clock`; dates in the story are relative to the moment it was made."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._now = datetime.fromtimestamp(clock())
        self.ago = 0.0

    def __call__(self) -> float:
        """Return UTC seconds."""
        return self._clock() - self.ago * DAY

    def dated(self, text: str) -> str:
        """Return a text with its dates: `{-3d}` is a day, `{-3d 06:00}` and `{-47m}` are minutes, all local."""
        return _WHEN.sub(self._date, text)

    def _date(self, found: re.Match[str]) -> str:
        count, unit, minute = found.groups()
        if unit == "m":
            return f"{self._now + timedelta(minutes=int(count)):%Y-%m-%dT%H:%M}"
        day = f"{self._now + timedelta(days=int(count)):%Y-%m-%d}"
        return f"{day}T{minute}" if minute else day
