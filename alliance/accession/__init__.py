"""Accession (S-10 to S-16): draft, circular, statements, letters, board, and how it ends."""
