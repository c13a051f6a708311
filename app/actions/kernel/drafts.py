"""Save drafts: typed text is stored, encrypted, at every pause, so that a lock or a crash loses nothing."""

import json
from collections.abc import Mapping
from itertools import count

from app.actions.kernel.change_set import Changed
from app.store.records import drafts as store
from app.store.vault.open_vault import Vault

ENTRY = "incident"
"""The name of the one draft of a new incident."""
APPEAL = "instant"
"""The name of the one draft of an instant action."""
EDIT = "edit:{key}"
"""The name of the draft of a record's form; `key` is its id in hex or, of a new one, its kind."""

COPY = "copy:{key}"
"""The name of the draft of a working copy; `key` is the id of its original in hex."""
TABLE = "table"
"""The name of the draft of a table's mapping: {"path", "said", "day_first"}."""
TYPED = "typed"
"""The name of the text in other fields when the vault was locked (field to text); it is no form to continue."""


def keep(vault: Vault, name: str, form: Mapping[str, object]) -> int:
    """Save a form under a name (one for each form) and return the time, in UTC seconds."""
    now = vault.now()
    with vault.transaction() as con:
        if _was_destroyed(vault, name):  # destroyed while its form was open
            return now
        store.save_draft(con, store.Draft(name, json.dumps(form, ensure_ascii=False), now))
    return now


def _was_destroyed(vault: Vault, name: str) -> bool:
    key = name.partition(":")[2]
    if len(key) != 32 or set(key) - set("0123456789abcdef"):
        return False
    from app.store.mail import destruction  # not before something is typed: it brings all that seals files

    return destruction.read_destruction_entry(vault, bytes.fromhex(key)) is not None


def load(vault: Vault, name: str) -> tuple[dict[str, object], int] | None:
    """Return a saved form and the time of saving, or None; the form is empty if it is `damaged`."""
    draft = store.find_draft(vault.con, name)
    return (_form(draft.body) or {}, draft.at) if draft else None


def _form(body: str) -> dict[str, object] | None:
    try:
        form = json.loads(body)
    except ValueError:
        return None
    return form if isinstance(form, dict) else None


def list_damaged(vault: Vault) -> list[str]:
    """Return the names of the drafts that cannot be read, newest first."""
    return [draft.name for draft in store.list_drafts(vault.con) if _form(draft.body) is None]


def find_copied(name: str) -> str:
    """Return the id in hex of the original whose working copy a draft is, or an empty text."""
    start = COPY.format(key="")
    return name.removeprefix(start) if name.startswith(start) else ""


def names(vault: Vault) -> list[str]:
    """Return the names of the drafts that can be continued, newest first."""
    return [name for name in store.list_names(vault.con) if name != TYPED]


def form_of(name: str) -> str:
    """Return the name of the form of a draft, without the number of an older draft."""
    return name.partition("#")[0]


def set_aside(vault: Vault, name: str) -> None:
    """Give a draft with a value a name with a number: its form begins empty, and the draft can be continued later."""
    draft = store.find_draft(vault.con, name)
    if draft is not None and any((_form(draft.body) or {}).values()):
        _rename(vault, draft, _free(vault, name))


def keep_aside(vault: Vault, name: str, form: Mapping[str, object]) -> str:
    """Save a form as an older draft, which no form that is open can overwrite; return its name."""
    aside = _free(vault, name)
    keep(vault, aside, form)
    return aside


def _free(vault: Vault, name: str) -> str:
    taken = store.list_names(vault.con)
    return next(free for n in count(2) if (free := f"{name}#{n}") not in taken)


def bring_back(vault: Vault, name: str) -> str:
    """Give a draft the name of its form again, if it went aside; return that name."""
    form = form_of(name)
    if form != name and (draft := store.find_draft(vault.con, name)) is not None:
        set_aside(vault, form)
        _rename(vault, draft, form)
    return form


def _rename(vault: Vault, draft: store.Draft, name: str) -> None:
    with vault.transaction() as con:
        store.save_draft(con, draft._replace(name=name))
        store.delete_draft(con, draft.name)


def drop(vault: Vault, name: str) -> Changed:
    """Delete a draft after it was saved as a record, or a person discarded it."""
    with vault.transaction() as con:
        store.delete_draft(con, name)
    return Changed(frozenset({"draft"}))


def restore(vault: Vault, name: str, form: Mapping[str, object]) -> Changed:
    """Undo `drop`."""
    keep(vault, name, form)
    return Changed(frozenset({"draft"}))
