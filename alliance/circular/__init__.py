"""General circulars (S-03): draft, audience, sending, acknowledgement, progress, archive."""
