"""Typed words, numbers and signs compared with what is right."""
