"""Runs commands in turn, and keeps what each of them took in each round."""

import os
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class Command:
    """A program with its arguments; `output` is removed before each run, outside the measured time."""

    name: str
    arguments: tuple
    output: Path = None
    statuses: tuple = (0,)


@dataclass
class Takings:
    """What one command took: `seconds` round by round, with the start of the process, about 1 ms.

    `peak` is the resident memory in bytes of it or of its largest child.
    """

    seconds: list
    peak: int = 0


class CommandFailed(Exception):
    pass


TIME = shutil.which("time")


def run_once(command, environment=None):
    """How many seconds it took, and the peak of its memory.

    For a process that this one starts, the kernel counts what this one holds, some 17 MiB, as its least.
    """
    null = os.open(os.devnull, os.O_RDWR)
    program = shutil.which(str(command.arguments[0]))
    actions = [(os.POSIX_SPAWN_DUP2, null, number) for number in range(3)]
    begin = time.perf_counter()
    process = os.posix_spawn(program, [str(argument) for argument in command.arguments], environment or os.environ,
                             file_actions=actions)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - begin
    os.close(null)
    code = os.waitstatus_to_exitcode(status)
    if code not in command.statuses:
        raise CommandFailed(f"{command.name}: exit status {code}: {' '.join(map(str, command.arguments))}")
    return seconds, usage.ru_maxrss * 1024


def run_for_memory(command, folder, environment=None):
    """The peak as `/usr/bin/time` sees it, which holds next to nothing itself."""
    if TIME is None:
        return run_once(command, environment)[1]
    note = folder / "peak"
    run_once(replace(command, arguments=(TIME, "--quiet", "-f", "%M", "-o", note, *command.arguments)), environment)
    peak = int(note.read_text(encoding="utf-8").split()[-1]) * 1024
    note.unlink()
    return peak


def remove(path):
    if path is None:
        return
    for part in [path, *path.parent.glob(f"{path.stem}-*-of-*"), path.parent / f"{path.name}.index.json"]:
        if part.is_dir():
            shutil.rmtree(part)
        else:
            part.unlink(missing_ok=True)


def quiet(folder):
    """Lets the disk finish, so that no run pays for what the one before it left behind."""
    subprocess.run(["sync", "-f", folder], check=True)


def in_turn(commands, rounds, folder, environment=None):
    """One round for the memory and `rounds` for the time: the takings of each command by its name."""
    takings = {command.name: Takings([]) for command in commands}
    for number in range(rounds + 1):
        for command in commands:
            remove(command.output)
            quiet(folder)
            if number == 0:
                takings[command.name].peak = run_for_memory(command, folder, environment)
            else:
                takings[command.name].seconds.append(run_once(command, environment)[0])
            remove(command.output)
    return takings


def ratios(ours, theirs):
    """Round by round, as (median, least, most)."""
    each = [one / other for one, other in zip(ours.seconds, theirs.seconds)]
    return statistics.median(each), min(each), max(each)


def median_seconds(takings):
    return statistics.median(takings.seconds)
