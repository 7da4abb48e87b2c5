"""What a workshop shows on the projector, phase by phase, at any size from 40×12 characters up."""
