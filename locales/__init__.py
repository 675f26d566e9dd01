"""The catalogs and the Tongue that speaks from them; imports nothing of the other floors."""
