"""A PostgreSQL server for team stores."""

from tests.hubs import cluster

__all__ = ["cluster"]
