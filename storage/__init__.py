"""The rows: one module per noun, engine and migrations; imports nothing of the floors above."""

import storage.columns  # noqa: F401 - its naming convention must stand before the first table does
