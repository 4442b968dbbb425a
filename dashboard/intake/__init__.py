"""The intake of files through the page „Daten“: one delivery at a time lies on the desk, its work runs beside."""
