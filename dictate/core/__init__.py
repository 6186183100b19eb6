"""The heart: values, state machine, engine and ports. Standard library and numpy only."""
