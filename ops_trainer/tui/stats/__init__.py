"""Statistics: the screen and its panels."""
