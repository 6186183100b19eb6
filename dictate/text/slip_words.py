"""The tables by which the veto tells a slip of the tongue from what was meant. English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dictate.text.marks import phrases, word_set

QUESTIONS = word_set("what which when where who whom whose why how")
PRONOUNS = word_set("i you he she it we they there")
NOMINATIVES = word_set("i we they he she")
"""No preposition and no article can stand before them."""
DETERMINERS = word_set("the a an my your his her its our their this that these those")
PREPOSITIONS = word_set(
    "to of in on at for with like from into by about under over through between without after "
    "before than as"
)
VERBS = word_set(
    "am is are was were be been do does did have has had will would can could should must may "
    "might isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't won't wouldn't "
    "can't couldn't shouldn't i'm you're we're they're he's she's it's i've you've we've they've "
    "i'll you'll he'll she'll it'll we'll they'll i'd you'd he'd she'd we'd they'd that's there's "
    "what's who's let's"
)
BUT = word_set("and but or so then")
CONJUNCTIONS = BUT | word_set("because if that when while since although where")

FUNCTION_WORDS = PRONOUNS | DETERMINERS | PREPOSITIONS | VERBS | CONJUNCTIONS | QUESTIONS

OPENS_A_CLAUSE = PRONOUNS | VERBS | QUESTIONS

DANGLING = (
    DETERMINERS
    | PREPOSITIONS
    | VERBS
    | CONJUNCTIONS
    | NOMINATIVES
    | word_set("going gonna wanna gotta very think believe guess suppose")
) - word_set("that this these those her so what's there though although")
"""Words that nobody ends a thought with: where one stands before a break, it was broken off."""
ENDS_AFTER_ALL = word_set("do does did have has had can will could should would may might must")
"""Of these, the ones that may end one: "the more we do, the more we have"."""
LEADS_ON = (
    (CONJUNCTIONS - BUT) | QUESTIONS | word_set("as than whatever wherever whoever however all")
)
"""Behind one of these a clause is no thought of its own: "if I can, I will"."""

EMPHATIC = word_set(
    "very really so no not never ever bye far long well yes yeah okay more again ha wait stop go "
    "oh hey please now what why"
)
"""Words that are said twice on purpose."""
MEANT_TWICE = EMPHATIC | word_set("had that in do her you it there on off up who many much")
"""These too, or they stand twice in good English."""
COPULAS = word_set("is are was were")
"""Stand twice where a question word leads: "what it is is a mistake"."""
SAID_AGAIN_AT_A_BREAK = word_set("in it that do her you there what who on had")
"""Of these, the ones that with a mark between them are an accident after all."""

TWICE_AT_A_PAUSE = word_set("not what why now so")
"""Of the emphatic ones, those that with a hesitation between them are an accident, too."""

JOINTS = word_set("and after by upon or to")
""""over and over and over", "day by day by day": said again on purpose."""

SET_PHRASES = word_set("example least once all fact general instance last first short particular")
"""With a preposition before them these are a phrase of their own: "looking at, at least"."""

NEGATIONS = word_set(
    "no not never nobody nothing none nor neither nowhere cannot without hardly barely scarcely "
    "unless refuse deny nicht kein keine nie niet geen pas jamais rien non nunca nada não nie ej"
)

DAYS_AND_MONTHS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december today tomorrow yesterday tonight morning "
    "afternoon evening noon midnight spring summer autumn winter"
)
NUMBERS = word_set(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million billion first second third fourth fifth sixth seventh eighth ninth "
    "tenth eleventh twelfth half quarter double oh point dozen"
)

IN_A_NUMBER = word_set("and point to percent \0a.m \0p.m am pm o'clock")
"""Words that stand within a number or behind it."""

CLASSES: tuple[frozenset[str], ...] = (
    DETERMINERS,
    PREPOSITIONS,
    word_set("can could should would will must may might"),
    word_set("is are was were am isn't aren't wasn't weren't"),
    word_set("do does did don't doesn't didn't"),
    word_set("have has had"),
    word_set("i you he she it we they"),
    word_set("him her them us"),
    QUESTIONS,
    DAYS_AND_MONTHS,
)
"""Words of one class can stand in for each other: "on, I mean at", "he, no, she"."""

CUE_PARTS = phrases(
    "no, wait, sorry, i'm sorry, or, rather, oh, actually, i mean, i meant, i meant to say, "
    "make that, scratch that, strike that, oops, tell me, let me rephrase, never mind, hold on, "
    "excuse me, correction, instead, well, should say, i should say, i guess, like, better yet, "
    "pardon, pardon me, my bad, not that, that's wrong, ugh, ah, ahh, let me say, forget that, "
    "disregard that, and tell me, nope, let me ask, i mean to ask, i meant to ask, meant to say, "
    "i actually mean, let me start over, let me start again, let me try again, that should be, "
    "change that to"
)
"""What cues are made of: "or no rather" is three parts."""
STRONG_PARTS = phrases(
    "wait, sorry, i'm sorry, rather, i mean, i meant, i meant to say, make that, scratch that, "
    "strike that, oops, tell me, let me rephrase, never mind, hold on, correction, instead, "
    "should say, i should say, better yet, pardon, pardon me, my bad, that's wrong, let me say, "
    "forget that, disregard that, and tell me, let me ask, i mean to ask, i meant to ask, "
    "meant to say, i actually mean, let me start over, let me start again, let me try again, "
    "that should be, change that to"
)
SURE_ALONE = phrases(
    "make that, scratch that, strike that, oops, correction, i meant to say, i should say, "
    "let me rephrase"
)
"""Parts that take something back even alone. Of the others it takes two, a strong one among them:
"or rather", "no wait", or "no" and "actually". "on Monday or Tuesday" takes nothing back."""
UNSURE_ALONE = phrases("no, sorry, i'm sorry, i mean, i meant, excuse me, pardon me")
"""Cues alone, where the words around agree ..."""
UNSURE_BETWEEN_MARKS = phrases("wait, actually, rather, instead, well, oh, never mind, hold on")
"""... and these with a mark before them, too."""

NOT_SORRY = word_set("feel feels felt feeling say says said saying am be so very really are")
""""I feel sorry for him" takes nothing back."""

NO_REPAIR = word_set(
    "really seriously thanks thank please problem problems worries way doubt kidding one not never "
    "but and so because i sir course idea need matter wonder longer more less better worse point "
    "use reason"
)
"""Words that follow "no" and "sorry" where nothing is taken back: "no problem", "sorry but"."""

TITLES = word_set("mr mrs ms dr prof st")
"""A full stop behind one ends no sentence."""

SET_OFF = phrases(
    "you know, i mean, like, well, actually, basically, literally, kind of, sort of, "
    "you know what i mean, i guess you know, or something"
)
"""Fillers where a mark stands on either side: ", you know," but not "do you know"."""
OPENING: Mapping[tuple[str, ...], frozenset[str] | None] = MappingProxyType(
    {
        ("you", "know"): None,
        ("i", "mean"): None,
        ("well",): None,
        ("so",): None,
        ("like",): None,
        ("basically",): None,
        ("actually",): None,
        ("oh",): None,
        ("right",): word_set("so well okay ok let's i we"),
        ("okay",): word_set("so well let's"),
        ("ok",): word_set("so well let's"),
        ("yeah",): word_set("so well i we"),
    }
)
"""Fillers at the beginning of a sentence with a mark behind; only before these words, if any."""
BEFORE_A_NUMBER = word_set("in at for about with was were is are take takes took cost costs be")
BEFORE_A_DEGREE = word_set("is was are were it's that's he's she's they're i'm you're we're")
DEGREES = word_set("really so super totally completely very too")
""""it was like really cold", "in like ten minutes": "like" is a filler between such words."""

INTERRUPTIONS = phrases(
    "you know, i mean, like, well, i guess, i think, let's see, let me see, you see, okay, "
    "excuse me, sorry, oh, wait, hold on"
)
"""What people say while they look for a word: what stands before it may be said again behind it."""
