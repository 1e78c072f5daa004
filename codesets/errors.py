"""What can go wrong with code sets.

CodeSetError
├── SourceMissingError     the official file is not installed
├── UnknownSourceError     a file whose release, and so whose effective range, we do not know
├── BrokenSourceError      a file that is damaged, or does not have the layout that its name promises
├── IncompleteSourceError  the file yields another number of rows than the release has
└── StoreUnusableError     there is no store in the folder, or it cannot be read
"""

from config.errors import CaseConsultantError


class CodeSetError(CaseConsultantError):
    """The base; the message is a sentence with the remedy."""


class SourceMissingError(CodeSetError):
    """The official file that the release is made from is not on this machine."""


class UnknownSourceError(CodeSetError):
    """The file is not one whose effective range we know; it is never guessed."""


class BrokenSourceError(CodeSetError):
    """The file is damaged, or has another layout than its kind; nothing was installed."""


class IncompleteSourceError(CodeSetError):
    """The file does not yield the codes that its release has; nothing was installed."""


class StoreUnusableError(CodeSetError):
    """No store that this version can read."""
