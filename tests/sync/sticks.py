"""Objects, bundles and damage for the tests of the stick."""

import hashlib
import os
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from crypto.relay import object_id
from sync.bundle import BundleReader, BundleWriter
from sync.frames import ENVELOPE_MAGIC, FrameType, frame_header, volume_header
from sync.ports import SEGMENT, Parcel

MIB = 1 << 20


def hashes_of(data: bytes) -> tuple[bytes, ...]:
    """Return the segment list of an object."""
    return tuple(hashlib.sha256(data[at : at + SEGMENT]).digest() for at in range(0, len(data), SEGMENT))


def parcel_of(data: bytes) -> Parcel:
    """Return the parcel of these bytes; what begins like an envelope is one."""
    hashes = hashes_of(data)
    name = object_id(len(data), hashes)
    envelope = data.startswith(ENVELOPE_MAGIC)
    return Parcel(name, len(data), hashes, lambda at, n: data[at : at + n], envelope)


def envelope_of(size: int, seed: int) -> bytes:
    """Return bytes that look like an envelope from outside."""
    return (ENVELOPE_MAGIC + random.Random(seed).randbytes(size))[:size]


def blob_of(size: int, seed: int) -> bytes:
    """Return bytes that look like a blob from outside."""
    return (b"AMPBLB\x01\x00" + random.Random(seed).randbytes(size))[:size]


def write(folder: Path, objects: Iterable[bytes], volume_size: int = 2 << 30, receipts: Sequence[bytes] = ()) -> Path:
    """Write a bundle of these objects and return its folder."""
    writer = BundleWriter(folder, volume_size)
    for data in objects:
        writer.put(parcel_of(data))
    writer.carry_receipts(receipts)
    writer.close()
    assert writer.path is not None
    return writer.path


def read(folder: Path) -> tuple[list[bytes], BundleReader]:
    """Return every whole object, in the order it arrives, and the reader."""
    reader = BundleReader(folder)
    found = [
        b"".join(arrival.read(at, SEGMENT) for at in range(0, arrival.length, SEGMENT)) for arrival in reader.arrivals()
    ]
    reader.close()
    return found, reader


def frame(kind: int, data: bytes, object_id: bytes = bytes(32), offset: int = 0, length: int = 0) -> bytes:
    """Return a whole frame."""
    return frame_header(kind, data, object_id, offset, length) + data  # type: ignore[arg-type]


def frames_of(data: bytes) -> list[bytes]:
    """Return an object's frames: list first, then its segments."""
    parcel = parcel_of(data)
    name, length = parcel.object_id, parcel.length
    segments = (data[at : at + SEGMENT] for at in range(0, length, SEGMENT))
    return [
        frame(FrameType.LIST, b"".join(parcel.segments), name, 0, length),
        *(frame(FrameType.SEGMENT, part, name, at * SEGMENT, length) for at, part in enumerate(segments)),
    ]


def volume(folder: Path, frames: Sequence[bytes], number: int = 1, end: bool = True) -> Path:
    """Write a volume by hand, as a hostile stick would."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{number:04}.dat"
    last = frame(FrameType.END, len(frames).to_bytes(4)) if end else b""
    path.write_bytes(volume_header(os.urandom(16), number) + b"".join(frames) + last)
    return path
