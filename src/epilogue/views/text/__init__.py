"""The text toolkit of every screen: odds, quotations, places, wrapping and colour."""
