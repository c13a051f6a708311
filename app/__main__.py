"""Start the window if there is no verb, else the command line; neither loads the other."""

import gc
import os
import sys


def window_folder(arguments: list[str]) -> str | None:
    """Return the vault of a command without a verb, for the window: empty for the usual vault, None for a verb."""
    match arguments:
        case []:
            return ""
        case ["--vault", folder] if not folder.startswith("-"):
            return folder
        case [option] if option.startswith("--vault="):
            return option.removeprefix("--vault=")
    return None


def main() -> int:
    """Run the requested part of the program and return its exit code."""
    os.umask(0o077)  # all files of this program are only for their owner
    arguments = sys.argv[1:]
    folder = window_folder(arguments)
    if folder is not None:
        gc.disable()  # loaded objects are not garbage; `run` collects again once the window is shown
        from app import compiled

        compiled.use()
        from app.gui.start.run import run

        return run(folder)
    from app import start

    if arguments == [start.CONFINED, start.PAINT]:
        from app.exchange.paper_painter import main as paint

        return paint()
    if arguments[:2] == [start.CONFINED, start.MEDIA]:
        from app.exchange.media.media_worker import main as show

        return show(arguments[2])
    if arguments[0] == start.CONFINED:
        from app.exchange.sandbox_worker import main as read

        return read(bare=start.BARE in arguments, heic=start.HEIC in arguments)
    if arguments[0] == start.DOOR:
        from sync.relay.temporary_relay import main as stand

        return stand(arguments[1:])
    from app.cli import serve, wipe

    if serve.is_wanted(arguments):
        return serve.main(arguments)
    if wipe.is_wanted(arguments):
        return wipe.main(arguments)
    from app.cli.main import main as command

    return command(arguments)


if __name__ == "__main__":
    sys.exit(main())
