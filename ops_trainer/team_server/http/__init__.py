"""The team server over HTTP."""
