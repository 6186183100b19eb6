"""The sounds of English as flite and festival name them, and what espeak-ng calls them."""

_SAME = {
    "pau": "_: _ _| _! _^_",
    "aa": "0 A: A@ A",
    "ae": "a aa &",
    "ah": "V",
    "ao": "O: O@ o@ O O2 o:",
    "aw": "aU aU@",
    "ax": "@ @2 @5 a# @L",
    "ay": "aI aI@ aI2 aI3",
    "b": "b",
    "ch": "tS",
    "d": "d d#",
    "dh": "D",
    "eh": "E e@ E2 e E#",
    "er": "3: 3 VR ER IR @r",
    "ey": "eI e:",
    "f": "f",
    "g": "g",
    "hh": "h",
    "ih": "I I2 I# i@ i@3",
    "iy": "i: i",
    "jh": "dZ",
    "k": "k",
    "l": "l l# l- L",
    "m": "m m-",
    "n": "n n-",
    "ng": "N",
    "ow": "oU o",
    "oy": "OI",
    "p": "p",
    "r": "r r- R",
    "s": "s",
    "sh": "S",
    "t": "t t2 t# t[ * ?",
    "th": "T",
    "uh": "U U@ o@3",
    "uw": "u: u",
    "v": "v",
    "w": "w w#",
    "y": "j",
    "z": "z z#",
    "zh": "Z",
}
PHONES = list(_SAME)
ESPEAK_PHONES = {sign: PHONES.index(p) for p, signs in _SAME.items() for sign in signs.split()}


def bare(word):
    return word.strip(".,?").lower()
