"""What can go wrong between a question and its answer.

CitedeskAnswerError
├── InvalidQuestion        nothing was asked, or too much
├── ReaderUnavailable      the reading model's files are missing, altered, or not to be had
└── EvaluationError        a measurement that cannot be made
    └── UnreadableQuestions  a question file that holds no question we can read

Not knowing is no error: it is an Abstention.
"""

__all__ = [
    "CitedeskAnswerError",
    "EvaluationError",
    "InvalidQuestion",
    "ReaderUnavailable",
    "UnreadableQuestions",
]


class CitedeskAnswerError(Exception):
    """The base of every error that qa/ raises on purpose."""


class InvalidQuestion(CitedeskAnswerError, ValueError):
    """A question that cannot be asked."""


class ReaderUnavailable(CitedeskAnswerError):
    """The reading model cannot be loaded, or its files are not what they should be."""


class EvaluationError(CitedeskAnswerError):
    """A measurement that cannot be made."""


class UnreadableQuestions(EvaluationError):
    """A question file that holds no question we can read."""
