"""The pages of the ways in with invented data: passphrases, recovery shares, the drill, and shares kept for others."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.gui.style.dates import moment_words
from app.gui.style.theme import Look
from app.gui.vault.kept_view import EndingView, GiveBackView, KeptView
from app.gui.vault.kit import MARGIN, POINT, KitPage, Paper, code
from app.gui.vault.kit_view import KitView
from app.gui.vault.passphrase_view import PassphraseView
from app.gui.vault.recovery_view import DrillView, RecoveryView, SealingView
from app.gui.vault.unlock_methods_view import TakingAwayView
from app.gui.vault.ways_query import KeptShareView, PassphraseRequest, ShareKit
from app.gui.widgets.blocks import ScrollPage
from app.gui.widgets.buttons import Button, Exclusive
from app.gui.widgets.fields import Picker
from tests.gui.hands import control, visible
from tests.gui.invented import WORDS
from tests.gui.invented_words import said
from tests.gui.stage import Over, Screen, settle

_ONE = """
marathon sugar academic acne august brave vitamins quick survive airport rhythm depart sheriff maiden hour capital
emission wolf criminal texture unfair timber desert hawk kidney vexed ambition junk decent lily guitar reject merit
"""
_TWO = """
marathon sugar academic agree deliver hush lawsuit shelter strategy class dynamic saver modern scatter graduate payroll
invasion alien relate exclude fitness estate ranked burning gather window regular guest moment wealthy pencil velvet
rumor
"""
SHARES = _ONE.split(), _TWO.split()
"""Words of the list in the shape of a share; no checksum fits, as they open nothing."""


def screens(look: Look, full: bool, over: Over) -> dict[str, Screen]:
    """Return each of them by the name of its picture."""
    pages: dict[str, Screen] = {
        "24b-passphrase": lambda: _passphrase(look),
        "24c-own-words": lambda: _own(look),
        "24d-remove": lambda: _leaving(look),
        "24e-recovery": lambda: _recovery(look),
        "24f-kit": lambda: _kit(look),
        "24g-drill": lambda: _drill(look),
        "24h-kept": lambda: KeptView(look, _kept(look) if full else (), _back(look)),
        "24i-give-back": lambda: _give(look),
        "24j-paper": lambda: _paper(look, "share"),
        "24k-trustee": lambda: _paper(look, "trustee"),
        "24l-seal": lambda: _sealing(look),
        "24m-ending": lambda: _ending(look),
    }
    return {name: partial(_shown, over, page) for name, page in pages.items()}


def _shown(over: Over, page: Screen) -> QWidget:
    return over(page(), "safety")


def _back(look: Look) -> Button:
    return Button(look, look.tr("Back"), "quiet", "back")


def _passphrase(look: Look) -> PassphraseView:
    tr = look.tr
    text = tr("Each password opens the complete vault.")
    asked = PassphraseRequest(tr("Add a password"), text, tr("Add this password"), named=True)
    view = PassphraseView(look, asked, lambda: list(WORDS), _back(look))
    view.name.setText(said(look, "Office"))
    return view


def _own(look: Look) -> PassphraseView:
    tr = look.tr
    text = tr("An earlier copy of the vault still opens with the old password.")
    asked = PassphraseRequest(tr("Change a password"), tr.line(said(look, "Office"), text), tr("Change it"), "7")
    view = PassphraseView(look, asked, lambda: list(WORDS), _back(look))
    control(view.kind, tr("Words of my own"), Exclusive).click()
    view.own.setText("river-2026")
    view.show_strength(28)
    view.with_file.set_value("make")
    view.set_key_file("/media/marula/blue/picture.bin")
    return view


def _leaving(look: Look) -> TakingAwayView:
    tr = look.tr
    text = tr("From then on it opens nothing here. A copy of the vault that was made before is still opened by it.")
    title = tr("Remove {name}?", name=said(look, "Office"))
    view = TakingAwayView(look, title, text, tr("Remove it"), _back(look))
    view.proof.set_key_file("/media/marula/blue/picture.bin")
    view.proof.wrong(
        tr.phrase("This password did not open the vault.") + " " + tr.phrase("The vault is unchanged. Check each word.")
    )
    return view


def _recovery(look: Look) -> RecoveryView:
    view = RecoveryView(look, True, _back(look))
    for edit, who in zip(visible(view, QLineEdit), ("Heron", "Wren", ""), strict=True):
        edit.setText(said(look, who) if who else "")
    view.button.click()
    return view


def _papers(look: Look) -> Sequence[Paper]:
    name, made = look.tr("Set {code}", code="4F2A"), moment_words(look.tr, "2026-04-12")
    words = (*SHARES, SHARES[0])
    return [
        Paper(said(look, who), name, number, 2, 3, made, tuple(words[number - 1]))
        for number, who in enumerate(("Heron", "Wren", "Kestrel"), 1)
    ]


def _kit(look: Look) -> KitView:
    kestrel = said(look, "Kestrel")
    view = KitView(look, ShareKit(tuple(_papers(look)), (("1", kestrel),)), _back(look))
    view.printed((1,), "recovery-1.pdf")
    view.sealed(3, "1", kestrel, True)
    view.proof.edit.setText("x" * 21)
    view.finish.click()
    return view


def _drill(look: Look) -> DrillView:
    import crypto

    view = DrillView(look, _back(look))
    _, shares = crypto.make_shares(2, 3)
    view.entry.add(" ".join(shares[0].words))
    view.entry.edit.setPlainText("academic zebra aci")
    return view


def _kept(look: Look) -> list[KeptShareView]:
    tr, paper = look.tr, _papers(look)[1]
    came = tr("came {at}", at=tr("yesterday {time}", time=tr.digits("18:40")))
    return [
        KeptShareView("1", said(look, "Heron"), came, paper, ends=True),
        KeptShareView("2", said(look, "Wren"), came, paper, ends=True, ended=True),
        KeptShareView("3", said(look, "Kestrel"), came, paper),
    ]


def _sealing(look: Look) -> SealingView:
    kestrel = said(look, "Kestrel")
    view = SealingView(look, _papers(look)[1], (("1", kestrel),), _back(look))
    control(view, look.tr("Contact"), Picker).set_value("1", kestrel)
    view.leave_end.setChecked(True)
    return view


def _ending(look: Look) -> EndingView:
    view = EndingView(look, _kept(look)[0], _back(look))
    view.sure.show()
    return view


def _give(look: Look) -> GiveBackView:
    share, *_ = _kept(look)
    view = GiveBackView(look, share, code(share.paper.words), _back(look))
    control(view, look.tr("Show the words"), Button).click()
    settle()
    return view


def _paper(look: Look, page: str) -> ScrollPage:
    """A page of the kit as a printer would draw it, small."""
    wide, high = round((595 - 2 * MARGIN) * POINT), round((842 - 2 * MARGIN) * POINT)
    edge = round(MARGIN * POINT)
    image = QImage(wide + 2 * edge, high + 2 * edge, QImage.Format.Format_RGB32)
    image.fill(look.colour("paper"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(edge, edge)
    getattr(KitPage(look, painter, wide, high), page)(_papers(look)[0])
    painter.end()
    shown = QLabel()
    shown.setAccessibleName(look.tr("Recovery share"))
    shown.setPixmap(QPixmap.fromImage(image.scaledToHeight(760)))
    area = ScrollPage(look)
    area.add(shown)
    area.close_column()
    return area
