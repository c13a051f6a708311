"""What a relay sees of a round: a poll looks the same with mail and without, up to the fetching itself."""

import re
from pathlib import Path

from app.actions.kernel import records
from app.actions.relays import mailbox_registration
from app.actions.rounds import exchange
from tests.actions.pairs import know, pair_at
from tests.relay import live
from tests.sync.bad_relay import Said, lying


def test_a_poll_is_the_same_with_mail_and_without_until_it_is_fetched(tmp_path: Path) -> None:
    said: list[Said] = []

    def heard(answer: Said) -> Said:
        said.append(answer)
        return answer

    def poll() -> list[tuple[str, str, int, int]]:
        """Return what was asked in a round that Ben's program does by itself, up to the first object."""
        del said[:]
        assert exchange.sync(pair.ben, asked=False, anew=True).failures == []
        shapes = [(one.method, re.sub(r"[0-9a-f]{4,}|\d+", "N", one.path), one.status, len(one.body)) for one in said]
        fetch = next((n for n, shape in enumerate(shapes) if shape[1].startswith("/vN/m/N/o/")), len(shapes))
        return shapes[:fetch]

    with pair_at(tmp_path) as pair, live.relay(tmp_path / "relay", clock=pair.clock) as real, lying(real, heard) as url:
        mailbox_registration.add(pair.ben, url)
        know(pair.ana, pair.ben)
        without = poll()
        pair.share(records.add(pair.ana, "event", {"title": "At the well"})[0].ref)
        for _ in range(3):
            exchange.sync(pair.ana)
        with_mail, fetched = poll(), len(said)
        assert with_mail == without and fetched > len(without)
        assert [shape[:2] for shape in without] == [("GET", "/vN/relay?n=N"), ("GET", "/vN/m/N/log?after=N")]
