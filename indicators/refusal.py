"""A question that cannot be answered ends in one German sentence, whoever asked it."""


class Refused(Exception):
    """Base of all refusals; the message is a German sentence for the person who asked."""
