"""Where a passphrase comes from: a file, a descriptor or a prompt; never an argument, never the environment."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from app.errors import CannotUnlock, NotFound, NotWellFormed

_MOST = 65536


def read_passphrase(options: argparse.Namespace, name: str = "passphrase", prompt: str = "Passphrase: ") -> str:
    """Return the passphrase by the options `--NAME-file` or `--NAME-fd`, else by asking for it."""
    key = name.replace("-", "_")
    path = getattr(options, f"{key}_file", None)
    descriptor = getattr(options, f"{key}_fd", None)
    if path is not None and descriptor is not None:
        raise NotWellFormed("Give the passphrase by one way only.", f"Use --{name}-file or --{name}-fd.")
    if path is not None:
        try:
            return _decoded(Path(path).read_bytes()[:_MOST])
        except OSError as error:
            raise NotFound(
                f"The passphrase file cannot be read ({error.strerror}).", "The vault was not touched."
            ) from error
    if descriptor is not None:
        try:
            with os.fdopen(os.dup(descriptor), "rb") as source:
                return _decoded(source.read(_MOST))
        except OSError as error:
            raise NotFound(f"Descriptor {descriptor} cannot be read ({error.strerror}).") from error
    if not sys.stdin.isatty():
        raise CannotUnlock("No passphrase was given.", f"Use --{name}-file or --{name}-fd, or run it in a terminal.")
    return getpass.getpass(prompt, stream=sys.stderr)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise CannotUnlock("The passphrase is not UTF-8 text.", "The vault was not touched.") from None
