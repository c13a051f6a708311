"""A small program takes the film pack of its own build, and loads only bytes of its list, in the confined child."""

import lzma
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from app.actions.vault import film_packs as actions
from app.actions.vault.film_packs import FilmPack
from app.errors import InputRefused, NotFound
from app.exchange.copies.film_client import FilmWork
from app.exchange.copies.film_times import FILM_PROGRAM
from app.exchange.media.film_pack import PackList, PackRefused, read_list, unpack
from app.exchange.media.media_client import MediaChild, MediaRefused
from app.exchange.media.pack_loader import PackChanged, PackMissing, load_pack
from crypto.recipe import Recipe, SourceKind
from installer import ROOT
from tests.bytes_reader import BytesReader
from tests.exchange import film_packs as packs
from tests.exchange.film_packs import archive, entry, told
from tests.exchange.media_files import make_film, make_picture

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the small program is for Linux")
ONE, TWO = b"one" * 100, b"two" * 100
GOOD = [(entry("av/a.pyc", ONE), ONE), (entry("av/b.pyc", TWO), TWO)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PackList]:
    return packs.write(tmp_path_factory.mktemp("pack"))


@pytest.fixture
def pack(made: tuple[Path, PackList], tmp_path: Path) -> FilmPack:
    return FilmPack(made[1], tmp_path / "data" / "film.pack")


def installed(made: tuple[Path, PackList], pack: FilmPack) -> Path:
    actions.add(pack, made[0])
    return pack.file


def refused(data: bytes, listed: PackList) -> str:
    with pytest.raises(PackRefused) as why:
        unpack(data, listed)
    return str(why.value)


def files(*entries: tuple[tarfile.TarInfo, bytes]) -> PackList:
    """Return the list of these files, whatever the archive is."""
    return told(b"", [packs.film_pack._listed(info.name, data) for info, data in entries])


def test_the_pack_of_this_program_is_installed_for_its_owner_and_removed(
    made: tuple[Path, PackList], pack: FilmPack
) -> None:
    assert not pack.added
    pack.file.parent.mkdir()
    pack.file.write_bytes(b"of an older program")
    file = installed(made, pack)
    assert pack.added and file.stat().st_size == sum(one.size for one in made[1].files)
    assert file.stat().st_mode & 0o777 == 0o600 and [*file.parent.iterdir()] == [file]
    actions.remove(pack)
    assert not pack.added and [*file.parent.iterdir()] == []


def test_each_changed_byte_of_the_archive_is_refused_and_nothing_is_left(
    made: tuple[Path, PackList], pack: FilmPack, tmp_path: Path
) -> None:
    whole, small = made[0].read_bytes(), archive(GOOD)
    listed = told(small, files(*GOOD).files)
    assert [bytes(one) for one in unpack(small, listed)] == [ONE, TWO]
    for at in range(len(small)):
        assert refused(small[:at] + bytes([small[at] ^ 1]) + small[at + 1 :], listed) == "other"
    stick = tmp_path / "a.pack"
    for wrong in (whole[:-1], whole + b"\0", b"", archive(GOOD)):
        stick.write_bytes(wrong)
        with pytest.raises(InputRefused, match=r"a\.pack is damaged, or it is not the film pack of this program\."):
            actions.add(pack, stick)
    with pytest.raises(NotFound):
        actions.add(pack, tmp_path / "missing.pack")
    assert not pack.file.parent.exists() and [*tmp_path.iterdir()] == [stick]


def test_the_same_files_in_another_archive_are_never_unpacked(made: tuple[Path, PackList]) -> None:
    again = lzma.compress(lzma.decompress(made[0].read_bytes()), preset=0)
    assert refused(again, made[1]) == "other"
    assert unpack(again, told(again, made[1].files)), "its files are right"


LINK = entry("av/b.pyc", b"", tarfile.SYMTYPE, link="../../.bashrc")
HARD = entry("av/b.pyc", b"", tarfile.LNKTYPE, link="av/a.pyc")
DEVICE = entry("av/b.pyc", b"", tarfile.CHRTYPE)
HUGE = entry("av/b.pyc", TWO, size=1 << 40)
WRONG = {
    "one byte": ([GOOD[0], (GOOD[1][0], b"t" + ONE[1:])], "content"),
    "two swapped": ([(GOOD[0][0], TWO), (GOOD[1][0], ONE)], "content"),
    "a file more": ([*GOOD, (entry("av/c.pyc", b""), b"")], "files"),
    "a file twice": ([*GOOD, GOOD[1]], "files"),
    "a file less": (GOOD[:1], "files"),
    "a name above": ([GOOD[0], (entry("av/../../b.pyc", TWO), TWO)], "files"),
    "a whole path": ([GOOD[0], (entry("/av/b.pyc", TWO), TWO)], "files"),
    "a link": ([GOOD[0], (LINK, b"")], "files"),
    "a hard link": ([GOOD[0], (HARD, b"")], "files"),
    "a device": ([GOOD[0], (DEVICE, b"")], "files"),
    "another build": ([(entry("av/a.pyc", TWO), TWO), (entry("av/b.pyc", ONE), ONE)], "content"),
}


@pytest.mark.parametrize("name", WRONG)
def test_even_an_archive_with_the_right_hash_has_only_the_listed_files(name: str) -> None:
    entries, why = WRONG[name]
    data = archive(entries)
    assert refused(data, told(data, files(*GOOD).files)) == why


def test_a_huge_size_and_a_bomb_take_no_memory(made: tuple[Path, PackList]) -> None:
    heads = GOOD[0][0].tobuf() + ONE + bytes(212) + HUGE.tobuf(tarfile.GNU_FORMAT) + TWO
    bomb = archive([*GOOD, (entry("av/c.pyc", bytes(8 << 20)), bytes(8 << 20))])
    for data, why in ((lzma.compress(heads, preset=0), "form"), (bomb, "form"), (bomb[:200], "form")):
        assert refused(data, told(data, files(*GOOD).files)) == why
    more = lzma.compress(lzma.decompress(archive(GOOD)), preset=0) + b"more"
    assert refused(more, told(more, files(*GOOD).files)) == "form"


def test_no_pack_and_a_changed_one_are_not_loaded(made: tuple[Path, PackList], pack: FilmPack) -> None:
    with pytest.raises(PackMissing):
        load_pack(pack.listed, str(pack.file))
    whole = installed(made, pack).read_bytes()
    starts = [sum(one.size for one in pack.listed.files[:at]) for at in range(len(pack.listed.files))]
    changed = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in (*starts, len(whole) - 1)]
    for wrong in (*changed, whole[:-1], b""):
        pack.file.write_bytes(wrong)
        with pytest.raises(PackChanged):
            load_pack(pack.listed, str(pack.file))
    assert not any(name.partition(".")[0] == "tiny" for name in sys.modules)


def test_a_pipe_a_device_or_a_folder_in_place_of_the_pack_does_not_hang_the_child(
    made: tuple[Path, PackList], tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place, error in ((tmp_path / "pipe", PackChanged), ("/dev/zero", PackChanged), (tmp_path, PackMissing)):
        with pytest.raises(error):
            load_pack(made[1], str(place))


def test_who_changes_the_pack_while_it_is_loaded_changes_nothing(made: tuple[Path, PackList], pack: FilmPack) -> None:
    file, listed = installed(made, pack), made[0].parent / "small" / "build" / "film-pack.list"
    command = [sys.executable, "-m", "tests.exchange.pack_attack", str(listed), str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert said == "from the pack|from the pack|3|0|/proc/self/fd/"
    assert not any(file.read_bytes()), "it was overwritten before the first import"


def test_a_program_without_a_list_needs_no_pack(tmp_path: Path) -> None:
    assert read_list(tmp_path / "film-pack.list") is None and actions.find_own() is None and not load_pack()
    with pytest.raises(InputRefused, match="without a film pack"):
        actions.want_own()


def small_program(folder: Path, listed: PackList) -> list[str]:
    """Make the folder of a small program, and return its command for a media child without the family."""
    (folder / "build").mkdir(parents=True)
    (folder / "build" / "film-pack.list").write_text(listed.encode(), "utf-8")
    (folder / "resources").symlink_to(ROOT / "resources")
    return [sys.executable, "-m", "tests.exchange.pack_child", str(folder)]


def test_a_small_program_without_its_pack_shows_pictures_and_refuses_films_in_one_sentence(
    made: tuple[Path, PackList], pack: FilmPack, tmp_path: Path
) -> None:
    command = small_program(tmp_path / "small", made[1])

    def width(family: str, data: bytes) -> int:
        with MediaChild(family, BytesReader(data), len(data), [*command, str(pack.file), family]) as child:
            return int(child.open()["width"])

    assert width("picture", make_picture()) > 0
    with pytest.raises(MediaRefused, match=r"cannot show films, sound and HEIC pictures\. Add the film pack\."):
        width("film", make_film())
    installed(made, pack).write_bytes(b"changed")
    with pytest.raises(MediaRefused, match="was changed or is damaged, so Amparo does not use it"):
        width("film", make_film())


@pytest.mark.skipif(not shutil.which("objdump"), reason="needs objdump, as the build")
def test_a_film_is_shown_by_the_library_of_the_pack_in_the_confined_child(tmp_path: Path) -> None:
    """With the installed library as a pack: machine code, its libraries in order, and the modules."""
    import av

    from installer.archive import members_of

    home = Path(av.__file__).parents[1]
    members = packs.film_pack.sort_for_loading(
        [*members_of(home / "av.libs", "av.libs"),
         *(one for one in members_of(home / "av", "av") if one.name.endswith(".so")),
         *packs.film_pack._compiled(home / "av")]
    )  # fmt: skip
    listed = told(b"", [packs.film_pack._listed(one.name, one.read()) for one in members])
    with (tmp_path / "film.pack").open("wb") as out:
        out.writelines(one.read() for one in members)
    film = make_film()
    command = [*small_program(tmp_path / "small", listed), str(tmp_path / "film.pack")]
    with MediaChild("film", BytesReader(film), len(film), [*command, "film"]) as child:
        assert child.open()["width"] == 160
        assert child.picture("seek", 80, 80, ms=1500) is not None
    work = FilmWork(
        BytesReader(film),
        len(film),
        Recipe(bytes(32), SourceKind.FILM, (), FILM_PROGRAM).encode(),
        command=[*command, "copy"],
    )
    assert sum(map(len, work.pieces())) > 1000 and work.mime == "video/mp4"
