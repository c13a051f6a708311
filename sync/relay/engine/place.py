"""Where a relay's engine is, as its operator says it: a database, a bucket, and the folder with the relay's keys.

No secret is taken here: whoever uses the machine can read a command line. What PostgreSQL wants comes from PGPASSFILE
or the rest of its own variables, what S3 wants from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL and
their kin.
"""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from attrs import frozen

from sync.errors import Refused

_SECRET = ("password", "sslpassword")


@frozen
class Engine:
    """The address of a store: `database` is postgresql://…, `objects` s3://bucket[/prefix], `keys` a folder."""

    database: str
    objects: str
    keys: Path


def is_database(data: str) -> bool:
    """Say whether `--data` is a database, and no folder."""
    return data.startswith(("postgresql://", "postgres://"))


def engine(data: str, objects: str | None, keys: str | None) -> Engine:
    """Read the three as they stand on a command line; `Refused` says what is missing or must not be there."""
    if any(find_spec(name) is None for name in ("psycopg", "obstore")):
        raise Refused("a database needs what requirements-engine.lock names, and it is not installed")
    if not objects or not keys:
        raise Refused("a database needs --objects s3://BUCKET and --keys DIR beside it")
    if not objects.startswith("s3://") or not urlsplit(objects).hostname:
        raise Refused("objects lie in s3://BUCKET or s3://BUCKET/PREFIX")
    for address in (data, objects):
        parts = urlsplit(address)
        if parts.password or any(name in _SECRET for name, _ in parse_qsl(parts.query)):
            raise Refused("a password must not stand on the command line: put it into the file that PGPASSFILE names")
    if urlsplit(objects).username:
        raise Refused("S3 keys must not stand on the command line: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    return Engine(data, objects, Path(keys))
