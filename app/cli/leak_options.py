"""Options of the verbs that let a text leave: the answers to the leak check, and the names password for it."""

import argparse
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.actions.kernel.records import record_of
from app.actions.release import known_names, leak_check
from app.actions.release.released_names import OpenNames
from app.cli import real_names
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.redact import PROFILES
from app.errors import NotFound
from app.phrase import Phrase
from app.store.vault.open_vault import Vault


def leak_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for the answers, and for the names password."""
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--resolve", metavar="FILE", default="", help="JSON file with answers to the leak check")
    how.add_argument("--replace-all", action="store_true", help="replace all findings of the leak check")
    real_names.way_in(parser)


def confirm_option(parser: argparse.ArgumentParser) -> None:
    """Add the option for sensitive parts that a person confirms for one paper or share."""
    said = "sensitive part that you confirm: `sexual` or `health` of an act"
    parser.add_argument("--confirm", metavar="ID:PART", action="append", default=[], type=read_part, help=said)


def readers_option(parser: argparse.ArgumentParser) -> None:
    """Add the option for the recipient: a yes can be for some readers only."""
    said = "name of the recipient, or ID of a contact or an organisation"
    parser.add_argument("--to", metavar="NAME|ID", nargs="+", action="extend", default=[], help=said)


def read_readers(vault: Vault, options: argparse.Namespace) -> list[str]:
    """Return the names of the recipient."""
    found = []
    for given in options.to:
        try:
            found.append(record_of(vault, given).title)
        except NotFound:
            found.append(given)
    return found


def read_part(text: str) -> tuple[str, str]:
    """Return the record and the sensitive part of `ID:PART`. Raises ValueError for another part."""
    id_, _, part = text.rpartition(":")
    if not id_ or part not in ("sexual", "health"):
        raise ValueError(text)
    return id_, part


def confirmed_parts(vault: Vault, options: argparse.Namespace) -> list[tuple[bytes, str]]:
    """Return the confirmed parts of the command, by record. Raises NotFound for an unknown record."""
    return [(record_of(vault, id_).id, part) for id_, part in options.confirm]


def read_answers(
    vault: Vault, options: argparse.Namespace, audience: str, paper: str, ids: Iterable[str] = ()
) -> LeakAnswers:
    """Return the answers of the command, for a paper or another way out, its records and its recipients.

    Raises NotFound, and InputRefused for answers to something else.
    """
    if not options.resolve:
        return LeakAnswers(replace_rest=options.replace_all)
    try:
        text = Path(options.resolve).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise NotFound(Phrase("{name} cannot be read.", name=options.resolve), "Nothing left the vault.") from None
    to = getattr(options, "to", None) or []
    readers = [to] if isinstance(to, str) else sorted(to)
    said = [paper, *sorted(record_of(vault, id_).ref for id_ in ids), *(["to", *readers] if readers else [])]
    profile = PROFILES.get(audience)
    return leak_check.parse_answers(text, profile.name if profile else audience, " ".join(said))


@contextmanager
def names_for_check(vault: Vault, options: argparse.Namespace) -> Iterator[OpenNames | None]:
    """Compare with the real names if the command has the names password; yield them if a paper says them."""
    says = getattr(options, "names", False)
    if not says and not real_names.is_asked(options):
        yield None
        return
    with real_names.open_real_names(vault, options) as key:
        known_names.open_names(vault, key)
        try:
            yield OpenNames(key, options.why) if says else None
        finally:
            known_names.forget_names(vault)
