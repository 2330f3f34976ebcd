"""What the desk's pages are drawn from."""
