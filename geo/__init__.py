"""Where it is: areas, territorial divisions and their boundaries. The ground floor; it knows nothing of the others."""
