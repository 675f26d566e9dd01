"""Imports every table, so that the metadata is whole for migrations and checks."""

from sqlmodel import SQLModel

from storage import (
    accession,
    attachment,
    circular,
    city,
    delivery,
    dialog,
    fact,
    inbox,
    invitation,
    mandate,
    person,
    record,
    view,
)

TABLES = (
    accession,
    attachment,
    circular,
    city,
    delivery,
    dialog,
    fact,
    inbox,
    invitation,
    mandate,
    person,
    record,
    view,
)
metadata = SQLModel.metadata
