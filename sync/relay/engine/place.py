"""The places of a relay's engine, as its operator gives them: a database, a bucket, and a folder for the keys.

No secret is accepted here: every user of the computer can read a command line. PostgreSQL takes its secrets from
PGPASSFILE or its other variables, S3 from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL and similar ones.
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
    """Return True if `--data` is a database, and no folder."""
    return data.startswith(("postgresql://", "postgres://"))


def engine(data: str, objects: str | None, keys: str | None) -> Engine:
    """Read the three values of a command line; `Refused` names the missing or forbidden part."""
    if any(find_spec(name) is None for name in ("psycopg", "obstore")):
        raise Refused("a database needs what requirements-engine.lock names, and it is not installed")
    if not objects or not keys:
        raise Refused("a database needs --objects s3://BUCKET and --keys DIR too")
    if not objects.startswith("s3://") or not urlsplit(objects).hostname:
        raise Refused("write the place of the objects as s3://BUCKET or s3://BUCKET/PREFIX")
    for address in (data, objects):
        parts = urlsplit(address)
        if parts.password or any(name in _SECRET for name, _ in parse_qsl(parts.query)):
            raise Refused("put the password into the file of PGPASSFILE, never on the command line")
    if urlsplit(objects).username:
        raise Refused("give S3 keys as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, never on the command line")
    return Engine(data, objects, Path(keys))
