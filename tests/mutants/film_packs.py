"""The film pack, with each check before it is installed and before it is loaded broken in turn."""

from tests.mutants.mutant import Mutant

_TESTS = "tests/exchange/test_film_pack.py"
_UNPACK, _LOAD = "app.exchange.media.film_pack:unpack", "app.exchange.media.pack_loader"
_LISTED = f"{_TESTS}::test_even_an_archive_with_the_right_hash_has_only_the_listed_files"

MUTANTS = [
    Mutant(
        "P26", _UNPACK, "hashlib.sha256(archive).hexdigest() != listed.archive.sha256", "False",
        f"{_TESTS}::test_the_same_files_in_another_archive_are_never_unpacked",
    ),
    Mutant("P26", _UNPACK, "hashlib.sha256(content).hexdigest() != one.sha256", "False", f"{_LISTED}[one byte]"),
    Mutant(
        "P26", _UNPACK, "found != sorted((one.name, one.size, tarfile.REGTYPE) for one in listed.files)", "False",
        f"{_LISTED}[a file more]",
    ),
    Mutant(
        "P26", "app.exchange.media.film_pack:_decompress", "not decoder.eof or decoder.unused_data", "False",
        f"{_TESTS}::test_a_huge_size_and_a_bomb_take_no_memory",
    ),
    Mutant(
        "P26", f"{_LOAD}:_fill", 'hashlib.file_digest(copied, "sha256").hexdigest() != listed.sha256', "False",
        f"{_TESTS}::test_no_pack_and_a_changed_one_are_not_loaded",
    ),
    Mutant(
        "P26", f"{_LOAD}:_fill",
        "fcntl.fcntl(handle, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)", "pass",
        f"{_TESTS}::test_who_changes_the_pack_while_it_is_loaded_changes_nothing",
    ),
    Mutant(
        "P26", f"{_LOAD}:load_pack", "not stat.S_ISREG(os.fstat(source.fileno()).st_mode)", "False",
        f"{_TESTS}::test_a_pipe_a_device_or_a_folder_in_place_of_the_pack_does_not_hang_the_child",
    ),
    Mutant(
        "P26", "app.exchange.media.films:load_library", "load_pack()", "False",
        f"{_TESTS}::test_a_film_is_shown_by_the_library_of_the_pack_in_the_confined_child",
    ),
]  # fmt: skip
