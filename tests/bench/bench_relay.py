"""Smallest envelopes into a relay (tag opened, stored durably, receipt signed) against nginx taking the same bytes."""

import json

from tests.bench.relays import NGINX, against

ENVELOPE = 21_363


def run() -> dict[str, object]:
    """Send 64 at a time for five rounds; the ratio is ours over nginx's."""
    return against(f"{ENVELOPE} B envelopes a second, 64 at a time", NGINX, ENVELOPE, 64, bodies=9_000, goal=0.5)


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
