"""Start a relay: `python -m sync.relay DATA [HOST:PORT [OBJECTS KEYS]]`; prints its URL once it listens.

DATA is a folder, or a database with OBJECTS and KEYS as its other places; port 0 takes a free one.
"""

import sys
from pathlib import Path

from sync.relay.engine.place import engine, is_database
from sync.relay.server import serve

if __name__ == "__main__":
    data, where, objects, keys = (*sys.argv[1:], *[""] * 4)[:4]
    host, _, port = (where or "127.0.0.1:8440").rpartition(":")
    place = engine(data, objects, keys) if is_database(data) else Path(data)
    serve(place, host.strip("[]"), int(port), lambda url: print(url, flush=True))
