"""Questions asked, answers marked, results. No screen, no clock, no storage."""
