"""The records that leave with a form: those that it is about, and what their answers need."""

from collections.abc import Iterable, Iterator

from app.domain.record import Record
from app.store.records import links, record_rows
from app.store.vault.open_vault import Vault


def list_roots(vault: Vault, form: Record) -> list[str]:
    """Return the further records of a form: those that it is about, and acts of its detentions with their incidents."""
    about = links.list_targets(vault.con, form.id, "about")
    acts = [act for one in about for act in links.list_targets(vault.con, one, "act")]
    events = [event for act in acts for event in links.list_targets(vault.con, act, "event")]
    return [one.hex() for one in dict.fromkeys((*about, *acts, *events, *_list_held(vault, form, about)))]


def _list_held(vault: Vault, form: Record, about: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the detentions of the person of a form that began with an act of these incidents."""
    people = {*links.list_targets(vault.con, form.id, "person")}
    near = (link.source for event in about for act in links.list_links_to(vault.con, event)
            for link in links.list_links_to(vault.con, act.source) if link.role == "act")  # fmt: skip
    for id_ in near:
        found = record_rows.load(vault.con, id_)
        if found is not None and found.kind == "detention" and not found.removed:
            yield from [id_] if people & {*links.list_targets(vault.con, id_, "person")} else []
