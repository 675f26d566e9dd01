"""Journeys: the real bot as a process of its own, over HTTP against the playground."""
