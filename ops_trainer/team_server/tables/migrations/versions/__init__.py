"""A step a version."""
