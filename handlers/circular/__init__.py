"""The general circular as people see it: writing, sending, receiving, the archive."""
