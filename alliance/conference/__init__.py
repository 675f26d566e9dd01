"""Conferences and other events (S-30 to S-32, S-51): planned, invited, answered, attended."""
