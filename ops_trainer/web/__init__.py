"""ASGI: the pages and the APIs. They know the doors, never the store."""
