#!/usr/bin/env python3
"""One file to run, test and check Amparo on a fresh machine. It needs only Python's standard library.

    python3 x.py run [VERB ...]   open the app; the rest is passed to `amparo` (with no display: the demo)
    python3 x.py demo             the main job end to end on this machine
    python3 x.py test [...]       every test; `--all`: in every look, `--quick`: below 0.2 s; the rest goes to pytest
    python3 x.py check            format, lint, types, layers, plain English
    python3 x.py build            the program as one folder, and what installs or carries it (docs/build.md)
    python3 x.py bench | pictures | kill [engine | hostile | soak | behind | film | nonces | leaks]
    python3 x.py mutants [WORD ...] | tor | fuzz [CASES [SEED [WORD ...]] | --guided [RUNS [PARSER ...]]]

The first start makes `.venv` with the Python that runs this file and installs the locked, hashed packages into it.
A stamp in `.venv` remembers the lock and the Python, so a later start costs two reads and one exec. For root on Debian
or Ubuntu, it installs missing system packages. Other users get the one line to run.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from subprocess import CompletedProcess
    from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BUILD_VENV = ROOT / "build" / ".venv"  # `build` freezes from this one: the tests stay out
STAMP = "amparo.stamp"
RUN_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"  # holds every pin of requirements.lock too
BUILD_LOCK = "requirements-build.lock"  # holds every pin of requirements.lock, and PyInstaller
FUZZ_LOCK = "requirements-fuzz.lock"  # holds what `fuzz --guided` adds to it
OURS = ("app", "crypto", "sync")

# System libraries that Qt loads, and the Debian package of each.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11.so.6": "libx11-6",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Programs that `bench` measures against or needs, and the Debian package that has each.
BENCH_TOOLS = {
    "keepassxc": "keepassxc",
    "age": "age",
    "nginx": "nginx-light",
    "wrk": "wrk",
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "xdotool": "xdotool",
    "xwininfo": "x11-utils",
}
TOR_TOOLS = {"tor": "tor", "tor-gencert": "tor"}
BUILD_TOOLS = {"objcopy": "binutils"}  # and strip, which is in the same package


class SetupError(Exception):
    """This computer lacks something that x.py must not or cannot install; the text says the next step."""


# --- the system -------------------------------------------------------------------------------------------------


def missing_system_packages() -> list[str]:
    """Return the missing Debian packages for the environment and for Qt (Linux only)."""
    if not sys.platform.startswith("linux"):
        return []
    import ctypes
    import importlib
    import importlib.util
    import shutil

    importlib.invalidate_caches()
    has_pip = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
    missing = [] if has_pip or shutil.which("uv") else ["python3-venv"]
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def missing_tools(tools: Mapping[str, str] = BENCH_TOOLS) -> list[str]:
    """Return the Debian packages of missing programs that `bench`, or another verb, needs."""
    import shutil

    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    return [package for tool, package in tools.items() if not shutil.which(tool, path=path)]


def missing_build_packages() -> list[str]:
    """Return the missing Debian packages that `build` needs in addition to its environment (Linux only)."""
    if not sys.platform.startswith("linux"):
        return []
    import ctypes
    import sysconfig

    missing = missing_tools(BUILD_TOOLS)
    try:
        ctypes.CDLL(str(sysconfig.get_config_var("INSTSONAME")))  # Debian's python3 does without it
    except OSError:
        missing.append(f"libpython{sys.version_info[0]}.{sys.version_info[1]}")
    return missing


def provide(missing: Callable[[], list[str]], why: str) -> None:
    """Install the system packages that `missing` returns, or raise SetupError with the one line that does it."""
    import shutil

    packages = missing()
    if not packages:
        return
    if not shutil.which("apt-get"):
        raise SetupError(f"{why} needs what Debian calls {', '.join(packages)}; install it and start again.")
    install = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0:
        update = "apt-get update && "
        line = f"sudo sh -c '{update}{install}'" if shutil.which("sudo") else f"su -c '{update}{install}'"
        raise SetupError(f"{why} needs system packages. Run this one line, then start again:\n\n    {line}\n")
    say(f"installing system packages: {' '.join(packages)}")
    for command in (["apt-get", "update", "-q"], install.split()):
        done = _heard(command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
        if done.returncode != 0:
            raise SetupError(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}")
    left = missing()
    if left:
        raise SetupError(f"Still missing after apt-get: {', '.join(left)}. Does {sys.executable} belong to Debian?")


# --- the environment --------------------------------------------------------------------------------------------


def venv_tool(name: str, venv: Path = VENV) -> str:
    """Return the path of a program in an environment."""
    return str(venv / "Scripts" / f"{name}.exe" if os.name == "nt" else venv / "bin" / name)


def wanted_stamp(lock: str) -> str:
    """Return a description of the environment for `lock`: its Python, its folder and the hash of the lock."""
    digest = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    return f"{sys.version.split()[0]} {sys.base_prefix} {ROOT} {lock} {digest}"


def is_ready(lock: str, venv: Path = VENV) -> bool:
    """Return True if `venv` was finished for this same lock, Python and folder."""
    try:
        return wanted_stamp(lock) in (venv / STAMP).read_text("utf-8").splitlines()
    except OSError:
        return False


def ensure(lock: str, venv: Path = VENV) -> None:
    """Make `venv` hold the packages of `lock`; costs nothing if it already does. Raises SetupError."""
    if is_ready(lock, venv):
        return
    import shutil

    provide(missing_system_packages, "Amparo")
    uv = shutil.which("uv")
    (venv / STAMP).unlink(missing_ok=True)  # an interrupted installation must not look finished
    if not _made_by_this_python(venv, needs_pip=uv is None):
        if venv.exists():
            shutil.rmtree(venv)
        say(f"making {venv.relative_to(ROOT)} with Python {sys.version.split()[0]}")
        python = getattr(sys, "_base_executable", sys.executable)
        _must([uv, "venv", "-q", "--python", python, str(venv)] if uv else [python, "-m", "venv", str(venv)])
    _install(lock, venv)
    _prepare(venv)
    locks = [RUN_LOCK, TEST_LOCK] if lock == TEST_LOCK else [lock]
    (venv / STAMP).write_text("".join(wanted_stamp(name) + "\n" for name in locks), "utf-8")


def add(lock: str) -> None:
    """Add the packages of only one verb to a ready environment. Raises SetupError."""
    if not is_ready(lock):
        _install(lock)
        with (VENV / STAMP).open("a", encoding="utf-8") as stamp:
            stamp.write(wanted_stamp(lock) + "\n")


def _install(lock: str, venv: Path = VENV) -> None:
    import shutil

    say(f"installing {lock} (once; every file is checked against its hash)")
    if uv := shutil.which("uv"):
        installer = [uv, "pip", "install", "-q", "--python", venv_tool("python", venv), "--no-build"]
    else:
        python = venv_tool("python", venv)
        installer = [python, "-m", "pip", "install", "-q", "--no-input", "--only-binary", ":all:"]
    _must([*installer, "--require-hashes", "-r", str(ROOT / lock)])


def _prepare(venv: Path) -> None:
    """Write once the files that each start would make again: compiled files, also Qt's, translations, the Arabic font.

    If the tree cannot be written, the app starts without them and is only slower.
    """
    import subprocess

    environment = {**os.environ, "SBK_EMBED": "0", "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    modules = (["compileall", "-q", *OURS], ["app.catalogue"], ["app.gui.style.fonts"], ["app.compiled"])
    for command in (["-c", "import PySide6.QtCore"], *(["-m", *words] for words in modules)):
        subprocess.run(
            [venv_tool("python", venv), *command], cwd=ROOT, env=environment, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


def _made_by_this_python(venv: Path, *, needs_pip: bool) -> bool:
    """Return True if the Python in `venv` is the one running now, and usable."""
    import subprocess

    probe = "import sys; print(sys.version.split()[0], sys.base_prefix)" + ("; import pip" if needs_pip else "")
    try:
        command = [venv_tool("python", venv), "-c", probe]
        answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.strip() == f"{sys.version.split()[0]} {sys.base_prefix}"


def _must(command: Sequence[str]) -> None:
    """Run a step of the set-up; raise SetupError with its output if it fails."""
    done = _heard(command)
    if done.returncode != 0:
        hint = "The first start needs a connection, and room for some 500 MB."
        raise SetupError(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}\n{hint}")


def _heard(command: Sequence[str], **more: Any) -> CompletedProcess[str]:
    """Run a step and return all its output as one text."""
    import subprocess

    end, kept, mixed = subprocess.DEVNULL, subprocess.PIPE, subprocess.STDOUT
    return subprocess.run(command, stdin=end, stdout=kept, stderr=mixed, text=True, check=False, **more)


# --- the verbs --------------------------------------------------------------------------------------------------


def say(text: str) -> None:
    """Tell the person the progress on standard error: standard output belongs to the program."""
    print(f"x.py: {text}", file=sys.stderr, flush=True)


def has_display(environment: Mapping[str, str]) -> bool:
    """Return True if a window can be shown: always so if the desktop needs no display variable."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(environment.get(name) for name in names)


def become(*command: str, venv: Path = VENV) -> int:
    """Replace this process by a Python of `venv` that finds our packages first, from any folder."""
    python = venv_tool("python", venv)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    if os.name != "nt":
        sys.stdout.flush()
        os.execve(python, [python, *command], environment)
    import subprocess  # Windows: exec there would return to the shell before the program ends

    return subprocess.run([python, *command], env=environment, check=False).returncode


def run(rest: list[str]) -> int:
    """Start `amparo`, or show the demo if there is no verb and no display for a window."""
    ensure(RUN_LOCK)
    if rest[:1] in ([], ["--vault"]) and len(rest) in (0, 2) and not has_display(os.environ):
        say("no display here, so no window can open: running the demo instead")
        rest = ["demo"]
    return become("-m", "app", *rest)


def demo(rest: list[str]) -> int:
    """Run the main job end to end."""
    return run(["demo", *rest])


def test(rest: list[str]) -> int:
    """Run every test on two processes that share the remaining tests; pytest's summary is the last line."""
    ensure(TEST_LOCK)
    os.chdir(ROOT)
    return become("-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", *rest)


def check(rest: list[str]) -> int:
    """Check format, lint, types, layers and plain English; always all five, so that one run shows every problem."""
    if rest:
        raise SetupError("check takes no further words.")
    ensure(TEST_LOCK)
    steps = {
        "format": [venv_tool("ruff"), "format", "--check", "--quiet", "."],
        "lint": [venv_tool("ruff"), "check", "--quiet", "."],
        "types": [venv_tool("mypy")],
        "layers": [venv_tool("lint-imports"), "--no-cache", "--no-logo"],
        "plain": [venv_tool("python"), "-m", "tests.plain"],
    }
    failed = []
    for name, command in steps.items():
        done = _heard(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
        say(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'}")
        if done.returncode != 0:
            failed.append(name)
            print(done.stdout, flush=True)
    print(f"check: {'failed: ' + ', '.join(failed) if failed else 'all ok'}")
    return 1 if failed else 0


def _module(name: str) -> Callable[[list[str]], int]:
    """Return the verb that runs one module of the tests as a program."""

    def verb(rest: list[str]) -> int:
        ensure(TEST_LOCK)
        return become("-m", name, *rest)

    return verb


def bench(rest: list[str]) -> int:
    """Measure against KeePassXC, age and nginx; it fails if they are missing, because it must compare."""
    provide(missing_tools, "bench")
    ensure(TEST_LOCK)
    _prepare(VENV)  # an edited module is no longer in the compiled file: its start would be slower than a user's
    return become("-m", "tests.bench", *rest)


def fuzz(rest: list[str]) -> int:
    """Feed the parsers changed bytes; with --guided under libFuzzer, which is installed for it."""
    ensure(TEST_LOCK)
    if "--guided" in rest:
        add(FUZZ_LOCK)
    return become("-m", "tests.fuzz", *rest)


def kill(rest: list[str]) -> int:
    """Kill the program at each of its steps; `engine`; `hostile`: attack a relay; `soak`, `behind`: many senders."""
    ensure(TEST_LOCK)
    own = {"engine": "relay.engine_kill", "hostile": "relay.hostile", "nonces": "crypto.nonces"}.get("".join(rest[:1]))
    if own and own.startswith("relay"):
        add("requirements-engines.lock")
    return become("-m", f"tests.{own or 'flow.kill'}", *rest[bool(own) :])


def tor(rest: list[str]) -> int:
    """Deliver through a separate Tor network on this computer; Debian's tor makes it."""
    provide(lambda: missing_tools(TOR_TOOLS)[:1], "tor")
    return _module("tests.tor")(rest)


def build(rest: list[str]) -> int:
    """Freeze the program into one folder, and make the installers and the USB stick version from it."""
    provide(missing_build_packages, "build")
    ensure(BUILD_LOCK, BUILD_VENV)
    return become("-m", "installer", *rest, venv=BUILD_VENV)


VERBS: dict[str, Callable[[list[str]], int]] = {
    "run": run, "demo": demo, "test": test, "check": check, "build": build, "bench": bench, "kill": kill,
    "tor": tor, "fuzz": fuzz, "pictures": _module("tests.gui.pictures"), "mutants": _module("tests.mutants"),
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run one verb and return its exit code: 2 for an unknown verb, 1 if the computer lacks something."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the one place that an older Python reaches
        say(f"Amparo needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 1
    if not arguments or arguments[0] not in VERBS:
        print(__doc__, file=sys.stdout if arguments in (["-h"], ["--help"]) else sys.stderr)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    try:
        return VERBS[arguments[0]](arguments[1:])
    except (SetupError, OSError) as problem:  # OSError: no room, or no right to write here
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        say("stopped; the next start begins the set-up again where it must.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
