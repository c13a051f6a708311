"""The steps of the story: each calls one public action of another room, as a person's click or command does.

A step is an object: `do` names the step, `in` the vault (the sample itself if absent), `ago` the days before now from
here on, and `as` the name of the new record. In its values, `@name` is such a record.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import crypto
from app import start
from app.actions.casework import vetting
from app.actions.contacts import contact_cards, introductions
from app.actions.field import alerts, appeal_requests, appeals, checkins, daily_log, missions
from app.actions.kernel import records
from app.actions.mail import inbox, sharing, teams
from app.actions.papers import paper_makers, register
from app.actions.records import event_chain, evidence, incident_assignments, incidents, searches
from app.actions.rounds import sticks
from app.actions.sample.sample_clock import DAY, SampleClock
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.store.vault import keysets
from app.store.vault.identity import YEAR
from app.store.vault.open_vault import Vault

Step = Mapping[str, object]
REPLACED = LeakAnswers(replace_rest=True)
"""The answers to the leak check: its defaults."""


class Scene:
    """The vaults of a story while it is played. `words` translates its sentences."""

    def __init__(self, vaults: Mapping[str, Vault], clock: SampleClock, folder: Path, words: Mapping[str, str]) -> None:
        self._vaults, self._clock, self._folder, self._words = vaults, clock, folder, words
        self._known: dict[str, str] = {}
        self._vault = vaults["office"]
        self._steps: Mapping[str, Callable[..., Record | None]] = {
            "name": self._name, "meet": self._meet, "card": self._card, "add": self._add, "edit": self._edit,
            "save": self._save, "file": self._file, "join": self._join, "assign": self._assign,
            "approve": self._approve, "log": self._log, "share": self._share, "return": self._return,
            "carry": self._carry, "accept": self._accept, "appeal": self._appeal, "answer": self._answer,
            "team": self._team, "introduce": self._introduce, "send": self._send, "watch": self._watch,
            "heard": self._heard, "step": self._step, "search": self._search, "paper": self._paper,
            "vet": self._vet,
        }  # fmt: skip

    def play(self, step: Step) -> None:
        """Do one step."""
        given = {name: self._value(value) for name, value in step.items()}
        self._clock.ago = float(given.pop("ago", self._clock.ago))
        self._vault = self._vaults[given.pop("in", "office")]
        name = given.pop("as", "")
        record = self._steps[given.pop("do")](**given)
        if name and record is not None:
            self._known[name] = record.id.hex()

    def _value(self, value: Any) -> Any:
        """Return a value of a step with its records, dates and words."""
        if isinstance(value, str):
            before, mark, name = value.partition("@")
            if mark and before in ("", "id:") and name in self._known:
                return before + self._known[name]
            return self._clock.dated(self._words.get(value, value))
        if isinstance(value, list):
            return [self._value(one) for one in value]
        return {name: self._value(one) for name, one in value.items()} if isinstance(value, dict) else value

    def _to(self, name: str) -> str:
        return self._known[name]

    # Contacts.

    def _name(self, name: str) -> None:
        contact_cards.set_my_card(self._vault, name)

    def _meet(self, given: Step) -> Record:
        """Exchange cards with the vault of the step, and compare the numbers."""
        office, other = self._vaults["office"], self._vault
        self._known[f"office of {id(other)}"] = self._verify(other, contact_cards.my_card(office).file).id.hex()
        contact = self._verify(office, contact_cards.my_card(other).file)
        return records.edit(office, contact.id.hex(), given)[0]

    @staticmethod
    def _verify(vault: Vault, card: bytes) -> Record:
        contact, _ = contact_cards.add(vault, card)
        number = "".join(contact_cards.safety_number(vault, contact))
        return contact_cards.verify(vault, contact.record.ref, number)[0].record

    def _card(self, name: str, given: Step, left: int = 200, verify: bool = False) -> Record:
        """Add a contact who has no vault here, by a card of our making that ends `left` days from now."""
        vault, now = self._vault, int(self._clock())
        sets = tuple(
            crypto.PrivateKeyset.generate(kind, now, now + span.length, vault.random).public
            for kind, span in keysets.SPANS.items()
        )
        ends = int(self._clock() + (self._clock.ago + left) * DAY)
        card = crypto.make_card(
            crypto.SigningKey(vault.random(32)), kind=3 if given.get("desk") else 1, name=name, seq=now,
            issued=ends - YEAR, expires=ends, keysets=sets,
        ).file  # fmt: skip
        record = self._verify(vault, card) if verify else contact_cards.add(vault, card)[0].record
        return records.edit(vault, record.ref, given)[0]

    def _introduce(self, of: str, to: Sequence[str]) -> None:
        introductions.introduce(self._vault, self._to(of), [self._to(one) for one in to])

    # Records.

    def _add(self, kind: str, given: Step) -> Record:
        return records.add(self._vault, kind, given)[0]

    def _edit(self, of: str, given: Step) -> None:
        records.edit(self._vault, self._to(of), given)

    def _save(self, draft: Mapping[str, str]) -> Record:
        return incidents.save(self._vault, draft, "")[0]

    def _file(self, name: str, to: str, given: Step) -> None:
        item, _ = evidence.add(self._vault, start.resources() / "sample" / name, self._to(to))
        records.edit(self._vault, item.ref, given)

    def _join(self, event: str, relation: str, other: str, note: str = "") -> None:
        event_chain.join(self._vault, self._to(event), relation, self._to(other), note)

    def _assign(self, to: Sequence[str], name: str) -> None:
        for _ in incident_assignments.assign(self._vault, [self._to(one) for one in to], name):
            pass

    def _search(self, text: str, where: Sequence[tuple[str, str]]) -> None:
        searches.save(self._vault, searches.Search(text, tuple((name, value) for name, value in where)))

    def _paper(self, of: str, name: str, audience: str, to: str = "") -> None:
        made = paper_makers.make(self._vault, name, [self._to(of)], audience, answers=REPLACED)
        file = self._folder / f"paper-{len(list(self._folder.iterdir()))}.txt"
        (row,), _ = register.save(self._vault, register.paint(file, made))
        file.unlink()  # a sample leaves no words outside of its vault
        if to:
            register.give(self._vault, row, to, way="hand")

    def _vet(self, names: Sequence[str], of: str, why: str) -> None:
        vetting.check_names(self._vault, names, self._to(of), why)

    # Mail.

    def _share(self, of: Sequence[str], to: Sequence[str], level: str) -> None:
        told, people = [self._to(one) for one in of], [self._to(one) for one in to]
        sharing.share(self._vault, told, people, level, answers=REPLACED)

    def _return(self, of: str) -> None:
        """Share with the sample."""
        sharing.share(self._vault, [self._to(of)], [self._known[f"office of {id(self._vault)}"]], "internal")

    def _carry(self, to: str, **given: str) -> None:
        """Bring everything that waits in one vault to another, on a stick."""
        stick = self._folder / f"stick-{len(list(self._folder.iterdir()))}"
        stick.mkdir()
        sticks.write(self._vaults[given["from"]], stick)
        sticks.read(self._vaults[to], stick)

    def _accept(self) -> None:
        for one in inbox.list_reports(self._vault, "delivered"):
            inbox.accept(self._vault, one.arrived.report.hex())

    def _team(self, of: Sequence[str], name: str, to: Sequence[str]) -> None:
        teams.make(self._vault, [self._to(one) for one in of], name, [self._to(one) for one in to])

    # The field.

    def _appeal(self, given: Step) -> Record:
        made, _ = appeals.begin(self._vault, given)
        appeal_requests.ask(self._vault, made.ref, answers=REPLACED)
        return made

    def _answer(self, of: str, by: str, result: str, text: str) -> None:
        appeal_requests.answer(self._vault, self._to(of), self._to(by), result, text)

    def _send(self, of: str) -> None:
        alerts.send(self._vault, self._to(of), REPLACED)

    def _approve(self, of: str) -> None:
        missions.approve(self._vault, self._to(of))

    def _log(self, of: str, given: Step) -> None:
        daily_log.write(self._vault, self._to(of), given)

    def _watch(self, by: str) -> None:
        checkins.turn(self._vault, "took", by)

    def _heard(
        self, of: str, at: str, state: str, by: str, text: str = "", channel: str = "", position: str = ""
    ) -> None:
        checkins.record_checkin(
            self._vault, self._to(of), at=at, state=state, by=by, text=text, channel=channel, position=position
        )

    def _step(self, of: str, which: str, by: str, did: str, text: str) -> None:
        checkins.step(self._vault, self._to(of), which, by, did=did, text=text)
