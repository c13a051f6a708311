"""The first sync of a desk that 1,000 sources wrote to: 1,000 reports with a photograph each, 100 MB, from a relay.

The window is open all the while and somebody walks through its list: the longest gap of a clock in the window's thread
is compared with the 50 ms that a person may wait for a key.
"""

import json
import os
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from app import start
from app.actions.relays import mailbox_registration
from app.store.vault import open_vault as store
from sync.client import RelayTransport
from tests.bench import BenchError, mail, people
from tests.bench.asking import Found, ask, paused
from tests.bench.screen import Screen
from tests.relay import live

INCIDENTS, SOURCES, PHOTO = 5_000, 1_000, 78_000


def run(sources: int = SOURCES) -> dict[str, object]:
    """Return the longest pause in milliseconds, and what came."""
    load = os.getloadavg()[0]
    with (
        mail.morning(INCIDENTS, sources, sources, PHOTO) as morning,
        TemporaryDirectory(dir="/var/tmp", prefix="amparo-bench-relay-") as data,
        live.process(Path(data)) as (_, url),
        Screen() as screen,
    ):
        sent = _post(morning, url)
        said = ask(screen, "tests.bench.first_sync", str(morning.vault), lines=(people.derived(morning.vault),))[1]
    found: Found = json.loads(said)
    came = found["first sync"]
    if came["reports"] != sources or came["incomplete"]:
        raise BenchError(f"of {sources} reports came {came}")
    what = f"longest pause while {sources:,} reports, {sent / 1e6:.0f} MB, came in {came['seconds']:.0f} s, ms"
    return paused("first_sync", what, load, found)


def _post(morning: mail.Morning, url: str) -> int:
    """Make the desk's mailbox at the relay and put all that waits for it there; return how many bytes that is."""
    with closing(store.open_(morning.vault, people.PASSPHRASE, start.vocabularies())) as desk:
        box = mailbox_registration.add(desk, url)
    sent, to = 0, RelayTransport(url, box.pk)
    with closing(mail.Mail(morning.mail)) as waiting, closing(to):
        for arrival in waiting.arrivals():
            data = arrival.read(0, arrival.length)
            to.put(live.of(data, box.mid, box.pk, box.seal_pk))
            sent += arrival.length
    return sent


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
