"""The screens, a file each, imported when first gone to (see `tui.places`)."""
