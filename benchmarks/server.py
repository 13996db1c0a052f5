"""Speed of the server: each page, and many clients at once beside Oxigraph's own server on the same graph.

    python benchmarks/server.py [--graph STORE] [--clients N] [--seconds N] [--requests N]

A page is measured by the processor time of the server and its workers, which tells more than a clock on a machine with
other work. The clients ask each server in turn for a part of the time, each client at its own pace, with
named questions. The exit status is 1 for an error, for memory that grew by more than a tenth, and where the
slower end (p95) is more than twice that of Oxigraph's server.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import httpx

from kg.analysis.questions import questions

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPTS = Path(sysconfig.get_path("scripts"))

PAGES = {
    "home": "/",
    "search": "/find?q=data",
    "role": "/role/mlops-engineer",
    "skill": "/skill/programming",
    "route": "/route?from=statistician&to=MLOps+Engineer",
    "next": "/next?role=Data+Scientist",
    "match": "/match?have=Python,SQL",
    "compare": "/compare?role=Data+Scientist&role=MLOps+Engineer",
    "plan": "/plan?from=statistician&to=MLOps+Engineer",
    "map": "/map",
    "question": "/questions/role-skills?role=MLOps+Engineer",
    "editor": "/sparql",
}

QUERIES = tuple(each.sparql for each in questions().values())
"""The named questions with their examples: what clients ask."""


class Server(NamedTuple):
    """A server that runs: the address of its endpoint, and its process."""

    address: str
    process: int

    def processes(self) -> list[int]:
        """Its process and all that come of it."""
        found = [self.process]
        for process in found:
            with contextlib.suppress(OSError):
                found += map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())
        return found

    def processor_time(self) -> float:
        """How many seconds its processes have computed; of one that has ended nothing is counted."""
        found = 0
        for process in self.processes():
            with contextlib.suppress(OSError):
                found += sum(
                    int(each.read_text().split()[0]) for each in Path(f"/proc/{process}/task").glob("*/schedstat")
                )
        return found / 1e9

    def memory(self) -> float:
        """Megabytes that its processes take, what they share counted once."""
        found = 0
        for process in self.processes():
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
                found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return found / 1000


@contextlib.contextmanager
def started(command: list[str], endpoint: str) -> Iterator[Server]:
    """A server as a process, until the block ends; ``endpoint`` is its address."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(httpx.HTTPError):
                httpx.post(endpoint, data={"query": "ASK {}"}, timeout=60)
                break
            time.sleep(0.2)
        yield Server(endpoint, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def slower_end(values: list[float]) -> float:
    """The value that 95 of 100 are below."""
    return statistics.quantiles(values, n=20)[-1]


# --- pages ------------------------------------------------------------------------------------------------------------


def measure_pages(server: Server, runs: int) -> None:
    """Print for each page the median and the slower end of its processor time, and of the time until it was there."""
    root = server.address.removesuffix("sparql").rstrip("/")
    print("| page | processor time: median | p95 | clock: median | p95 |\n|---|---|---|---|---|")
    with httpx.Client(base_url=root, timeout=120, headers={"Accept": "text/html"}) as client:
        for name, path in PAGES.items():
            answer = client.get(path)
            if answer.status_code != 200:
                print(f"| {name} | {answer.status_code} |")
                continue
            worked, waited = [], []
            for _ in range(runs):
                before, start = server.processor_time(), time.perf_counter()
                client.get(path)
                waited.append((time.perf_counter() - start) * 1000)
                worked.append((server.processor_time() - before) * 1000)
            figures = [statistics.median(worked), slower_end(worked), statistics.median(waited), slower_end(waited)]
            print(f"| {name} | " + " | ".join(f"{each:.0f} ms" for each in figures) + " |", flush=True)


# --- many clients -----------------------------------------------------------------------------------------------------


async def _client(address: str, requests: int, seconds: float, found: list[float], errors: list[str]) -> None:
    """One client, which asks so many times at moments of its own."""
    chance = random.Random(id(found))  # noqa: S311  # no secret
    async with httpx.AsyncClient(timeout=60, headers={"Accept": "application/sparql-results+json"}) as client:
        for _ in range(requests):
            await asyncio.sleep(chance.random() * 2 * seconds / requests)
            query = chance.choice(QUERIES)
            start = time.perf_counter()
            try:
                answer = await client.post(address, data={"query": query})
            except httpx.HTTPError as error:
                errors.append(repr(error))
                continue
            found.append((time.perf_counter() - start) * 1000)
            if answer.status_code != 200 or '"bindings"' not in answer.text:
                errors.append(f"{answer.status_code} {answer.text[:100]}")


async def _all_clients(address: str, clients: int, requests: int, seconds: float) -> tuple[list[float], list[str]]:
    found: list[float] = []
    errors: list[str] = []
    await asyncio.gather(*(_client(address, requests, seconds, found, errors) for _ in range(clients)))
    return found, errors


def measure_clients(servers: dict[str, Server], arguments: argparse.Namespace) -> bool:
    """Ask the servers in turn, in four parts; print what came, and say whether the limits hold."""
    parts = 4
    waited: dict[str, list[float]] = {name: [] for name in servers}
    failed: dict[str, list[str]] = {name: [] for name in servers}
    for server in servers.values():
        asyncio.run(_all_clients(server.address, arguments.clients, 2, 1))  # its workers are there now
    before = {name: server.memory() for name, server in servers.items()}
    for _ in range(parts):
        for name, server in servers.items():
            work = _all_clients(
                server.address, arguments.clients, arguments.requests // parts, arguments.seconds / parts
            )
            found, errors = asyncio.run(work)
            waited[name] += found
            failed[name] += errors
    print("| server | answers | errors | median | p95 | memory before | after |\n|---|---|---|---|---|---|---|")
    holds = True
    for name, server in servers.items():
        after = server.memory()
        median, slow = statistics.median(waited[name]), slower_end(waited[name])
        print(
            f"| {name} | {len(waited[name]):,} | {len(failed[name])} | {median:.0f} ms | {slow:.0f} ms"
            f" | {before[name]:.0f} MB | {after:.0f} MB |"
        )
        print(*failed[name][:3], sep="\n", file=sys.stderr)
        if name == "kg serve":
            holds = not failed[name] and after <= before[name] * 1.1
    ours, theirs = (slower_end(waited[name]) for name in servers)
    print(f"\np95 of `kg serve` is {ours / theirs:.1f} times that of Oxigraph's server")
    return holds and ours <= 2 * theirs


def main() -> int:
    """Start both servers on the same graph, measure, and say with the exit status whether the limits hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graph", default="", help="a store or file; the bundled graph by default")
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60, help="how long each server is asked, in all")
    parser.add_argument("--requests", type=int, default=20, help="of each client")
    parser.add_argument("--runs", type=int, default=20, help="of each page; 0: none")
    parser.add_argument("--only-pages", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as running:
        port, other = free_port(), free_port()
        chosen = ["-g", arguments.graph] if arguments.graph else []
        ours = [str(SCRIPTS / "kg"), *chosen, "serve", "--port", str(port), "--quiet"]
        server = running.enter_context(started(ours, f"http://127.0.0.1:{port}/sparql"))
        if arguments.runs:
            measure_pages(server, arguments.runs)
        if arguments.only_pages:
            return 0
        quads = Path(folder) / "graph.trig"
        subprocess.run([str(SCRIPTS / "kg"), *chosen, "export", str(quads)], check=True, capture_output=True)
        oxigraph, data = str(SCRIPTS / "oxigraph"), str(Path(folder) / "data")
        subprocess.run([oxigraph, "load", "--location", data, "--file", str(quads)], check=True, capture_output=True)
        start = [
            oxigraph,
            "serve-read-only",
            "--location",
            data,
            "--bind",
            f"127.0.0.1:{other}",
            "--union-default-graph",
        ]
        theirs = running.enter_context(started(start, f"http://127.0.0.1:{other}/query"))
        return 0 if measure_clients({"kg serve": server, "Oxigraph": theirs}, arguments) else 1


if __name__ == "__main__":
    sys.exit(main())
