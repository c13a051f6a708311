"""The words about an instant action: a send is said from a stored proof, and names in its text are named."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.actions.field import appeal_requests, appeals
from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.today import due_tasks
from app.gui.appeals import appeals_query
from app.gui.appeals.ask_view import AskDialog
from app.gui.cases import cases_query
from app.gui.delivery import delivery_query
from app.gui.incidents import incident_query
from app.gui.incidents.incident_view import IncidentView
from app.gui.search import find_query
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.today import now_query, today_danger
from app.gui.widgets.buttons import Button
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, go, pair_at
from tests.gui.hands import visible

READ = "Read the whole text: it can have names, places or witnesses that Amparo does not know."


def _begun(pair: Pair) -> tuple[str, str]:
    """Begin an instant action about an incident in danger, to Ben, who has a card, and to Dee, whom a person calls.

    Return the ids of the action and of Dee.
    """
    records.edit(pair.ana, pair.ben_here.ref, {"speed": "minutes"})
    dee, _ = records.add(pair.ana, "contact", {"display_name": "Dee", "speed": "minutes"})
    event, _ = records.add(pair.ana, "event", {"title": "Checkpoint", "danger": "now"})
    made, _ = appeals.begin(pair.ana, {
        "event": event.ref, "what": "They closed the road.", "when": "2027-01-15T07:20", "asks": ["safety"],
        "to": [pair.ben_here.ref, dee.ref],
    })  # fmt: skip
    return made.id.hex(), dee.id.hex()


def _said(vault: Vault) -> str:
    (row,) = today_danger.rows(vault, Text(), due_tasks.needs(vault))
    return row.text


def test_today_says_sent_only_after_a_relay_took_it_or_a_call_was_heard(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair:
        key, _ = _begun(pair)
        assert _said(pair.ana).endswith("You have not sent an instant action.")
        appeal_requests.ask(pair.ana, key)
        assert _said(pair.ana).endswith(
            "Instant action not finished: 1 report waits for a USB stick or a relay, 1 person to call."
        )
        go(pair.ana, pair.box)
        assert _said(pair.ana).endswith("You sent an instant action. Still waiting: 1 person to call.")


def test_today_says_sent_after_a_call_that_was_heard_and_not_after_one_that_reached_nobody(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair:
        key, dee = _begun(pair)
        appeal_requests.ask(pair.ana, key)
        appeal_requests.answer(pair.ana, key, dee, "not_reached")
        assert "not finished: 1 report waits for a USB stick or a relay." in _said(pair.ana)
        appeal_requests.answer(pair.ana, key, dee, "promised")
        assert _said(pair.ana).endswith(
            "You sent an instant action. Still waiting: 1 report waits for a USB stick or a relay."
        )


def _warned(pair: Pair, what: str) -> str:
    """Return the warning above the text of an action about a person who agreed to it without a name."""
    person, _ = records.add(pair.ana, "actor", {"alias": "Marula"})
    made, _ = appeals.begin(pair.ana, {
        "what": what, "when": "2027-01-15T07:20", "asks": ["safety"], "consent": "anon", "to": [pair.ben_here.ref],
        "who": [person.ref],
    })  # fmt: skip
    return appeals_query.confirm(pair.ana, Text(), made.id.hex()).warning


def test_the_check_of_the_text_names_the_witness_and_the_village_that_it_has(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair:
        records.add(pair.ana, "actor", {"alias": "Wren"})
        records.add(pair.ana, "place", {"name": "Pump house, Tres Ceibas"})
        records.add(pair.ana, "place", {"district": "Ansal district"})  # its title is the word of its kind
        said = _warned(pair, "Two men wait at this place in Tres Ceibas. Wren reported it.")
        assert said == (
            f"The text contains these names: Tres Ceibas, Wren. Remove them if they can hurt someone. {READ}"
        )


def test_the_check_of_the_text_never_says_that_it_has_no_names(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair:
        records.add(pair.ana, "actor", {"alias": "Wren"})
        hondo = f"The text contains these names: Hondo. Remove them if they can hurt someone. {READ}"
        assert _warned(pair, "They closed the road near Puerto Hondo.") == hondo  # no record has it
        assert _warned(pair, "They closed the road near the mill of a friend.") == (
            f"Amparo found no alias of this vault in the text. {READ}"
        )


def test_a_person_who_cannot_receive_is_named_with_the_act_that_helps_and_the_row_leads_to_them(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair:
        key, dee = _begun(pair)
        appeal_requests.ask(pair.ana, key)
        title = records.record_of(pair.ana, key).title
        (section,) = [
            one for one in now_query.page(pair.ana, Text()).sections
            if one.title == "Appeals that some people cannot receive"
        ]  # fmt: skip
        (row,) = section.rows
        assert (row.title, row.key) == (f"Dee cannot receive: {title}", f"record:{dee}")
        assert row.second == "Dee has no card and no channel that works. Add a channel."
        assert section.needs == 1


def test_each_place_that_shows_a_rehearsal_says_so_first(tmp_path: Path) -> None:
    tr = Text()
    with pair_at(tmp_path) as pair:
        event, _ = records.add(pair.ana, "event", {"title": "Checkpoint", "danger": "now"})
        made, _ = appeals.begin(pair.ana, {
            "event": event.ref, "what": "They closed the road.", "when": "2027-01-15T07:20", "asks": ["safety"],
            "to": [pair.ben_here.ref], "rehearsal": True,
        })  # fmt: skip
        appeal_requests.ask(pair.ana, made.ref)
        sharing.share(pair.ana, [made.ref], [pair.ben_here.ref], "internal")
        shown = [row.title for _, _, rows in incident_query.page(pair.ana, tr, event.id.hex()).parts for row in rows]
        shown += [row.title for kind in ("appeal", "intervention")
                  for row in cases_query.listing(pair.ana, tr, kind, "").rows]  # fmt: skip
        shown += [row.title for _, _, rows in cases_query.page(pair.ana, tr, made.id.hex()).parts for row in rows]
        shown += [row.title for row in appeals_query.list_waiting_rows(pair.ana, tr, [])]
        shown += [row.title for row in find_query.find_rows(pair.ana, tr, made.ref, [])
                  if row.title != "Checkpoint"]  # fmt: skip
        shown += [row.title for row in delivery_query.listing(pair.ana, tr, "waiting").rows]
        assert len(shown) >= 6 and [title for title in shown if not title.startswith("Rehearsal: ")] == []


@pytest.mark.usefixtures("qtbot")
def test_each_row_of_the_review_says_what_will_happen_and_the_button_counts_who_can_receive(tmp_path: Path) -> None:
    tr = Text()
    with pair_at(tmp_path) as pair:
        key, _ = _begun(pair)
        shown = appeals_query.confirm(pair.ana, tr, key)
        assert [(row.name, row.how.split(" · ")[0], row.receives) for row in shown.rows] == [
            ("Ben", "waits for a USB stick: contact without a relay", True),
            ("Dee", "cannot receive: Dee has no card and no channel that works. Add a channel.", False),
        ]
        assert AskDialog(Look(tr), QWidget(), shown).send.shown == "Ask 1 now"
        appeal_requests.ask(pair.ana, key)
        rows = [row for _, tier in appeals_query.page(pair.ana, tr, key).tiers for row in tier]
        assert shown.rows[1].how in [row.how for row in rows]
        there = "Appeals that some people cannot receive"
        (section,) = [one for one in now_query.page(pair.ana, tr).sections if one.title == there]
        assert shown.rows[1].how.endswith(section.rows[0].second)


def test_amparo_picks_nobody_who_cannot_receive_and_a_card_without_a_relay_waits_for_a_stick(tmp_path: Path) -> None:
    tr = Text()
    with pair_at(tmp_path) as pair:
        records.edit(pair.ana, pair.ben_here.ref, {"speed": "same_day"})
        dee, _ = records.add(pair.ana, "contact", {"display_name": "Dee", "speed": "minutes"})
        assert [words.split(" ")[0] for _, words in appeals_query.offer(pair.ana, tr, "", "").chosen] == ["Ben"]
        made, _ = appeals.begin(pair.ana, {"what": "They closed it.", "when": "2027-01-15T07:20", "asks": ["safety"]})
        assert [row.name for row in appeals_query.confirm(pair.ana, tr, made.ref).rows] == ["Ben"]
        records.add(pair.ana, "channel", {"kind": "phone", "address": "0944", "contact": dee.ref})
        assert [words.split(" ")[0] for _, words in appeals_query.offer(pair.ana, tr, "", "").chosen] == ["Dee"]


def test_an_instant_action_is_first_in_the_outbox_and_says_how_long_it_waits(tmp_path: Path) -> None:
    tr = Text()
    with pair_at(tmp_path) as pair:
        key, _ = _begun(pair)
        appeal_requests.ask(pair.ana, key)
        pair.clock.now += 20 * 60
        event, _ = records.add(pair.ana, "event", {"title": "Later"})
        sharing.share(pair.ana, [event.ref], [pair.ben_here.ref], "internal")
        first, later = delivery_query.listing(pair.ana, tr, "waiting").rows
        assert first.far == ("bolt", "Urgent") and "has waited 20 minutes" in first.second
        assert later.title == "Later" and later.far != first.far


def test_the_page_of_an_incident_in_danger_offers_the_instant_action(tmp_path: Path, qtbot: QtBot) -> None:
    look, asked = Look(Text()), list[str]()
    with pair_at(tmp_path) as pair:
        for code, offered in (("now", 1), ("no", 0)):
            event, _ = records.add(pair.ana, "event", {"title": "Checkpoint", "danger": code})
            view = IncidentView(look, pair.ana.kinds, incident_query.page(pair.ana, look.tr, event.id.hex()))
            qtbot.addWidget(view)
            view.show()
            view.led.connect(asked.append)
            buttons = [one for one in visible(view, Button) if one.shown == "Instant action…"]
            assert len(buttons) == offered
            for button in buttons:
                button.click()
                assert asked == [f"instant:{event.id.hex()}"]
