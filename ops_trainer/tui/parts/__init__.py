"""What is drawn from the trainer's views: pure functions from values to content."""
