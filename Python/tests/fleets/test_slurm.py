"""Examples/slurm on a cluster of this machine alone, whose daemons run as this user; skipped where there are none."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from bertconv_interop.processes import read

EXAMPLE = Path(__file__).parents[3] / "Examples/slurm"
DAEMONS = ["munged", "slurmctld", "slurmd"]
CONFIGURATION = """
ClusterName=fleet
SlurmctldHost={host}
SlurmUser={user}
SlurmdUser=root
SlurmctldPort={port}
SlurmdPort={other}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
NodeName={host} CPUs={cpus} RealMemory=900 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""

pytestmark = [
    pytest.mark.skipif(not all(map(shutil.which, DAEMONS)), reason="needs slurmctld, slurmd and munged"),
    pytest.mark.skipif(os.geteuid() != 0, reason="slurmd needs root"),
]


@pytest.fixture
def cluster(tmp_path_factory):
    """The environment for commands of a cluster."""
    folder = tmp_path_factory.mktemp("slurm")
    for part in ["state", "spool", "munge"]:
        (folder / part).mkdir(mode=0o700)
    (folder / "munge.key").write_bytes(os.urandom(128))
    (folder / "munge.key").chmod(0o400)
    host = socket.gethostname().partition(".")[0]
    (folder / "slurm.conf").write_text(
        CONFIGURATION.format(
            host=host, folder=folder, user=getpass.getuser(), port=free_port(), other=free_port(),
            cpus=len(os.sched_getaffinity(0)),
        )  # fmt: skip
    )
    environment = {"SLURM_CONF": str(folder / "slurm.conf")}
    commands = [
        ["munged", "--foreground", "--force", f"--socket={folder}/munge.socket", f"--key-file={folder}/munge.key",
         f"--pid-file={folder}/munge/pid", f"--log-file={folder}/munge/log", f"--seed-file={folder}/munge/seed"],
        ["slurmctld", "-D"],
        ["slurmd", "-D", "-N", host],
    ]  # fmt: skip
    daemons = []
    try:
        for command in commands:
            log = open(folder / f"{command[0]}.out", "wb")
            daemons.append(subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log))
            time.sleep(1)
        for _ in range(60):
            state = subprocess.run(
                ["sinfo", "--noheader", "--format=%T"], env=os.environ | environment, capture_output=True, text=True
            )
            if state.stdout.strip() == "idle":
                break
            time.sleep(1)
        else:
            logs = "".join(file.read_text()[-1500:] for file in folder.glob("*.out"))
            pytest.skip(f"the daemons do not start here: {state.stdout}{state.stderr}{logs}")
        yield environment
    finally:
        for daemon in reversed(daemons):
            daemon.terminate()
            daemon.wait()


def free_port():
    with socket.socket() as listener:
        listener.bind(("", 0))
        return listener.getsockname()[1]


def test_array_with_a_task_that_is_killed(fleet, cluster, tmp_path):
    environment = fleet.environment(**cluster)
    parts = 8

    def sbatch(*arguments):
        run = subprocess.run(
            ["sbatch", "--parsable", *arguments], env=environment, cwd=tmp_path, capture_output=True, text=True
        )
        assert run.returncode == 0, run.stderr
        return run.stdout.strip()

    def wait(job):
        while subprocess.run(
            ["squeue", "--noheader", f"--jobs={job}"], env=environment, capture_output=True, text=True
        ).stdout.strip():
            time.sleep(0.5)

    job = sbatch(f"--array=1-{parts}", EXAMPLE / "verify.sbatch", str(fleet.list), str(parts))
    killed = kill_bertconv(tmp_path)
    assert killed
    wait(job)
    # A part ends without its last reports, and the report does not hide that.
    report = sbatch(EXAMPLE / "report.sbatch", str(fleet.list))
    wait(report)
    assert "no report" in (tmp_path / "fleet.log").read_text()
    assert not (tmp_path / "fleet.md").exists()
    # The user submits again what failed; parts that are done have nothing left to do.
    job = sbatch(f"--array=1-{parts}", EXAMPLE / "verify.sbatch", str(fleet.list), str(parts))
    report = sbatch(f"--dependency=afterany:{job}", EXAMPLE / "report.sbatch", str(fleet.list))
    wait(report)
    files = [tmp_path / f"part-{part}.jsonl" for part in range(1, parts + 1)]
    fleet.check([line for file in files for line in file.read_text().splitlines()])
    fleet.check_merged(*files)
    assert f"{fleet.count:,} models" in (tmp_path / "fleet.md").read_text()


def kill_bertconv(folder):
    """Kills a process of the job that has written a report and has more to write; returns whether there was one."""
    for _ in range(2000):
        for process in Path("/proc").glob("[0-9]*"):
            # The processes of a job are not below the daemon, but they are in the job's folder.
            if read(process.name, "comm") != b"bertconv\n" or working_folder(process) != str(folder):
                continue
            command = read(process.name, "cmdline").split(b"\0")
            file = folder / command[command.index(b"--resume") + 1].decode()
            if file.exists() and file.stat().st_size:
                os.kill(int(process.name), signal.SIGKILL)
                return True
        time.sleep(0.01)
    return False


def working_folder(process):
    try:
        return os.readlink(process / "cwd")
    except OSError:
        return None
