"""The kit by itself: presses, pages, dates, long texts, forms."""
