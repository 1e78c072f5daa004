"""Organisations and the addresses that may ask for them."""

from collections.abc import Collection
from datetime import date

from sqlmodel import Session, col, select

from accounts.models import ClientAddress, Organisation
from config.errors import CaseConsultantError


class ClientError(CaseConsultantError):
    """An organisation cannot be made or changed as asked; the message says why."""


def add_organisation(
    session: Session, name: str, plan: str, addresses: tuple[str, ...], baa_signed_on: date | None = None
) -> Organisation:
    """Make an organisation with the addresses that may ask; raises ClientError when a name or address is taken."""
    if session.exec(select(Organisation).where(Organisation.name == name)).first():
        raise ClientError(f"There is an organisation called {name} already.")
    organisation = Organisation(name=name, plan=plan, baa_signed_on=baa_signed_on)
    session.add(organisation)
    session.flush()
    for addr in addresses:
        add_address(session, organisation, addr)
    return organisation


def add_address(session: Session, organisation: Organisation, addr: str) -> ClientAddress:
    """Let an address ask for the organisation; raises ClientError when another one has it."""
    known = addr.strip().lower()
    taken = session.exec(select(ClientAddress).where(ClientAddress.addr == known)).first()
    if taken:
        raise ClientError(f"The address {known} belongs to an organisation already.")
    address = ClientAddress(organisation_id=organisation.id, addr=known)
    session.add(address)
    session.flush()
    return address


def organisation_of(session: Session, addr: str) -> Organisation | None:
    """Whose address this is, or None."""
    return session.exec(
        select(Organisation)
        .join(ClientAddress, col(ClientAddress.organisation_id) == Organisation.id)
        .where(ClientAddress.addr == addr.strip().lower())
    ).first()


def known_address(session: Session, organisation_id: int, addr: str) -> ClientAddress | None:
    """The organisation's address that reads so, or None."""
    return session.exec(
        select(ClientAddress).where(
            ClientAddress.organisation_id == organisation_id, ClientAddress.addr == addr.strip().lower()
        )
    ).first()


def contacts_of(session: Session, organisation_id: int) -> list[str]:
    """The addresses that are told what reaches nobody else of the organisation."""
    return list(
        session.exec(
            select(ClientAddress.addr)
            .where(ClientAddress.organisation_id == organisation_id, col(ClientAddress.contact))
            .order_by(col(ClientAddress.id))
        )
    )


def organisation_ids_of(session: Session, addrs: Collection[str]) -> set[int]:
    """The keys of the organisations that these addresses belong to."""
    known = [addr.strip().lower() for addr in addrs]
    return set(session.exec(select(ClientAddress.organisation_id).where(col(ClientAddress.addr).in_(known))))


def organisation_named(session: Session, name: str) -> Organisation:
    """The organisation of that name; raises ClientError when there is none."""
    found = session.exec(select(Organisation).where(Organisation.name == name)).first()
    if found is None:
        raise ClientError(f"There is no organisation called {name}. `caseconsultant accounts list` shows them.")
    return found


def organisation_names(session: Session, organisation_ids: Collection[int]) -> dict[int, str]:
    """The names of these organisations, by key."""
    found = session.exec(select(Organisation).where(col(Organisation.id).in_(organisation_ids))).all()
    return {organisation.id: organisation.name for organisation in found}


def organisations(session: Session) -> list[Organisation]:
    """All organisations, by name."""
    return list(session.exec(select(Organisation).order_by(Organisation.name)))


def addresses_of(session: Session, organisation: Organisation) -> list[str]:
    """The addresses that may ask for it, the oldest first."""
    return list(
        session.exec(
            select(ClientAddress.addr)
            .where(ClientAddress.organisation_id == organisation.id)
            .order_by(col(ClientAddress.id))
        )
    )


def set_contact(session: Session, organisation: Organisation, addr: str, *, contact: bool) -> None:
    """Make one of its addresses a contact, or end that; raises ClientError for an address that is not one of them."""
    found = known_address(session, organisation.id, addr)
    if found is None:
        known = ", ".join(addresses_of(session, organisation)) or "none"
        raise ClientError(f"{addr} is no address of {organisation.name}. Its addresses: {known}.")
    found.contact = contact
    session.add(found)
