"""A screen of its own (Xvfb), and when a program's first window stands on it, seen from outside.

Only libX11 is asked, every 2 ms: a window counts once the server says it is viewable and it is at least 200 x 150.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import IO

from tests.bench import BenchError

_VIEWABLE = 2
_STEP = 0.002
_TRIES = 50
_GEOMETRY, _MAP_STATE = slice(2, 4), 23
"""Where XWindowAttributes has width and height, and the map state, counted in ints (64-bit Linux)."""


class Screen:
    """One X server; programs are started on it one at a time, each with a HOME that is new."""

    def __init__(self) -> None:
        if shutil.which("Xvfb") is None:
            raise BenchError("this bench needs Xvfb: apt-get install xvfb")
        read, write = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as told:
            self.name = f":{told.readline().strip()}"
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._quiet = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda *_: 0)
        self._x.XSetErrorHandler(self._quiet)  # a window may be gone before it is asked about
        self._display = ctypes.c_void_p(self._open())
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))

    def _open(self) -> int:
        """Return the connection; a server that has just told its number can refuse the first one."""
        for _ in range(_TRIES):
            if display := self._x.XOpenDisplay(self.name.encode()):
                return int(display)
            time.sleep(0.1)
        raise BenchError(f"no X server answers at {self.name}")

    def __enter__(self) -> "Screen":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._x.XCloseDisplay(self._display)
        self._server.terminate()
        self._server.wait()

    def has_window(self) -> bool:
        """Return whether a window stands on the screen."""
        root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        self._x.XQueryTree(
            self._display, self._root, ctypes.byref(root), ctypes.byref(parent), ctypes.byref(children),
            ctypes.byref(count),
        )  # fmt: skip
        found = any(self._stands(children[number]) for number in range(count.value))
        if count.value:
            self._x.XFree(children)
        return found

    def _stands(self, window: int) -> bool:
        attributes = (ctypes.c_int * 64)()
        if not self._x.XGetWindowAttributes(self._display, ctypes.c_ulong(window), attributes):
            return False
        width, height = attributes[_GEOMETRY]
        return attributes[_MAP_STATE] == _VIEWABLE and width >= 200 and height >= 150

    def environment(self, home: Path, more: Mapping[str, str]) -> dict[str, str]:
        """Return the environment of a program on this screen with its own HOME."""
        runtime = home / "run"
        runtime.mkdir(mode=0o700, exist_ok=True)
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "PYTHONSAFEPATH") if name in os.environ}
        own = {"DISPLAY": self.name, "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "LANG": "C.UTF-8"}
        return {**kept, **own, "QT_QPA_PLATFORM": "xcb", **more}

    def first_window(self, command: Sequence[str], more: Mapping[str, str], limit: float = 30) -> float:
        """Start a program and return the seconds until its first window stands; it is ended then."""
        with TemporaryDirectory() as name:
            environment = self.environment(Path(name), more)
            begun = time.perf_counter()
            with started(command, environment) as child:
                self.wait_for_window(child, command[0], limit)
                spent = time.perf_counter() - begun
        self.wait_until_empty()
        return spent

    def wait_until_empty(self) -> None:
        """Wait until the windows of what was ended are gone."""
        while self.has_window():
            time.sleep(_STEP)

    def wait_for_window(self, child: "subprocess.Popen[str]", name: str, limit: float = 30) -> None:
        """Wait until a window is on the screen. Raises BenchError if its program ends, or after `limit` seconds."""
        until = time.perf_counter() + limit
        while not self.has_window():
            if child.poll() is not None or time.perf_counter() > until:
                raise BenchError(f"{name} showed no window")
            time.sleep(_STEP)


@contextmanager
def started(
    command: Sequence[str], environment: Mapping[str, str], errors: IO[str] | int = subprocess.DEVNULL
) -> Iterator["subprocess.Popen[str]"]:
    """Run a program in its own session; whatever it started ends with it."""
    child = subprocess.Popen(
        command, env=environment, start_new_session=True, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=errors,
    )  # fmt: skip
    try:
        yield child
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
