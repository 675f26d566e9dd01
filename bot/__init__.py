"""Puts the house together and runs it: the only floor with an event loop and a network."""
