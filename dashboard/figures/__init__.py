"""Frame and record in, picture out; knows no Dash."""
