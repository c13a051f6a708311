"""Read a passphrase from a file, a descriptor or a prompt; never from an argument or the environment.

Recovery shares for a forgotten passphrase come the same way, one on a line. A passphrase can have a key file.
"""

import argparse
import getpass
import os
import sys
from pathlib import Path

import crypto
from app.actions.vault import recovery, unlock_methods
from app.cli.command import say
from app.errors import CannotUnlock, InputRefused, NotFound, NotWellFormed
from app.store.vault.header import UnlockSecret

_MOST = 65536
WEAK = "This passphrase is weak: a person who copies the vault can guess it. Six random words are safer."


def read_passphrase(options: argparse.Namespace, name: str = "passphrase", prompt: str = "Passphrase: ") -> str:
    """Return the passphrase from the options `--NAME-file` or `--NAME-fd`, or else from a prompt."""
    key = name.replace("-", "_")
    path = getattr(options, f"{key}_file", None)
    descriptor = getattr(options, f"{key}_fd", None)
    if path is not None and descriptor is not None:
        raise NotWellFormed("Give the password in only one way.", f"Use --{name}-file or --{name}-fd.")
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
        raise CannotUnlock("No password was given.", f"Use --{name}-file or --{name}-fd, or run it in a terminal.")
    return getpass.getpass(prompt, stream=sys.stderr)


def read_new(options: argparse.Namespace, name: str = "passphrase", prompt: str = "Passphrase: ") -> str:
    """Return a new passphrase by the rules of the window: not empty, typed twice, a warning about a weak one.

    Raises InputRefused.
    """
    key = name.replace("-", "_")
    prompted = getattr(options, f"{key}_file", None) is None and getattr(options, f"{key}_fd", None) is None
    passphrase = read_passphrase(options, name, prompt)
    if not passphrase.strip():
        raise InputRefused("The password is empty.", "Nothing was changed.")
    if prompted and getpass.getpass("Once more: ", stream=sys.stderr) != passphrase:
        raise InputRefused("The two passwords differ.", "Nothing was changed. Type the password twice.")
    if unlock_methods.bits(passphrase) < unlock_methods.WEAK:
        say(f"Careful: {WEAK}", sys.stderr)
    return passphrase


def read_way(options: argparse.Namespace, prompt: str = "Passphrase: ") -> UnlockSecret:
    """Return the way to open the vault: recovery shares if given, else a passphrase and a key file.

    A verb that tries shares (`tries_shares`) takes both, and gets the shares as `given_shares`.
    """
    shares = options.given_shares = _shares(options)
    typed = options.keyfile or options.passphrase_file or options.passphrase_fd is not None
    if shares and typed and not getattr(options, "tries_shares", False):
        raise NotWellFormed("Give shares or a password, not both.", "Shares open the vault by themselves.")
    if shares and not typed:
        return UnlockSecret(recovery.combine_shares(shares), how=crypto.RECOVERY)
    keyfile = unlock_methods.keyfile(Path(options.keyfile)) if options.keyfile else None
    return UnlockSecret(read_passphrase(options, prompt=prompt), keyfile)


def _shares(options: argparse.Namespace) -> list[str]:
    """Return the shares of `--share-file`, one on each line except notes (#), and those from `--ask-shares`.

    The prompts end with an empty line, or when there are enough shares.
    """
    shares: list[str] = []
    for path in options.share_file or ():
        try:
            text = _decoded(Path(path).read_bytes()[:_MOST])
        except OSError as error:
            raise NotFound(
                f"The share file cannot be read ({error.strerror}).", "The vault was not touched."
            ) from error
        shares += [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return shares + (_asked() if options.ask_shares else [])


def _asked() -> list[str]:
    """Ask for one share after another; report a wrong one immediately and ask again."""
    if not sys.stdin.isatty():
        raise CannotUnlock("No shares were given.", "Use --share-file, or run it in a terminal.")
    shares: list[str] = []
    need = 1
    while len(shares) < need:
        print(f"Share {len(shares) + 1}: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line.strip():
            break
        try:
            need = recovery.look(line, len(shares) + 1).threshold
            shares.append(line)
        except CannotUnlock as wrong:
            print(wrong.message, wrong.hint, file=sys.stderr)
    return shares


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise CannotUnlock("The password is not UTF-8 text.", "The vault was not touched.") from None
