"""Start a relay: `python -m sync.relay DATA [HOST:PORT]`; prints its URL once it listens (port 0 takes a free one)."""

import sys
from pathlib import Path

from sync.relay.server import serve

if __name__ == "__main__":
    where = sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1:8440"
    host, _, port = where.rpartition(":")
    serve(Path(sys.argv[1]), host.strip("[]"), int(port), lambda url: print(url, flush=True))
