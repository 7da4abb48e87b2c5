"""A PostgreSQL server for team stores."""

from hubs import cluster

__all__ = ["cluster"]
