"""The Tongue and the catalogs."""
