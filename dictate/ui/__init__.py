"""Qt lives here: what a user sees of Dictate.

Nothing in this room decides or computes; it shows notices and passes wishes on::

    engine threads ─post─► bridge ─signals─► tray, overlay, window, messages   (all on Qt's thread)
    tray, window ─► Commands (return at once)

    shell          puts all of it together; what `app` builds
    bridge         the one QObject that notices cross threads through
    tray           icon and menu in the panel
    overlay        the pill that shows that Dictate listens; never takes focus
    window         the small main window: state, start and stop, last dictations
    history_window everything dictated: search, read, hear, copy, try again, delete
    messages       where a notice to the user is shown: desktop, card of our own, or the tray
    theme, icons   the look; meter, wording: what is shown, without Qt
    pill, caption  how the overlay is painted
"""
