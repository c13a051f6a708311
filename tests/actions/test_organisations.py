"""Organisations: a root names a desk, the desk signs directories, and members take them, compare them, and decide."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

import crypto
from app.actions.contacts import contact_cards, directories, directory_pages, members, organisations, roots
from app.actions.contacts.desk_reading import DAY
from app.actions.kernel import clock
from app.actions.kernel import records as incidents
from app.actions.mail import sharing
from app.actions.mail.control.directories import Directories as DirectoriesPart
from app.actions.records import destruction
from app.errors import CannotUnlock, InputRefused, NotFound, NotOpened
from app.store.contacts import membership
from app.store.contacts import organisations as stored
from app.store.mail import outbox
from app.store.vault import header
from app.store.vault.open_vault import Vault
from tests.actions.heron import ID, ROOT, Heron, copy_of, make
from tests.vaults import vault_at

Made = tuple[Path, dict[str, crypto.Secret]]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("plain")
    make(folder, ours=False)
    return folder, {}


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("followed")
    make(folder, ours=True)
    return folder, {}


@pytest.fixture
def heron(plain: Made, tmp_path: Path) -> Iterator[Heron]:
    """With nobody who signs for the organisation yet."""
    with copy_of(plain[0], tmp_path / "heron", plain[1]) as found:
        yield found


@pytest.fixture
def ours(followed: Made, tmp_path: Path) -> Iterator[Heron]:
    """With a desk that signs for Heron, both members in its directory, who have it and follow it."""
    with copy_of(followed[0], tmp_path / "heron", followed[1]) as found:
        yield found


def forged(heron: Heron, seq: int, name: str = "Heron", key: crypto.SigningKey | None = None) -> bytes:
    """Return another directory that the desk's key signs, of this number and with nobody but the desk in it."""
    now = directories.read_current_directory(heron.desk)
    return crypto.make_directory(
        key or heron.desk.identity(), now.root_pk, now.delegation, name=name, seq=seq, issued=now.issued,
        expires=now.expires, n_slots=8, members=now.members[:1],
    ).file  # fmt: skip


def states(vault: Vault) -> dict[str, str]:
    return {contact.record.title: contact.state for contact in contact_cards.list_contacts(vault)}


# The root.


def test_a_root_is_made_once_and_opens_by_its_passphrase_or_its_shares(heron: Heron, tmp_path: Path) -> None:
    head = header.read(tmp_path / "heron" / "desk" / "vault.hdr")
    made = roots.make(head, "seven herons by the water", (2, 3))
    root = roots.open_root_key(made.file, "seven herons by the water")
    assert crypto.hash_("id", root.public) == made.id == roots.id_of(made.file)
    assert (len(made.shares), roots.of_shares(made.shares[1:]).public) == (3, root.public)
    assert crypto.read_revocation(made.revocation).id_pk == root.public
    assert roots.make(head, "seven herons by the water").id != made.id
    with pytest.raises(CannotUnlock):
        roots.open_root_key(made.file, "something else")
    for data in (b"", made.file[:-1], made.revocation):
        with pytest.raises(NotOpened):
            roots.open_root_key(data, "seven herons by the water")
    with pytest.raises(InputRefused):
        roots.make(head, "  ")
    with pytest.raises(InputRefused):
        roots.make(head, "seven herons", (4, 3))


def test_a_root_signs_for_a_desk_alone_and_the_desk_says_so_in_its_card(heron: Heron) -> None:
    with pytest.raises(InputRefused, match="not an organisation's desk"):
        roots.delegate(heron.maya, ROOT)
    word = roots.delegate(heron.maya, ROOT, contact_cards.my_card(heron.desk).file)
    with pytest.raises(InputRefused, match="did not sign for this desk"):
        directories.sign_for(heron.maya, word, "Heron")
    with pytest.raises(NotOpened):
        directories.sign_for(heron.desk, word[:-1] + b"x", "Heron")
    with pytest.raises(InputRefused, match="needs a name"):
        directories.sign_for(heron.desk, word, " ")
    with pytest.raises(InputRefused):
        directories.write(heron.desk)
    known, _ = directories.sign_for(heron.desk, word, "Heron")
    assert (known.seq, known.id) == (1, crypto.hash_("id", ROOT.public))
    assert contact_cards.my_card(heron.desk).organisation == known.id
    assert contact_cards.my_card(heron.maya).organisation is None


# The directory comes, is followed, and offers people.


def test_it_comes_to_whom_it_lists_and_a_person_says_yes_twice(heron: Heron) -> None:
    heron.speaks()
    directories.add(heron.desk, ["Maya", "Omar"], "field")
    heron.round(heron.desk, heron.maya, heron.omar, heron.eve, heron.desk)
    (page,) = directory_pages.list_organisation_views(heron.maya)
    assert (page.known.state, page.known.name, page.by, page.desk_verified) == ("offered", "Heron", "Desk", True)
    assert [(one.name, one.role, one.is_me) for one in page.people] == [
        ("Desk", "desk", False), ("Maya", "field", True), ("Omar", "field", False)
    ]  # fmt: skip
    assert organisations.list_offers(heron.maya) == [] and states(heron.maya) == {"Desk": "verified"}
    assert directory_pages.list_organisation_views(heron.eve) == []  # nobody outside is told
    organisations.follow(heron.maya, "Heron")
    (offer,) = organisations.list_offers(heron.maya)
    assert (offer.card.id, offer.role, offer.name) == (heron.omar.author, "field", "Heron")
    assert states(heron.maya) == {"Desk": "verified"}
    contact, _ = organisations.accept(heron.maya, offer.card.id.hex())
    assert (contact.state, contact.introduced_by, contact.may_receive) == ("introduced", "Heron", True)
    assert organisations.list_offers(heron.maya) == []
    number = "".join(contact_cards.safety_number(heron.maya, contact))
    assert contact_cards.verify(heron.maya, "Omar", number)[0].state == "verified"
    with pytest.raises(NotFound):
        organisations.accept(heron.maya, heron.eve.author.hex())


def test_it_is_sent_until_it_is_confirmed_and_then_no_more(ours: Heron) -> None:
    told = stored.directory_sync_state(ours.desk.con, ours.known["maya"].id, ID)
    assert (told.theirs, told.sent) == (2, 2)
    ours.round()
    ours.round()
    ours.clock.now += 8 * DAY
    assert ours.due(ours.desk, ours.maya, ours.omar, ours.eve) == []
    directories.write(ours.desk)
    ours.round(ours.desk)
    ours.box.objects.clear()  # lost
    ours.round(ours.desk, ours.maya)
    assert [page.known.seq for page in directory_pages.list_organisation_views(ours.maya)] == [2]
    ours.clock.now += 8 * DAY
    ours.round(ours.desk, ours.maya, ours.desk)
    assert stored.directory_sync_state(ours.desk.con, ours.known["maya"].id, ID).theirs == 3
    assert [page.known.seq for page in directory_pages.list_organisation_views(ours.maya)] == [3]


def test_what_is_heard_while_it_is_on_its_way_holds(ours: Heron) -> None:
    directories.write(ours.desk)
    maya, part = contact_cards.find_by_name(ours.desk, "Maya"), DirectoriesPart()
    saying = part.say(ours.desk, maya, "relay:00")
    assert saying.fields["directory"] is not None
    known = stored.directory_sync_state(ours.desk.con, maya.record.id, ID)
    with ours.desk.transaction() as con:
        stored.note(con, maya.record.id, ID, evolve(known, theirs=9))
        saying.lies(ours.desk, "relay:00")
    after = stored.directory_sync_state(ours.desk.con, maya.record.id, ID)
    assert (after.theirs, after.sent) == (9, known.sent + 1)


def test_by_a_file_it_is_offered_to_whom_nobody_brought_it(ours: Heron, tmp_path: Path) -> None:
    file = directories.read_current_directory(ours.desk).file
    with vault_at(tmp_path / "ida", ours.clock) as ida:
        taken = organisations.take(ida, file)
        assert (taken.what, taken.organisation.state) == ("offered", "offered")
        assert organisations.take(ida, file).what == "same"
        assert (
            directory_pages.list_organisation_views(ida)[0].by,
            directory_pages.list_organisation_views(ida)[0].desk_verified,
        ) == ("", False)
        for at in (8, 60, 160, len(file) - 1):
            with pytest.raises(NotOpened):
                organisations.take(ida, file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :])
        organisations.leave(ida, "Heron")
        assert directory_pages.list_organisation_views(ida) == []
        assert organisations.take(ida, file).organisation.state == "offered"


def test_who_brought_it_can_be_destroyed(ours: Heron) -> None:
    there = contact_cards.find_by_name(ours.maya, "Desk").record
    destruction.destroy(ours.maya, destruction.look(ours.maya, there.ref))
    assert [page.by for page in directory_pages.list_organisation_views(ours.maya)] == [""]
    assert ours.maya.con.execute("SELECT * FROM directory_told").fetchall() == []


# Numbers.


def test_an_older_one_is_refused_and_told_and_a_gap_is_seen(ours: Heron) -> None:
    third, fourth = (directories.write(ours.desk).file for _ in range(2))
    assert organisations.take(ours.maya, fourth).what == "newer"
    (page,) = directory_pages.list_organisation_views(ours.maya)
    assert (page.known.seq, list(page.gaps)) == (4, [(3, 3)])
    with pytest.raises(InputRefused, match="You already have a newer directory: 4"):
        organisations.take(ours.maya, third)
    (page,) = directory_pages.list_organisation_views(ours.maya)
    assert (page.known.seq, list(page.gaps), list(page.twins)) == (4, [], [])
    with pytest.raises(InputRefused, match="newer"):
        organisations.take(ours.maya, third)
    assert organisations.hear(ours.maya, desk_of(ours), third) == ("same", "")  # it is known: mail overtakes mail
    assert "newer" in organisations.hear(ours.maya, desk_of(ours), forged(ours, 1))[1]


def desk_of(ours: Heron) -> bytes:
    return contact_cards.find_by_name(ours.maya, "Desk").record.id


def test_two_of_one_number_are_kept_with_both_signatures_and_nobody_is_offered(ours: Heron) -> None:
    assert organisations.take(ours.maya, forged(ours, 2)).what == "fork"
    (page,) = directory_pages.list_organisation_views(ours.maya)
    assert [kept.seq for kept in page.twins] == [2, 2] and page.known.seq == 2
    first, second = (crypto.read_directory(file) for _, file in organisations.evidence(ours.maya, "Heron"))
    assert (first.seq, len(first.members), len(second.members)) == (second.seq, 3, 1)
    assert organisations.list_offers(ours.maya) == [] and organisations.news(ours.maya) == ([], ["Heron"])
    organisations.set_seen(ours.maya, "Heron")
    assert organisations.news(ours.maya) == ([], [])
    assert len(organisations.list_offers(ours.maya)) == 1 and len(organisations.evidence(ours.maya, "Heron")) == 2


def test_members_find_out_from_each_other_that_two_hands_sign(ours: Heron) -> None:
    """Maya is shown another number 3 than Omar; once they write to each other, both have both."""
    organisations.take(ours.maya, directories.write(ours.desk).file)
    organisations.take(ours.omar, crypto_third(ours))
    for one, other in ((ours.maya, ours.omar), (ours.omar, ours.maya)):
        organisations.accept(one, other.author.hex())
    event, _ = incidents.add(ours.maya, "event", {"title": "A truck stood at the gate"})
    sharing.share(ours.maya, [event.ref], ["Omar"], "internal")
    for _ in range(3):
        ours.round(ours.maya, ours.omar)
    ours.clock.now += 8 * DAY
    assert ours.due(ours.maya, ours.omar) == []
    for vault in (ours.maya, ours.omar):
        assert [kept.seq for kept in directory_pages.list_organisation_views(vault)[0].twins] == [3, 3]


def crypto_third(ours: Heron) -> bytes:
    """Return another third directory that lists the same people."""
    now = directories.read_current_directory(ours.desk)
    return crypto.make_directory(
        ours.desk.identity(), now.root_pk, now.delegation, name="Heron", seq=3, issued=now.issued + 1,
        expires=now.expires, n_slots=8, members=now.members,
    ).file  # fmt: skip


def test_after_a_restore_no_number_is_given_twice(ours: Heron) -> None:
    ours.desk.set("incarnation", b"restored")
    assert directories.write(ours.desk).seq == 3 + directories.JUMP
    assert directories.write(ours.desk).seq == 4 + directories.JUMP


# Who leaves.


def test_who_is_removed_disappears_and_gets_nothing_that_waits(ours: Heron) -> None:
    organisations.accept(ours.maya, ours.omar.author.hex())
    event, _ = incidents.add(ours.maya, "event", {"title": "A truck stood at the gate"})
    sharing.share(ours.maya, [event.ref], ["Omar"], "internal")
    directories.remove(ours.desk, "Omar")
    assert [one.id_pk for one in directories.read_current_directory(ours.desk).members] == [
        ours.desk.identity().public, ours.maya.identity().public
    ]  # fmt: skip
    ours.round(ours.desk, ours.maya)
    assert states(ours.maya) == {"Desk": "verified"} and organisations.list_offers(ours.maya) == []
    (delivery,) = outbox.deliveries(ours.maya.con, "1")
    assert (delivery.state, delivery.reason) == ("closed", "in the directory of their organisation no more")
    ours.round(ours.maya, ours.omar, ours.desk, ours.omar)
    assert [page.known.seq for page in directory_pages.list_organisation_views(ours.omar)] == [
        2
    ]  # and is told nothing more
    assert ours.omar.con.execute("SELECT count(*) FROM arrived").fetchone() == (0,)


def test_whom_a_person_verified_stays_and_still_gets_nothing_that_waits(ours: Heron) -> None:
    contact, _ = organisations.accept(ours.maya, ours.omar.author.hex())
    contact_cards.verify(ours.maya, "Omar", "".join(contact_cards.safety_number(ours.maya, contact)))
    event, _ = incidents.add(ours.maya, "event", {"title": "A truck stood at the gate"})
    sharing.share(ours.maya, [event.ref], ["Omar"], "internal")
    directories.remove(ours.desk, "Omar")
    ours.round(ours.desk, ours.maya)
    assert states(ours.maya)["Omar"] == "verified"
    assert [delivery.state for delivery in outbox.deliveries(ours.maya.con, "1")] == ["closed"]


def test_who_is_removed_reads_for_the_desk_no_more(ours: Heron) -> None:
    members.add(ours.desk, "Omar")
    directories.remove(ours.desk, "Omar")
    assert membership.members(ours.desk.con) == []
    with pytest.raises(NotFound):
        directories.remove(ours.desk, "Omar")
    directories.add(ours.desk, ["Omar"])
    ours.round(ours.desk, ours.maya, ours.omar)
    assert len(organisations.list_offers(ours.maya)) == 1


def test_a_newer_card_comes_with_the_directory_and_an_older_one_changes_nothing(ours: Heron) -> None:
    organisations.accept(ours.maya, ours.omar.author.hex())
    ours.clock.now += 1
    newer = contact_cards.set_my_card(ours.omar, "Omar M")
    contact_cards.add(ours.desk, newer.file)
    directories.write(ours.desk)
    ours.round(ours.desk, ours.maya)
    assert contact_cards.find_by_name(ours.maya, "Omar").card.seq == newer.seq


# Who may sign.


def test_a_desk_signs_until_a_witnessed_time_and_a_root_may_name_another(ours: Heron) -> None:
    word = directories.read_current_directory(ours.desk)
    ours.clock.now += 400 * DAY
    late = directories.write(ours.desk).file
    assert organisations.take(ours.maya, late).what == "newer"  # our own clock alone ends nothing
    clock.witness(ours.maya, int(ours.clock.now))
    with pytest.raises(NotOpened, match="no permission to sign"):
        organisations.take(ours.maya, directories.write(ours.desk).file)
    (page,) = directory_pages.list_organisation_views(ours.maya)
    assert [str(note)[:24] for note in page.notes] == ["The desk can no longer s"]
    directories.sign_for(ours.desk, roots.delegate(ours.desk, ROOT), "")
    assert organisations.take(ours.maya, directories.read_current_directory(ours.desk).file).what == "newer"
    old = crypto.make_directory(
        ours.desk.identity(), word.root_pk, crypto.delegate(ROOT, word.delegation.desk, 0, 2**40), name="Heron",
        seq=99, issued=word.issued, expires=word.expires, n_slots=8, members=(),
    ).file  # fmt: skip
    with pytest.raises(InputRefused, match="Another desk signs"):
        organisations.take(ours.maya, old)
    (page,) = directory_pages.list_organisation_views(ours.maya)
    assert (page.known.seq, page.gaps, page.twins) == (5, [(4, 4)], [])  # of a number never to be given nothing is kept


def test_another_desk_takes_over_and_the_first_one_follows(ours: Heron, tmp_path: Path) -> None:
    ours.clock.now += DAY
    with vault_at(tmp_path / "night", ours.clock) as night:
        contact_cards.set_my_card(night, "Night", desk=True)
        word = roots.delegate(night, ROOT)
        organisations.take(night, directories.read_current_directory(ours.desk).file)
        directories.sign_for(night, word, "")
        assert directories.read_current_directory(night).seq == 3
        file = directories.read_current_directory(night).file
    assert organisations.take(ours.desk, file).organisation.state == "followed"
    assert contact_cards.my_card(ours.desk).organisation is None
    with pytest.raises(InputRefused):
        directories.write(ours.desk)


def test_a_root_that_is_revoked_ends_what_is_signed_under_it(ours: Heron) -> None:
    statement = crypto.revoke(ROOT).file
    with pytest.raises(NotFound):
        organisations.end(ours.eve, statement)
    organisations.end(ours.maya, statement)
    assert (
        organisations.list_offers(ours.maya) == []
        and directory_pages.list_organisation_views(ours.maya)[0].known.state == "ended"
    )
    with pytest.raises(NotOpened, match="was ended"):
        organisations.take(ours.maya, directories.write(ours.desk).file)
    ours.round(ours.desk, ours.maya)
    assert directory_pages.list_organisation_views(ours.maya)[0].known.seq == 2


def test_the_root_that_follows_is_offered_and_takes_the_place_when_a_person_says_so(ours: Heron) -> None:
    organisations.accept(ours.maya, ours.omar.author.hex())
    new = crypto.SigningKey(b"\x08" * 32)
    directories.write(ours.desk, successor=new.public)
    ours.round(ours.desk, ours.maya)
    assert "different root" in str(directory_pages.list_organisation_views(ours.maya)[0].notes[0])
    ours.speaks(new, "Heron")
    directories.add(ours.desk, ["Maya", "Omar"])
    ours.round(ours.desk, ours.maya)
    by_state = {page.known.state: page for page in directory_pages.list_organisation_views(ours.maya)}
    assert "replaces its own" in str(by_state["offered"].notes[0])
    organisations.follow(ours.maya, by_state["offered"].known.id.hex())
    assert [page.known.root for page in directory_pages.list_organisation_views(ours.maya)] == [new.public]
    assert contact_cards.find_by_name(ours.maya, "Omar").introduced_by == "Heron"


# Who may bring it.


def test_of_one_who_is_not_verified_nothing_is_offered(heron: Heron) -> None:
    heron.speaks()
    directories.add(heron.desk, ["Maya"])
    heron.maya.con.execute("UPDATE card SET state = 'new'")
    heron.round(heron.desk, heron.maya)
    assert directory_pages.list_organisation_views(heron.maya) == []


def test_who_is_not_verified_is_not_listed_and_who_is_doubted_is_left_out(ours: Heron) -> None:
    contact_cards.doubt(ours.desk, "Omar")
    assert len(directories.write(ours.desk).members) == 2
    with pytest.raises(InputRefused, match="not verified"):
        directories.add(ours.desk, ["Omar"])
    with pytest.raises(InputRefused, match="90 days"):
        directories.write(ours.desk, days=91)
