"""A room on the network: the API and the page for phones."""
