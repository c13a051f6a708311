"""Sync with all known relays in parallel.

`db` runs each step in the vault on the thread that owns it.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from threading import Lock

from app.actions.contacts import contact_cards, desk_reading
from app.actions.kernel import clock, sample_mark
from app.actions.kernel.change_set import EVERYTHING, Changed
from app.actions.kernel.db import Db, direct_db
from app.actions.kernel.parallel_tasks import Job, run_parallel
from app.actions.relays import mailbox_registration, network_policy, networks, relay_moves
from app.actions.relays.mailbox_rotation import Turn
from app.actions.rounds import courier, relay_sessions, replies
from app.actions.rounds.relay_sessions import Reach, SyncTarget, Visit
from app.domain import remaining_delay
from app.store.relays import file_routes, known_relays
from app.store.upkeep import vault_marks
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from sync import errors as trouble
from sync.exchange import Tally
from sync.retry import CAP
from sync.sync_report import Heard, discard_progress

AT_ONCE = 3
"""Relays that are visited in parallel: as many as can share a slow connection before one becomes silent."""


def places(vault: Vault) -> list[SyncTarget]:
    """Return the relays to visit in a sync: ours that answered last time, those of contacts, ours that did not."""
    ours: dict[bytes, SyncTarget] = {}
    theirs: dict[
        tuple[bytes, str], SyncTarget
    ] = {}  # a relay at each address that a card gives: one of them can be false
    for known in sorted(known_relays.list_relays(vault.con), key=lambda known: known.attempts > 0):
        key = identity.mailbox_key(vault, known.pk, known.counter, known.seed)
        ours[known.pk] = SyncTarget(known.url, known.pk, known, key)
    for contact in contact_cards.list_contacts(vault):
        if contact.may_receive:
            for box in contact.card.mailboxes[: contact_cards.MOST_MAILBOXES]:
                theirs[box.relay_pk, box.url] = SyncTarget(box.url, box.relay_pk, None, None)
    rows = [*ours.values(), *_also(vault)]
    good = [place for place in rows if place.ours and not place.ours.attempts]
    bad = [place for place in rows if place not in good]
    return [*good, *(place for (pk, _), place in theirs.items() if pk not in ours), *bad]


def _also(vault: Vault) -> list[SyncTarget]:
    """Return the other mailboxes to read: former ones of ours, and those of desks for which we read."""
    rows = known_relays.list_other_mailboxes(vault.con, vault.now())
    return [
        SyncTarget(row.url, row.pk, row, identity.mailbox_key(vault, row.pk, row.counter, row.seed))
        for row in sorted(rows, key=lambda row: row.attempts > 0)
    ]


def sync(
    vault: Vault,
    db: Db | None = None,
    *,
    asked: bool = True,
    anew: bool = False,
    around_tor: bool = False,
    network: Callable[[], networks.Network] | None = None,
    heard: Heard = discard_progress,
    reach: Reach = mailbox_registration.reach,
) -> Tally:
    """Sync once with every relay; a relay that is down delays nothing and is tried again later.

    A sync that a person `asked` for handles everything that is due. An automatic sync delays acknowledgements for a
    random time, and brings each relay mail for one of its mailboxes (`turns`). It skips relays whose next try is not
    due, unless `anew`. `failures` names each relay that did not answer. Nothing is sent that `permits` holds. The
    messages of all relays are sent before any file, and a file gives way to urgent mail that was queued meanwhile.
    `around_tor`: a person consented to this one sync without Tor, with relays that can be reached so. Raises
    InputRefused in a sample vault.
    """
    way = db or direct_db(vault)
    way(sample_mark.refuse_sending)
    going = _Round(
        vault, asked, anew, around_tor, network_policy.Gate(network or networks.NetworkMonitor(), asked), heard, reach
    )
    tally = going.run(way)
    tally.warnings[:] = dict.fromkeys(tally.warnings)
    return tally


def list_changes(tally: Tally, quiet: bool) -> Changed:
    """Return the changes of a sync; `quiet`: the marks are equal to those after the sync before.

    A received object can change anything: a card, a rule that accepts a report, a withdrawal.
    """
    moved = tally.handled or tally.sent or tally.carried or tally.receipts or tally.kept_aside
    return EVERYTHING if moved or not quiet else Changed(frozenset({"connection", "relay", "round"}))


def marks(vault: Vault) -> tuple[object, ...]:
    """Return the day and the marks of the vault, for `list_changes`: a page says what was today and yesterday."""
    return clock.today(vault), *vault_marks.compute_marks(vault.con)


class _Round:
    """One sync: the messages of all relays in parallel, then their files."""

    def __init__(
        self,
        vault: Vault,
        asked: bool,
        anew: bool,
        around_tor: bool,
        gate: network_policy.Gate,
        heard: Heard,
        reach: Reach,
    ) -> None:
        self._vault, self._asked, self._anew, self._around_tor = vault, asked, anew, around_tor
        self._gate, self._far, self._reach = gate, _Far(heard), reach
        self._out = Tally()
        self._visits: list[tuple[str, list[Visit]]] = []
        self._idle: list[Visit] = []
        self._turn = Lock()

    def run(self, db: Db) -> Tally:
        """Run the sync, and return its results and failures."""
        try:
            run_parallel(self._allowed(db, self._jobs(db)), db, AT_ONCE)
            if not self._out.ruled_out:
                self._idle = [one for _, at in self._visits for one in at if not one.rests]
                waiting = ([one for one in at if one.rests] for _, at in self._visits)
                run_parallel((partial(self._files, at) for at in waiting if at), db, AT_ONCE)
        finally:
            for _, at in self._visits:
                for one in at:
                    one.close()
        tally, ended = self._out, [(route, [one.ended(db) for one in at]) for route, at in self._visits]
        for each in (one for _, done in ended for one in done):
            tally.add(each)
        for (_, at), (_, done) in zip(self._visits, ended, strict=True):
            tally.add(_heard(at, done))
        answered = {route for route, at in self._visits if any(one.answered for one in at)}
        whole = [route for route, done in ended if not any(one.failures or one.held for one in done)]
        if answered:  # so the connection works
            dead = [route for route, done in ended if any(one.failures and not _blameless(one) for one in done)]
            db(lambda v: _not_answered(v, dead))
        db(lambda v: relay_moves.finish(v, answered.intersection(whole)))
        db(self._gate.verdict)
        return tally

    def _allowed(self, db: Db, jobs: Iterator[Job[None]]) -> Iterator[Job[None]]:
        """Yield jobs until a network rule forbids more."""
        for job in (_nothing, *jobs):  # without any relay, too, a rule is told
            verdict = db(self._gate.verdict)
            if verdict.why is not None:
                self._out.add(Tally(failures=[verdict.why], ruled_out=True))
                return
            yield job

    def _jobs(self, db: Db) -> Iterator[Job[None]]:
        """Yield a job for each relay to visit, each answer to leave, and each relay that waits to be added."""
        db(desk_reading.begin_round)
        due: dict[bytes, list[SyncTarget]] = {}
        for place in db(places):
            if self._asked or self._anew or place.ours is None or not _pause(self._vault, place.ours):
                due.setdefault(place.relay_pk, []).append(place)
        for at in due.values():
            yield partial(self._letters, at, self._begun(at[0].relay_pk), self._around_tor)
        yield from (partial(self._answered, word) for word in db(replies.pending_replies))
        yield from (partial(self._wished, url, code) for url, code in db(lambda v: known_relays.wishes(v.con)))

    def _begun(self, relay_pk: bytes) -> list[Visit]:
        """Return the list for the visits to one more relay."""
        self._visits.append((f"relay:{relay_pk.hex()}", []))
        return self._visits[-1][1]

    def _letters(self, at: Sequence[SyncTarget], visits: list[Visit], around_tor: bool, db: Db) -> None:
        """Visit one relay at each of its known addresses, one after the other."""
        turn = None if self._asked else Turn(self._vault.random)
        for place in [new for old in at for new in self._followed(old, around_tor, db)]:
            far = self._far.of_another()
            try:
                one = Visit(self._vault, db, place, self._asked, self._gate, around_tor, far, self._reach, turn)
            except trouble.Refused as refusal:  # someone's card has an invalid address
                self._failed(place.url, refusal)
                continue
            visits.append(one)
            one.letters(db)

    def _answered(self, word: replies.PendingReply, db: Db) -> None:
        """Answer an anonymous report in its reply mailbox."""
        tally = replies.leave(self._vault, db, self._gate, word)
        with self._turn:
            self._out.add(tally)

    def _followed(self, place: SyncTarget, around_tor: bool, db: Db) -> list[SyncTarget]:
        """Replace a mailbox of ours by a new shared one if this is due, and return the places to visit."""
        ours = place.ours
        if ours is None or not ours.renew:
            return [place]
        try:
            mailbox_registration.follow(self._vault, db, ours, around_tor, self._reach)
        except trouble.Refused as refusal:
            with self._turn:
                self._out.add(Tally(failures=[f"{place.url}: {refusal}"]))
            return [place]
        except trouble.SyncError:
            return [place]  # the visit will say the same
        there = [one for one in db(places) if one.relay_pk == place.relay_pk]
        return [one for one in there if one.ours and (one.ours.own or one.ours.mid == ours.mid)]

    def _wished(self, url: str, code: str, db: Db) -> None:
        """Try to add a relay that waits, and visit it."""
        try:
            pk = mailbox_registration.register(self._vault, db, url, code).pk
        except trouble.SyncError as failure:
            if isinstance(failure, trouble.Refused):  # reported once, because it would never end
                db(lambda v: known_relays.forget_wish(v.con, url))
            else:
                db(partial(relay_sessions.note_wish, url=url, why=failure))
            self._failed(url, failure)
            with self._turn:
                self._out.add(Tally(visited=1, silent=[failure]))
            return
        there = [place for place in db(places) if place.relay_pk == pk]
        self._letters(there, self._begun(pk), False, db)

    def _failed(self, url: str, failure: trouble.SyncError) -> None:
        tally = Tally()
        tally.failed(failure)
        tally.failures[:] = [f"{url}: {failure}"]
        with self._turn:
            self._out.add(tally)

    def _files(self, visits: Sequence[Visit], db: Db) -> None:
        """Send files; when they give way to urgent mail, its messages are sent here and at idle relays."""
        for one in visits:
            while one.rests:
                one.files(db)
                if not one.waits:
                    break
                one.urgent(db)
                with self._turn:
                    for idle in self._idle:
                        idle.urgent(db)
            with self._turn:
                self._idle.append(one)


class _Far:
    """The progress of several visits as one: the sum of all that send, or of all that receive."""

    def __init__(self, heard: Heard) -> None:
        self._heard, self._turn = heard, Lock()
        self._at: dict[int, tuple[bool, int, int]] = {}

    def of_another(self) -> Heard:
        """Return the progress callback of one more visit."""
        with self._turn:
            number = len(self._at)
            self._at[number] = (True, 0, 0)

        def told(sending: bool, done: int, total: int) -> None:
            with self._turn:
                self._at[number] = (sending, done, total)
                same = [(n, of) for way, n, of in self._at.values() if way is sending]
            self._heard(sending, sum(n for n, _ in same), sum(of for _, of in same))

        return told


def _nothing(db: Db) -> None:
    """Do nothing."""


def _heard(at: Sequence[Visit], done: Sequence[Tally]) -> Tally:
    """Return the count of one visited relay, with the reason if it did not answer completely at any address."""
    silent = list[trouble.SyncError]()
    for one, tally in zip(at, done, strict=True):
        met = [why for _, why in tally.refused]
        broke = [why for why in met if isinstance(why, trouble.NotDelivered)]
        if one.answered and not broke:
            return Tally(visited=1)
        silent += broke or met
    return Tally(visited=1, silent=silent[:1]) if silent else Tally()


def _blameless(done: Tally) -> bool:
    """Return True if the relay did not cause the failure; the next sync tries it again."""
    return done.login_first or done.no_tor


def _not_answered(vault: Vault, routes: Sequence[str]) -> None:
    with vault.transaction() as con:
        for route in routes:
            file_routes.record_failure(con, route)


def visit(vault: Vault, db: Db, place: SyncTarget, asked: bool, gate: network_policy.Gate) -> Tally:
    """Run a complete sync with one relay; `failures` lists with its address the things that were not sent."""
    one = Visit(vault, db, place, asked, gate)
    try:
        one.letters(db)
        while one.rests:
            one.files(db)
            if not one.waits:
                break
            one.urgent(db)
    finally:
        one.close()
    return one.ended(db)


def due_in(vault: Vault) -> float | None:
    """Return the seconds until the next automatic sync, if there is a relay; a sample vault never syncs."""
    if sample_mark.is_sample(vault):
        return None
    pauses = [_pause(vault, row) for row in known_relays.list_relays(vault.con)]
    if not pauses and not known_relays.wishes(vault.con) and not any(load.url for load in courier.loads(vault)):
        return None
    return min(pauses, default=0.0)


def _pause(vault: Vault, known: known_relays.KnownRelay) -> float:
    """Return the seconds until a relay of ours is tried again automatically."""
    return remaining_delay.seconds_until(known.not_before, vault.clock(), CAP)
