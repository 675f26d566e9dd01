"""The accession (S-10 to S-16) as people see it: application, statements, board, letters."""
