"""How players are known: nicknames (which are fit to be shown, which look like one that is taken), codes, secrets."""

from __future__ import annotations

import base64
import re
import unicodedata

from ops_trainer.locale import Complaint

LONGEST = 20  # characters
MARKS_IN_A_ROW = 2  # combining marks on one character; more is scribbling over the lines around
# Letters of other scripts, and digits, that pass for a Latin letter. What NFKC folds already is not here.
LIKE = str.maketrans(
    {
        **dict(zip("аеорсухіѕјһԁԛԝѵіӏгмктвнпз", "aeopcyxisjhdqwvilrmktbhn3", strict=True)),
        **dict(zip("αβεικνορτυχωηγ", "abeikvoptuxwny", strict=True)),
        **dict(zip("ɑɡıȷʟɴʀꜱᴏᴜᴠᴡᴢℓ", "agijlnrsouvwzl", strict=True)),
        **dict(zip("օսհոցզ", "ouhngq", strict=True)),
        **dict(zip("01|øđłæþð〇○囗ロ士末", "ollodlapdoo口口土未", strict=True)),
        **dict(zip("ⲁⲃⲉⲏⲓⲕⲙⲛⲟⲣⲥⲧⲩⲭ", "abehlkmnopctyx", strict=True)),
        **dict(zip("ᎠᎡᎢᎥᎩᎪᎫᎬᎳᎷᎻᏀᏃᏆᏒᏔᏙᏚᏞᏟᏢᏦᏴ", "drtlyajewmhgzlrwvslcpkb", strict=True)),
        **dict(zip("ꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ", "bpdtgkjczfmnlsrvhwxyaelou", strict=True)),
        **dict(zip("ー丨エカタニハトヘリ曰已巳入", "一l工力夕二八卜へり日己己人", strict=True)),
        "ß": "ss",
        "œ": "oe",
    }
)  # fmt: skip
# Capitals that look like others than their small letters do.
CAPITALS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧЅІЈԌ", "ABEZHIKMNOPTYXSIJG")
PAIRS = (("rn", "m"), ("vv", "w"))
VOICED = "\u3099\u309a"  # か and が are different letters
UNSEEN = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters and signs that show nothing
BARE = re.compile(r"[\W_]+")


def clean(name: str) -> str:
    """Return a nickname as it is shown: composed, one space between words.

    Raises Complaint when it is empty, too long, or holds control, direction or unassigned characters, or piles marks
    on a letter. Anything that looks like markup is plain text here and stays.
    """
    name = " ".join(unicodedata.normalize("NFC", name).split())
    kinds = [unicodedata.category(character) for character in name]
    if not name or len(name) > LONGEST:
        raise Complaint("workshop.name_length", most=LONGEST)
    if any(kind[0] == "C" or kind in ("Zl", "Zp") for kind in kinds):
        raise Complaint("workshop.name_characters")
    row = 0
    for kind in kinds:
        row = row + 1 if kind in ("Mn", "Me") else 0
        if row > MARKS_IN_A_ROW:
            raise Complaint("workshop.name_characters")
    if not any(kind[0] in "LNSP" for kind in kinds) or not UNSEEN.isdisjoint(name):
        raise Complaint("workshop.name_characters")  # nothing to see in it
    return name


def skeletons(name: str) -> tuple[str, ...]:
    """Return what a nickname looks like in small letters, and in capitals where that differs (ν passes for v, Ν for N).

    Two names that share one can be taken for each other; two that are equal up to case share all.
    """
    small = caseless(name)
    looks = (_look(small), _look(small.upper().translate(CAPITALS).casefold()))
    return looks[: len(set(looks))]


def caseless(name: str) -> str:
    """Return a text with full and half width, small and large letters made one: Unicode's compatibility caseless
    form."""
    for _ in range(2):  # the second time for what the first brings forth
        name = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", name).casefold())
    return unicodedata.normalize("NFKC", name)


def _look(small: str) -> str:
    """Small letters, reduced to the letters that they pass for."""
    plain = "".join(c for c in unicodedata.normalize("NFD", small) if not unicodedata.combining(c) or c in VOICED)
    like = unicodedata.normalize("NFKC", plain).translate(LIKE)
    for pair, letter in PAIRS:
        like = like.replace(pair, letter)
    like = like.replace("i", "l")
    return BARE.sub("", like) or "".join(small.split())


ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is read as something else
CODE_LENGTH = 10
PIN_LENGTH = 6


def secret(random: bytes) -> str:
    """Return a secret of 128 bits or as many as the bytes hold, safe in a header."""
    return base64.urlsafe_b64encode(random).decode().rstrip("=")


def claim_code(random: bytes) -> str:
    """Return a code of ten letters and digits in two groups: `7kq2m-x9d4h` (49 bits)."""
    number = int.from_bytes(random, "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    half = CODE_LENGTH // 2
    return "".join(letters[:half]) + "-" + "".join(letters[half:])


def same_code(code: str) -> str:
    """Return a claim code as it is kept, however it was typed."""
    plain = "".join(character for character in code.lower() if character in ALPHABET)
    half = CODE_LENGTH // 2
    return plain[:half] + "-" + plain[half:]


def pin(random: bytes) -> str:
    """Return six digits, the first not 0."""
    return str(100_000 + int.from_bytes(random, "big") % 900_000)
