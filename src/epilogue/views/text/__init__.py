"""What every screen is written with: odds, quotations, places, wrapping and colour."""
