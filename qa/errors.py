"""What can go wrong between a question and its answer.

CitedeskAnswerError
└── InvalidQuestion    nothing was asked, or too much

Not knowing is no error: it is an Abstention.
"""

__all__ = ["CitedeskAnswerError", "InvalidQuestion"]


class CitedeskAnswerError(Exception):
    """The base of every error that qa/ raises on purpose."""


class InvalidQuestion(CitedeskAnswerError, ValueError):
    """A question that cannot be asked."""
