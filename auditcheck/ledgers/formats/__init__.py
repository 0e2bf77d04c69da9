"""One module a format: bytes of a file to raw sheets. Nothing is inferred or converted."""
