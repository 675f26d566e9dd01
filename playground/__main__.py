"""`python -m playground`: serve on loopback until SIGTERM or Ctrl-C."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

import orjson

from playground.api import checked_guide
from playground.methods.polling import is_loopback
from playground.phone import Refused
from playground.server import Playground


def arguments() -> argparse.Namespace:
    """Return the parsed command line; exits with 2 and one sentence for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m playground", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="0 for any free port")
    parser.add_argument("--host", default="127.0.0.1", help="loopback only")
    parser.add_argument("--guide", type=Path, help="a JSON file with the guide's steps")
    options = parser.parse_args()
    if not is_loopback(options.host):
        sys.stderr.write(f"The playground binds to loopback only, not to {options.host}.\n")
        sys.exit(2)
    return options


def load_guide(playground: Playground, path: Path) -> None:
    """Set the guide from a file; exits with 1 and one sentence when it cannot be read."""
    try:
        steps = orjson.loads(path.read_bytes())
        playground.world.guide = checked_guide(steps)
    except (OSError, orjson.JSONDecodeError, Refused) as error:
        sys.stderr.write(f"The guide {path} cannot be used: {error}\n")
        sys.exit(1)


async def serve(options: argparse.Namespace) -> None:
    """Serve until a signal ends it."""
    playground = Playground()
    if options.guide is not None:
        load_guide(playground, options.guide)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    async with playground.serve(options.port, options.host) as url:
        print(f"playground: {url}/ (loopback only)", flush=True)
        await stop.wait()


def main() -> None:
    """Run the command line."""
    options = arguments()
    try:
        asyncio.run(serve(options))
    except OSError as error:
        sys.stderr.write(f"The playground cannot listen on port {options.port}: {error}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
