"""One module per menu entry: PATH, TITLE, layout and thin callbacks."""
