"""Line 5 of the design of evidence, for films and sound: no word of the original, no pixel under a box, no voice."""

import io
import json
import math
import sys
from array import array
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache

import av
import pytest
from av.error import FFmpegError

from app.exchange import layers
from app.exchange.copies.film_client import FilmWork
from app.exchange.copies.film_inspection import list_film_leaks
from app.exchange.copies.film_maker import make_copy
from app.exchange.copies.film_times import FILM_PROGRAM
from app.exchange.copies.sound_editor import EACH
from app.exchange.copies.sound_editor import RATE as SAMPLES
from app.exchange.media.media_client import MediaRefused
from app.exchange.media.media_pipe import MediaRefusal
from crypto.recipe import Recipe, SourceKind, Step
from tests.bytes_reader import BytesReader
from tests.exchange.planted_films import (
    FILMS,
    MARK,
    RATE,
    SECONDS,
    SIZE,
    SOUNDS,
    TOP,
    VOICE,
    MediaFile,
    box,
    left_of_mark,
    planted_file,
)  # fmt: skip

MILLION = 1_000_000


def mark_at(ms: int) -> tuple[int, int, int, int, int]:
    """Return the mark of a track on the moving mark of the film: it can begin after its sound by 10 ms."""
    left = left_of_mark(ms)
    return (ms, (left - 1) * MILLION // SIZE[0], TOP * MILLION // SIZE[1], -(-(left + MARK[0]) * MILLION // SIZE[0]),
            -(-(TOP + MARK[1]) * MILLION // SIZE[1]))  # fmt: skip


TRACK: Step = ("track", 1, "identity", (mark_at(0), mark_at(SECONDS * 1000)))
"""The moving mark, from the start to the end."""
STEPS: Sequence[Step] = (
    TRACK, ("track", 3, "place", ((500, 0, 0, 200_000, 200_000),)), ("blank", 2500, 2600, "child"),
    ("cut", 900, 1400, "private"), ("sound", 200, 500, 1, 0, "identity"), ("sound", 1600, 1900, 2, 40, "identity"),
    ("sound", 2100, 2400, 3, 140, "identity"),
)  # fmt: skip


def recipe(kind: SourceKind, *steps: Step) -> Recipe:
    return Recipe(bytes(32), kind, steps, FILM_PROGRAM)


@cache
def copied(form: str, *steps: Step) -> bytes:
    """Return a copy of a planted file, which passed the check of leaks."""
    wanted = recipe(SourceKind.FILM if form in FILMS else SourceKind.SOUND, *steps)
    copy = made(planted_file(form)[0], wanted)
    assert list_film_leaks(io.BytesIO(copy), len(copy), wanted) == []
    return copy


def made(original: bytes, wanted: Recipe) -> bytes:
    copy = bytearray()
    make_copy(io.BytesIO(original), wanted, copy.extend)
    return bytes(copy)


def pictures(copy: bytes) -> list[av.VideoFrame]:
    with av.open(io.BytesIO(copy)) as media:
        return [*media.decode(video=0)]


def bright(frame: av.VideoFrame) -> int:
    """Return the number of pixels near the colour of the mark: its red difference is above that of all others."""
    plane, width, height = frame.planes[2], frame.width // 2, frame.height // 2
    view = memoryview(plane)
    return sum(value > 190 for row in range(height) for value in view[row * plane.line_size :][:width])


def find_mark(frame: av.VideoFrame) -> int:
    """Return the left side of the mark in pixels."""
    plane, row = frame.planes[2], (TOP + MARK[1] // 2) // 2
    values = memoryview(plane)[row * plane.line_size :][: frame.width // 2]
    return 2 * next(at for at, value in enumerate(values) if value > 190)


def heard(copy: bytes) -> "array[int]":
    """Return the samples of the first channel."""
    samples = array("h")
    with av.open(io.BytesIO(copy)) as media:
        maker = av.AudioResampler("s16p", "mono", SAMPLES)
        for frame in [*media.decode(audio=0), None]:
            for piece in maker.resample(frame):
                samples.frombytes(bytes(piece.planes[0])[: 2 * piece.samples])
    return samples


def loud(samples: "array[int]", hertz: int, ms0: int, ms1: int) -> float:
    """Return the amplitude of one tone in a part of the sound (Goertzel)."""
    part = samples[ms0 * EACH : ms1 * EACH]
    turn, before, last = 2 * math.cos(math.tau * hertz / SAMPLES), 0.0, 0.0
    for value in part:
        before, last = last, value + turn * last - before
    return 2 * math.sqrt(max(0.0, before * before + last * last - turn * before * last)) / len(part)


@pytest.mark.parametrize("form", [*FILMS, *SOUNDS])
def test_none_of_the_planted_words_is_in_the_copy(form: str) -> None:
    original, words = planted_file(form)
    copy = copied(form)
    assert sum(word.encode() in original for word in words) >= 3
    assert form in SOUNDS or any("Gps" in word and word.encode() in original for word in words)
    assert [word for word in words if any(word.encode(coded) in copy for coded in ("utf-8", "utf-16-le"))] == []
    assert not any(trace in copy for trace in (b"x264", b"Lav", b"ffmpeg", b"libmp3", b"+14"))
    with av.open(io.BytesIO(copy)) as media:
        kinds = [stream.type for stream in media.streams]
        assert kinds == (["video", "audio"] if form in FILMS else ["audio"])
        assert all(set(stream.metadata) <= {"language", "handler_name", "vendor_id"} for stream in media.streams)
    assert bright(pictures(copy)[20]) > 300 if form in FILMS else True
    assert abs(len(heard(copy)) / SAMPLES - SECONDS) < 0.1 and loud(heard(copy), VOICE, 1000, 1200) > 5000


def test_at_least_forty_words_are_planted_and_the_maker_finds_most() -> None:
    planted = {word for form in [*FILMS, *SOUNDS] for word in planted_file(form)[1]}
    found = set[str]()
    for form in [*FILMS, *SOUNDS]:
        kind = SourceKind.FILM if form in FILMS else SourceKind.SOUND
        found |= set(make_copy(io.BytesIO(planted_file(form)[0]), recipe(kind), len)["words"])
    assert len(planted) >= 40 and len(planted & found) >= 35 and "PlantedMp4Gps10x" in found


@pytest.mark.parametrize("form", ["Mp4", "Wav", "Ogg"])
def test_the_same_recipe_gives_the_same_bytes(form: str) -> None:
    kind = SourceKind.FILM if form in FILMS else SourceKind.SOUND
    steps = [step for step in STEPS if kind is SourceKind.FILM or step[0] in ("cut", "sound")]
    assert made(planted_file(form)[0], recipe(kind, *steps)) == copied(form, *steps) != copied(form)


@pytest.mark.skipif(sys.platform != "linux", reason="glibc fills new memory")
def test_the_content_of_new_memory_does_not_change_the_copy() -> None:
    original, wanted = planted_file("Mov")[0], recipe(SourceKind.FILM, *STEPS)
    command = [sys.executable, "-m", "app", "--confined", "media", "copy"]
    for fill in ("85", "170"):
        child = ["env", f"MALLOC_PERTURB_={fill}", *command]
        work = FilmWork(BytesReader(original), len(original), wanted.encode(), command=child)
        assert b"".join(work.pieces()) == copied("Mov", *STEPS)


def test_the_version_in_a_recipe_names_the_library_that_decides_the_bytes() -> None:
    assert FILM_PROGRAM.endswith(f"av {av.__version__}")


@pytest.mark.parametrize("form", ["Mp4", "Mkv", "Ts", "Avi"])
def test_a_track_covers_what_moves_in_each_picture(form: str) -> None:
    assert min(map(bright, pictures(copied(form))[5:])) > 300
    assert max(map(bright, pictures(copied(form, TRACK)))) == 0


def test_a_film_that_was_held_upright_is_covered_as_it_is_shown() -> None:
    """The film is stored with 320 x 240 pixels, and shown with 240 x 320 after a turn to the right."""
    left = [mark_at(ms) for ms in (0, SECONDS * 1000)]
    turned = [(ms, MILLION - y1, x0, MILLION - y0, x1) for ms, x0, y0, x1, y1 in left]
    plain, painted = pictures(copied("Mov")), pictures(copied("Mov", ("track", 1, "identity", tuple(turned))))
    assert (plain[0].width, plain[0].height) == (240, 320)
    assert min(map(bright, plain[5:])) > 300 and max(map(bright, painted)) == 0


def covered(frame: av.VideoFrame) -> bool:
    """Return True if the upper left part, which is dark without a box, is white."""
    return min(memoryview(frame.planes[0])[:16]) > 200


def test_a_box_begins_two_pictures_before_its_first_mark_and_ends_with_its_last() -> None:
    corner = (0, 0, 100_000, 100_000)
    frames = pictures(copied("Mp4", ("track", 2, "place", ((1000, *corner), (1300, *corner)))))
    assert [number for number, frame in enumerate(frames) if covered(frame)] == list(range(13, 20))
    one = pictures(copied("Mp4", ("track", 2, "place", ((1010, *corner),))))
    assert [number for number, frame in enumerate(one) if covered(frame)] == [13, 14, 15]


def test_a_mosaic_and_a_white_box_are_painted() -> None:
    marks = ((0, 0, 0, 1_000_000, 500_000), (2900, 0, 0, 1_000_000, 500_000))
    frame = pictures(copied("Mp4", ("track", 3, "place", marks)))[20]
    rows = [bytes(memoryview(frame.planes[0])[row * frame.planes[0].line_size :][:40]) for row in (2, 8, 13)]
    assert max(max(row) - min(row) for row in rows) < 12
    white = pictures(copied("Mp4", ("track", 2, "place", marks)))[20]
    assert min(memoryview(white.planes[0])[:320]) > 225


def test_a_blank_part_is_black_and_a_cut_part_is_gone_with_its_sound() -> None:
    frames = pictures(copied("Mp4", ("blank", 1000, 1200, "child")))
    black = [number for number, one in enumerate(frames) if max(memoryview(one.planes[0])[: 200 * 320]) < 30]
    assert black == [15, 16, 17] and len(frames) == RATE * SECONDS
    plain, cut = copied("Mp4"), copied("Mp4", ("cut", 1000, 1500, "private"), ("cut", 1400, 2000, "child"))
    left = pictures(cut)
    assert [round(float(frame.time or 0) * RATE) for frame in left] == list(range(RATE * (SECONDS - 1)))
    for frame, ms in ((left[14], 933), (left[15], 2000), (left[16], 2067)):
        assert abs(find_mark(frame) - left_of_mark(ms)) <= 4
    assert abs(len(heard(plain)) - len(heard(cut)) - SAMPLES) < 1100


@pytest.mark.parametrize("form", ["Mp4", "Wav", "Mp3", "Ogg"])
def test_no_voice_is_left_in_silence_in_a_tone_and_in_a_cut(form: str) -> None:
    steps = (("sound", 500, 1000, 1, 0, "identity"), ("sound", 1500, 2000, 2, 40, "identity"))
    samples = heard(copied(form, *steps))
    assert max(map(abs, samples[505 * EACH : 995 * EACH])) <= 40
    assert loud(samples, VOICE, 1500, 2000) < 60 and 12_000 < loud(samples, 1000, 1500, 2000) < 14_000
    assert loud(samples, VOICE, 200, 470) > 5000 < loud(samples, VOICE, 1030, 1450)


def test_another_pitch_moves_the_voice_and_keeps_the_length() -> None:
    samples = heard(copied("Wav", ("sound", 1000, 2000, 3, 150, "identity")))
    assert len(samples) == SECONDS * SAMPLES
    assert loud(samples, VOICE, 1100, 1900) < 600 and loud(samples, VOICE * 3 // 2, 1100, 1900) > 4000
    assert loud(samples, VOICE, 100, 900) > 8000 and loud(samples, VOICE, 2100, 2900) > 8000


def test_silence_is_stronger_than_a_tone_and_a_tone_than_a_pitch() -> None:
    steps = (("sound", 1000, 2000, 3, 150, "identity"), ("sound", 1200, 1800, 2, 40, "child"),
             ("sound", 1400, 1600, 1, 0, "place"))  # fmt: skip
    samples = heard(copied("Wav", *steps))
    assert max(map(abs, samples[1400 * EACH : 1600 * EACH])) == 0
    assert loud(samples, 1000, 1210, 1370) > 12_000 and loud(samples, VOICE * 3 // 2, 1210, 1370) < 200


def wide(width: int, height: int) -> bytes:
    """Return two white pictures with a dark part from 2,000 pixels on."""
    data = io.BytesIO()
    with av.open(data, "w", format="matroska") as out:
        stream = out.add_stream("ffv1", rate=5, width=width, height=height, pix_fmt="yuv444p")
        for number in range(2):
            frame = av.VideoFrame(width, height, "yuv444p")
            for plane, value, inside in zip(frame.planes, (235, 128, 128), (40, 90, 200), strict=True):
                row = bytearray([value]) * plane.line_size
                row[2000:2200] = bytes([inside]) * 200
                plane.update(bytes(row) * plane.height)
            frame.pts = number
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return data.getvalue()


def test_a_large_film_becomes_smaller_and_no_pixel_beside_a_box_has_a_part_of_it() -> None:
    marks = ((0, MILLION // 2, 0, MILLION * 11 // 20, MILLION), (400, MILLION // 2, 0, MILLION * 11 // 20, MILLION))
    frames = pictures(made(wide(4000, 64), recipe(SourceKind.FILM, ("track", 2, "place", marks))))
    assert [(frame.width, frame.height) for frame in frames] == [(1920, 30)] * 2
    for plane, (low, high) in zip(frames[0].planes, ((228, 242), (122, 134), (122, 134)), strict=True):
        rows = [memoryview(plane)[row * plane.line_size :][: plane.width] for row in range(plane.height)]
        assert low <= min(map(min, rows)) and max(map(max, rows)) <= high


@pytest.mark.parametrize("pixels", ["bgr0", "yuv422p", "yuv420p10le", "yuva420p"])
def test_each_kind_of_pixels_is_copied(pixels: str) -> None:
    original = MediaFile("matroska", {}).picture("ffv1", pixels).write()
    frames = pictures(made(original, recipe(SourceKind.FILM, TRACK)))
    assert len(frames) == RATE * SECONDS and max(map(bright, frames)) == 0 and frames[0].format.name == "yuv420p"


def test_a_film_without_pictures_becomes_sound_and_sound_with_a_film_too() -> None:
    sound = MediaFile("mp4", {}).sound("aac").write()
    copy = bytearray()
    assert make_copy(io.BytesIO(sound), recipe(SourceKind.FILM), copy.extend)["mime"] == "audio/mp4"
    assert make_copy(io.BytesIO(planted_file("Mp4")[0]), recipe(SourceKind.SOUND), copy.extend)["mime"] == "audio/mp4"


def test_sound_that_begins_late_stays_at_its_time() -> None:
    data = io.BytesIO()
    with av.open(data, "w", format="matroska") as out:
        stream = out.add_stream("pcm_s16le", rate=SAMPLES, layout="mono")
        picture = out.add_stream("ffv1", rate=5, width=32, height=32, pix_fmt="yuv420p")
        for number in range(10):
            frame = av.VideoFrame(32, 32, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 5)
            out.mux(picture.encode(frame))
        sound = av.AudioFrame("s16", "mono", SAMPLES)
        sound.planes[0].update(array("h", [*[9000] * 100, *[-9000] * 100] * (SAMPLES // 200)).tobytes())
        sound.sample_rate, sound.pts, sound.time_base = SAMPLES, SAMPLES, Fraction(1, SAMPLES)
        out.mux([*picture.encode(None), *stream.encode(sound)])
    samples = heard(made(data.getvalue(), recipe(SourceKind.FILM)))
    assert max(map(abs, samples[: 900 * EACH])) < 50 and max(map(abs, samples[1100 * EACH : 1900 * EACH])) > 5000


@pytest.mark.parametrize("start", [b"", b"plain words", b"\x89PNG\r\n\x1a\n" + bytes(99), b"film"])
def test_a_file_that_is_no_film_is_refused(start: bytes) -> None:
    with pytest.raises((FFmpegError, MediaRefusal, EOFError)):
        made(start if start != b"film" else planted_file("Mp4")[0][:3000], recipe(SourceKind.FILM))


def test_a_child_that_makes_without_an_end_is_ended() -> None:
    ready = json.dumps({"layers": sorted(layers.missing_layers(()))}).encode()
    said = b"J" + len(ready).to_bytes(4, "big") + ready + b"J\0\0\0\2{}"
    code = f"import sys;o=sys.stdout.buffer;o.write({said!r})\nwhile 1: o.write(b'O\\0\\x10\\0\\0' + bytes(1 << 20))"
    work = FilmWork(BytesReader(bytes(1 << 20)), 1 << 20, b"", command=[sys.executable, "-c", code])
    made = 0
    with pytest.raises(MediaRefused):
        for piece in work.pieces():
            made += len(piece)
            assert made <= 84 << 20


def test_a_damaged_part_is_left_out() -> None:
    whole = bytearray(planted_file("Ts")[0])
    whole[60_000:70_000] = bytes(10_000)
    wanted = recipe(SourceKind.FILM, TRACK)
    copy = made(bytes(whole), wanted)
    assert list_film_leaks(io.BytesIO(copy), len(copy), wanted) == [] and len(pictures(copy)) > 30


STEPS_TO_CHECK: Sequence[Step] = (TRACK, ("sound", 500, 1000, 1, 0, "identity"))


def good() -> bytes:
    return copied("Mp4", *STEPS_TO_CHECK)


def dated() -> bytes:
    place = good().index(b"mvhd") + 12  # of the last change, which FFmpeg does not tell
    return good()[:place] + b"\1" + good()[place + 1 :]


LEAKING: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing hidden": (good, ""),
    "a title": (lambda: MediaFile("mp4", {"title": "Marula"}).picture("libx264").sound("aac").write(), "metadata"),
    "a name": (lambda: good().replace(b"\0VideoHandler\0", b"\0MarulaHandle\0"), "metadata"),
    "a date": (dated, "metadata"),
    "another box": (lambda: good() + box(b"uuid", bytes(16) + b"Marula"), "metadata"),
    "bytes after the end": (lambda: good() + b"Marula", "after_the_end"),
    "bytes between": (lambda: good() + box(b"mdat", b"Marula"), "after_the_end"),
    "the text of the encoder": (lambda: encoder_text(), "metadata"),
    "nothing covered": (lambda: copied("Mp4", STEPS_TO_CHECK[1]), "pixels"),
    "covered for a short time": (
        lambda: copied("Mp4", ("track", 1, "place", (mark_at(0), mark_at(400))), STEPS_TO_CHECK[1]),
        "pixels",
    ),
    "nothing silent": (lambda: copied("Mp4", TRACK), "sound"),
    "a tone for silence": (lambda: copied("Mp4", TRACK, ("sound", 500, 1000, 2, 20, "identity")), "sound"),
    "three tracks": (lambda: MediaFile("mp4", {}).picture("libx264").sound("aac").sound("aac").write(), "metadata"),
    "another codec": (lambda: MediaFile("mp4", {}).picture("mpeg4").sound("aac").write(), "metadata"),
}
"""Copies that a taken-over child could give back, each with the leak."""


def encoder_text() -> bytes:
    """Return a film with the movie options of a copy, and with the text of x264 in its pictures."""
    file = MediaFile("mp4", {}, movflags="+frag_keyframe+delay_moov+default_base_moof+dash", fflags="+bitexact")
    return file.picture("libx264").sound("aac").write()


@pytest.mark.parametrize("name", LEAKING)
def test_the_check_finds_each_leak_of_a_copy(name: str) -> None:
    make, leak = LEAKING[name]
    copy = make()
    found = list_film_leaks(io.BytesIO(copy), len(copy), recipe(SourceKind.FILM, *STEPS_TO_CHECK))
    assert (leak in found) if leak else found == []


def test_a_tone_with_a_voice_under_it_is_a_leak() -> None:
    for form, kind in (("Mp4", SourceKind.FILM), ("Wav", SourceKind.SOUND)):
        copy = copied(form)
        wanted = recipe(kind, ("sound", 1000, 2000, 2, 20, "identity"))
        assert list_film_leaks(io.BytesIO(copy), len(copy), wanted) == ["sound"]


def test_flac_has_one_header_and_no_byte_after_the_end() -> None:
    copy, wanted = copied("Wav"), recipe(SourceKind.SOUND)
    comment = b"fLaC" + b"\0\0\0\x22" + copy[8:42] + b"\x84\0\0\x06Marula" + copy[42:]
    for wrong in (comment, copy + b"Marula"):
        assert list_film_leaks(io.BytesIO(wrong), len(wrong), wanted) != []
