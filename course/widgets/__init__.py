"""Views over data that other rooms make: one `.py` and one `.js` for each widget."""
