"""The formats: a file each, with `read`, `write` or both; `exchange.registry` lists them."""
