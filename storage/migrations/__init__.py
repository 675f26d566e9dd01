"""Alembic's room: the environment, the template, and one file per change of the schema."""
