"""What the figures mean: catalogue, store, methods, and the one door through which numbers leave."""
