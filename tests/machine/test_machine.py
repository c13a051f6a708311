"""Invented machines: what is encrypted, swapped, hibernated, shared or copied is told, and so is what cannot be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.actions.vault import machine
from app.device import findings, linux
from app.exchange import layers
from app.exchange.sandbox_client import Reader
from app.store.vault.open_vault import Vault
from tests.vaults import vault_at

LINE = "{n} 1 {dev} / {point} rw,relatime shared:1 - {kind} {source} rw\n"


class Machine:
    """A root with /proc, /sys and /etc as they are told to be."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def file(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def mounts(self, *rows: tuple[str, str, str]) -> None:
        lines = (LINE.format(n=n, dev=d, point=p, kind=k, source="x") for n, (d, p, k) in enumerate(rows))
        self.file("proc/self/mountinfo", "".join(lines))

    def device(self, number: str, name: str, uuid: str = "", below: tuple[str, ...] = ()) -> None:
        self.file(f"sys/dev/block/{number}/dev", number)
        self.file(f"sys/class/block/{name}/dev", number)
        if uuid:
            self.file(f"sys/dev/block/{number}/dm/uuid", uuid)
        for lower in below:
            self.file(f"sys/dev/block/{number}/slaves/{lower.replace(':', '-')}/dev", lower)


@pytest.fixture
def here(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "root")


HOME = Path("/home/ana/vault")


def test_a_disk_is_followed_down_to_what_encrypts_it(here: Machine) -> None:
    here.mounts(("253:1", "/", "ext4"), ("0:25", "/run", "tmpfs"))
    here.device("253:1", "dm-1", "LVM-abc", ("253:0",))
    here.device("253:0", "dm-0", "CRYPT-LUKS2-abc-luks", ("259:3",))
    here.device("259:3", "nvme0n1p3")
    assert linux.disk(here.root, HOME).state == "good"
    here.device("253:0", "dm-0", "LVM-other", ("259:3",))
    bad = linux.disk(here.root, HOME)
    assert bad.state == "care" and bad.step


def test_one_plain_half_of_a_volume_is_enough_to_say_so(here: Machine) -> None:
    here.mounts(("253:2", "/", "ext4"))
    here.device("253:2", "dm-2", "LVM-abc", ("253:0", "8:1"))
    here.device("253:0", "dm-0", "CRYPT-LUKS2-abc")
    here.device("8:1", "sda1")
    assert linux.disk(here.root, HOME).state == "care"


@pytest.mark.parametrize("kind", ["zfs", "btrfs", "nfs4", "overlay"])
def test_what_shows_no_device_cannot_be_told(here: Machine, kind: str) -> None:
    here.mounts(("0:40", "/", kind))
    assert linux.disk(here.root, HOME).state == "unknown"
    assert linux.disk(here.root / "nothing", HOME).state == "unknown"


def test_the_deepest_mount_counts_and_names_with_spaces_are_read(here: Machine) -> None:
    here.mounts(("8:1", "/", "ext4"), ("0:50", "/home/ana/my\\040files", "ecryptfs"))
    here.device("8:1", "sda1")
    assert linux.disk(here.root, Path("/home/ana/my files/vault")).state == "good"
    assert linux.disk(here.root, Path("/home/ana/my")).state == "care"


def test_swap_in_memory_or_encrypted_is_good_and_else_named(here: Machine) -> None:
    assert linux.swap(here.root).state == "unknown"
    head = "Filename Type Size Used Priority\n"
    here.file("proc/swaps", head)
    assert linux.swap(here.root).state == "good"
    here.file("proc/swaps", f"{head}/dev/zram0 partition 1 0 100\n/dev/dm-3 partition 1 0 -2\n")
    here.device("253:3", "dm-3", "CRYPT-PLAIN-swap")
    assert linux.swap(here.root).state == "good"
    here.file("proc/swaps", f"{head}/swapfile file 1 0 -2\n")
    here.mounts(("8:1", "/", "ext4"))
    here.device("8:1", "sda1")
    assert "/swapfile" in linux.swap(here.root).said


def test_hibernation_needs_a_place_to_go(here: Machine) -> None:
    assert linux.hibernation(here.root).state == "good"
    here.file("sys/power/disk", "[platform] shutdown reboot")
    here.file("sys/power/resume", "0:0")
    assert linux.hibernation(here.root).state == "good"
    here.file("sys/power/resume", "8:2")
    here.device("8:2", "sda2")
    assert linux.hibernation(here.root).state == "care"
    here.device("8:2", "dm-9", "CRYPT-LUKS2-x")
    assert linux.hibernation(here.root).state == "good"


def test_accounts_of_people_are_counted(here: Machine) -> None:
    rows = ["root:x:0:0::/root:/bin/bash", "ana:x:1000:1000::/home/ana:/bin/bash",
            "ben:x:1001:1001::/home/ben:/bin/zsh", "nobody:x:65534:65534::/:/usr/sbin/nologin",
            "guest:x:1002:1002::/:/bin/false", "broken"]  # fmt: skip
    here.file("etc/passwd", "\n".join(rows))
    assert linux.accounts(here.root) == ["ana", "ben"]


@pytest.mark.skipif(os.name == "nt", reason="modes")
def test_modes_that_let_others_in_are_mended(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    (vault / "db").mkdir(parents=True)
    (vault / "db" / "file").write_bytes(b"")
    vault.chmod(0o755)
    (vault / "db").chmod(0o750)
    (vault / "db" / "file").chmod(0o644)
    assert findings.check_folder_access(vault, ["ana", "ben"]).state == "care"
    assert findings.mend_modes(vault) == 3 and findings.mend_modes(vault) == 0
    assert [(p.stat().st_mode & 0o777) for p in (vault, vault / "db", vault / "db/file")] == [0o700, 0o700, 0o600]
    assert findings.check_folder_access(vault, ["ana", "ben"]).state == "good"


def test_a_synchronised_folder_is_known_by_its_name_or_marks(tmp_path: Path) -> None:
    assert findings.check_synchronised_folder(tmp_path / "vault").state == "good"
    assert "Dropbox" in findings.check_synchronised_folder(tmp_path / "Dropbox (Desk)" / "vault").said
    (tmp_path / "cloud").mkdir()
    (tmp_path / "cloud" / ".sync_0a1b.db").write_bytes(b"")
    assert "Nextcloud" in findings.check_synchronised_folder(tmp_path / "cloud" / "in" / "vault").said


@pytest.mark.parametrize(
    ("platform", "said", "state"),
    [("darwin", "FileVault is On.", "good"), ("darwin", "FileVault is Off.", "care"), ("darwin", "", "unknown"),
     ("win32", "    Protection Status:    Protection On", "good"), ("win32", "Protection Off", "care")],
)  # fmt: skip
def test_other_systems_answer_by_their_own_tool(platform: str, said: str, state: str) -> None:
    assert findings.disk(Path("/x"), lambda command: said, platform).state == state


def test_a_tool_that_is_not_there_is_no_fault() -> None:
    def missing(command: list[str]) -> str:
        raise FileNotFoundError(command[0])

    assert findings.disk(Path("/x"), missing, "darwin").state == "unknown"


def test_all_of_it_is_looked_at_and_a_person_may_know(here: Machine, tmp_path: Path) -> None:
    with vault_at(tmp_path / "vault") as vault:
        keys = [row.key for row in machine.look(vault.folder, here.root, "linux")]
        assert keys[:7] == ["disk", "swap", "hibernation", "accounts", "synchronised", "locked", "reader"]
        _knows(vault)


@pytest.mark.skipif(sys.platform != "linux", reason="the layers of Linux")
def test_what_holds_the_reader_of_foreign_files_is_told_as_its_child_tells_it(tmp_path: Path) -> None:
    with Reader() as reader:
        reader.ready()
        held = reader.layers
    (row,) = (row for row in machine.look(tmp_path, tmp_path) if row.key == "reader")
    assert row == machine.reader(held) and row.state == "good" and machine.LAYERS["seccomp"] in row.means
    assert ("Missing here" in row.means) is (held != {*machine.LAYERS})


def test_what_the_reader_of_foreign_files_lacks_is_told() -> None:
    all_ = frozenset(machine.LAYERS)
    assert list(machine.LAYERS) == [name for name, _ in layers.order("linux")]
    some = machine.reader(all_ - {"landlock", "namespace"}, "linux")
    assert some.state == "good" and some.means.endswith(
        "Missing here: a separate empty network (namespaces); a ban on files and folders (Landlock)."
    )
    for name in ("no_new_privs", "limits", "memory", "seccomp"):
        none = machine.reader(all_ - {name}, "linux")
        assert none.state == "care" and "does not open files" in none.said
        assert machine.LAYERS[name] in none.means and none.step
    for platform, held in (("darwin", frozenset({"limits"})), ("win32", frozenset())):
        other = machine.reader(held, platform)
        assert other.state == "care" and "cannot open files" in other.said and machine.LAYERS["seccomp"] in other.means


def _knows(vault: Vault) -> None:
    machine.say_known(vault, "disk")
    machine.say_known(vault, "swap")
    machine.say_known(vault, "disk", False)
    assert machine.list_known_findings(vault) == {"swap"}


@pytest.mark.skipif(sys.platform != "linux", reason="prctl and /proc")
def test_a_process_leaves_no_core_and_cannot_be_read() -> None:
    code = (
        "import ctypes, resource; from app.device import process; process.keep_memory_private();"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(0, 0) 0"
