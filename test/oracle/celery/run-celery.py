# Starts commands of Celery, each in a process and a folder of its own, and prints which broker each turns to.
# usage: python run-celery.py REDIS_PORT FOLDER < CASES.json     a list of {"words": [...], "environment": {...}, "files": {...}}
# prints a list of {"exit": TEXT} or {"broker": URL, "connected": whether Redis has a client there}
import json
import os
import re
import signal
import sys
import time

import celery.apps.beat  # these take their time, once for all
import celery.apps.worker
import celery.bin.celery
import celery.worker.worker
import django.conf
import flower.command
import kombu.transport.redis
import redis

command_line = celery.bin.celery.celery
command_line.add_command(flower.command.flower)
port, folder = int(sys.argv[1]), sys.argv[2]
banner = re.compile(r"(?:transport:\s+|broker -> |Broker: )(\S+)")
patience = 90


def run(case, place):
    os.makedirs(place)
    os.chdir(place)
    for name, text in case["files"].items():
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        with open(name, "w") as file:
            file.write(text)
    sys.path.insert(0, place)
    os.environ.update(case["environment"])
    output = os.open("output", os.O_WRONLY | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    try:
        command_line.main(args=case["words"], prog_name="celery", auto_envvar_prefix="CELERY")
    except BaseException as error:
        print(type(error).__name__, error, file=sys.stderr)
        raise


cases = json.load(sys.stdin)
answers = [None] * len(cases)
running = {}
waiting = list(range(len(cases)))
client = redis.Redis(port=port)


def clients():
    return {one["db"] for one in client.client_list() if one["id"] != str(client.client_id())}


def settle(index, child, place, started):
    with open(os.path.join(place, "output"), errors="replace") as file:
        text = file.read()
    ended, status = os.waitpid(child, os.WNOHANG)
    found = banner.search(text)
    broker = found[1].replace(":**@127", "127") if found else ""
    if ended:
        answers[index] = {"exit": text.strip()[-300:]}
    elif found:
        database = re.search(r"^redis://127\.0\.0\.1:\d+/(\d+)", broker)
        connected = database is not None and database[1] in clients()
        waits = database is not None and "beat" not in cases[index]["words"] and not connected
        if waits and time.time() - started < patience:
            return False
        answers[index] = {"broker": broker, "connected": connected}
    elif time.time() - started > patience:
        answers[index] = {"silent": text[-300:]}
    else:
        return False
    if not ended:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return True


while waiting or running:
    while waiting and len(running) < 8:
        index = waiting.pop(0)
        place = os.path.join(folder, str(index))
        child = os.fork()
        if child == 0:
            try:
                run(cases[index], place)
            finally:
                os._exit(1)
        running[index] = (child, place, time.time())
    time.sleep(0.1)
    for index, (child, place, started) in list(running.items()):
        if os.path.exists(os.path.join(place, "output")) and settle(index, child, place, started):
            del running[index]
print(json.dumps(answers))
