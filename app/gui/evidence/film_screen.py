"""Play a film or sound on its page. The sound leads: each frame appears with its sound, or not at all if it is late.

The child decodes short steps ahead. A film without sound goes by the clock of the computer.
"""

import time
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage

from app.gui.evidence.film_view import SPEEDS, THUMBNAILS, FilmViewer
from app.gui.evidence.marks_screen import MarksLink
from app.gui.evidence.piece_view import PieceView
from app.gui.evidence.viewer_screen import Viewer, image_of_pixels
from app.store.records.previews import FilePreview

if TYPE_CHECKING:
    from app.exchange.media.media_client import MediaChild
    from app.exchange.media.media_facts import MediaFacts
    from app.gui.evidence.sound_output import SoundOutput

STEP = 200
"""Milliseconds that the child decodes at a time."""
AHEAD = 450
"""Milliseconds of film and sound that the child decodes in advance."""
LATE = 80
"""Milliseconds after which a frame is too late."""
JUMP, SMALL = 5000, 128
"""Milliseconds of a jump, and pixels of the longest side of a picture in the bar."""
TICK = 8
"""Milliseconds between two looks at the clock."""
SECONDS, TRIES = 1.0, 6
"""Seconds of processor time in which the child looks for the picture of a part of the bar, and how often it does."""
COLUMNS = 1000
"""Parts of the waveform."""


class _Decoded(NamedTuple):
    """One step of playing: frames, sound, the end of the step in milliseconds, and True at the end of the file."""

    frames: list[tuple[int, QImage]]
    sound: list[tuple[int, bytes]]
    until: float
    end: bool


class FilmLink:
    """Connects a film with its viewer. `shown` and `dropped` count frames of playing, `worst` is in milliseconds."""

    def __init__(self, viewer: Viewer, film: FilmViewer, facts: "MediaFacts", null: bool = False) -> None:
        """`null` opens no sound device."""
        self._viewer, self._film, self._facts, self._null = viewer, film, facts, null
        self._speed, self.at, self._plays, self._turn = 1.0, 0.0, False, 0
        self._loop: tuple[float | None, float | None] = (None, None)
        self._frames: deque[tuple[int, QImage]] = deque()
        self._until, self._end, self._busy = 0.0, False, False
        self._sound: SoundOutput | None = None
        self._from = (0.0, 0.0)
        self._sought: tuple[float, bool] | None = None
        self.shown = self.dropped = 0
        self.worst = 0.0
        self._timer = QTimer(film, interval=TICK)
        self._timer.timeout.connect(lambda: self._tick())
        film.acted.connect(lambda name: self.act(name))
        film.bar.sought.connect(lambda ms, exact: self.seek(ms, exact))
        film.destroyed.connect(lambda _=None: self._close())
        viewer.at_end.append(self._close)
        self._marks: MarksLink | None = None
        if isinstance(viewer.view, PieceView):
            self._marks = MarksLink(viewer, viewer.view, film, lambda ms: self.seek(ms, True))
        if film.frame is not None:
            QTimer.singleShot(0, film, lambda: self.seek(0, True))
            QTimer.singleShot(0, film, lambda: self._next_thumbnail())
        if film.has_wave:
            self._read_wave()

    # Actions.

    def act(self, name: str) -> None:
        """Do what a key or a button says."""
        if name == "play" or (name == "pause" and self._plays):
            self.pause() if self._plays else self._start()
        elif name in ("slower", "faster"):
            at = SPEEDS.index(self._speed) + (1 if name == "faster" else -1)
            self._speed = SPEEDS[min(max(at, 0), len(SPEEDS) - 1)]
            self._film.show_speed(self._speed)
            self._restart()
        elif name in ("back", "on"):
            self.seek(self.at + (JUMP if name == "on" else -JUMP), True)
        elif name in ("from", "until"):
            self._set_loop(name)
        elif name == "mark" and self._marks is not None:
            self._marks.view.ask(self.at)
        elif name.startswith("frame"):
            self._step(name == "frame+")

    def seek(self, ms: float, exact: bool) -> None:
        """Go to a time: to the frame there, or faster to the key frame before it."""
        self.at = min(max(ms, 0), self._facts.duration)
        self._film.show_time(self.at)
        if self._plays and exact:
            self._restart()
        elif not self._plays:
            waits, self._sought = self._sought is not None, (self.at, exact)
            if not waits:
                self._show_sought()

    def pause(self) -> None:
        """Stop at the current frame."""
        self._plays = False
        self._turn += 1
        self._timer.stop()
        self._frames.clear()
        if self._sound is not None:
            self._sound.pause()
        self._film.show_playing(False)

    def _set_loop(self, name: str) -> None:
        start, end = self._loop
        if name == "from":
            start, end = self.at, None if end is None or end - self.at < STEP else end
        elif start is not None and self.at - start < STEP:  # an end at the start takes the stretch away
            start, end = None, None
        else:
            end = self.at
        self.mark(start, end)

    def mark(self, start: float | None, end: float | None) -> None:
        """Mark a part, which repeats."""
        self._loop = (start, end)
        self._film.show_part(start, end)

    # Single frames.

    def _show_sought(self) -> None:
        if self._sought is None or self._film.frame is None:
            self._sought = None
            return
        ms, exact = self._sought
        size = self._film.frame.wanted_size()

        def show(image: QImage | None) -> None:
            if image is not None and self._film.frame is not None:
                self._film.frame.show_frame(image)
            if self._sought == (ms, exact):
                self._sought = None
            else:
                self._show_sought()

        do = "frame" if exact else "seek"
        self._viewer.run(lambda child: _frame(child, do, size.width(), size.height(), ms)[1], show)

    def _step(self, forward: bool) -> None:
        """Show the next frame, or the one before."""
        if self._film.frame is None:
            return
        if self._plays:
            self.pause()
        size = self._film.frame.wanted_size()

        def show(found: tuple[int, QImage | None]) -> None:
            ms, image = found
            if image is not None and self._film.frame is not None:
                self.at = ms
                self._film.frame.show_frame(image)
                self._film.show_time(ms)

        rate = self._facts.rate or 25
        ms = self.at + 1000 / rate if forward else max(0, self.at - 1)
        self._viewer.run(lambda child: _frame(child, "frame", size.width(), size.height(), ms), show)

    def _next_thumbnail(self, tries: int = TRIES) -> None:
        """Add the picture of the next part of the bar; while the film plays, the strip waits.

        The picture is from that part of the time. A part that is too far from a key frame has none.
        """
        bar, number = self._film.bar, len(self._film.bar.images)
        if number == THUMBNAILS:
            self._film.show_strip()
            return
        if self._plays:
            QTimer.singleShot(AHEAD, self._film, lambda: self._next_thumbnail())
            return
        ms, end = (self._facts.duration * one / THUMBNAILS for one in (number, number + 1))

        def add(image: QImage | None) -> None:
            if image is not None or tries == 1:
                bar.images.append(image or QImage())
                bar.update()
            self._next_thumbnail(TRIES if image is not None else tries - 1 or TRIES)

        self._viewer.run(lambda child: find_small(child, ms, end), add)

    def _read_wave(self) -> None:
        def show(peaks: bytes) -> None:
            self._film.bar.peaks = peaks
            self._film.bar.update()

        def keep(peaks: bytes) -> None:
            show(peaks)
            self._viewer.keep(FilePreview(waveform=peaks))

        held = self._viewer.preview.waveform
        self._viewer.run_apart(_wave, keep) if held is None else show(held)

    # Playing.

    def _start(self) -> None:
        if self._sound is None and self._facts.sound:
            self._viewer.run(lambda _: _device(self._null), self._take_device)
            return
        if self.at >= self._facts.duration - 1:
            self.at = 0
        self._plays = True
        self._film.show_playing(True)
        self._restart()
        self._timer.start()

    def _take_device(self, sound: "SoundOutput") -> None:
        self._sound = sound
        if sound.silent:
            tr = self._viewer.desk.look.tr
            self._film.show_note(tr("This computer has no sound device. Amparo plays without sound."))
        self._start()

    def _restart(self) -> None:
        """Play from the current time, if it plays."""
        if not self._plays:
            return
        self._turn += 1
        self._frames.clear()
        self._until, self._end, self._busy = self.at, False, False
        self._from = (self.at, time.monotonic())
        if self._sound is not None:
            self._sound.play(self.at, self._speed)
        self._decode(self.at)

    def _decode(self, begin: float | None = None) -> None:
        """Ask the child for the next step; `begin` is the time of the first one."""
        self._busy, turn = True, self._turn
        size = self._film.frame.wanted_size() if self._film.frame is not None else None
        values: dict[str, object] = {
            "most": STEP,
            "width": size.width() if size else 1,
            "height": size.height() if size else 1,
        }
        if begin is not None:
            values |= {"ms": begin, "speed": self._speed}
        elif size is not None:
            values["late"] = self._now() - LATE

        def take(step: _Decoded) -> None:
            if turn != self._turn:
                return
            self._busy, self._until, self._end = False, step.until, step.end
            self._frames.extend(step.frames)
            if self._sound is not None:
                for ms, samples in step.sound:
                    self._sound.put(ms, samples)

        self._viewer.run(lambda child: _play(child, values), take)

    def _now(self) -> float:
        """Return the time of the current sound; without sound, that of the clock."""
        if self._sound is not None:
            return self._sound.position()
        return self._from[0] + (time.monotonic() - self._from[1]) * 1000 * self._speed

    def _tick(self) -> None:
        now = self._now()
        due = None
        while self._frames and self._frames[0][0] <= now:
            self.dropped += due is not None
            due = self._frames.popleft()
        if due is not None and self._film.frame is not None:
            self.shown += 1
            self.worst = max(self.worst, now - due[0])
            self._film.frame.show_frame(due[1])
        self.at = max(0.0, now)
        self._film.show_time(self.at)
        start, end = self._loop
        if start is not None and end is not None and self.at >= end:
            self.at = start
            self._restart()
        elif self._end and not self._frames and self.at >= self._until - STEP:
            self._finish()
        elif not self._busy and not self._end and self._until - now < AHEAD * self._speed:
            self._decode()

    def _finish(self) -> None:
        if self._loop[0] is not None:
            self.at = self._loop[0]
            self._restart()
            return
        self.at = self._facts.duration
        self.pause()
        self._film.show_time(self.at)

    def _close(self) -> None:
        sound, self._sound = self._sound, None
        if sound is not None:
            sound.close()


def _frame(child: "MediaChild", do: str, width: int, height: int, ms: float) -> tuple[int, QImage | None]:
    picture = child.picture(do, max(1, width), max(1, height), ms=ms)
    return (picture.ms, image_of_pixels(picture)) if picture is not None else (0, None)


def find_small(child: "MediaChild", ms: float, end: float, seconds: float = SECONDS) -> QImage | None:
    """Return a small frame of a part of the film, an empty one if it has none, or None to ask again."""
    from app.exchange.media.media_client import MediaPicture, MediaResult

    image = QImage()
    for said in child.ask("frame", width=SMALL, height=SMALL, ms=ms, seconds=seconds):
        if isinstance(said, MediaResult) and said.values.get("behind") is True:
            return None
        if isinstance(said, MediaPicture) and said.ms < end:
            image = image_of_pixels(said)
    return image


def _wave(child: "MediaChild") -> bytes:
    from app.exchange.media.media_facts import read_peaks

    return read_peaks(child.result("wave", columns=COLUMNS))


def _device(null: bool) -> "SoundOutput":
    from app.gui.evidence.sound_output import SoundOutput

    return SoundOutput(null)


def _play(child: "MediaChild", values: dict[str, object]) -> _Decoded:
    """Run one step, on the lane."""
    from app.exchange.media.media_client import MediaPicture, MediaResult, SoundPiece
    from app.exchange.media.media_facts import read_number

    step = _Decoded([], [], 0, False)
    for said in child.ask("play", **values):
        if isinstance(said, MediaPicture):
            step.frames.append((said.ms, image_of_pixels(said)))
        elif isinstance(said, SoundPiece):
            step.sound.append((said.ms, said.samples))
        elif isinstance(said, MediaResult):
            step = step._replace(until=read_number(said.values.get("ms"), 2**32), end=said.values.get("end") is True)
    return step
