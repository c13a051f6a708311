"""The file system of a USB stick: make names durable, and explain failures in one sentence for a person."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.errors import MediumFailed


@contextmanager
def on_stick() -> Iterator[None]:
    """Turn an OSError of the stick into `MediumFailed`. The block must touch only the stick."""
    try:
        yield
    except OSError as error:
        raise _failed(error) from error


def flush_folder(folder: Path) -> None:
    """Make the names in a folder durable. Windows and some file systems have no call for it and need none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def _failed(error: OSError) -> MediumFailed:
    """Return the error for a failure of the stick."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return MediumFailed("The USB stick is full. Its earlier data is complete.")
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return MediumFailed(
            "Amparo cannot write on this USB stick: it is read-only, its switch is on “lock”, or it belongs to "
            "another user."
        )
    if error.errno in (errno.ENOENT, errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOTDIR):
        return MediumFailed("The USB stick was removed or does not answer. Its earlier data is complete.")
    text = os.strerror(error.errno or errno.EIO)
    return MediumFailed("The USB stick failed ({text}). Its earlier data is complete.", text=text)
