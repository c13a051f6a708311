"""Small films, sounds, pictures and PDFs for tests, made by the libraries that read them."""

import io
import math
import struct
from fractions import Fraction

import av
from PIL import Image

RATE = 48_000


def make_film(seconds: float = 2, rate: int = 30, size: tuple[int, int] = (160, 90), gap: int = 30) -> bytes:
    """Return an MP4: frame n is grey with the value 2n (of 256), with a key frame each `gap` frames, and a tone."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as held:
        held.metadata["title"] = "Claimed title"
        held.metadata["location"] = "+01.5000-002.0100/"
        film = held.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "g": str(gap)})
        film.width, film.height, film.pix_fmt = *size, "yuv420p"
        sound = held.add_stream("aac", rate=RATE, layout="stereo")
        for number in range(round(seconds * rate)):
            frame = av.VideoFrame(*size, "yuv420p")
            for plane, value in zip(frame.planes, (2 * number % 256, 128, 128), strict=True):
                plane.update(bytes([value]) * plane.buffer_size)
            frame.pts, frame.time_base = number, Fraction(1, rate)
            held.mux(film.encode(frame))
        _add_tone(held, sound, seconds)
        held.mux(film.encode())
    return out.getvalue()


def make_sound(seconds: float = 1, form: str = "wav", codec: str = "pcm_s16le") -> bytes:
    """Return a sound file: a tone that is silent in the second half of each second."""
    out = io.BytesIO()
    with av.open(out, "w", format=form) as held:
        _add_tone(held, held.add_stream(codec, rate=RATE, layout="stereo"), seconds)
    return out.getvalue()


def _add_tone(held: av.container.OutputContainer, sound: av.AudioStream, seconds: float) -> None:
    each = sound.codec_context.frame_size or 1024
    for number in range(int(seconds * RATE) // each):
        places = range(number * each, (number + 1) * each)
        values = (int(16_000 * math.sin(at / 20)) if at % RATE < RATE // 2 else 0 for at in places)
        frame = av.AudioFrame(format="s16", layout="stereo", samples=each)
        frame.planes[0].update(b"".join(struct.pack("<hh", value, value) for value in values))
        frame.sample_rate, frame.pts, frame.time_base = RATE, number * each, Fraction(1, RATE)
        held.mux(sound.encode(frame))
    held.mux(sound.encode())


def make_picture(form: str = "JPEG", size: tuple[int, int] = (400, 200), orientation: int = 1) -> bytes:
    """Return a red picture with a blue corner at the upper left, as it is stored; with a device and a position."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Maker"
    exif.get_ifd(0x8825).update({1: "N", 2: (1.0, 30.0, 0.0), 3: "W", 4: (2.0, 0.0, 36.0)})
    image, out = Image.new("RGB", size, (250, 0, 0)), io.BytesIO()
    image.paste((0, 0, 250), (0, 0, size[0] // 4, size[1] // 4))
    image.save(out, form, **({"exif": exif} if form in ("JPEG", "PNG", "WEBP", "TIFF") else {}))
    return out.getvalue()
