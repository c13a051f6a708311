"""A film or sound on the page of a piece: the picture, a bar of time with a waveform or pictures, and the tools."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QColor, QHideEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.evidence.viewer_view import ViewerFrame
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, keep_place

RESTS = 150
"""Milliseconds without a move after which a drag along the bar seeks exactly."""
THUMBNAILS = 24
"""Parts of the bar of a film, each with a picture of its time."""
MOST_WIDE = 1280
"""Pixels of the longest side of a frame in the window."""
SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
_KEYS = {
    " ": "play", "k": "play", ",": "back", ".": "on", "j": "slower", "l": "faster", "[": "from", "]": "until",
    "m": "mark",
}  # fmt: skip
_STEPS = {Qt.Key.Key_Left: "frame-", Qt.Key.Key_Right: "frame+"}
_PAGES = {Qt.Key.Key_PageUp: "frame-", Qt.Key.Key_PageDown: "frame+"}


def clock_words(ms: float) -> str:
    """Return a time as hours, minutes and seconds; hours only if there are some."""
    seconds = int(ms) // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


class FilmFrame(QWidget):
    """A frame of a film, turned upright, as large as its space allows."""

    def __init__(self, look: Look, turn: int) -> None:
        super().__init__()
        self._look, self._turn, self.image = look, turn, QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(look.px(120))

    def wanted_size(self) -> QSize:
        """Return the size in pixels in which the child sends frames."""
        ratio = self.devicePixelRatioF()
        size = QSize(min(MOST_WIDE, round(self.width() * ratio)), min(MOST_WIDE, round(self.height() * ratio)))
        return size.transposed() if self._turn % 180 else size

    def show_frame(self, image: QImage) -> None:
        """Show a frame."""
        self.image = image
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the frame in the middle."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("sunk"))
        if self.image.isNull():
            return
        size = self.image.size()
        shown = (size.transposed() if self._turn % 180 else size).scaled(
            self.size(), Qt.AspectRatioMode.KeepAspectRatio
        )
        size = shown.transposed() if self._turn % 180 else shown
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(QRectF(self.rect()).center())
        painter.rotate(self._turn)
        painter.drawImage(QRectF(-size.width() / 2, -size.height() / 2, size.width(), size.height()), self.image)


class TimeBar(QWidget):
    """The time of a film or sound, from left to right in each language. `sought` carries a time, and True for exact."""

    sought = Signal(float, bool)

    def __init__(self, look: Look, duration: int, frames: bool) -> None:
        """Build it: with places for `frames`, or for a waveform."""
        super().__init__()
        self._look, self._duration, self._frames = look, max(1, duration), frames
        self.peaks = b""
        self.images: list[QImage] = []
        self.marks: Sequence[int] = ()
        self.at = 0.0
        self.loop: tuple[float | None, float | None] = (None, None)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(look.px(44 if frames else 110))
        self._held = 0.0
        self._rest = QTimer(self, singleShot=True, interval=RESTS)
        self._rest.timeout.connect(lambda: self.sought.emit(self._held, True))

    def show_time(self, ms: float) -> None:
        """Move the line of the current time."""
        self.at = ms
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the pictures or the waveform, the stretch that repeats, and the line of the current time."""
        painter, look = QPainter(self), self._look
        painter.fillRect(self.rect(), look.colour("sunk"))
        self._draw_content(painter)
        start, end = self.loop
        if start is not None:
            colour = QColor(look.colour("acc"))
            colour.setAlpha(60)
            left = self._x(start)
            painter.fillRect(
                QRectF(left, 0, max(2.0, self._x(self._duration if end is None else end) - left), 999), colour
            )
        painter.setPen(QPen(look.colour("acc"), 2))
        for ms in self.marks:
            painter.drawLine(round(self._x(ms)), 0, round(self._x(ms)), look.px(14))
        painter.setPen(QPen(look.colour("red"), 2))
        painter.drawLine(round(self._x(self.at)), 0, round(self._x(self.at)), self.height())

    def _draw_content(self, painter: QPainter) -> None:
        if self._frames:
            self.draw_images(painter, self.height())
        else:
            self.draw_wave(painter, 0, self.height())

    def draw_images(self, painter: QPainter, high: int) -> None:
        """Draw the pictures of each part at the top, as high as this."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        cell = QSize(-(-self.width() // THUMBNAILS), high)
        for number, image in enumerate(self.images):
            start, end = (self.width() * at // THUMBNAILS for at in (number, number + 1))  # whole pixels: no gaps
            if image.isNull():
                pattern = QBrush(self._look.colour("ink2"), Qt.BrushStyle.BDiagPattern)
                painter.fillRect(QRectF(start, 0, end - start, high), pattern)
                continue
            size = image.size().scaled(cell, Qt.AspectRatioMode.KeepAspectRatio)
            wide = min(size.width(), end - start)
            place = QRectF((start + end - wide) / 2, (high - size.height()) / 2, wide, size.height())
            painter.drawImage(place, image)

    def draw_wave(self, painter: QPainter, top: int, high: int) -> None:
        """Draw the waveform below `top`, as high as this."""
        painter.setPen(QPen(self._look.colour("ink2"), 1))
        middle = top + high / 2
        for x in range(self.width() if self.peaks else 0):
            half = self.peaks[x * len(self.peaks) // max(1, self.width())] / 255 * (high / 2 - 2)
            painter.drawLine(x, round(middle - half), x, round(middle + half))

    def _x(self, ms: float) -> float:
        return min(max(ms / self._duration, 0), 1) * (self.width() - 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seek to a place."""
        self._seek(event, False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Seek while the mouse moves, to key frames, and exactly when it rests."""
        self._seek(event, False)
        self._held = self._time(event.position())
        self._rest.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Seek exactly."""
        self._rest.stop()
        self._seek(event, True)

    def _seek(self, event: QMouseEvent, exact: bool) -> None:
        self.sought.emit(self._time(event.position()), exact)

    def _time(self, spot: QPointF) -> float:
        return min(max(spot.x() / max(1, self.width() - 1), 0), 1) * self._duration


class FilmViewer(ViewerFrame):
    """A film or sound. `acted` carries the name of an action: play, back, on, slower, faster, from, until, frame-…"""

    acted = Signal(str)

    def __init__(self, look: Look, duration: int, film: bool, turn: int = 0, marked: bool = False) -> None:
        super().__init__(look)
        tr, self.has_marks = look.tr, marked
        self._duration, self.tall = duration, film
        self.frame = self.make_frame(turn) if film else None
        self.bar = self.make_bar(duration, film)
        self.play = Button(look, tr("Play"), small=True, act=lambda: self.acted.emit("play"))
        self._time, self._speed = Label(look, "", "second", "ink2"), Label(look, "", "second", "ink2")
        self.note = Label(look, "", "second", "ink2", wrap=True)
        keep_place(self.note)  # or the buttons above it move
        self.note.hide()
        if self.frame is not None:
            self.column.addWidget(self.frame, 1)
        self.column.addWidget(self.bar)
        self.column.addWidget(flow([self.play, self._time, *self._tools(film), self._speed], look.sp(4)))
        self.column.addWidget(self.note)
        if not film:
            self.column.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", True)
        plain_text.set_accessible_name(self, tr("Film") if film else tr("Sound"))
        plain_text.set_accessible_description(self, self.keys())
        self.show_speed(1.0)
        self.show_time(0)

    def make_frame(self, turn: int) -> FilmFrame:
        """Return the place of the picture."""
        return FilmFrame(self.look, turn)

    def make_bar(self, duration: int, film: bool) -> TimeBar:
        """Return the bar of time."""
        return TimeBar(self.look, duration, film)

    def keys(self) -> str:
        """Return one line with the keys."""
        tr = self.look.tr
        keys = tr(
            "Space plays and stops. The comma and the full stop jump 5 seconds. J and L change the speed. "
            "[ and ] set a part that repeats. Shift and an arrow key move one frame."
        )
        return f"{keys} {tr('M adds a mark at the current time.')}" if self.has_marks else keys

    @property
    def has_wave(self) -> bool:
        """True if the bar shows a waveform."""
        return self.frame is None

    @property
    def is_drawn(self) -> bool:
        """True if the pictures or the waveform are shown."""
        return len(self.bar.images) == THUMBNAILS or bool(self.bar.peaks)

    def _tools(self, film: bool) -> Sequence[QWidget]:
        tr = self.look.tr
        rows = [(tr("−{n} s", n=5), "back", ","), (tr("+{n} s", n=5), "on", ".")]
        rows += [(tr("Frame before"), "frame-", "⇧ ←"), (tr("Next frame"), "frame+", "⇧ →")] if film else []
        rows += [(tr("Slower"), "slower", "J"), (tr("Faster"), "faster", "L")]
        rows += zip(self.mark_words(), ("from", "until"), "[]", strict=True)
        rows += [(tr("Add a mark"), "mark", "M")] if self.has_marks else []
        return [self.tool(words, partial(self.acted.emit, name), tip=tr.isolated(key)) for words, name, key in rows]

    def mark_words(self) -> tuple[str, str]:
        """Return the words of the two buttons that mark a part."""
        return self.look.tr("Repeat from here"), self.look.tr("Repeat until here")

    def show_part(self, start: float | None, end: float | None) -> None:
        """Show the marked part, which repeats."""
        self.bar.loop = (start, end)
        self.bar.update()

    def show_time(self, ms: float) -> None:
        """Show the current time."""
        self.bar.show_time(ms)
        self._time.setText(self.look.tr.digits(f"{clock_words(ms)} / {clock_words(self._duration)}"))

    def show_speed(self, speed: float) -> None:
        """Show the speed."""
        self._speed.setText(self.look.tr.digits(f"× {speed:g}"))

    def show_playing(self, plays: bool) -> None:
        """Show the action of the button."""
        self.play.set_words(self.look.tr("Pause") if plays else self.look.tr("Play"))

    def show_note(self, words: str) -> None:
        """Show a sentence below the tools."""
        self.note.setText(words)
        self.note.show()

    def show_strip(self) -> None:
        """Say that some parts of the bar have no picture, if there are any."""
        if any(image.isNull() for image in self.bar.images):
            self.show_note(self.look.tr("The hatched times have no picture in the bar. Play them."))

    def take_focus(self) -> None:
        """Move the focus to the film: its keys act."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Pause while another page covers this one."""
        super().hideEvent(event)
        self.acted.emit("pause")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on the keys of playing."""
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        key = Qt.Key(event.key())
        name = _STEPS.get(key, "") if shift else _PAGES.get(key) or _KEYS.get(event.text().casefold(), "")
        if name:
            self.acted.emit(name)
        else:
            super().keyPressEvent(event)
