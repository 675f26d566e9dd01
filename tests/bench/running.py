"""Programs that are measured: started, ordered about, and asked what they used."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

ROOT: Final = Path(__file__).parents[2]
OURS: Final = sys.executable
AIOGRAM: Final = str(ROOT / ".venv-bench" / "bin" / "python")
TAIL: Final = 2000
TICK: Final = 1 / os.sysconf("SC_CLK_TCK")


class Ended(Exception):
    """A program ended while it was to be measured."""


@dataclass(frozen=True)
class Program:
    """A running process."""

    process: asyncio.subprocess.Process

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def cpu(self) -> float:
        """Return the seconds of CPU that all its threads used so far, in steps of 10 ms."""
        after_name = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) * TICK

    @property
    def memory(self) -> float:
        """Return its resident memory in MB."""
        return self._status("VmRSS")

    @property
    def peak(self) -> float:
        """Return the most resident memory that it had, in MB."""
        return self._status("VmHWM")

    def _status(self, name: str) -> float:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
        raise Ended(f"process {self.pid}")

    async def ask(self, **order: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        """Give an order (peers/orders.py) and return what came out. Raises Ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(orjson.dumps(order) + b"\n")
        line = await self.process.stdout.readline()
        if not line:
            raise Ended(f"with {await self.process.wait()}")
        return dict(orjson.loads(line))

    async def unless_it_ends(self, wanted: Coroutine[Any, Any, None]) -> None:
        """Wait for something while it runs. Raises Ended."""
        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(wanted)
            ending = group.create_task(self.process.wait())
            await asyncio.wait((waiting, ending), return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            ending.cancel()
        if waiting.cancelled():
            raise Ended(f"process {self.pid} with {self.process.returncode}")

    async def kill(self) -> None:
        """Kill -9."""
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()


@asynccontextmanager
async def program(
    *command: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT, log: Path | None = None
) -> AsyncIterator[Program]:
    """Run a command; it ends with the block. What it says on stderr goes to `log`, or here."""
    with open(log or os.devnull, "ab") as file:  # noqa: PTH123, ASYNC230 - a local file, once
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=file if log else None,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            limit=2**24,
        )
    try:
        yield Program(process)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
        elif log is not None and process.returncode > 0:
            _complain(command, log)


def _complain(command: tuple[str, ...], log: Path) -> None:
    print(f"{command} ended by itself:\n{log.read_text()[-TAIL:]}", file=sys.stderr)


def module(python: str, name: str, *arguments: str) -> tuple[str, ...]:
    """Return the command that runs a module of tests/bench/peers."""
    return (python, "-m", f"tests.bench.peers.{name}", *arguments)
