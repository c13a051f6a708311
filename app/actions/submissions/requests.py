"""The requests of a form: the body is asked to put them to the State, so none is an order to the body."""

from collections.abc import Iterable, Mapping

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.paper_parts.deeds import codes_in
from app.phrase import Phrase, join_lines

TO_STATE: Mapping[str, Phrase] = {
    "whereabouts": Phrase("– to say where the person is held, and who holds the person"),
    "release": Phrase("– to release the person at once"),
    "access": Phrase("– to give a lawyer, the family and a doctor access to the person"),
    "inquiry": Phrase("– to open an independent inquiry and publish its findings"),
    "safety": Phrase("– to ensure the safety of the people concerned"),
    "witnesses": Phrase("– to protect the witnesses and the family"),
    "drop_charges": Phrase("– to drop the charges for human rights work"),
    "stop_threats": Phrase("– to stop the threats against the people concerned"),
    "respect": Phrase("– to respect the work of human rights defenders"),
    "return": Phrase("– to return the property that was taken"),
    "reparation": Phrase("– to repair the harm that was done"),
    "condemn": Phrase("– to condemn the attack in public"),
}
"""The requests to a State, in the order of papers: a part of a sentence for each code of the list `ask`."""


def list_requests(leaving: OutgoingData, usual: Iterable[str]) -> str:
    """Return the demands of the actions; without any, those that are usual for the body."""
    codes = {code for one in leaving.of_kind("intervention") for code in codes_in(one, "asks")} or {*usual}
    said = (sentence for code, sentence in TO_STATE.items() if code in codes)
    return join_lines((Phrase("Please ask the State:"), *said))
