# Serves many deployments of one Django project from one process: each has a settings module of its own and an address of its own,
# and a request is answered with the settings of the address where it came in.
# Gunicorn loads `serve:wsgi` or `serve:asgi` by itself; Uvicorn listens at several addresses only when it is started from here:
# usage: SITES=FILE.json python serve.py [options of uvicorn]
import asyncio
import importlib.util
import json
import os
import socket
import sys

import django
from django.conf import Settings, settings

sites = json.load(open(os.environ["SITES"]))
listen = os.environ.get("LISTEN", "").split()
handlers = {}
turn = asyncio.Lock()


def load(address):
    """The settings of an address, as `django.conf` makes them of a settings module, in the environment of its unit."""
    site = sites[address]
    name = "settings_of_" + str(list(sites).index(address))
    before = dict(os.environ)
    os.environ.update(site["environment"])
    try:
        spec = importlib.util.spec_from_file_location(name, site["settings"])
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return Settings(name)
    finally:
        os.environ.clear()
        os.environ.update(before)


def enter(address, make):
    """Puts the settings of an address in force; returns the Django of that address, which `make` makes at the first time."""
    if address not in handlers:
        loaded = load(address)
        settings._wrapped = loaded
        if not django.apps.apps.ready:
            django.setup()
        handlers[address] = (loaded, make())
    settings._wrapped, handler = handlers[address]
    return handler


def wsgi(environ, start_response):
    from django.core.handlers.wsgi import WSGIHandler

    name = environ["gunicorn.socket"].getsockname()
    address = name if isinstance(name, str) else f"{name[0]}:{name[1]}"
    return enter(address, WSGIHandler)(environ, start_response)


async def asgi(scope, receive, send):
    from django.core.handlers.asgi import ASGIHandler

    if scope["type"] == "lifespan":
        while True:
            kind = (await receive())["type"]
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return
    host, port = scope["server"]
    async with turn:
        await enter(host if port is None else f"{host}:{port}", ASGIHandler)(scope, receive, send)


def open_socket(address):
    if address.startswith("/"):
        opened = socket.socket(socket.AF_UNIX)
        opened.bind(address)
        os.chmod(address, 0o666)
    else:
        host, port = address.rsplit(":", 1)
        opened = socket.socket(socket.AF_INET)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, int(port)))
    opened.setblocking(False)
    return opened


if __name__ == "__main__":
    import uvicorn

    command = sys.modules["uvicorn.main"]

    def run(app, **options):
        """What `uvicorn.run` does with the options of the command line, at all the addresses."""
        own = {name: options[name] for name in ("proxy_headers", "forwarded_allow_ips", "root_path", "log_level")}
        server = uvicorn.Server(uvicorn.Config(asgi, **own))
        server.run(sockets=[open_socket(address) for address in listen])

    command.run = run
    command.main(["serve:asgi", *sys.argv[1:]])
