"""What a process that may hold keys asks of the system: leave no image of its memory anywhere.

Nothing here keeps out who has the rights of this account and a debugger before it is asked for, or the administrator.
macOS' PT_DENY_ATTACH is not used: it ends the program under a screen reader's or a person's own tracer, and stops no
attacker who starts the program himself.
"""

import sys

_SET_DUMPABLE = 4
_NO_BOX = 0x0001 | 0x0002
"""SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX: no dialog, and so no offer to send what was in memory."""
_NO_HEAP = 0x0001
"""WER_FAULT_REPORTING_FLAG_NOHEAP: a report of Windows holds no heap."""


def keep_memory_private() -> None:
    """Forbid core dumps and, on Linux, other programs of this account to read this one's memory; again is harmless.

    Less than a millisecond. A system that refuses is left as it is.
    """
    if sys.platform == "win32":
        _on_windows()
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def _on_windows() -> None:
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetErrorMode(kernel.SetErrorMode(0) | _NO_BOX)
        kernel.WerSetFlags(_NO_HEAP)
