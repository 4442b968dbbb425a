"""Deliveries: official files in, without fear. A file is recognised, read, checked, and becomes a version or is refused."""
