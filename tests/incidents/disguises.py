"""Identifiers as people write them and disguise them: all made up by chance, none copied, no pattern looked at."""

from collections.abc import Callable
from random import Random

LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
WORDS = (
    "mus",
    "ulv",
    "kat",
    "sej",
    "gamer",
    "prinsesse",
    "tiger",
    "ninja",
    "boller",
    "snegl",
    "stjerne",
    "konge",
)
SYLLABLES = ("ka", "lo", "mi", "ne", "ri", "sa", "ti", "vo", "du", "fe", "by", "ha")
PLACES = (
    "Birke",
    "Lærke",
    "Skov",
    "Strand",
    "Kirke",
    "Møller",
    "Havne",
    "Bøge",
    "Enghave",
    "Søndre",
    "Ahorn",
    "Elle",
)
STREETS = (
    "vej",
    "gade",
    "vænget",
    "stræde",
    "allé",
    "alle",
    "boulevard",
    "torvet",
    "parken",
    "vangen",
    "bakken",
    "haven",
)
TOWNS = ("Lilleby", "Storeby", "Nordkøbing", "Søndrup", "Vesterlund", "Østerhavn")
HOSTS = ("post", "skole", "mail", "klub", "mit-sted", "eksempel", "ung2")
TOPS = ("dk", "com", "net", "org", "eu", "se")
ONES = ("en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni")
SPOKEN = [  # numbers of two digits as they are said
    f"{ones}og{ten}" if ones else ten
    for ten in ("tyve", "tredive", "fyrre", "halvtreds", "tres", "halvfjerds", "firs", "halvfems")
    for ones in ("", *ONES)
]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
SENTENCES = ("{}", "Vi så {}, og så gik vi.", "det var {}", "({})", "Skriv til hende: {}!", "»{}« stod der")


def cpr(rng: Random) -> str:
    """Make a CPR number."""
    day, month, year, serial = (
        f"{rng.randint(1, 28):02}",
        f"{rng.randint(1, 12):02}",
        f"{rng.randint(0, 99):02}",
        digits(rng, 4),
    )
    if rng.random() < 0.1:
        day = f"{int(day) + 60}"  # a stand-in number
    date = (
        rng.choice(("", " ", ".", "/", "-", "–", ". ")).join((day, month, year))
        if rng.random() < 0.6
        else day + month + year
    )
    if rng.random() < 0.15:
        date = f"{day}{month}{rng.choice(('19', '20'))}{year}"
    between = rng.choice(
        (
            "",
            "-",
            " ",
            " - ",
            "–",
            "—",
            "‑",
            "−",
            "/",
            ".",
            "_",
            ": ",
            ";",
            "\t",
            ", ",
            "\u200b-",
            "\u00a0",
            " / ",
        )
    )
    ending = rng.choice((serial, serial, serial, serial, "xxxx", "XXXX", "****", f"{serial[:2]} {serial[2:]}"))
    if ending.count(" ") and len(date) > 6:
        ending = serial
    whole = date + between + ending
    how = rng.random()
    if how > 0.93:
        parted = (
            " og så ",
            ", og så de sidste fire: ",
            " efterfulgt af ",
            ", slutter på ",
            " ... ",
            " derefter ",
        )
        return date + rng.choice(parted) + serial
    if how < 0.05:
        return " ".join(day + month + year + serial)
    if how < 0.1:
        return (day + month + year + "-" + serial).translate(FULL_WIDTH)
    return "\u200d".join((whole[:3], whole[3:])) if how < 0.15 else whole


def phone(rng: Random) -> str:
    """Make a telephone number, Danish or foreign."""
    number = rng.choice(
        ("20", "22", "26", "28", "30", "31", "40", "42", "50", "51", "60", "61", "71", "81", "91")
    ) + digits(rng, 6)
    if rng.random() < 0.2:
        return rng.choice(
            (
                f"+46 70 {digits(rng, 3)} {digits(rng, 2)} {digits(rng, 2)}",
                f"+47 4{digits(rng, 2)} {digits(rng, 2)} {digits(rng, 3)}",
                f"+49 151 {digits(rng, 8)}",
                f"0044 7911 {digits(rng, 6)}",
                f"+48 51{digits(rng, 1)} {digits(rng, 3)} {digits(rng, 3)}",
                f"+90 532 {digits(rng, 3)} {digits(rng, 2)} {digits(rng, 2)}",
                f"+354 6{digits(rng, 2)} {digits(rng, 4)}",
                f"+298 2{digits(rng, 5)}",
                f"+299 4{digits(rng, 5)}",
                f"+1 (415) 555-{digits(rng, 4)}",
            )
        )
    if rng.random() < 0.1:
        return rng.choice((" ", ", ", "-", " og ")).join(rng.choice(SPOKEN) for _ in range(4))
    groups = rng.choice(((2, 2, 2, 2), (4, 4), (8,), (3, 3, 2), (2, 3, 3), (2, 6), (1,) * 8))
    parts, at = [], 0
    for length in groups:
        parts.append(number[at : at + length])
        at += length
    apart = (
        rng.choice((" ", " ", "-", ".", "–", "\u00a0", "\u2009"))
        if len(groups) < 8
        else rng.choice((" ", "-", "."))
    )
    written = apart.join(parts)
    written = rng.choice(("", "", "", "+45 ", "+45", "0045 ", "(+45) ")) + written
    return written.translate(FULL_WIDTH) if rng.random() < 0.05 else written


def email(rng: Random) -> str:
    """Make a mail address."""
    local = rng.choice(("", "", "", ".", "_", "-", "+")).join((word(rng), word(rng))) + rng.choice(
        ("", "", digits(rng, 2))
    )
    at = rng.choice(
        (
            "@",
            "@",
            "@",
            " @ ",
            "(at)",
            " (at) ",
            "[at]",
            " snabel-a ",
            " snabela ",
            " snabel a ",
            "(snabel-a)",
            "＠",
            "{at}",
        )
    )
    dot = (
        rng.choice((".", ".", ".", " punktum ", "[dot]", "(dot)", "(.)", " dot ", " prik "))
        if at != "@"
        else "."
    )
    made = f"{local}{at}{rng.choice(HOSTS)}{dot}{rng.choice(TOPS)}"
    return made.upper() if rng.random() < 0.1 and dot == "." else made


def url(rng: Random) -> str:
    """Make an address of the web."""
    host = f"{word(rng)}{rng.choice(('', '-' + word(rng)))}"
    plain = f"{host}.{rng.choice(TOPS)}"
    path = rng.choice(
        (
            "",
            "/",
            f"/{word(rng)}",
            f"/{word(rng)}/{word(rng)}?a={digits(rng, 3)}&b=c",
            f"/@{word(rng)}",
            f"/{word(rng)}#{word(rng)}",
        )
    )
    service = rng.choice(
        ("discord.gg", "t.me", "snapchat.com/add", "tiktok.com", "instagram.com", "youtu.be", "bit.ly")
    )
    return rng.choice(
        (
            f"https://{plain}{path}",
            f"http://www.{plain}{path}",
            f"www.{plain}{path}",
            f"hxxps://{plain}{path}",
            f"HTTPS://{plain.upper()}{path}",
            plain,
            f"{plain}/{word(rng)}",
            f"{service}/{word(rng)}{digits(rng, 2)}",
            f"{host} punktum dk",
            f"{host}(dot)com",
            f"{host}[.]dk",
            f"m.{plain}{path}",
            f"{host} {rng.choice(('dk', 'com', 'org'))}",
        )
    )


def handle(rng: Random) -> str:
    """Make a user name."""
    name, number = word(rng), digits(rng, rng.randint(2, 4))
    return rng.choice(
        (
            f"@{name}",
            f"@{name}.{rng.choice(LETTERS[:26])}",
            f"@{name}_{number}",
            f"{name}_{number}",
            f"{name}{number}",
            f"xx_{name}_xx",
            f"{name}#{digits(rng, 4)}",
            f"{name}.{number}",
            f"{name}_{word(rng)}",
            f"_{name}_",
            f"x{name.title()}x{number}",
            f"@{name}-{number}",
            f"{name}{digits(rng, 2)}{word(rng)[:4]}",
            f"{number}{name}",
            f"snap: {name}",
            f"brugernavn: {name}",
            f"Insta {name}_{number[:1]}",
            f"@{name.upper()}",
        )
    )


def plate(rng: Random) -> str:
    """Make a Danish number plate."""
    letters, number = "".join(rng.choices("ABCDEFGHJKLMNPRSTUVXYZ", k=2)), digits(rng, 5)
    apart = rng.choice(("", " ", "-", "\u00a0", "–"))
    made = rng.choice((f"{letters}{apart}{number[:2]}{apart}{number[2:]}", f"{letters}{apart}{number}"))
    return f"{letters.lower()}{number}" if rng.random() < 0.15 else made


def address(rng: Random) -> str:
    """Make a street and number."""
    street = rng.choice(PLACES) + rng.choice(STREETS)
    number = f"{rng.randint(1, 240)}"
    made = f"{street} {number}" + rng.choice(
        ("", "", "A", " B", ", st. th", ", 2. tv", " 1. mf", ", 3. sal", f", {digits(rng, 1) or 1}. th")
    )
    made += rng.choice(("", "", f", {rng.randint(1000, 9990)} {rng.choice(TOWNS)}"))
    if street.endswith(("parken", "vangen", "bakken", "haven")):
        return made
    return made.replace(street, street.lower()) if rng.random() < 0.2 else made


def school(rng: Random) -> str:
    """Make a school or a class."""
    place = rng.choice(PLACES) + rng.choice(("lund", "bjerg", "holm", "høj", "gård"))
    grade, letter = rng.randint(0, 10), rng.choice("abcdefgh")
    return rng.choice(
        (
            f"{place}skolen",
            f"{place.lower()}skolen",
            f"{place} Skole",
            f"{place} skole",
            f"{place}s Friskole",
            f"{place} Privatskole",
            f"{place} Gymnasium",
            f"Vor Frue {place} Skole",
            f"{grade}.{letter}",
            f"{grade}{letter}",
            f"{grade}. {letter.upper()}",
            f"{grade}.{letter.upper()}",
        )
    )


def digits(rng: Random, count: int) -> str:
    """Draw digits."""
    return "".join(rng.choices("0123456789", k=count))


def word(rng: Random) -> str:
    """Draw something that could be a name on the net."""
    return rng.choice(
        (
            rng.choice(WORDS) + rng.choice(WORDS),
            "".join(rng.choices(SYLLABLES, k=3)),
            rng.choice(WORDS) + rng.choice(SYLLABLES),
        )
    )


KINDS: dict[str, Callable[[Random], str]] = {
    "cpr": cpr,
    "phone": phone,
    "email": email,
    "url": url,
    "handle": handle,
    "plate": plate,
    "address": address,
    "school": school,
}


def variants(kind: str, count: int = 600) -> list[tuple[str, str]]:
    """Give identifiers of one kind, each by itself and within a sentence."""
    rng = Random(f"{kind}-disguises")
    made = [KINDS[kind](rng) for _ in range(count)]
    return [(each, rng.choice(SENTENCES).format(each)) for each in made]
