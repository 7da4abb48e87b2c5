"""The app itself: base screens, keys, palette, access to the trainer."""
