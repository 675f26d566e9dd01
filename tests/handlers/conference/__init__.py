"""Conferences by chat."""
