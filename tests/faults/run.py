"""One run: people at work, kills in between, then the questions."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lorong.lib.citypack import load
from lorong.lib.synthetic import cast as invented_cast
from tests.faults.gateway import Gateway
from tests.faults.people import Lurah, Officer, Person, Resident, Seen
from tests.faults.world import ROOT, World, city

# Two of three kills hit web or worker, which die more often in real life; one hits the database. The first four hit each.
VICTIMS = ("web", "worker", "postgres", "backend", "web", "worker")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """How many kills, with which seed, how many seconds of work between two of them (at least, at most)."""

    kills: int
    seed: int
    pause: tuple[float, float] = (0.5, 3.5)
    people: int = 300


def run(base: Path, plan: Plan, say: Say) -> list[str]:
    """Do it; gives what is wrong afterwards, nothing when all is well."""
    gateway = Gateway(plan.seed)
    try:
        with city(base, gateway=gateway.url, people=plan.people) as world:
            seen = _under_load(world, plan, say)
            gateway.moody = False
            world.settle()
            world.manage("seal")
            found = _wrong(world, seen, gateway)
            say(_told(world, seen, gateway))
    finally:
        gateway.stop()
    return found


def _under_load(world: World, plan: Plan, say: Say) -> Seen:
    seen, over, chance = Seen(), threading.Event(), random.Random(plan.seed)
    crowd = _crowd(world, seen, over, plan.seed)
    for person in crowd:
        person.start()
    _until(lambda: seen.done["applied"] >= 2, 60, lambda: f"nobody gets through: {dict(seen.odd)}\n{world.last_words()}")
    begun = time.monotonic()
    for count in range(1, plan.kills + 1):
        victim = VICTIMS[(count - 1) % len(VICTIMS)] if count <= len(VICTIMS) else chance.choice(VICTIMS)
        time.sleep(chance.uniform(*plan.pause))
        world.kill(victim, chance)
        world.wait_ready()
        if count % 10 == 0 or count == plan.kills:
            say(f"  {count} kills, {time.monotonic() - begun:.0f} s, {_counts(seen)}")
        if count % 25 == 0:
            world.manage("seal")  # roots are made in the midst of it too
    enough = seen.done["tandatangani"] + seen.done["batch"]
    _until(lambda: seen.done["tandatangani"] + seen.done["batch"] > enough, 60, lambda: f"nobody signs: {dict(seen.odd)}")
    _until(lambda: seen.done["downloaded"] > 0, 120, lambda: f"nobody gets a letter: {dict(seen.odd)}\n{world.last_words()}")
    over.set()
    for person in crowd:
        person.join(60)
    return seen


def _crowd(world: World, seen: Seen, over: threading.Event, seed: int) -> list[Person]:
    cast = invented_cast(load(ROOT / "cities" / world.choices.city), 1)
    lurah = Lurah(cast.bu_lurah.person.name, world.address, seen, over, seed)
    lurah.sign_in()
    lurah.make_key()
    residents = (Resident(one.name, world.address, seen, over, seed) for one in (cast.siti, cast.tono))
    officers = (Officer(one.person.name, world.address, seen, over, seed) for one in (cast.budi, cast.kasi))
    return [*residents, *officers, lurah]


def _wrong(world: World, seen: Seen, gateway: Gateway) -> list[str]:
    told = {"receipts": seen.receipts, "letters": seen.letters, "taken": gateway.taken}
    command = [sys.executable, "-m", "tests.faults.aftermath"]
    done = subprocess.run(
        command, input=json.dumps(told), env=dict(world.env), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        return [f"the questions could not be asked: {done.stderr[-2000:]}"]
    found: list[str] = json.loads(done.stdout)
    verify = [sys.executable, str(ROOT / "manage.py"), "verify"]
    walked = subprocess.run(verify, env=dict(world.env), cwd=ROOT, capture_output=True, text=True, check=False)
    return found + ([] if walked.returncode == 0 else [f"verify: {walked.stderr[-500:]}"])


def _told(world: World, seen: Seen, gateway: Gateway) -> str:
    ((cases, letters, events, roots),) = world.sql(
        "SELECT (SELECT count(*) FROM cases_case), (SELECT count(*) FROM documents_letter),"
        " (SELECT count(*) FROM cases_event), (SELECT count(*) FROM audit_root)"
    )
    twice = len(gateway.taken) - len({one for one, _, _ in gateway.taken})
    odd = "".join(f"\n    {count}× {what}" for what, count in seen.odd.most_common(8))
    return (
        f"  {cases} cases, {events} events, {letters} letters, {roots} roots, {len(gateway.taken)} SMS ({twice} twice)\n"
        f"  what people saw: {_counts(seen)}\n  pages they did not expect: {sum(seen.odd.values())}{odd}"
    )


def _counts(seen: Seen) -> str:
    return ", ".join(f"{what} {count}" for what, count in sorted(seen.done.items()))


def _until(holds: Callable[[], bool], seconds: float, why: Callable[[], str]) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, why()
        time.sleep(0.2)
