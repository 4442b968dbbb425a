"""Official files in, without fear: a file is recognised, read, checked, and becomes a version or is refused."""
