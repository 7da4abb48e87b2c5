"""How much a team server takes, so that no client can exhaust it. Both sides keep to these."""

from __future__ import annotations

EVENT_BYTES = 4_096  # of one event as JSON
BATCH = 500  # events in one request, either way
BODY_BYTES = 6 * 1024 * 1024  # of a request, unpacked: a deck file at its own limit, with its quotes escaped
EVENTS = 1_000_000  # of one member
MEMBERS = 10_000  # of one team
DEVICES = 12  # of one member
INVITES = 500  # open ones of a team
ASSIGNMENTS = 200  # of a team
PLAN_DAYS = 400  # of the plan for an assignment
DECKS = 200  # of a team
SHARED = 1_000  # decks that a member shares with a team, also those assigned long ago
MISSES = 500  # cards that a workshop brings back for one player
BROUGHT = 5_000  # events that leads bring back for one member in all, beside the member's own
MISS_DAYS = 31  # days after a workshop within which its misses are taken
VOIDS = 200  # ways of one member's that are out of force
PLAYERS = 200  # of one workshop
NAME = 40  # characters of a member's name
TEAM_NAME = 60
NOTE = 500  # characters of the note on an assignment
INVITE_DAYS = 365
UNUSED_DAYS = 90  # without coming, after which a device is let in no longer
LINK_HOURS = 24  # how long a code for one's own second device is good
AHEAD_MS = 36 * 3_600_000  # a clock may be off by its time zone before it counts as wrong
