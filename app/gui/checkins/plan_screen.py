"""The check-in wizard: three steps over one draft, and one transaction at its end."""

from datetime import date

from app import start
from app.actions.field import checkin_urgency, checkins
from app.actions.field.checkin_board import board
from app.actions.kernel import clock, drafts, records
from app.actions.kernel.change_set import Changed
from app.domain import zones
from app.domain.record import Record
from app.gui.checkins import plan_query as reading
from app.gui.checkins.plan_query import Draft, PlanOptions, PlanSource, steps_of
from app.gui.checkins.plan_view import PlanWizard
from app.gui.records.form_screen import convert_values
from app.gui.shell.unsaved_text import tell_draft_kept
from app.gui.shell.vault_session import VaultSession
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault

DRAFT = drafts.EDIT.format(key="checkin_plan")
"""The draft of a new plan; with a `plan`, it is that of steps for an existing one."""


def open_wizard(desk: VaultSession, mission: str = "", plan: str = "", near: str = "") -> None:
    """Show the wizard for a mission if it is given, with its draft; with a `plan`, the step that adds steps to it.

    `near` is the mission of a new draft.
    """

    def kept(vault: Vault) -> Draft:
        found = drafts.load(vault, DRAFT)
        draft = dict(found[0]) if found else {}
        if draft.get("plan", "") != plan or (mission and draft.get("mission") != [mission]):
            draft = {}
        draft = draft or ({"mission": [near]} if near else {})
        return {**draft, **({"plan": plan} if plan else {}), **({"mission": [mission]} if mission else {})}

    desk.read(kept, lambda draft: _open(desk, draft, 3 if plan or "plan" in draft else 1))


def _open(desk: VaultSession, draft: Draft, at: int) -> None:
    tr = desk.look.tr

    def read(vault: Vault) -> tuple[PlanSource, Draft, date]:
        return *reading.read_source(vault, tr, draft), clock.today(vault)

    desk.read(read, lambda found: _show(desk, *found, at))


def _show(desk: VaultSession, source: PlanSource, draft: Draft, today: date, at: int, missing: str = "") -> None:
    """Show a step; `missing`: the slot of step 1 that gets the focus, or `all` to show everything that is needed."""
    tr, options = desk.look.tr, PlanOptions(desk.look.tr, desk.words, source, today)
    focus = desk.window.focusWidget()
    stays = focus is not None and focus is getattr(desk.window.full, "for_mission", None)
    view = PlanWizard(desk.look, options, source, draft, at,
                      lambda: start.draw_code_words(tr.language, source.taken))  # fmt: skip

    def keep() -> None:
        values = dict(draft)
        desk.ask(lambda vault: drafts.keep(vault, DRAFT, values), lambda _: None)

    def with_mission(chosen: str) -> None:
        _take_mission(draft, source, chosen)
        keep()
        _open(desk, draft, 1)

    def leave() -> None:
        values = dict(draft)
        view.changed.disconnect(keep)  # closing keeps what was typed last
        desk.window.close_full()
        desk.act(lambda vault: drafts.drop(vault, DRAFT), tr("Draft deleted."),
                 lambda vault: drafts.restore(vault, DRAFT, values))  # fmt: skip

    def begin(sure: bool) -> None:
        if gap := reading.find_gap(draft, source):
            _show(desk, source, draft, today, gap, missing="all")
        elif not sure and (lack := reading.say_missing(tr, draft)):
            view.ask(lack)
        else:
            view.pause.finish()
            desk.ask(lambda vault: _start(vault, tr, draft, source), over)

    def over(made: tuple[Record, Changed, str]) -> None:
        view.changed.disconnect(keep)
        _show_plan(desk, *made, undo="plan" not in draft)

    view.changed.connect(keep)
    view.mission.connect(with_mission)
    view.moved.connect(lambda to: _show(desk, source, draft, today, to))
    view.lacking.connect(lambda slot: _show(desk, source, draft, today, 1, slot))
    view.sure.connect(lambda: begin(True))
    view.leave.connect(leave)
    view.away.connect(lambda: _leave(desk))
    view.save.connect(lambda: begin(False))
    desk.opened_draft(DRAFT)
    view.first = (view.for_mission if stays else None) or view.first
    desk.window.show_full(view)
    _focus_missing(view, missing)


def _focus_missing(view: PlanWizard, missing: str) -> None:
    if missing == "all":
        view.show_missing()
    elif missing:
        view.sentence.slots[missing].setFocus()


def _take_mission(draft: Draft, source: PlanSource, chosen: str) -> None:
    """Put a mission into the draft; its own title, travellers and days replace those that were written."""
    for name in ("title", "traveller", "starts", "ends") if chosen in dict(source.missions) else ():
        draft.pop(name, None)
    draft["mission"] = [chosen] if chosen else []


def _show_plan(desk: VaultSession, record: Record, changed: Changed, said: str, undo: bool) -> None:
    """Show a saved plan on the board; only a new plan has Undo."""
    key = record.id.hex()
    desk.window.close_full()
    desk.tell(said, (lambda vault: records.remove(vault, key)[1]) if undo else None, changed=changed)
    desk.show("checkins", key, "")


def _start(vault: Vault, tr: Text, draft: Draft, source: PlanSource) -> tuple[Record, Changed, str]:
    """Save the plan, and return the foot line: the watcher, and if an alarm rings in a locked vault."""
    made, changed = _saved(vault, draft, source)
    if "plan" not in draft and bool(draft.get("rings")) is not checkin_urgency.calls(vault):
        checkin_urgency.set_calls(vault, bool(draft.get("rings")))
    watched, said = bool(board(vault).watchers), tr("The check-ins have started.")
    said = said if watched else f"{said} {tr('Nobody is watching yet.')}"
    if not checkin_urgency.calls(vault):
        text = tr("No alarm rings while the vault is locked. You can change this at the end of this page.")
        said = f"{said} {text}"
    return made, changed, said


def _leave(desk: VaultSession) -> None:
    """Close the wizard and keep its draft."""
    desk.window.close_full()
    tell_draft_kept(desk, DRAFT)


def open_steps(desk: VaultSession, key: str) -> None:
    """Add steps to a plan that has none."""
    open_wizard(desk, plan=key)


def _saved(vault: Vault, draft: Draft, source: PlanSource) -> tuple[Record, Changed]:
    """Save the plan with its new mission, its steps and its new contacts, in one transaction."""
    with vault.transaction():
        steps = [convert_values(vault, vault.kinds["escalation_step"], _step(row)) for row in steps_of(draft)]
        if plan := str(draft.get("plan", "")):
            changed = Changed()
            for step in steps:
                changed |= records.add(vault, "escalation_step", {**step, "plan": plan})[1]
            made = records.record_of(vault, plan)
        else:
            roles = {role.name: draft[role.name] for role in vault.kinds["checkin_plan"].roles if draft.get(role.name)}
            values = {**reading.plan_fields(draft), **roles}
            begun = reading.plan_in(draft, source.legs, int(clock.read_steady_time(vault).at))
            if begun is not None and begun != reading.plan_in(draft, source.legs, 0):
                values["starts"] = zones.local_minute(begun.starts, begun.zone)
            whole = {**convert_values(vault, vault.kinds["checkin_plan"], values), "escalation_step": steps}
            made, changed = records.add(vault, "checkin_plan", whole)
            changed |= checkins.watch_if_chosen(vault, made.id.hex())
        return made, changed | drafts.drop(vault, DRAFT)


def _step(row: dict[str, object]) -> dict[str, object]:
    who = {"who": [row["who"]]} if row.get("who") else {}
    return {name: value for name, value in row.items() if name != "who" and value not in ("", None)} | who
