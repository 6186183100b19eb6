"""Words as spoken become text as written, by rules: no model, no clock, no device.

Each rule is a pure function that names its changes as edits of the text before it; `rules` runs
them one after the other and carries the edits back to the words as recognised.
"""
