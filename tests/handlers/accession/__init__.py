"""Tests of the accession's screens."""
