"""Passkeys (WebAuthn): adding one, and signing in with one. It wants a finger or a PIN, so it is two factors."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts import steps
from accounts.models import Person
from accounts.passwords import PersonError
from accounts.sign_in_models import Passkey, StepKind

LONGEST_NAME = 60
LONGEST_ANSWER = 20_000
"""Characters of what a browser sends; some authenticators send certificates along."""

_UNLIKELY = (ValueError, KeyError, TypeError, AttributeError)
"""What the library lets through of an answer that is not even shaped like one."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Us, as authenticators know us: `id` is the host's name, `origin` what stands in the browser's address line."""

    id: str
    name: str
    origin: str


class PasskeyError(PersonError):
    """The passkey cannot be added; the message says why."""


def begin_adding(
    session: Session, party: RelyingParty, person: Person, handle: bytes, now: datetime
) -> tuple[str, str]:
    """What the browser must know to make a passkey (JSON), and the secret under which its challenge waits.

    `handle` names the person to the authenticator, and says nothing about them.
    """
    have = [PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in of_person(session, person.id)]
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_name=person.email,
        user_display_name=person.name,
        user_id=handle,
        exclude_credentials=have,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    secret = steps.begin(session, StepKind.ADD_PASSKEY, now, person_id=person.id, challenge=options.challenge)
    return options_to_json(options), secret


def add(
    session: Session, party: RelyingParty, person_id: int, secret: str, answer: str, name: str, now: datetime
) -> Passkey:
    """Keep the passkey that the browser made for this challenge; raises PasskeyError. The challenge is used up."""
    step = steps.take(session, StepKind.ADD_PASSKEY, secret, now)
    if step is None or step.person_id != person_id:
        raise PasskeyError("That took too long. Add the passkey again.")
    try:
        made = verify_registration_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=step.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, *_UNLIKELY):
        raise PasskeyError("The passkey was not made as it must be. Try again, or use another one.") from None
    if session.exec(select(Passkey).where(Passkey.credential_id == made.credential_id)).first():
        raise PasskeyError("This passkey is in use already.")
    passkey = Passkey(
        person_id=person_id,
        name=name.strip()[:LONGEST_NAME] or "Passkey",
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        made_at=now,
    )
    session.add(passkey)
    session.flush()
    return passkey


def begin_using(session: Session, party: RelyingParty, now: datetime) -> tuple[str, str]:
    """What the browser must know to use a passkey (JSON): of whomever, so that it tells nobody who has one."""
    options = generate_authentication_options(rp_id=party.id, user_verification=UserVerificationRequirement.REQUIRED)
    secret = steps.begin(session, StepKind.USE_PASSKEY, now, challenge=options.challenge)
    return options_to_json(options), secret


def used(session: Session, party: RelyingParty, secret: str, answer: str, now: datetime) -> int | None:
    """Whose passkey answered this challenge; None where it was none of ours, or the answer does not hold.

    The challenge is used up in any case. The passkey's counter must have grown, unless it counts none: one that did
    not is a copy.
    """
    step = steps.take(session, StepKind.USE_PASSKEY, secret, now)
    passkey = _named(session, answer[:LONGEST_ANSWER])
    if step is None or passkey is None:
        return None
    try:
        shown = verify_authentication_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=step.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, *_UNLIKELY):
        return None
    passkey.sign_count, passkey.used_at = shown.new_sign_count, now
    session.add(passkey)
    return passkey.person_id


def of_person(session: Session, person_id: int) -> Sequence[Passkey]:
    """The passkeys of somebody, the oldest first."""
    return session.exec(select(Passkey).where(Passkey.person_id == person_id).order_by(col(Passkey.id))).all()


def remove(session: Session, person_id: int, passkey_id: int) -> bool:
    """Forget one of somebody's own; False when they have no such passkey."""
    passkey = session.get(Passkey, passkey_id, with_for_update=True)
    if passkey is None or passkey.person_id != person_id:
        return False
    session.delete(passkey)
    session.flush()
    return True


def _named(session: Session, answer: str) -> Passkey | None:
    """The passkey that the answer says it is of, its row locked."""
    try:
        credential_id = base64url_to_bytes(str(json.loads(answer)["id"]))
    except (RecursionError, *_UNLIKELY):
        return None
    return session.exec(select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()).first()
