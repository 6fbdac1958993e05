"""What can go wrong between a question and its answer.

CitedeskAnswerError
├── InvalidQuestion        nothing was asked, or too much
└── EvaluationError        a measurement that cannot be made
    └── UnreadableQuestions  a question file that holds no question we can read

Not knowing is no error: it is an Abstention.
"""

__all__ = ["CitedeskAnswerError", "EvaluationError", "InvalidQuestion", "UnreadableQuestions"]


class CitedeskAnswerError(Exception):
    """The base of every error that qa/ raises on purpose."""


class InvalidQuestion(CitedeskAnswerError, ValueError):
    """A question that cannot be asked."""


class EvaluationError(CitedeskAnswerError):
    """A measurement that cannot be made."""


class UnreadableQuestions(EvaluationError):
    """A question file that holds no question we can read."""
