"""Members, assignments, progress: what a lead and the learners agree on. No clock, no network, no storage."""
