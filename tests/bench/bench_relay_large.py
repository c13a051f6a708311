"""Files of 1 MiB into a relay (checked as they land, fsynced, receipt signed) against nginx taking the same bytes."""

import json

from crypto.relay import SEGMENT
from tests.bench.relays import NGINX, against


def run() -> dict[str, object]:
    """Send 16 at a time for five rounds; the ratio is ours over nginx's."""
    return against("objects of 1 MiB a second, 16 at a time", NGINX, SEGMENT, 16, bodies=1_500, goal=0.7)


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
