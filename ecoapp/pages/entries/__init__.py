"""What is in a place, be it framed by an établissement or a carnet: its list, and one entry."""
