# Starts many Flowers, each in a process and a folder of its own, and waits to be ended.
# usage: python serve-flower.py < CASES.json     a list of {"words": [...], "environment": {...}, "files": {...}}
import json
import os
import signal
import sys
import tempfile

from celery.bin.celery import celery
import flower.command as command

celery.add_command(command.flower)


def run(case):
    folder = tempfile.mkdtemp(dir=sys.argv[1])
    os.chdir(folder)
    for name, text in case.get("files", {}).items():
        with open(name, "w") as file:
            file.write(text)
    os.environ.update(case.get("environment", {}))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    celery.main(args=case["words"], prog_name="celery")


children = []
for case in json.load(sys.stdin):
    child = os.fork()
    if child == 0:
        try:
            run(case)
        finally:
            os._exit(1)
    children.append(child)


def end(*_):
    for child in children:
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            pass
    os._exit(0)


signal.signal(signal.SIGTERM, end)
while True:
    signal.pause()
