"""What was measured on, and with what: nothing that names the machine or its folders."""

import datetime
import os
import platform
import subprocess


def words(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def vectors():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        flags = next((line for line in file if line.startswith("flags")), "").split()
    return "AVX-512" if "avx512bw" in flags else "AVX2" if "avx2" in flags else "no AVX2"


def memory():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def file_system(folder):
    return words("stat", "--file-system", "--format", "%T", folder).replace("ext2/ext3", "ext4")


def description(bertconv, folder):
    return (f"{datetime.date.today().isoformat()}, {words(bertconv, '--version')}, {processor()} with "
            f"{os.cpu_count()} cores, {vectors()}, {memory():.0f} GiB, Linux {platform.release().split('-')[0]}, "
            f"{file_system(folder)}")
