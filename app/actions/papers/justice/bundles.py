"""A form as its body receives it: alone, or in one bundle with its annexes.

Only a file that may leave to the body is in a bundle: `evidence_copies.allow` decides for each, and again when the
bundle is saved. The numbers of the annexes are those of the form. A bundle has working copies, never an original.
"""

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from attrs import evolve, frozen

from app.actions.kernel.change_set import Changed
from app.actions.outgoing import letterheads
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import OutputResult
from app.actions.papers import paper_makers, register
from app.actions.papers.register import PaperFile
from app.actions.records import evidence
from app.actions.release import evidence_copies
from app.actions.release.evidence_copies import AllowedCopy
from app.actions.submissions import form_roots, forms
from app.catalogue import Catalogue
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.domain.release.audiences import asking
from app.domain.sheet import Sheet, SheetTable
from app.errors import InputRefused
from app.exchange.copies.picture_pdf import read_pages
from app.exchange.paper_document import document_of, stamps_of
from app.exchange.pdf import as_pdf
from app.phrase import Phrase
from app.store.records import links, record_lists
from app.store.vault.open_vault import Vault

FORM = "submission-form"
_PAGED = ("image/jpeg", "image/png", "application/pdf")


@frozen
class Annex:
    """A file that goes into a bundle: its number on the form, the words of its kind, and its pages."""

    number: int
    kind: str
    copy: AllowedCopy
    data: bytes
    pages: int


@frozen
class FormBundle:
    """A form with its annexes, before it is painted. `left` has each other annex with the reason; `form` is its record.

    The table of annexes is at the front of `made`.
    """

    form: Record
    made: OutputResult
    annexes: tuple[Annex, ...]
    left: tuple[tuple[str, str], ...]
    most: int
    """The MB that the body takes, 0 for any."""
    pages: int = 0
    """The pages that the body reads, 0 for any."""


def make_for_body(
    vault: Vault, handle: str, answers: LeakAnswers = LeakAnswers(), readers: Sequence[str] = ()
) -> OutputResult:
    """Return the form as its body reads it, from the first letterhead. Raises NotFound, InputRefused."""
    form = forms.read_form(vault, handle)
    language, heads = str(form.fields.get("language", "en")), letterheads.list_letterheads(vault)
    return paper_makers.make(
        vault, FORM, [form.ref], forms.find_mechanism(vault, form).audience, language, letterhead=min(len(heads), 1),
        answers=answers, readers=readers,
    )  # fmt: skip


def make_bundle(vault: Vault, handle: str, made: OutputResult, readers: Sequence[str] = ()) -> FormBundle:
    """Return the bundle of a form that was made for its body. Raises LeaksFound without an answer to each finding."""
    made.need_decisions()
    form = forms.read_form(vault, handle)
    mechanism, frame = forms.find_mechanism(vault, form), made.frame
    assert frame is not None and isinstance(made.content, Sheet)  # noqa: S101 - a form is a sheet in a frame
    leaving = OutgoingData(vault, [form.ref, *form_roots.list_roots(vault, form)], asking(mechanism.audience),
                           frame.language, readers=readers)  # fmt: skip
    named = [one for root in leaving.roots if root.id == form.id for one in leaving.linked(root, "annex")]
    numbers, annexes, left = {one.id: n for n, one in enumerate(named, 1)}, list[Annex](), list[tuple[str, str]]()
    for one in record_lists.load_all(vault.con, links.list_targets(vault.con, form.id, "annex")).values():
        try:
            annexes.append(_read(vault, one, numbers.get(one.id, 0), mechanism.audience, readers, frame.language))
        except InputRefused as refused:
            left.append((one.title, Phrase.of(refused.message)))
    annexes.sort(key=lambda one: one.number)
    rows = tuple((str(one.number), one.kind, str(one.pages), _hash(one)) for one in annexes)
    front = (make_table(rows, len(annexes) < len(named)),) if rows else ()
    content = evolve(made.content, blocks=(*front, *made.content.blocks))
    most = mechanism.limits.get("mb", 0)
    pages = next((int(one.values[0]) for one in mechanism.gates if one.test == "pages"), 0)
    return FormBundle(form, evolve(made, content=content), tuple(annexes), tuple(left), int(most), pages)


def _hash(one: Annex) -> str:
    return one.copy.item.file.sha256.hex() if one.copy.item.file else ""


def _read(vault: Vault, record: Record, number: int, audience: str, readers: Sequence[str], language: str) -> Annex:
    """Return a file with its bytes. Raises InputRefused for a file that stays here, or that has no pages."""
    if not number:
        raise InputRefused("It does not leave to this body.")
    if record.kind != "evidence_item":
        raise InputRefused("It has no file.")
    copy = evidence_copies.allow(vault, record.ref, audience, readers)
    if copy.item.record.fields.get("mime") not in _PAGED or copy.item.file is None:
        raise InputRefused("It has no pages. Send film and sound separately.")
    with evidence.reader(vault, copy.item) as source:
        data = source.read()
    kind = vault.words["evidence_kind"].label(str(record.fields.get("kind", "")), language)
    return Annex(number, kind, copy, data, len(read_pages(data)) or 1)


def paint(path: Path, bundle: FormBundle) -> tuple[PaperFile, ...]:
    """Return the files of a bundle. This needs no vault, and writes nothing.

    A bundle above the limit of the body is in parts: each has the form, and its annexes keep their stamps. One with
    too many pages has a warning.
    Raises InputRefused for a single annex above the limit, and without a confined child.
    """
    from app.exchange.copies.copy_client import PictureRefused, count_pages, join_pages

    framed = bundle.made.framed
    form, most = as_pdf(document_of(framed)), bundle.most * 10**6
    try:
        front = count_pages(form)
        annexes = [(one.number, one.pages) for one in bundle.annexes]
        stamps = make_stamps(front, annexes, framed.language, bool(framed.apart))
        ends = list(accumulate((one.pages for one in bundle.annexes), initial=front))

        def join(at: Sequence[int]) -> bytes:
            shown = [*stamps[:front], *(line for n in at for line in stamps[ends[n] : ends[n + 1]])]
            return join_pages(form, as_pdf(stamps_of(framed, shown)), [bundle.annexes[n].data for n in at])

        parts = [join(range(len(bundle.annexes)))]
        if most and len(parts[0]) > most:
            parts = [join(at) for at in split_sizes([len(one.data) for one in bundle.annexes], most - 2 * len(form))]
    except PictureRefused as refused:
        raise InputRefused(Phrase.of(refused.args[0]), "Nothing was written.") from refused
    except OSError as error:
        raise InputRefused("This computer cannot join the pages safely.", "Nothing was written.") from error
    if most and (largest := max(map(len, parts))) > most:
        raise InputRefused(
            Phrase("A part of the bundle has {size} MB, and the body takes {most} MB.", size=-(-largest // 10**6),
                   most=bundle.most),
            "Nothing was written. Make a smaller copy of the annex.",
        )  # fmt: skip
    made = bundle.made
    if bundle.pages and (n := ends[-1]) > bundle.pages:
        said = Phrase("The bundle has {n} pages, and the body reads at most {most}. Ask if annexes count.", n=n,
                      most=bundle.pages)  # fmt: skip
        made = evolve(made, warnings=(*made.warnings, said))
    paths = [path] if len(parts) == 1 else [path.with_stem(f"{path.stem}-{n}") for n in range(1, len(parts) + 1)]
    return tuple(PaperFile(at, made, "pdf", data) for at, data in zip(paths, parts, strict=True))


def split_sizes(sizes: Sequence[int], most: int) -> list[list[int]]:
    """Return the positions of sizes in groups, in order: each sum is at most `most`, or the group has one size."""
    groups, room = [list[int]()], most
    for at, size in enumerate(sizes):
        if groups[-1] and size > room:
            groups.append([])
            room = most
        groups[-1].append(at)
        room -= size
    return groups


def make_table(rows: Sequence[tuple[str, ...]], some: bool) -> SheetTable:
    """Return the table of annexes; `some` is True if the form names other ones."""
    header = (Phrase("Annex"), Phrase("Kind"), Phrase("Pages"), Phrase("SHA-256 of the file"))
    whole = Phrase("The hash is that of the file that we keep.")
    less = Phrase("The hash is that of the file that we keep. Other annexes of the form are not in this bundle.")
    return SheetTable(header, tuple(rows), less if some else whole)


def make_stamps(pages: int, annexes: Sequence[tuple[int, int]], language: str, held: bool = False) -> list[str]:
    """Return the line of each page: its part, its place in it, and its place in the whole.

    `annexes` are numbers with their pages; `held` marks each of these pages.
    """
    say = Catalogue(language)
    lines = [say(Phrase("Form, page {page} of {pages}", page=page, pages=pages)) for page in range(1, pages + 1)]
    for n, count in annexes:
        lines += [say(Phrase("Annex {n}, page {page} of {pages}", n=n, page=page, pages=count))
                  for page in range(1, count + 1)]  # fmt: skip
    last = len(lines)
    whole = [say(Phrase("{part} · {at} of {all}", part=line, at=at, all=last)) for at, line in enumerate(lines, 1)]
    mark = say(Phrase("Ask us before the State gets this page."))
    return [line if at < pages or not held else f"{line} · {mark}" for at, line in enumerate(whole)]


def save(vault: Vault, bundle: FormBundle, files: Sequence[PaperFile], readers: Sequence[str] = ()) -> Changed:
    """Write the files with their rows in the register, and note each annex in its chain of custody.

    Raises InputRefused if an annex must stay here now, or if another file has the name; StorageFailed.
    """
    audience = bundle.made.frame.audience if bundle.made.frame else ""
    for one in bundle.annexes:
        now = evidence_copies.allow(vault, one.copy.item.record.ref, audience, readers)
        if now.item.record.id != one.copy.item.record.id:
            raise InputRefused("A newer copy of an annex exists.", "Nothing was saved. Make the bundle again.")
    changed = register.save(vault, *files)[1]
    for one in bundle.annexes:
        changed |= evidence_copies.note_copy(vault, evolve(one.copy, reason=f"bundle {bundle.form.ref}"))
    return changed


# The sending.


def find_unsent(vault: Vault, row: Record) -> Record | None:
    """Return the form of a paper in the register that nobody marked as sent, or None."""
    if row.fields.get("output") != FORM:
        return None
    about = record_lists.load_all(vault.con, links.list_targets(vault.con, row.id, "about")).values()
    return next((one for one in about if one.kind == "submission" and not one.fields.get("sent_on")), None)


def give_and_send(
    vault: Vault, row: Record, to: str, to_text: str, way: str, on: str, said: str, reason: str
) -> Changed:  # fmt: skip
    """Note the recipient of a form, and mark it as sent on that day and by the way `said`, in one transaction.

    Raises InputRefused without a reason for a form with open points; then nothing is stored.
    """
    form = find_unsent(vault, row)
    with vault.transaction():
        changed = register.give(vault, row, to, to_text, way, on)[1]
        return changed | forms.note_sent(vault, form.ref, on, way=said, reason=reason)[1] if form else changed
