"""Load modules that a start imports but does not use at their first use.

At import PySide6 runs some 5,000 lines that describe the signatures of Qt's calls, and modules of the standard library
that serve them. Only an error message, a help text or a stub generator needs them, and they take a fifth of the time to
the unlock window. Modules of ours that serve a later step are late too, so that the first list is shown soon.
A finder answers for those modules, by name, with an empty module. The empty module loads the real one at its first
attribute, on any thread. If a version of PySide uses other names, only the start is slower.
"""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from threading import RLock
from types import ModuleType
from typing import Any, cast

_PACKAGE = "shibokensupport.signature"
_SIGNATURES = ("errorhandler", "layout", "lib.enum_sig", "lib.pyi_generator", "lib.tool", "parser")
_LATE = {f"{_PACKAGE}.{name}" for name in _SIGNATURES}
_LATE |= {"base64", "copy", "html", "inspect", "ipaddress", "shutil"}  # these and the next serve rare cases
_LATE |= {"subprocess", "tempfile", "textwrap", "tokenize", "traceback", "zipfile"}
_LATE |= {f"app.actions.{name}" for name in ("kernel.clock", "records.searches")}
_LATE |= {f"app.store.records.{name}" for name in ("journals", "proposals", "verification_status")}
_LATE |= {"app.gui.widgets.fields", "app.store.mail.teams", "app.store.vault.keysets"}
_LATE |= {"attr.converters", "attr.filters", "attr.validators"}  # no class of ours has any
_FEATURES, _REPLACES = f"{_PACKAGE}.loader", "post_init"


class _Late(ModuleType):
    """A module that was found but not run; it keeps this class until the run ends: no thread sees it incomplete."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # attributes that import machinery reads from any module
            raise AttributeError(name)
        loader = cast("_Loader", self.__dict__["__loader__"])
        with loader.lock:
            if type(self) is _Late and not loader.running:
                loader.run(self)
                self.__class__ = ModuleType  # type: ignore[assignment]  # mypy says that it narrows nothing
        if name not in self.__dict__:
            raise AttributeError(name)
        return self.__dict__[name]


class _Loader:
    def __init__(self, name: str, real: Any) -> None:
        self._name, self.real = name, real
        self.lock, self.running = RLock(), False
        """A lock of its own: two threads wait for each other only if modules import each other in a circle."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Late(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing yet."""

    def run(self, module: ModuleType) -> None:
        cast(ModuleSpec, module.__spec__).name = self._name  # PySide gave it another, its own loader wants this one
        self.running = True
        try:
            self.real.exec_module(module)
        finally:
            self.running = False


class _NoFeatures:
    """A loader of PySide's own loader that leaves Python's `import` as it is.

    PySide replaces it: it looks in every module that is imported after it for a request to call Qt's functions by other
    names (`from __feature__ import snake_case`). No module of ours has one.
    """

    def __init__(self, real: Any) -> None:
        self.real = real

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        made: ModuleType | None = self.real.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        self.real.exec_module(module)
        setattr(module, _REPLACES, lambda: None)


class _Finder:
    """A finder of the late modules and of the module of features; the finders after it do the search."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> ModuleSpec | None:
        if name not in _LATE and name != _FEATURES:
            return None
        rest = (finder for finder in sys.meta_path if finder is not self)
        spec = next((spec for finder in rest if (spec := finder.find_spec(name, path, target))), None)
        if spec is not None:
            spec.loader = cast(Any, _NoFeatures(spec.loader) if name == _FEATURES else _Loader(name, spec.loader))
        return spec


def load_late() -> None:
    """Install the finder for this process; without effect if PySide6 is loaded already."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, cast(Any, _Finder()))
