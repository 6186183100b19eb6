"""Measures the program: how well it cleans, how fast it is, and how sure both can be said."""
