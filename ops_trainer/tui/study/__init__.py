"""Home, welcome and studying."""
