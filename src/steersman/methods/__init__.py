"""Mathematics that knows no firm, each method from its published source."""
