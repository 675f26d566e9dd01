"""Bare sends: one process each for us, python-telegram-bot and aiogram, taking turns."""

from collections import defaultdict
from contextlib import AsyncExitStack
from typing import Final

from tests.bench.figures import Figure, Options, Stack, figure
from tests.bench.ordering import TOKEN, serving
from tests.bench.running import AIOGRAM, OURS, module, program

IN_FLIGHT: Final = (8, 32)
SENDS: Final = {Stack.OURS: 3000, Stack.PTB: 400, Stack.AIOGRAM: 1500}
SCENARIO: Final = "bare sends"


async def run(options: Options) -> list[Figure]:
    """Return sends per second and CPU for a send, at 8 and at 32 in flight."""
    rates: dict[tuple[int, Stack], list[float]] = defaultdict(list)
    cpu: dict[tuple[int, Stack], list[float]] = defaultdict(list)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serving())
        commands = {
            Stack.OURS: module(OURS, "our_sends", TOKEN, server.base),
            Stack.PTB: module(OURS, "ptb_sends", TOKEN, server.base),
            Stack.AIOGRAM: module(AIOGRAM, "aiogram_sends", TOKEN, server.base),
        }
        running = {
            name: await stack.enter_async_context(program(*command))
            for name, command in commands.items()
        }
        for peer in running.values():
            await peer.ask(sends=64, in_flight=32)  # connections made, code warm
        for _ in range(options.rounds):
            for in_flight in IN_FLIGHT:
                for name, peer in running.items():
                    await server.reset()
                    sends = SENDS[name] // (4 if options.quick else 1)
                    came = await peer.ask(sends=sends, in_flight=in_flight)
                    rates[in_flight, name].append(came["per_second"])
                    cpu[in_flight, name].append(came["cpu_ms"])
    return [
        made
        for in_flight in IN_FLIGHT
        for name in commands
        for made in (
            figure(
                *(SCENARIO, f"{in_flight} in flight", "sends", "/s"),
                *(name, rates[in_flight, name]),
            ),
            figure(
                *(SCENARIO, f"{in_flight} in flight", "CPU for one", "ms"),
                *(name, cpu[in_flight, name]),
                more=False,
            ),
        )
    ]
