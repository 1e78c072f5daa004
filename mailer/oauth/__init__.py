"""Signing in to mail servers by OAuth 2.0 (RFC 6749): getting tokens from a provider, and keeping them fresh.

Errors:

    OSError
    └── NoAccessToken       there is no token to log in with just now; the message is a sentence for the operator
    CaseConsultantError
    └── SignInError         a sign-in did not come to its end
"""

from mailer.oauth.access import NO_SIGN_INS, AccessTokens, NoAccessToken

__all__ = ["NO_SIGN_INS", "AccessTokens", "NoAccessToken"]
