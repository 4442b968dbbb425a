"""What pages share: pickers, source note, spoken sentence, table twin."""
