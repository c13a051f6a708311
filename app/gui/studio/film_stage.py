"""A film or a sound in the studio: the picture under its bars, and its time with the marked part and all changes.

The keys of the viewer act here too, so a person hears a part before it is changed.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from app.exchange.media.media_facts import MediaFacts
from app.gui.evidence.film_view import MOST_WIDE, FilmFrame, FilmViewer, TimeBar, clock_words
from app.gui.studio.studio_canvas import ZOOMS, StudioCanvas
from app.gui.studio.studio_sketch import LAST
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.labels import strip_margins

FRAMES, WAVE, LANE = 40, 56, 8
"""Heights in pixels at 100 %: of the pictures, of the waveform, and of one of the two lanes of changes."""
_DRAG = 4
"""Pixels of the shortest drag that marks a part."""
Strip = tuple[int, int, bool, bool]
"""A change on the bar of time: start and end in milliseconds, True for a bar of the picture, True if it is selected."""


def exact_words(ms: float) -> str:
    """Return a time with tenths of a second."""
    return f"{clock_words(ms)}.{int(ms) % 1000 // 100}"


def part_words(look: Look, start: float, end: float) -> str:
    """Return a part of the time; it can last until the end of the film."""
    if end >= LAST:
        return look.tr("{start} to the end", start=look.tr.digits(exact_words(start)))
    return look.tr.digits(f"{exact_words(start)}–{exact_words(end)}")


class CoveredFrame(FilmFrame):
    """The picture of a film at a time, on the canvas of the studio, which draws the bars over it."""

    def __init__(self, look: Look, turn: int, canvas: StudioCanvas, area: QScrollArea) -> None:
        super().__init__(look, turn)
        self._canvas, self._degrees = canvas, turn
        area.setMinimumHeight(0)
        strip_margins(QVBoxLayout(self), 0).addWidget(area)

    def wanted_size(self) -> QSize:
        """Return the size of a frame: larger if the picture is zoomed."""
        size = super().wanted_size()
        zoom = min(ZOOMS[self._canvas.zoom], MOST_WIDE / max(1, size.width(), size.height()))
        return size * max(1.0, zoom)

    def show_frame(self, image: QImage) -> None:
        """Show a frame, turned upright."""
        self.image = image.transformed(QTransform().rotate(self._degrees)) if self._degrees else image
        self._canvas.show_page(self.image, self._canvas.page, self._canvas.at)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw nothing: the canvas draws."""


class ChangeBar(TimeBar):
    """The time of the original with its changes. A click seeks, and a drag marks a part: `marked` carries its ends."""

    marked = Signal(float, float)

    def __init__(self, look: Look, duration: int, frames: bool, sound: bool) -> None:
        super().__init__(look, duration, frames)
        self.strips: Sequence[Strip] = ()
        self._from: QPointF | None = None
        self._sound, self._lane, self._tops = sound, look.px(LANE), (0, 0)
        self.be_low(False)

    def be_low(self, low: bool) -> None:
        """Take half of the height in a low window, if there is a picture."""
        part = 2 if low and self._frames else 1
        wave = (WAVE if self._frames else 2 * WAVE) if self._sound else 0
        self._tops = self._look.px(FRAMES // part if self._frames else 0), self._look.px(wave // part)
        self.setFixedHeight(sum(self._tops) + 2 * self._lane)

    def show_changes(self, strips: Sequence[Strip]) -> None:
        """Show all changes below the waveform: bars in one lane, changed parts in the other."""
        self.strips = strips
        self.update()

    def _draw_content(self, painter: QPainter) -> None:
        frames, wave = self._tops
        if frames:
            self.draw_images(painter, frames)
        self.draw_wave(painter, frames, wave)
        for start, end, is_bar, selected in sorted(self.strips, key=lambda one: one[3]):
            left, right = self._x(start), max(self._x(end), self._x(start) + 3)
            top = frames + wave + (0 if is_bar else self._lane)
            ink = self._look.colour("acc" if selected else "ink" if is_bar else "ink2")
            painter.fillRect(QRectF(left, top + 1, right - left, self._lane - 2), ink)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a place."""
        self._from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the part while the mouse marks it."""
        if (part := self._part(event)) is not None:
            self.loop = part
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Mark the part, or go to the place."""
        part, self._from = self._part(event), None
        if part is not None:
            self.marked.emit(*part)
        else:
            self._seek(event, True)

    def _part(self, event: QMouseEvent) -> tuple[float, float] | None:
        if self._from is None or abs(event.position().x() - self._from.x()) < _DRAG:
            return None
        ends = sorted((self._time(self._from), self._time(event.position())))
        return ends[0], ends[1]


class FilmStage(FilmViewer):
    """The film or the sound. `timed` follows the current time, `parted` carries the marked part in words.

    `changing` asks to change the marked part, `removing` to remove the selected change.
    """

    timed = Signal()
    changing = Signal()
    removing = Signal()
    parted = Signal(str)
    bar: ChangeBar

    def __init__(self, look: Look, facts: MediaFacts, canvas: StudioCanvas, area: QScrollArea) -> None:
        self._facts, self._canvas, self._area = facts, canvas, area
        self.part: tuple[float, float] | None = None
        super().__init__(look, facts.duration, facts.width > 0, facts.turn)

    def make_frame(self, turn: int) -> FilmFrame:
        """Return the picture under its bars."""
        return CoveredFrame(self.look, turn, self._canvas, self._area)

    def make_bar(self, duration: int, film: bool) -> TimeBar:
        """Return the bar with the changes."""
        return ChangeBar(self.look, duration, film, self._facts.sound)

    def keys(self) -> str:
        """Return one line with the keys."""
        tr = self.look.tr
        keys = tr("Space plays and stops. The comma and the full stop jump 5 seconds.")
        frames = tr("Page Up and Page Down move one frame.") if self._facts.width else ""
        return " ".join(filter(None, (keys, frames, tr("[ and ] mark a part. Enter changes it."))))

    @property
    def has_wave(self) -> bool:
        """True for a file with sound."""
        return self._facts.sound

    def mark_words(self) -> tuple[str, str]:
        """Return the words of the two buttons that mark a part."""
        return self.look.tr("Part from here"), self.look.tr("Part until here")

    def show_part(self, start: float | None, end: float | None) -> None:
        """Show the marked part; a part without an end lasts until the end of the film."""
        super().show_part(start, end)
        last = LAST if end is None or end >= self._facts.duration else end
        self.part = None if start is None and end is None else (start or 0, last)
        words = self.look.tr("Marked: {part}", part=part_words(self.look, *self.part)) if self.part else ""
        self.parted.emit(words)
        plain_text.announce(self, words or self.look.tr("No part is marked."))

    def show_time(self, ms: float) -> None:
        """Show the current time with tenths of a second, and the bars at that time."""
        self.bar.show_time(ms)
        self._time.setText(self.look.tr.digits(f"{exact_words(ms)} / {exact_words(self._facts.duration)}"))
        self.timed.emit()

    def take_focus(self) -> None:
        """Move the focus to the picture, or to the sound."""
        target = self if self.frame is None else self._canvas
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change the marked part on Enter, and remove a change on Delete; the other keys are those of the viewer."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.changing.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removing.emit()
        else:
            super().keyPressEvent(event)
