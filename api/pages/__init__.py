"""The dashboard: pages rendered on the server, fragments of them, and what they are made of."""

from api.pages.routes import router

__all__ = ["router"]
