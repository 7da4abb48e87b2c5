"""Hubs on both databases."""

from hubs import cluster, hub, make, team, where

__all__ = ["cluster", "hub", "make", "team", "where"]
