"""Small dialogs that several features share."""
