"""Sound comes in here: microphone, spool files, levels, and the pauses that cut it into phrases.

::

    PortAudio callback ──blocks──► capture thread (take.py)
                                     ├─► resample.py    the device's rate -> 16 kHz
                                     ├─► spool.py       on disk while it is spoken
                                     ├─► level.py       for the overlay, and for zeros
                                     └─► voice.py ──► endpointer.py ──► phrases

The room knows sounddevice, pulsectl, soxr and onnxruntime, each imported late. Nothing here waits
for a recogniser, and no model library is imported: the file of the voice detector is only located.
"""
