"""Imports every table, so that the metadata is whole for migrations and checks."""

from sqlmodel import SQLModel

from storage import (
    accession,
    attachment,
    circular,
    city,
    conference,
    delivery,
    dialog,
    fact,
    hosting,
    inbox,
    invitation,
    mandate,
    minutes,
    pace,
    person,
    record,
    view,
)

TABLES = (
    accession,
    attachment,
    circular,
    city,
    conference,
    delivery,
    dialog,
    fact,
    hosting,
    inbox,
    invitation,
    mandate,
    minutes,
    pace,
    person,
    record,
    view,
)
metadata = SQLModel.metadata
