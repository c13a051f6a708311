"""A morning at a desk with 100,000 incidents, 20,000 people and 200 senders of whom 10,000 reports wait.

Everything comes in, is looked through to its end, is accepted by sender and profile, and a screenful of incidents is
assigned, in the product's window; all the while a clock in the window's own thread ticks every 5 ms. The longest gap
of that clock is what is compared with the 50 ms that a person may wait for a key; the rest is told beside it.
"""

import json
import os

from tests.bench import mail, people
from tests.bench.asking import Found, ask, paused
from tests.bench.screen import Screen

GOAL = 0.9
"""Longest pause over the allowed one, at most."""


def run(
    incidents: int = people.INCIDENTS, reports: int = mail.REPORTS, senders: int = mail.SENDERS, rounds: int = 5
) -> dict[str, object]:
    """Return the longest pause in milliseconds, and the figures of each thing done, of the median round."""
    load = os.getloadavg()[0]
    all_found: list[Found] = []
    for _ in range(rounds):
        with mail.morning(incidents, reports, senders) as morning, Screen() as screen:
            words = str(morning.vault), str(morning.mail)
            said = ask(screen, "tests.bench.busy", *words, lines=(people.derived(morning.vault),))[1]
        all_found.append(json.loads(said))
    found = sorted(all_found, key=lambda one: max(part["own_ms"] for part in one.values()))[rounds // 2]
    taken, accepted, seen = found["first sync"], found["accept"], found["inbox, first rows"]
    what = (
        f"longest pause while {reports:,} reports came ({reports / taken['seconds']:.0f} a second, peak"
        f" {taken['peak_mib']} MiB), were shown ({seen['seconds'] * 1e3:.0f} ms) and accepted"
        f" ({reports / accepted['seconds']:.0f} a second), ms"
    )
    return paused("desk", what, load, found, GOAL)


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
