"""Conferences as people see them: planning, inviting, answering, delegations, the calendar."""
