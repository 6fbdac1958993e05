"""What can go wrong at the edge, where people and other programs meet Citedesk.

CitedeskUiError
├── NoSuchArticle   no article is called what the command line says
├── NoSuchPath      a file or folder that was named is not there
├── InvalidOrigin   a site that may embed the chat is not named as scheme://host[:port]
├── PortTaken       the address to serve at cannot be had
└── WrongUse        options that do not go together
"""

__all__ = ["CitedeskUiError", "InvalidOrigin", "NoSuchArticle", "NoSuchPath", "PortTaken", "WrongUse"]


class CitedeskUiError(Exception):
    """The base of every error that ui/ raises on purpose."""


class NoSuchArticle(CitedeskUiError):
    """No article is called what the command line says."""


class NoSuchPath(CitedeskUiError):
    """A file or folder that was named is not there."""


class InvalidOrigin(CitedeskUiError, ValueError):
    """An origin that no browser would send."""


class PortTaken(CitedeskUiError):
    """The address to serve at cannot be had."""


class WrongUse(CitedeskUiError):
    """Options that do not go together, or one that is missing."""
