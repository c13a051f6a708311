"""Assign the chosen incidents of the list: the page that asks for a name, and the work that follows."""

from collections.abc import Callable, Iterator, Sequence

from app.actions.kernel.change_set import Changed
from app.actions.kernel.db import Db
from app.actions.records import incident_assignments
from app.actions.records.incident_assignments import Assigned, Names
from app.gui.incidents.assign_view import AssignView
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault
from sync.ports import Told

Steps = Callable[[Vault], Iterator[tuple[Assigned, int]]]


def open_assign(desk: VaultSession, keys: Sequence[str]) -> None:
    """Ask who works on these incidents."""
    desk.read(incident_assignments.names, lambda names: _show(desk, keys, names))


def _show(desk: VaultSession, keys: Sequence[str], names: Names) -> None:
    tr = desk.look.tr
    back = back_button(desk, label=tr("Incidents"))
    view = AssignView(desk.look, desk.kinds["event"].fields["assigned"], len(keys), names, back)

    def given(name: str) -> None:
        desk.window.close_full()
        said = tr("Assigned to {name}.", name=name) if name else tr("Nobody is assigned to it now.")
        _in_steps(desk, lambda vault: incident_assignments.assign(vault, keys, name), said)

    view.given.connect(given)
    desk.window.show_full(view)


def _in_steps(desk: VaultSession, begin: Steps, said: str) -> None:
    """Assign some incidents at a time, so that the list stays usable; Undo restores the earlier names."""
    tr = desk.look.tr

    def task(_: Vault, db: Db, told: Told) -> Assigned:
        steps: list[Iterator[tuple[Assigned, int]]] = []
        db(lambda vault: steps.append(begin(vault)))
        done = Assigned()
        while isinstance(step := db(lambda _: next(steps[0], None)), tuple):
            done, whole = step
            told(len(done.before), whole)
        return done

    def over(done: Assigned) -> None:
        desk.tell(said, lambda vault: _all(incident_assignments.restore(vault, done)), lambda vault: _all(begin(vault)))

    def part_done(error: BaseException) -> None:
        desk.refresh()
        desk.failed(error)

    desk.at_length(
        tr("Assigning"), tr("Stopped. The assignments made so far are saved."), task, over, part_done,
        lambda done, whole: tr("{done} of {whole}", done=tr.number(done), whole=tr.number(whole)),
    )  # fmt: skip


def _all(steps: Iterator[tuple[Assigned, int]]) -> Changed:
    ids: list[bytes] = []
    for done, _ in steps:
        ids = list(done.before)
    return Changed(frozenset({"event"}), tuple(ids))
