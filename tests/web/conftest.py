"""Hubs on both databases."""

from tests.hubs import cluster, hub, make, team, where

__all__ = ["cluster", "hub", "make", "team", "where"]
