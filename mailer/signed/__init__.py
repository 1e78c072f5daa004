"""Signatures of people (S/MIME, RFC 8551; OpenPGP, RFC 9580): what they cover, and whether they fit keys that we have.

`checks.SignatureChecks` is what others use; `coverage` finds what of a mail is signed; `smime` and `openpgp` verify.
Words of a mail that are not signed never gain from those that are (the "Johnny, you are fired" attacks of 2019).
"""
