"""What may go, told by the words around it, and what looks like a slip and is none."""

from __future__ import annotations

import pytest

from dictate.text.alignment import tokens_of
from dictate.text.slips import CUT_OFF, FALSE_START, FILLER, LONGEST_RUN, REPEAT, slips_in
from dictate.text.spoken import Spoken, spoken
from dictate.text.takebacks import KIND as TAKEN_BACK


def words_and_run(marked: str) -> tuple[list[Spoken], int, int]:
    """The words of a text, and which of them stand between [ and ]."""
    start, stop = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    tokens = tokens_of(text)
    inside = [place for place, token in enumerate(tokens) if start <= token.start < stop]
    return spoken(text, tokens, ()), inside[0], inside[-1] + 1


def kinds_of(marked: str) -> set[str]:
    """Why the marked words may go; empty where not all of them may."""
    words, first, stop = words_and_run(marked)
    slips = slips_in(words, first, stop)
    gone = sum(slip.stop - slip.first for slip in slips)
    return {slip.kind for slip in slips} if gone == stop - first else set()


@pytest.mark.parametrize(
    ("marked", "kind"),
    [
        # broken off
        ("the [ta-] table", CUT_OFF),
        ("[I don't th-] I don't think so", CUT_OFF),
        ("he [w...] would go", CUT_OFF),
        # said twice
        ("[I] I think", REPEAT),
        ("[We] we go", REPEAT),
        ("[I think] I think so", REPEAT),
        ("look [in the] in the box", REPEAT),
        ("[Hardly anyone] hardly anyone came", REPEAT),
        ("[How many] how many are there", REPEAT),
        ("I had [to, I had] to, I had to go", REPEAT),
        ("it's [in,] in the box", REPEAT),
        ("it [was] was late", REPEAT),
        ("to [San] San Francisco", REPEAT),
        ("let's meet [at,] at the station", REPEAT),
        ("[We] we go to the ta-", REPEAT),
        ("if [I] I go", REPEAT),
        ("I know why. [We did,] we did it", REPEAT),
        ("we are [going to see] going to see him", REPEAT),
        ("What we need [is,] is more time", REPEAT),
        ("Who knows? The man in the car [is] is late.", REPEAT),
        ("look [at] at least one", REPEAT),
        ("What is it [for,] for", REPEAT),
        ("[we went with Anna and Ben to the] we went with Anna and Ben to the shop", REPEAT),
        # fillers with a meaning elsewhere
        ("It was, [you know,] late.", FILLER),
        ("[You know,] it was late.", FILLER),
        ("It was late, [you know].", FILLER),
        ("It was, [like,] late.", FILLER),
        ("It was late, [you know]. We left.", FILLER),
        ("It was late, [you know]", FILLER),
        ("If it rains, we stay. It is late, [you know].", FILLER),
        ("If it rains we stay, [actually].", FILLER),
        ("[I mean,] it was late.", FILLER),
        ("[Well,] it was late.", FILLER),
        ("[Right,] so we go.", FILLER),
        ("in [like] ten minutes", FILLER),
        ("it was [like] really cold", FILLER),
        ("that's [like] so cold", FILLER),
        # begun anew
        ("[When I was,] when we were there", FALSE_START),
        ("[He didn't,] he couldn't know", FALSE_START),
        ("[There's a,] there are some", FALSE_START),
        ("[For the,] in the second half", FALSE_START),
        ("[feed the cat,] feed the cats", FALSE_START),
        ("[The uni-] the college opens", FALSE_START),
        ("[I want to] I need to go", FALSE_START),
        ("It's [a, I guess,] a book", FALSE_START),
        ("It's [a, ugh,] a book", FALSE_START),
        ("the thing [we, let me see,] we need", FALSE_START),
        ("[the ta-, I guess,] the table", FALSE_START),
        ("[When I was, let's see,] when we were there", FALSE_START),
        ("[I can,] I can't say", FALSE_START),
        ("[Do you have,] do you guys have this", FALSE_START),
        ("[We went with Anna and Ben to the,] we went home", FALSE_START),
        ("[feed the cats,] feed the cat", FALSE_START),
        ("[five of the,] five of our friends", FALSE_START),
        ("the [ta-, I guess,] table", FALSE_START),
    ],
)
def test_a_slip_may_go_for_its_reason(marked: str, kind: str) -> None:
    assert kinds_of(marked) == {kind}


@pytest.mark.parametrize(
    "marked",
    [
        # nothing is broken off
        "[pre-] and post-war",
        "the [ta-] chair",
        "the [theo] theory",
        "it is [lat...]",
        "[the ta-] a table",
        # said twice on purpose, or good English
        "a [very] very long day",
        "[very,] very long",
        "[No,] no, we don't",
        "we [had] had enough",
        "I know [that] that is wrong",
        "What it [is] is a mistake",
        "who they [were] were friends",
        "[New York] New York",
        "Plan [A] a few days",
        "looking [at,] at least",
        "dial [nine] nine",
        "[over and] over and over",
        "[day by] day by day",
        "[no more] no more",
        "the [budget] budget",
        "[Two tablets,] two tablets, every day",
        "We go. [We go.] We go.",
        "to [Duran] Duran, they said",
        "what [he was, I guess,] he was",
        "[New York,] New York, I said",
        "It was [I.] I know it.",
        "All he said [was] was wrong",
        "What you told me on Monday [is] is a mistake",
        "it is [good,] good to see",
        "[Tom,] Tom is here",
        "it was [so] so late",
        "to [York] York by train",
        "we saw [Duran] Duran, Anna said",
        "[we went with Anna and old Ben to the] we went with Anna and old Ben to the shop",
        # meant
        "I [like] it",
        "it looks [like] rain",
        "[like] this one",
        "do [you know] where",
        "[You know] her well",
        "if you know, [you know].",
        "what do [you mean], it's late",
        "[I mean] what I say",
        "I feel [well], thanks",
        "[Well] done",
        "[Well,] well, well.",
        "[So] far so good",
        "Mrs. [Well,] Judith came",
        "turn [right,] now",
        "[Right,] left and right again",
        "it is [like] one of those",
        "he was [like] so what",
        "and she was [like,] no way",
        "it was late, [you know]?",
        "It was [you know] late",
        "[Okay].",
        "in [like,] ten minutes",
        "[Well,]",
        "[Actually...] it was late",
        "[Literally,] all of it",
        "We waited... [Literally,] all night",
        "it was late, [you know] her",
        "She says we know, [you know].",
        "it took [about] ten minutes",
        "what is it [like]",
        "it was... [like] really cold",
        "it was... [like]. Really cold.",
        "I [like] ten of them",
        "it feels [like] so long",
        "it was [like] summer",
        "ask [Anna] Anna",
        "the [Big Apple] big apple",
        # begun once
        "[Yes it. And,] yes it is",
        "and [so is,] it is late",
        "[look at the] I think",
        "[The cat sat on] the mat",
        "we can take [the bus,] the train or a taxi",
        "[He came,] he saw",
        "If [I can,] I will",
        "[the more we do,] the more we have",
        "[It's not good,] it's great",
        "[I don't know,] I don't care",
        "taller than [I,] and I know it",
        "[the book I gave,] the man took",
        "[I won't,] I will go",
        "[I have three,] I have",
        "[We go with,] they stay",
        "whoever [he was,] he was nice",
        "[We went with Anna and old Ben to the,] we went home",
        "[I like cats] I need dogs",
        "[I see you--] I see Anna",
        "[There's the man, there's the,] there are two",
        "[so he was with the,] for the first time",
        "[give Anna the,] in the house",
        "[with the,] and the dog",
        "the [cat,] cats and dogs",
        "[take it,] take its keys",
        "she [will wait,] will you",
        "he [g... Well,] goes home",
        "[We, hold on.] We go",
    ],
)
def test_what_is_in_doubt_stays(marked: str) -> None:
    assert kinds_of(marked) == set()


@pytest.mark.parametrize(
    "marked",
    [
        "move it to [Tuesday no wait] Wednesday",
        "send it [to Anna, sorry,] to Maria",
        "at [five, no] six",
        "[on saturday no] on sunday",
        "on [saturday no] sunday morning",
        "ask [Peter, no,] Pieter",
        "turn [left, no,] right, then stop",
        "the [station no wait] airport",
        "which [university i mean] campus",
        "from [Leeds, or rather] York",
        "it's [on, I mean, no,] at the office",
        "page [one hundred and six, I mean] sixteen",
        "[two rooms, sorry,] three rooms",
        "at [3 p.m., actually,] 3:30 p.m.",
        "[Let's take the car. No wait,] let's take the train.",
        "keys [on the first of March. No, sorry,] on the third of March.",
        "[Book it. Scratch that.] Call them.",
        "[Take the car. No wait,] take a train.",
        "[What is the height, no,] what is the width",
        "[Where was, no,] when was it",
        "[Where did or] how many were there",
        "[What is the basic, no tell me,] in what districts",
        "[When is excuse me] what is it",
        "[He is my uncle, well,] he is my cousin",
        "in [Mexico oops] the US",
        "[can no wait] could you",
        "we'll be [four, make that] five for dinner",
        "[I'll be, sorry,] I'll come",
        "[I'd go, no wait,] can you",
        "a [better oops] best friend",
        "[my uncle, well,] my cousin",
        "ask [Anna, no wait sorry oh actually] Maria",
        "on [Monday, I meant to say,] Tuesday",
        f"send it [to the {'old ' * 21}house, no wait,] to Anna",
        "we went [from old dear green Leeds, or rather] to York",
        "[The old man in the green house lives, no wait,] we live there",
        "at [five, no, actually,] six",
        "ask [Anna, no actually] Maria",
        "go [to Anna, well] to Ben",
        "[What would have instead] where did he go",
        "he [could no] couldn't come",
        "he [couldn't no] could come",
        "[In, no wait,] where is it",
        "[What is the basic, no wait,] to begin, what is it",
        "we meet [Monday, sorry, wait,] Tuesday",
        "[What is the height, no, well,] which is the width",
        "to [give Anna, no wait,] give Ben the keys",
        "[Who told you what, no wait,] when was it",
        "turn [left, no,] right.",
        "[Can you, sorry,] which one is it",
    ],
)
def test_what_was_taken_back_may_go(marked: str) -> None:
    assert TAKEN_BACK in kinds_of(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "I like [it, no] problem",
        "on [Monday or] Tuesday",
        "[Where people or] how many",
        "we [book it. Scratch that.] Call them.",
        "[fifteen or] fifty",
        "he eats [no] meat",
        "he [eats no] meat",
        "I [feel sorry] Tom left",
        "[I'm late, sorry,] I forgot",
        "[I like it. No,] I love it",
        "that's [what I mean] nine times",
        "[to the house and to Anna, sorry,] to Maria",
        "move it [to Tuesday no wait] Wednesday",
        "to Anna, [sorry, to Maria] with the keys",
        "it was [rather] cold",
        "it looks [good rather] cold",
        "from five [to six, no,] eight",
        "is he [tired, no,] really, no",
        "[Yes, no,] maybe.",
        "[Call her. Sorry,] call him.",
        "I am [sorry] to hear",
        "[no wait] is longer",
        "There was a [queue, no wait] at the bank",
        "is it [late? no wait] Monday",
        "[when or] where we met",
        "[Who was at home, no wait,] at work",
        "is [not no wait] good",
        "I said [four words oops] three",
        "[Send it to Anna, no wait,] she left",
        "the red car [and the dog, sorry, and] so on",
        "[Tell me where, no wait,] when it is",
        "[I see it sorry] there we go",
        "a [man who came no wait] left",
        "at [Anna, no,] six",
        "on [five, no,] Monday",
        "[she is ill, sorry,] we can't come",
        "late [sorry]",
        f"send it [to the {'old ' * 22}house, no wait,] to Anna",
        "we went [from old dear green lovely Leeds, or rather] to York",
        "[The old man in the big green house lives, no wait,] we live there",
        "at [five, no, or] six",
        "we [go to York, no. Wait,] go to Leeds",
        "turn [left no,] right, then stop",
        "turn [left, no] right, then stop",
        "at [five, actually] six o'clock",
        "[When was it, well,] what is it",
        "the [green, wait,] car is here",
        "[Take the car. No wait,] she left",
        "[Take the car. No wait.] Take the train.",
        "we saw [Peter, no,] cars",
        "we went [from Leeds to York, or rather] by train",
        "we know [that man, no,] what is it",
        "[Anna came, sorry,] which one is it",
        "[Can you say what, sorry,] which one is it",
        "she said [Anna left, or rather] they did",
        "[How is Anna, or rather] cars",
        "[The man left, or rather] with Anna",
        "[What is there now, no wait,] there it is",
        "we saw [it there, oops] the house",
        "we saw [Anna Miller, oops] on Monday",
        "the [dog, oops] 12 cats",
        "the [public schools sorry] private schools",
        "I want [two rather] big dogs",
        "[Where is instead] the old car",
        "[What would have been instead] where did he go",
        "many [old public boarding schools, no wait,] new private boarding schools",
        "many [public schools, no wait,] private houses",
        "see [old house no] the car",
        "see [an old no] green house",
        "[When] Where are we",
        "[What did.] Where did he go",
    ],
)
def test_what_was_not_taken_back_stays(marked: str) -> None:
    assert kinds_of(marked) == set()


def test_in_a_run_only_what_is_explained_may_go() -> None:
    words, first, stop = words_and_run("I [really think to Anna, sorry,] to Maria")
    assert slips_in(words, first, stop) == []  # where a cleaner takes out more, nothing is sure
    words, first, stop = words_and_run("[Today I I] like it")
    assert [(slip.first, slip.stop, slip.kind) for slip in slips_in(words, first, stop)] == [
        (1, 2, REPEAT)
    ]
    words, first, stop = words_and_run("[Today I I] I I like it")
    assert [(slip.first, slip.stop) for slip in slips_in(words, first, stop)] == [(1, 2), (2, 3)]


def test_several_slips_in_a_row_are_told_apart() -> None:
    words, first, stop = words_and_run("[Monday, no, Tuesday, no wait,] Wednesday")
    assert [(slip.first, slip.stop) for slip in slips_in(words, first, stop)] == [(0, 2), (2, 5)]
    words, first, stop = words_and_run("She went [in the, well,] in the house")
    assert [(slip.first, slip.stop) for slip in slips_in(words, first, stop)] == [(2, 4), (4, 5)]


def test_no_slip_begins_or_ends_inside_a_compound() -> None:
    assert kinds_of("a [well-] well-known man") == set()
    assert kinds_of("[white, oops, off-]white is it") == set()


def test_a_very_long_run_stays() -> None:
    long = "we think " * 16
    assert LONGEST_RUN == 32
    assert kinds_of(f"[{long.strip()}] we think so") == {REPEAT}
    assert kinds_of(f"[we {long.strip()}] we think so") == set()


def test_a_filler_hands_its_marks_to_the_words_around_it() -> None:
    for text in ("We left um. Then we", "We left. Um then we"):
        _, left, then, _ = spoken(text, tokens_of(text), {2})
        assert (left.stops, left.asks, then.opens) == (True, False, True)
    for text in ("We left um? Then we", "We left? Um then we"):
        assert spoken(text, tokens_of(text), {2})[1].asks
    text = "I am"
    assert spoken(text, tokens_of(text), (), [1])[0].breaks
    text = "Um we go"
    assert spoken(text, tokens_of(text), {0})[0].opens


def test_a_filler_leaves_a_break_behind() -> None:
    text = "feed the cat um feed the cats"
    tokens = tokens_of(text)
    words = spoken(text, tokens, {3})
    assert [slip.kind for slip in slips_in(words, 0, 3)] == [FALSE_START]


@pytest.mark.parametrize(
    "marked",
    ["[Basically,] basically it broke", "[Actually,] actually we left"],
)
def test_a_sentence_that_opens_twice_with_an_idle_word_does_so_once(marked: str) -> None:
    assert kinds_of(marked) == {REPEAT}


@pytest.mark.parametrize(
    "marked",
    [
        "If it rains, [you know].",
        "When you see it, [you know].",
        "it is [basically,] basically broken",
        "[Basically] basically it broke",
    ],
)
def test_you_know_that_ends_a_condition_stays_and_so_do_words_meant_twice(marked: str) -> None:
    assert kinds_of(marked) == set()


def kinds_with_pauses(marked: str) -> set[str]:
    """As `kinds_of`; the speaker hesitated at each ~, and the um that stood there is gone."""
    parts = marked.replace("[", "").replace("]", "").split("~ ")
    pauses = [len("".join(parts[:n])) for n in range(1, len(parts))]
    bare = marked.replace("~ ", "")
    _, first, stop = words_and_run(bare)
    text = "".join(parts)
    words = spoken(text, tokens_of(text), (), pauses)
    slips = slips_in(words, first, stop)
    gone = sum(slip.stop - slip.first for slip in slips)
    return {slip.kind for slip in slips} if gone == stop - first else set()


@pytest.mark.parametrize(
    ("marked", "kind"),
    [
        # said again behind it
        ("[not ~ ] not an empty list", REPEAT),
        ("[Ignore all ~ ] ignore all of it", REPEAT),
        ("[ask Anna ~ ] ask Anna", REPEAT),
        ("[red house ~ ] red house", REPEAT),
        # begun with another word
        ("[What did ~ ] where did he go", FALSE_START),
        ("[Where ~ well] what is it", TAKEN_BACK),
        ("[feed the cat ~ ] feed the cats", FALSE_START),
        # a cue that needs a mark has one
        ("in [1774 instead ~ ] 1736 or so", TAKEN_BACK),
        ("in [1774 ~ actually] 1736 or so", TAKEN_BACK),
        ("ask [Anna ~ rather] Maria", TAKEN_BACK),
        ("the [public schools ~ rather] private schools", TAKEN_BACK),
    ],
)
def test_a_hesitation_is_as_good_as_a_mark(marked: str, kind: str) -> None:
    assert kinds_with_pauses(marked) == {kind}
    assert kinds_with_pauses(marked.replace("~ ", "")) in (set(), {REPEAT})


@pytest.mark.parametrize(
    "marked",
    [
        "[very ~ ] very late",
        "[no ~ ] no, we don't",
        "[very big ~ ] very big",
        "[two three ~ ] two three",
        "[nine ~ ] nine one",
        "[over and ~ ] over and over",
        "[What happened ~ ] when he came",
        "we know [what did ~ ] where did he go",
        "[What did he say ~ ] where is he",
        "[Anna ~ ] Maria and Ben",
        "it [looks ~ rather] good",
        "it [was ~ rather] cold",
        "Are they [coming ~ no] probably not",
    ],
)
def test_a_hesitation_alone_takes_nothing_back(marked: str) -> None:
    assert kinds_with_pauses(marked) == set()


@pytest.mark.parametrize(
    ("marked", "kind"),
    [
        # a question with another word
        ("[When are] Where are they now", FALSE_START),
        ("[What did] Who did it for us", FALSE_START),
        ("[What might be] Who is it now", FALSE_START),
        ("[Where is no] in what state is it", TAKEN_BACK),
        ("[Where can old, no wait,] the fact that it is", TAKEN_BACK),
        ("go [to Anna, actually] to Maria", TAKEN_BACK),
        ("[In what no sorry] Who made it", TAKEN_BACK),
        ("[Who is instead] what is it", TAKEN_BACK),
        ("[How rather] what is it", TAKEN_BACK),
        ("[What type of, or let me ask,] what is it", TAKEN_BACK),
        # the same kind of thing
        ("in [2007 rather] 2001 it rained", TAKEN_BACK),
        ("in [1893 or actually] 1888 it rained", TAKEN_BACK),
        ("rain [in the north or actually] in the south", TAKEN_BACK),
        ("how many [public schools or actually] private schools", TAKEN_BACK),
        ("how many [public schools no wait] private schools", TAKEN_BACK),
        ("how many [very old schools no wait] quite new schools", TAKEN_BACK),
        ("who [were no] weren't there", TAKEN_BACK),
        ("who [weren't no] were there", TAKEN_BACK),
        ("who [could no] couldn't come", TAKEN_BACK),
        ("who [couldn't no] could come", TAKEN_BACK),
        ("who [is or no] was there", TAKEN_BACK),
        ("it's [an old no] a new house", TAKEN_BACK),
        ("at [five, nope, let me start over,] six", TAKEN_BACK),
    ],
)
def test_what_agrees_on_either_side_of_a_cue_was_taken_back(marked: str, kind: str) -> None:
    assert kinds_of(marked) == {kind}


@pytest.mark.parametrize(
    "marked",
    [
        "[When is] What Women Want on",
        "[When is The] Who playing",
        "[When are] where are they",
        "[They are] Where are they",
        "ask [when are] Where are they",
        "[What do people] Who do you know",
        "[What is where are] Who are you",
        "[Who is] What",
        "[Where] What is it",
        "[What would have been] Who is it now",
        "[Where no] in",
        "in [2007 rather] late",
        "[Who is rather] good",
        "how many [public schools no] private schools",
        "how many [big schools no no] small shops",
        "the [very old big schools no wait] quite new red schools",
        "it's [an old no] my new house",
        "it's [my old no] a new house",
        "I know [not] not one",
        "as they know, [you know], it's late",
        "[Who knows rather] what it is",
        "I know [who rather] what it is",
        "I [like Anna rather] Maria came",
        "we meet [Monday instead] Tuesday is full",
        "[a chance or no] chance",
        "[chance or no] chance at all",
        "[he came or actually] he called",
        "the [good or actually] bad one",
        "the [two schools or actually] new schools",
        "the [no schools no wait] new schools",
        "the [schools of no wait] kinds of it",
        "in [the schools no no] new schools",
        "the [big schools no no] the schools",
        "the [schools no no] schooling",
        "the [few very old schools no no] not so new schools",
        "the [schools no no] few",
        "did you see [the old car no] a train was late",
        "did you see [the no] a train",
        "who [were no] being there",
        "he [can no] is there",
        "it was [late no no] early",
        "we [have or no] lack some",
    ],
)
def test_what_does_not_agree_was_not(marked: str) -> None:
    assert kinds_of(marked) == set()


@pytest.mark.parametrize(
    "marked",
    ["If it rains, [or something].", "I go if so. It was late, [you know]."],
)
def test_what_only_rounds_off_a_sentence_may_go(marked: str) -> None:
    assert kinds_of(marked) == {FILLER}
