"""What can go wrong with code sets.

CodeSetError
├── SourceMissingError     the official file is not installed
├── UnknownSourceError     a file whose release, and so whose effective range, we do not know
├── BrokenSourceError      a file that is damaged, or does not have the layout that its name promises
├── IncompleteSourceError  the file yields another number of rows than the release has
├── LicenceMissingError    a file that its owner licenses, and nobody says who holds the licence
├── DownloadError          an official file cannot be fetched
│   └── NotPublishedError  there is no file at the address
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


class LicenceMissingError(CodeSetError):
    """The file's owner licenses it, and the settings do not say who holds the licence; nothing was read."""


class DownloadError(CodeSetError):
    """The file could not be fetched whole; what came is kept, and nothing was imported."""


class NotPublishedError(DownloadError):
    """There is nothing at the address: not published yet, or under another name."""


class StoreUnusableError(CodeSetError):
    """No store that this version can read."""
