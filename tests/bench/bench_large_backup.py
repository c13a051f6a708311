"""`bench_backup` with a vault of 10 GiB; it needs 36 GiB of disk and some minutes."""

from tests.bench import bench_backup


def run() -> dict[str, object]:
    """Return what `bench_backup` does."""
    return bench_backup.run(10 * 2**30, 3)
