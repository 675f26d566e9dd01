"""A session's papers: agenda and minutes as circulars, resolutions and who carries them out."""
