"""What analysts open: the gate, a release, its files, and what is kept frozen."""
