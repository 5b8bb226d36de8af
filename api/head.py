"""HEAD: what GET would answer, without its body; so a link can be checked without reading it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: A live stream has no end that could be waited for.
ENDLESS = "/api/v1/live"


class AnswerHead:
    """ASGI middleware that answers HEAD by asking GET."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; a HEAD as a GET whose body is left out."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or scope["path"] == ENDLESS:
            await self.app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
            elif not message.get("more_body", False):
                await send({"type": "http.response.body", "body": b"", "more_body": False})

        await self.app({**scope, "method": "GET"}, receive, send_without_body)
