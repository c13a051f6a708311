"""Report bodies as a contact may craft them."""

import os

from crypto import Change, Copied, Edit, Link, ReportBody

NEW = bytes(range(16))


def body(*rows: Copied, changes: tuple[Change, ...] = (), links: tuple[Link, ...] = ()) -> ReportBody:
    return ReportBody("internal", rows, changes, links)


def event(id_: bytes = NEW, **fields: object) -> Copied:
    return Copied(id_, "event", fields)  # type: ignore[arg-type]


def change(record: bytes, author: bytes, field: str, value: object, *replaced: bytes, stamp: int = 7) -> Change:
    edit = Edit(replaced, value)  # type: ignore[arg-type]
    return Change(os.urandom(16), record, author, stamp, 1, {field: edit})
