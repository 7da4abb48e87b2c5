"""What the team server does, apart from HTTP."""
