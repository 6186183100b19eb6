"""Measures how long one waits after the release, on the real program: `dictate bench`.

::

    speech ─► clips ─► feed ─► the real program minus the desktop (rig) ─► runs ─► report
                                       │                                     │
                                  clock: skips                    plain: the whole clip after
                                  only idle waiting               the release, as others do it

    clock       time that skips waiting while every worker is idle
    speech      recordings with their words
    clips       long sound made of recordings, with its last word's end known
    feed        a microphone that is played
    between     what stands between the program's parts and listens to them
    rig         the program, put together without microphone, window and keyboard
    arms        ours, ours without one of its ideas
    plain       faster-whisper after the release; an engine of its own
    shape       models of the true sizes with random weights
    child       the engines that only a benchmark runs
    cells       what is measured
    runs        what was measured, and how it is kept
    play        one dictation through the program
    series      all of them, in turns
    stalls      how long Qt's thread stood still
    load        processor time and memory of the program and its children
    numbers     percentiles and slopes
    word_scores word error, marks and capitals, first and last words
    measuring   the benchmark from its first to its last dictation
    quality     the same model in short and in full windows, on the same words
    verdict     what the figures say about what was promised
    report      all of it as plain values
    table       what is printed
    plot        what is drawn
"""
