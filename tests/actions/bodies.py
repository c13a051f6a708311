"""Report bodies as a contact may craft them."""

import os

from crypto import BodyChange, BodyEdit, BodyLink, BodyReference, Copied, ReportBody

NEW = bytes(range(16))


def body(
    *rows: Copied,
    changes: tuple[BodyChange, ...] = (),
    links: tuple[BodyLink, ...] = (),
    references: tuple[BodyReference, ...] = (),
) -> ReportBody:
    return ReportBody("internal", rows, changes, links, references=references)


def event(id_: bytes = NEW, **fields: object) -> Copied:
    return Copied(id_, "event", fields)  # type: ignore[arg-type]


def change(record: bytes, author: bytes, field: str, value: object, *replaced: bytes, stamp: int = 7) -> BodyChange:
    edit = BodyEdit(replaced, value)  # type: ignore[arg-type]
    return BodyChange(os.urandom(16), record, author, stamp, 1, {field: edit})
