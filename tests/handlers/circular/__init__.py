"""The general circular in chat."""
