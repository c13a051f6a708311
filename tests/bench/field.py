"""An invented organisation in the field, in a vault: contacts, missions, check-ins and all that has a date.

Written by the product's own Writer, some twenty thousand records; most of what has a date is over, as in years of work.
"""

import random
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from app import start
from app.domain.fields import Value
from app.domain.kinds import KINDS
from app.store.records.record_rows import Writer
from app.store.vault.open_vault import Vault, create
from tests.bench.people import PASSPHRASE

CONTACTS, MISSIONS, CHECKINS = 2_000, 300, 10_000
OUT = 10
"""Parties that are out now."""
UNDERTAKINGS, ENTRIES, ACCOMPANIED, ASSESSED, OFFERS, SEATS = 3_000, 2_000, 100, 100, 500, 200
SHIFTS = 60
"""Days of the roster of each accompaniment, the next two among them."""
INCIDENTS = 200
LATE = 0.05
"""Share of what has a date that has come and is not done."""


def make(folder: Path) -> Path:
    """Make the vault and return its folder; it opens with the passphrase of the other benches."""
    with closing(
        create(folder, PASSPHRASE, start.vocabularies(), kdf_mib=64, random=random.Random(3).randbytes)
    ) as made:
        made.con.execute("PRAGMA synchronous = OFF")
        fill(made)
    return folder


def fill(vault: Vault) -> None:
    """Write everything."""
    dice, now = random.Random(5), datetime.fromtimestamp(vault.now())
    with vault.transaction() as con:
        writer = Writer(con, vault.words, vault.author, int(vault.now() * 1000), dice.randbytes)
        _Work(writer, dice, now).write()
        writer.finish()


class _Work:
    def __init__(self, writer: Writer, dice: random.Random, now: datetime) -> None:
        self._writer, self._dice, self._now = writer, dice, now

    def write(self) -> None:
        for number in range(INCIDENTS):
            self._made("event", {"title": f"Incident {number}", "date_start": self._day()})
        contacts = [self._contact(number) for number in range(CONTACTS)]
        missions = [self._mission(number) for number in range(MISSIONS)]
        plans = [self._plan(number, mission, contacts) for number, mission in enumerate(missions)]
        for number in range(CHECKINS):
            self._checkin(plans[number % MISSIONS], number // MISSIONS)
        for number in range(UNDERTAKINGS):
            kind = ("promise", "decision")[number % 2]
            fields = {"text": f"Ask again, number {number}", "due": self._day(), "status": self._state("open", "done"),
                      "kind": kind}  # fmt: skip
            self._writer.link(self._made("undertaking", fields), "of", self._dice.choice(missions))
        for number in range(ACCOMPANIED):
            status = self._state("active", "ended")
            ahead = (self._now + timedelta(days=30)).date().isoformat()
            end = self._day() if status == "ended" or number % 2 else ahead
            one = self._made("accompaniment", {"title": f"Clinic {number}", "status": status, "date_end": end})
            for day in range(-SHIFTS + 3, 3):
                self._shift(one, day, self._dice.choice(contacts))
            for _ in range(ENTRIES // ACCOMPANIED):
                day = self._day()
                said = {"at": f"{day}T10:00", "kind": "physical", "author": "Elm"}
                late = {"follow_up_on": day} if self._dice.random() < LATE / 5 else {}
                self._writer.link(self._made("log_entry", {**said, **late}), "of", one)
        for _ in range(ASSESSED):
            assessed = self._made("risk_assessment", {"date": self._day(), "title": "Office"})
            for _ in range(5):
                risk = {"threat_kind": "arrest", "due": self._day(), "status": self._state("open", "ready")}
                self._writer.link(self._made("risk", risk), "assessment", assessed)
        self._network(contacts)

    def _shift(self, accompaniment: bytes, day: int, companion: bytes) -> None:
        """Write a shift so many days from now; of those ahead every second is nobody's."""
        at = (self._now + timedelta(days=day)).date().isoformat()
        shift = self._made("shift", {"date_start": f"{at}T08:00", "date_end": f"{at}T18:00"})
        self._writer.link(shift, "of", accompaniment)
        if day < 0 or day % 2:
            self._writer.link(shift, "companion", companion)

    def _network(self, contacts: list[bytes]) -> None:
        network = self._made("network", {"name": "River network", "level": "national"})
        body = self._made("body", {"name": "Committee", "level": "national"})
        self._writer.link(body, "network", network)
        for number in range(SEATS):
            fields = {"role": f"delegate {number}", "date_end": self._day(), "state": self._state("ratified", "ended")}
            seat = self._made("seat", fields)
            self._writer.link(seat, "body", body)
            if number % 2:
                self._writer.link(seat, "holder", self._dice.choice(contacts))
        for number in range(OFFERS):
            side = ("offer", "request")[number % 2]
            kind = [self._dice.choice(["legal", "medical", "relocation"])]
            fields: dict[str, Value] = {
                "side": side,
                "kind": kind,
                "status": self._state("open", "closed"),
                "date_end": self._day(),
            }
            self._writer.link(self._made("offer", fields), "by", self._dice.choice(contacts))

    def _made(self, kind: str, fields: Mapping[str, Value]) -> bytes:
        return self._writer.create(KINDS[kind], fields)

    def _day(self) -> str:
        return (self._now - timedelta(days=self._dice.randint(1, 1500))).date().isoformat()

    def _state(self, open_: str, over: str) -> str:
        return open_ if self._dice.random() < LATE else over

    def _contact(self, number: int) -> bytes:
        contact = self._made(
            "contact", {"display_name": f"Contact {number}", "reach_where": [f"District {number % 40}"]}
        )
        for order in (1, 2):
            channel = self._made("channel", {"kind": "phone", "address": f"+52 555 {number:05}{order}", "order": order})
            self._writer.link(channel, "contact", contact)
        return contact

    def _mission(self, number: int) -> bytes:
        ended = number >= OUT
        day = self._day() if ended else (self._now + timedelta(days=2)).date().isoformat()
        status = "reported" if ended and number % 20 else "under_way"
        mission = self._made("mission", {"title": f"Mission {number}", "status": status, "date_end": day})
        for hour in (8, 12, 16):
            leg = self._made("leg", {"depart_plan": f"{day}T{hour:02}:00", "mode": "car"})
            self._writer.link(leg, "mission", mission)
        meeting = self._made("meeting", {"title": f"Meeting {number}", "date": day, "outcome": "promise"})
        self._writer.link(meeting, "of", mission)
        return mission

    def _plan(self, number: int, mission: bytes, contacts: list[bytes]) -> bytes:
        days = (-1, 2) if number < OUT else (-100 - number, -90 - number)
        begin, end = ((self._now + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M") for day in days)
        fields: dict[str, Value] = {
            "title": f"Party {number}",
            "starts": begin,
            "ends": end,
            "every_minutes": 120,
            "grace_minutes": 30,
        }
        plan = self._made("checkin_plan", fields)
        self._writer.link(plan, "mission", mission)
        for after in (0, 30, 60):
            step = self._made("escalation_step", {"after_minutes": after, "kind": "1", "what": "Call them."})
            self._writer.link(step, "plan", plan)
            self._writer.link(step, "who", self._dice.choice(contacts))
        return plan

    def _checkin(self, plan: bytes, number: int) -> None:
        at = (self._now - timedelta(minutes=30 + number * 60)).strftime("%Y-%m-%dT%H:%M")
        self._writer.link(self._made("checkin", {"at": at, "state": "fine"}), "plan", plan)
