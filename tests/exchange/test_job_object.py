"""The job object of Windows is made in the right order with the right sizes. No Windows is needed."""

import ctypes
import gc
import subprocess
import sys
from collections.abc import Collection
from typing import Any

import pytest

from app.exchange import layers
from app.exchange.media import job_object

MIB = 1 << 20


class FakeKernel:
    """A kernel32 with jobs: it writes each call down and refuses those that are named."""

    def __init__(self, refused: Collection[str] = ()) -> None:
        self.refused, self.calls, self.held = refused, list[tuple[Any, ...]](), job_object.JobLimits()

    def say(self, name: str, *told: object, gives: int = 1) -> int:
        self.calls.append((name, *told))
        return 0 if {name, f"{name} {told[-1] if told else ''}"} & {*self.refused} else gives

    def OpenProcess(self, rights: int, inherit: bool, pid: int) -> int:
        return self.say("open", rights, inherit, pid, gives=0x7FFF_0000_0004)

    def CreateJobObjectW(self, attributes: None, name: None) -> int:
        return self.say("create", gives=0x7FFF_0000_0008)

    def SetInformationJobObject(self, job: ctypes.c_void_p, what: int, at: Any, size: int) -> int:
        if what == 4:
            return self.say("interface", job.value, size, at._obj.value)
        self.held = at._obj
        return self.say("limits", job.value, what, size)

    def AssignProcessToJobObject(self, job: ctypes.c_void_p, process: ctypes.c_void_p) -> int:
        interface = self.calls[-1][-1]
        return self.say("assign", job.value, process.value, interface)

    def CloseHandle(self, handle: ctypes.c_void_p) -> int:
        return self.say("close", handle.value)

    def QueryInformationJobObject(self, job: None, what: int, at: Any, size: int, used: None) -> int:
        ctypes.memmove(at, ctypes.byref(self.held), size)
        return self.say("query", job, what, size)


JOB, PROCESS = 0x7FFF_0000_0008, 0x7FFF_0000_0004
MADE = [("create",), ("limits", JOB, 9, 144), ("interface", JOB, 4, 0xFF), ("assign", JOB, PROCESS, 0xFF)]


def start() -> "subprocess.Popen[bytes]":
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        return child


@pytest.mark.skipif(sys.maxsize < 2**32, reason="sizes of 64 bits")
def test_a_child_gets_its_limits_before_it_is_in_the_job() -> None:
    kernel, child = FakeKernel(), start()
    assert job_object.hold(child, 768 * MIB, kernel)
    assert kernel.calls == [("open", 0x101, False, child.pid), *MADE, ("close", PROCESS)]
    basic = kernel.held.basic
    assert (basic.flags, basic.processes, kernel.held.process_memory) == (0x2508, 1, 768 * MIB)
    offsets = [getattr(job_object.JobLimits, name).offset for name in ("counters", "process_memory", "job_memory")]
    assert offsets == [64, 112, 120] and type(basic).flags.offset == 16 and type(basic).processes.offset == 40
    assert job_object.is_held(768 * MIB, kernel) and kernel.calls[-1] == ("query", None, 9, 144)
    del child
    gc.collect()
    assert kernel.calls[-1] == ("close", JOB), "the end of its owner ends the child"


def test_a_job_inside_another_one_has_no_rule_about_the_interface() -> None:
    kernel, child = FakeKernel(["assign 255"]), start()
    assert job_object.hold(child, MIB, kernel)
    assert [call[-1] for call in kernel.calls if call[0] in ("interface", "assign", "close")] == [
        255, 255, JOB, 0, 0, PROCESS
    ]  # fmt: skip


@pytest.mark.parametrize("refused", ["open", "create", "limits 144", "assign"])
def test_a_refusal_leaves_no_handle(refused: str) -> None:
    kernel, child = FakeKernel([refused]), start()
    assert not job_object.hold(child, MIB, kernel)
    closed = [call[1] for call in kernel.calls if call[0] == "close"]
    made = sum(call == ("create",) for call in kernel.calls) if refused != "create" else 0
    assert closed.count(JOB) == made and (PROCESS in closed or refused == "open")


def test_limits_that_windows_does_not_tell_do_not_hold() -> None:
    kernel = FakeKernel()
    assert not job_object.is_held(MIB, kernel) and not job_object.is_held(MIB, None)
    assert job_object.hold(start(), MIB, kernel) and job_object.is_held(MIB, kernel)
    for flag in (0x8, 0x100, 0x400, 0x2000):
        kernel.held.basic.flags = 0x2508 & ~flag
        assert not job_object.is_held(MIB, kernel)
    kernel.held.basic.flags = 0x2508
    assert not job_object.is_held(MIB - 1, kernel), "more memory than a child may have"
    kernel.refused = ["query 144"]
    assert not job_object.is_held(MIB, kernel)


def test_a_child_on_windows_names_its_job() -> None:
    assert [name for name, _ in layers.order("win32")] == [layers.JOB]
