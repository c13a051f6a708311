"""Create and leave teams: several vaults share one case, synchronised by every round and every USB stick.

A team covers records and the records that depend on them. Its owner decides the members; each member joins by
accepting. Members' changes are accepted automatically and shown in each record's history. Two values of one field are
both kept, and one member's decision between them applies to all.
"""

from collections.abc import Sequence

from attrs import evolve, frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel.change_set import Changed
from app.actions.kernel.records import record_of
from app.actions.mail import team_in, team_out
from app.domain.change import Change
from app.domain.record import Record
from app.errors import InputRefused, NotFound
from app.phrase import Phrase
from app.store.contacts import statements
from app.store.mail import outbox, teams
from app.store.mail.teams import EDIT, ENDED, LEFT, ON, READ, Team, TeamMember
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault


@frozen
class TeamMemberStatus:
    """The progress of a member: `changes` and `files` that have not arrived there, and the `state`.

    `state` is `ourselves`, `in step` (all data arrived), `on the way`, `invited` (no acceptance yet), `refused` or
    `apart`. A member who is `apart` is no verified contact of ours; the owner passes data on.
    """

    member: TeamMember
    state: str
    changes: int = 0
    files: int = 0


@frozen
class TeamProgress:
    """A team for display: its records, its owner, and the progress of each member."""

    team: Team
    roots: Sequence[Record]
    is_ours: bool
    standings: Sequence[TeamMemberStatus]


def make(
    vault: Vault, handles: Sequence[str], name: str, to: Sequence[str] = (), reading: Sequence[str] = ()
) -> tuple[Team, Changed]:
    """Make a team for cases or incidents; `to` can change the covered records, `reading` can only read them.

    Raises InputRefused for other records, for unverified contacts, and without members.
    """
    roots = [record_of(vault, handle) for handle in dict.fromkeys(handles)]
    for root in roots:
        if not vault.kinds[root.kind].team_root or root.removed:
            raise InputRefused(
                Phrase("{ref}: choose a case or an incident to make a team.", ref=root.ref), "Nothing was made."
            )
    if not roots or not name.strip():
        raise InputRefused("A team needs a name and a case or incident.", "Nothing was made.")
    people = [_member(vault, handle, role) for rows, role in ((to, EDIT), (reading, READ)) for handle in rows]
    if not people:
        raise InputRefused("Choose members for the team.", "Amparo made no team. Choose verified contacts.")
    me = TeamMember(vault.author, contact_cards.my_card(vault).name, EDIT)
    team = Team(
        vault.random(16), name.strip(), vault.author, 0, ON, tuple(root.id for root in roots),
        {member.id: member for member in (*people, me)}, vault.get("incarnation") or bytes(8),
    )  # fmt: skip
    with vault.transaction():
        team_in.change(vault, team)
        team_out.cover(vault, team)
    return find_by_name(vault, team.id.hex()), _changed(vault, team)


def _member(vault: Vault, handle: str, role: str) -> TeamMember:
    contact = contact_cards.find_by_name(vault, handle)
    if contact.state != "verified" or not contact.may_receive:
        raise InputRefused(
            Phrase("{title} is not verified, and cannot be in a team.", title=contact.record.title),
            "Nothing was changed. Compare the numbers first.",
        )
    return TeamMember(contact.card.id, contact.record.title, role)


def list_teams(vault: Vault) -> list[Team]:
    """Return all present and former teams, by name."""
    return teams.list_teams(vault.con)


def of_record(vault: Vault, record: bytes) -> list[Team]:
    """Return the active teams that were made for a record."""
    return [team for team in teams.list_teams(vault.con, ON) if record in team.roots]


def brought_by(vault: Vault, change: Change) -> list[str]:
    """Return the names of members who brought another person's change here; empty if its author sent it."""
    brought = teams.bringers(vault.con, change.id)
    known = statements.contact_of(vault.con, change.author)
    if change.author in vault.ours or (known[1] if known else change.author) in brought:
        return []
    names = {member.id: member.name for team in list_teams(vault) for member in team.members.values()}
    return [names.get(id_) or id_.hex()[:12] for id_ in brought]


def find_by_name(vault: Vault, handle: str) -> Team:
    """Return the team with this name or id (first hex digits). Raises NotFound, InputRefused for several."""
    text = handle.strip()
    found = [
        team for team in list_teams(vault) if team.name == text or (len(text) >= 8 and team.id.hex().startswith(text))
    ]
    if not found:
        raise NotFound(Phrase("There is no team {handle}.", handle=handle), "See: amparo team list")
    if len(found) > 1:
        raise InputRefused(Phrase("{count} teams are called {text}.", count=len(found), text=text), "Use its id.")
    return found[0]


def add(vault: Vault, handle: str, who: str, *, reading: bool = False) -> tuple[Team, Changed]:
    """Add a member to our team, or change its role; a new member gets all data so far."""
    team = _ours(vault, handle)
    member = _member(vault, who, READ if reading else EDIT)
    with vault.transaction():
        for delivery in teams.list_deliveries_to(vault.con, team.id, member.id):
            if delivery.state == "rejected":  # invite again
                teams.close(vault.con, delivery, vault.now(), teams.GONE)
        team_in.change(vault, evolve(team, members={**team.members, member.id: member}))
    return find_by_name(vault, team.id.hex()), _changed(vault, team)


def remove(vault: Vault, handle: str, who: str) -> tuple[Team, Changed]:
    """Remove a member from our team: it gets no new data, also none that waits; it keeps its earlier data."""
    team = _ours(vault, handle)
    found = [m for m in team.members.values() if m.id != vault.author and who in (m.name, m.id.hex())]
    gone = found[0].id if len(found) == 1 else contact_cards.find_by_name(vault, who).card.id
    if gone not in team.members or gone == vault.author:
        raise InputRefused(Phrase("{who} is not in this team.", who=who), "Nothing was changed.")
    members = {id_: member for id_, member in team.members.items() if id_ != gone}
    with vault.transaction():
        team_in.change(vault, evolve(team, members=members))
        _say(vault, team, "removed", [gone])
    return find_by_name(vault, team.id.hex()), _changed(vault, team)


def leave(vault: Vault, handle: str) -> tuple[Team, Changed]:
    """Leave a team; if it is ours, it ends for all. Data stays here, but is no longer changed automatically."""
    team = _on(find_by_name(vault, handle))
    ours = team.owner == vault.author
    with vault.transaction():
        team_in.change(vault, evolve(team, state=ENDED if ours else LEFT))
        _say(vault, team, "ended" if ours else "left", [id_ for id_ in team.members if id_ != vault.author])
    return find_by_name(vault, team.id.hex()), _changed(vault, team)


def _say(vault: Vault, team: Team, what: str, to: Sequence[bytes]) -> None:
    """Queue the final message to members: the team or membership is over."""
    known = teams.get(vault.con, team.id)
    said = crypto.Copied(team.id, team_in.KIND, {"says": what, "count": known.seq if known else team.seq})
    body = crypto.ReportBody(teams.PROFILE, (said,)).encode()
    for contact in _contacts(vault):
        if contact.card.id in to:
            outbox.queue(
                vault.con, vault.random(16), contact.record.id, contact.card.id, teams.PROFILE, False, body, (),
                vault.now(),
            )  # fmt: skip


def _contacts(vault: Vault) -> list[Contact]:
    return [contact for contact in contact_cards.list_contacts(vault) if contact.may_receive]


def _on(team: Team) -> Team:
    if team.state != ON:
        raise InputRefused(Phrase("The team {name} has ended in this vault.", name=team.name), "Nothing was changed.")
    return team


def _ours(vault: Vault, handle: str) -> Team:
    team = _on(find_by_name(vault, handle))
    if team.owner != vault.author:
        raise InputRefused(
            Phrase("Only the person who made the team {name} can change its members.", name=team.name),
            "Nothing was changed.",
        )
    return team


def show(vault: Vault, team: Team) -> TeamProgress:
    """Return the progress of each member, as this vault knows it."""
    roots = [record for id_ in team.roots if (record := store.load(vault.con, id_)) is not None]
    standings = [_standing(vault, team, member) for member in team.members.values()]
    return TeamProgress(team, roots, team.owner == vault.author, standings)


def _standing(vault: Vault, team: Team, member: TeamMember) -> TeamMemberStatus:
    if member.id == vault.author:
        return TeamMemberStatus(member, "ourselves")
    if member.id not in team_out.list_reachable_members(vault, team):
        return TeamMemberStatus(member, "apart")
    rows = teams.list_deliveries_to(vault.con, team.id, member.id)
    changes, files = teams.on_the_way(vault.con, team.id, member.id)
    changes += team_out.count_unwritten_changes(vault, team, member.id)
    if any(row.state == "rejected" for row in rows):
        return TeamMemberStatus(member, "refused", changes, files)
    if team.owner == vault.author and not any(row.state == "accepted" for row in rows):
        return TeamMemberStatus(member, "invited", changes, files)
    return TeamMemberStatus(member, "on the way" if changes or files else "in step", changes, files)


def _changed(vault: Vault, team: Team) -> Changed:
    return Changed(frozenset({"delivery", *(kind.name for kind in vault.kinds.values() if kind.team_root)}), team.roots)
