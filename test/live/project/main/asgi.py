import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "main.settings")

django = get_asgi_application()


async def echo(receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": event["text"]})


async def application(scope, receive, send):
    if scope["type"] == "websocket":
        await echo(receive, send)
    else:
        await django(scope, receive, send)
