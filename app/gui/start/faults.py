"""Report a fault of the program without any text that a person typed: the message of an error can hold it."""

import sys
import threading
from collections.abc import Callable
from pathlib import PurePath
from types import TracebackType


def keep_quiet(said: Callable[[BaseException], None]) -> None:
    """Call `said` for each error that Qt or Python would print, and print only its type and its place in the code.

    `said` is called for errors in the thread of the window.
    """

    def fault(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        _print(kind, trace)
        if error is not None:
            said(error)

    sys.excepthook = fault
    threading.excepthook = lambda hook: _print(hook.exc_type, hook.exc_traceback)
    sys.unraisablehook = lambda hook: _print(hook.exc_type, hook.exc_traceback)


def _print(kind: type[BaseException], trace: TracebackType | None) -> None:
    """Print the type and, for each call, its module and line; never a value."""
    places = []
    while trace is not None:
        places.append(f"{PurePath(trace.tb_frame.f_code.co_filename).stem}:{trace.tb_lineno}")
        trace = trace.tb_next
    print(f"fault: {kind.__name__} {' '.join(places)}", file=sys.stderr)
