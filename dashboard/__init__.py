"""How it looks: pages, figures, exports and the HTTP interface over `indicators.answers`."""
