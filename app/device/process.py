"""Protect the memory of a process that can hold keys: the system must not store an image of it.

This is no protection against the administrator, or against an earlier debugger with the rights of this account. macOS'
PT_DENY_ATTACH is not used. It ends the program under a screen reader's or a person's own tracer, and it does not stop
an attacker who starts the program.
"""

import sys

_SET_DUMPABLE = 4
_NO_BOX = 0x0001 | 0x0002
"""SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX: no dialog, and so no offer to send the memory in a report."""
_NO_HEAP = 0x0001
"""WER_FAULT_REPORTING_FLAG_NOHEAP: a Windows error report contains no heap."""


def keep_memory_private() -> None:
    """Forbid core dumps and, on Linux, reading of this memory by other programs of the account.

    This takes less than a millisecond; a second call does no harm. A refusal by prctl or by Windows is ignored.
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
