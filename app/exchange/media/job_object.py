"""The job object of Windows around a child: one process, limited memory, no clipboard, and its end with the program.

The program keeps the handle of the job, so hostile code in the child cannot change the limits. The child reads them
back. Source: Microsoft's documentation (JOBOBJECT_EXTENDED_LIMIT_INFORMATION). Wine 10 takes these calls and ends the
child with the handle; it keeps no other limit, and the child then says so. Nobody ran it on Windows.
"""

import ctypes
import subprocess
import sys
import weakref
from typing import Any, Final

_EXTENDED, _INTERFACE = 9, 4
"""The classes of information: extended limits, and limits of the user interface."""
LIMITS: Final = 0x8 | 0x100 | 0x400 | 0x2000
"""ACTIVE_PROCESS, PROCESS_MEMORY, DIE_ON_UNHANDLED_EXCEPTION, KILL_ON_JOB_CLOSE."""
NO_INTERFACE: Final = 0xFF
"""Every limit of the user interface: handles, clipboard, settings, display, atoms, desktops, the end of the session."""
_RIGHTS: Final = 0x0100 | 0x0001
"""PROCESS_SET_QUOTA, PROCESS_TERMINATE: what putting a process into a job needs."""


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("process_time", ctypes.c_int64), ("job_time", ctypes.c_int64), ("flags", ctypes.c_uint32),
        ("least_set", ctypes.c_size_t), ("most_set", ctypes.c_size_t), ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t), ("priority", ctypes.c_uint32), ("scheduling", ctypes.c_uint32),
    )  # fmt: skip


class JobLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", _BasicLimits), ("counters", ctypes.c_uint64 * 6), ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t), ("most_used", ctypes.c_size_t), ("most_used_job", ctypes.c_size_t),
    )  # fmt: skip


def load_kernel() -> Any:
    """Return the library of Windows; None on other systems."""
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateJobObjectW.restype = kernel.OpenProcess.restype = ctypes.c_void_p
        return kernel
    return None


def hold(child: "subprocess.Popen[bytes]", memory: int, kernel: Any) -> bool:
    """Put a child into a job that lives as long as `child`; False if Windows refuses it."""
    process = kernel.OpenProcess(_RIGHTS, False, child.pid)
    if not process:
        return False
    job = _make_job(process, memory, kernel)
    kernel.CloseHandle(ctypes.c_void_p(process))
    if job:
        weakref.finalize(child, kernel.CloseHandle, ctypes.c_void_p(job))  # at the end of the program too
    return bool(job)


def _make_job(process: int, memory: int, kernel: Any) -> int | None:
    """Return a new job with the process in it."""
    limits = JobLimits(_BasicLimits(flags=LIMITS, processes=1), process_memory=memory)
    for interface in (NO_INTERFACE, 0):  # inside another job, none can limit the interface
        job: int | None = kernel.CreateJobObjectW(None, None)
        if not job:
            return None
        given = ctypes.c_void_p(job)
        rules = ((_EXTENDED, limits), (_INTERFACE, ctypes.c_uint32(interface)))
        limited = all(
            kernel.SetInformationJobObject(given, number, ctypes.byref(rule), ctypes.sizeof(rule))
            for number, rule in rules
        )
        if limited and kernel.AssignProcessToJobObject(given, ctypes.c_void_p(process)):
            return job
        kernel.CloseHandle(given)
    return None


def is_held(memory: int, kernel: Any) -> bool:
    """Return True if this process is in such a job, as Windows tells it."""
    told, size = JobLimits(), ctypes.sizeof(JobLimits)
    if not kernel or not kernel.QueryInformationJobObject(None, _EXTENDED, ctypes.byref(told), size, None):
        return False
    alone = told.basic.flags & LIMITS == LIMITS and told.basic.processes == 1
    return bool(alone and told.process_memory <= memory)
