"""Models on this machine: know them, find them, check them, fetch them, recommend one.

::

    catalogue  the models known by name          resources/models.toml
    places     where models may lie              yours, fetched, the hub's cache, shipped
    find       which are there, which is taken
    weights    what a file says of itself        verify   whether files are whole
    hub        asks the hub, streams its bytes   fetch    brings a model, whole and proven
    recommend  which one suits this machine      keep     verify one, remove one
    probing    what the doctor says
"""

from __future__ import annotations

from collections.abc import Sequence

from dictate.core.findings import Finding


def probe() -> Sequence[Finding]:
    """What the doctor says of models and the graphics card."""
    from dictate.models.probing import probe as look

    return look()
