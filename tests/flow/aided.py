"""Who reads what of help to people in the leak sets, written from what is promised and not from the program.

A service reads the need that it is asked for in a referral letter, and each need of a plan in a request or a form. A
donor reads sums of five people or more, and we read each.
"""

from attrs import evolve

from app.actions.papers.paper_makers import Output
from app.domain.fields import Level
from app.domain.redact import PROFILES, Profile
from tests.flow.canaries import AIDED, Canary, Reader, Written

REQUESTS = ("relocation-request", "submission-form")
"""Papers that ask a service to cover the needs of a plan."""
LETTER, TOLD = "referral-letter", ("from", "until", "text_open")
"""The letter about one need, and the fields of words and days of the need in it."""
SUMS = ("donor-brief", "needs-table")
KEPT = ("safe_way", "options", "destination_why", "cover_why", "return_plan", "result", "contact_after", "note",
        "situation", "wish", "outcome_text", "purpose", "conditions", "remarks")  # fmt: skip
"""The fields that stay inside."""
FEWEST = 5


def reader_of(written: Written, output: Output, about: bytes, audience: str) -> Reader:
    """Return who reads a paper: as in a share, with what this paper may tell of help."""
    profile = PROFILES[audience]

    def may(canary: Canary) -> bool:
        if output.name in SUMS:
            sum_ = (canary.kind, canary.field) == ("budget_line", "amount")
            return sum_ and (profile.own or _is_sum(written, canary.record, profile))
        if canary.kind not in AIDED or canary.level is not Level.R or profile.name != "service":
            return written.may(canary, profile)
        letter = output.name == LETTER and canary.record == about and canary.field in TOLD and _goes(written, about)
        open_ = letter or (output.name in REQUESTS and canary.field not in KEPT)
        agreed = bool(written.helped(canary.record)) and written.may(evolve(canary, level=Level.C), profile)
        return open_ and agreed

    return Reader(profile.name, may)


def _goes(written: Written, line: bytes) -> bool:
    """Return whether somebody outside gives what a line asks for."""
    provided = any((source, role) == (line, "provider") for source, role, _ in written.links)
    return provided and not written.fields[line].get("ours")


def _is_sum(written: Written, line: bytes, profile: Profile) -> bool:
    """Return whether a donor may read the amount of a line as a sum: it is for five people who did not refuse that."""
    wholes = {to for source, role, to in written.links if source == line and role in ("of", "grant")}
    people = {to for source, role, to in written.links
              if source in wholes and role in ("for", "who") and to in written.people}  # fmt: skip
    here = {line, *wholes, *people}
    if here & written.withdrawn or any(written.marks.get(one, Level.P) > profile.ceiling for one in here):
        return False
    if any(_refuses(written, one) for one in people):
        return False
    sizes = [written.fields[one].get("size_min", 1) for one in people
             if written.fields[one].get("kind") != "organisation"]  # fmt: skip
    stated = sizes + [1] * (len(people) - len(sizes)) if people else [written.fields[line].get("people", 1)]
    return sum(int(str(one)) for one in stated) >= FEWEST


def _refuses(written: Written, person: bytes) -> bool:
    """Return whether a person said no to be counted, and never yes."""
    about = [one for one in written.consents.get(person, ()) if "USE_STATS" in str(one.get("purpose"))]
    noes = [one for one in about if one.get("state") in ("refused", "withdrawn") or "withdrawn_on" in one]
    return bool(noes) and len(noes) == len(about)
