"""The processes that another one has started, to kill one of them by its number."""

from pathlib import Path


def descendants(pid):
    """The numbers of all processes below one."""
    children = {}
    for process in Path("/proc").glob("[0-9]*"):
        fields = read(process.name, "stat").rpartition(b")")[2].split()
        if fields:
            children.setdefault(int(fields[1]), []).append(int(process.name))
    found = list(children.get(pid, []))
    for child in found:
        found += children.get(child, [])
    return found


def at_work(pid, name):
    """Those below one with `name` in their command line that are running bertconv."""
    named = [child for child in descendants(pid) if name in read(child, "cmdline")]
    return [child for child in named if any(read(below, "comm") == b"bertconv\n" for below in descendants(child))]


def read(pid, name):
    """A file of a process in /proc; empty if it has ended."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""
