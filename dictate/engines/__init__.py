"""The model libraries. Imported only inside a child process, by name, through `core.choices`."""
