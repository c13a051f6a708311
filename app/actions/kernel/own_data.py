"""Data of the program that a file of the user replaces, such as time limits: checked first, then kept in the vault."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from app.domain.fields import Value
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import record_rows
from app.store.vault.open_vault import Vault

T = TypeVar("T")
MOST_BYTES = 1 << 20
"""Bytes of a file."""


def read_own(vault: Vault, setting: str) -> Mapping[str, Any]:
    """Return the data of the user under a setting, the latest last."""
    found: Mapping[str, Any] = json.loads(vault.get(setting) or b"{}")
    return found


def read_answers(vault: Vault, form: bytes) -> Mapping[str, Value]:
    """Return the own answers and overridden stops of a form: they leave on its paper alone, each in its part."""
    found = record_rows.load(vault.con, form)
    return {name: found.fields[name] for name in ("answers", "overrides") if found and name in found.fields}


def keep(vault: Vault, setting: str, key: str, data: Any) -> None:
    """Store checked data under a key."""
    others = {name: one for name, one in read_own(vault, setting).items() if name != key}
    vault.set(setting, json.dumps({**others, key: data}).encode())


def drop(vault: Vault, setting: str, key: str) -> None:
    """Remove the data under a key: that of the program counts again."""
    vault.set(
        setting, json.dumps({name: one for name, one in read_own(vault, setting).items() if name != key}).encode()
    )


def load_file(file: Path, read: Callable[[Any], T], refused: Callable[[Phrase], Phrase], hint: str) -> tuple[Any, T]:
    """Return the data of a small JSON file, and what `read` makes of it. Raises InputRefused."""
    try:
        if not file.is_file() or file.stat().st_size > MOST_BYTES:
            raise ValueError(Phrase("It is not a small file."))
        data = json.loads(file.read_text("utf-8"))
        return data, read(data)
    except json.JSONDecodeError as error:
        why = Phrase("It is no JSON text: see line {line}, column {column}.", line=error.lineno, column=error.colno)
        raise InputRefused(refused(why), hint) from error
    except UnicodeDecodeError as error:
        raise InputRefused(refused(Phrase("It is no text in UTF-8.")), hint) from error
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise InputRefused(refused(Phrase.of(str(error))), hint) from error
