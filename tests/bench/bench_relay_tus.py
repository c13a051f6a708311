"""Smallest envelopes into a relay against @tus/server, which takes the same bytes in one request as well."""

import json

from tests.bench.bench_relay import ENVELOPE
from tests.bench.relays import TUS, against


def run() -> dict[str, object]:
    """Send 64 at a time for five rounds; the ratio is ours over theirs."""
    return against(f"{ENVELOPE} B envelopes a second, 64 at a time", TUS, ENVELOPE, 64, bodies=9_000, goal=15)


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
