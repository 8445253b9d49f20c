"""How identifiers are written: patterns that propose, and the arithmetic that decides."""

from __future__ import annotations

import re

import phonenumbers

from klubtrends.incidents.scrub.folding import COVER
from klubtrends.incidents.scrub.lexicon import is_first_name, is_known, is_ordinary, is_spelt, never_a_name
from klubtrends.incidents.scrub.spoken import IN_WORDS, digits_of


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_cpr(text: str) -> bool:
    """Accept a day (61-91 in stand-in numbers) and a month, no date with an hour."""
    digits = _digits(text)
    if DATE_AND_HOUR.fullmatch(text):
        return False
    return 1 <= int(digits[:2]) % 60 <= 31 and 1 <= int(digits[2:4]) <= 12


def _is_foreign_phone(text: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse("+" + _digits(text).removeprefix("00")))
    except phonenumbers.NumberParseException:
        return False


def _is_danish_phone(text: str) -> bool:
    """Accept eight digits that are no date, years, hours or round number; numbers are given out anew all the time."""
    return not any(PLAIN_NUMBER.fullmatch(number) for number in (text, SECOND_LINE.sub("", text)))


def _is_spoken_cpr(text: str) -> bool:
    digits = digits_of(text)
    return len(digits) == CPR_DIGITS and _is_cpr(digits)


def _is_spoken_phone(text: str) -> bool:
    """Accept eight digits, or ten with the country's own before them."""
    digits = digits_of(text)
    return (
        len(digits.removeprefix("45") if len(digits) > PHONE_DIGITS else digits) == PHONE_DIGITS
        and digits[0] > "1"
    )


def _is_address_apart(text: str) -> bool:
    """Accept a name with its ending a space away, no words about the country: 'klub dk', not 'i dk'."""
    name = text.split()[0]
    return len(name) > 2 and not never_a_name(name) and not name.isdigit()


CPR_DIGITS, PHONE_DIGITS = 10, 8
DATE_AND_HOUR = re.compile(r"\d\d[-./ ]\d\d[-./ ]\d\d[ ,]+\d\d[.:]\d\d")
SECOND_LINE = re.compile(r"/\d\d$")  # 20304050/51
PLAIN_NUMBER = re.compile(
    r"(19|20)\d\d ?[-/] ?(19|20)\d\d"  # 2025-2026
    r"|(19|20)\d\d[-./](0?[1-9]|1[0-2])[-./]\d\d|[0-3]\d[-./ ]{1,2}[01]\d[-./ ]{1,2}(19|20)\d\d"  # dates
    r"|[012]\d\.[0-5]\d ?- ?[012]\d\.[0-5]\d"  # 20.00-22.00
    r"|\d{2}(?P<apart>[. ])\d{3}(?P=apart)\d00"  # 25.000.000
)
GENERIC_SCHOOLS = re.compile(
    "folke|ungdoms|efter|fri|privat|musik|høj|special|erhvervs|handels|lille|real|billed|danse|køre|ride|svømme|natur"
    "|dag|heldags|produktions|sommer|søndags|hjemme|for|før|ind|gymnasie|grund|mellem|kost|kultur|teater|sprog|aften"
    "|fælles|distrikts|nabo|overbygnings|udskolings|ungdomshøj|landbrugs|journalist|sports|lands|lokal|enheds|by"
    "|fritids|barne|idrætshøj|lærerhøj|kontakt|skov"
)


ARTICLES = frozenset(
    ("en", "min", "din", "vores", "jeres", "deres", "hans", "hendes", "denne", "hver", "anden", "på")
)


def _is_named_school(text: str) -> bool:
    *before, last = text.casefold().split()
    stem = re.sub(r"skolen?s?$", "", last)
    if before:
        return not ARTICLES.issuperset(before)
    return len(stem) > 2 and not GENERIC_SCHOOLS.fullmatch(stem)


def _is_no_model(text: str) -> bool:
    """Accept a user name that ends in digits, no game, law or hour: FIFA23, uge11, kl.18."""
    return not MODELS.match(text) and not ACRONYM.match(text)


def _is_no_amount(text: str) -> bool:
    """Accept digits before a name, no amount of something: 18årige, 500kroner."""
    return not AMOUNTS.fullmatch(re.sub(r"^\d+", "", text).casefold())


def _is_no_emphasis(text: str) -> bool:
    """Accept a user name with underscores, no word that is underlined so: _ikke_."""
    word = text.strip("_")
    return "_" in word or not is_ordinary(word)


def _is_no_word(text: str) -> bool:
    """Accept what is in no dictionary: 'hendes snap er lillemus', not 'er slettet'."""
    return not is_ordinary(text) and not is_known(text)


def _is_made_up(text: str) -> bool:
    """Accept what is no word, no name and put together of none: 'hun hedder mussimus på snap'."""
    return _is_no_word(text) and text.islower() and not is_spelt(text) and not is_first_name(text)


def _always(_: str) -> bool:
    return True


ACRONYM = re.compile(r"[A-ZÆØÅ]{2,4}\d")
MODELS = re.compile(
    r"(?i)(?:fifa|uge|kap|par|side|gta|nba|nhl|madden|covid|windows|win|iphone|ipad|galaxy|android|chatgpt|gpt|version|ver"
    r"|sommer|vinter|jan|feb|mar|apr|maj|jun|jul|aug|sep|sept|okt|nov|dec|kl|tlf|lok|klasse|kode|bilag|stk|fig|art|fmk|http"
    r"|ugen|battlefield|counter|cod|vm|em|ol|fv|kv|ep|pisa|ult?ra|mp|ps|xbox|folk)[.\-]?\d"
)
AMOUNTS = re.compile(
    r".*(?:årige?s?|års|kroner|gange|procent|timers?|minutter|dages?|ugers?|måneders?|meter|personer|cylindret?|bits?|erne?s?|tallet"
    r"|mands|kilos?|liters?|grader|sekunder|værelses|dørs|personers)"
)
SNABEL = r"snabel[- ]?a(?:lfa)?"
OPEN, SHUT = r"[(\[{<*/]\s?", r"\s?[)\]}>*/]"
AT = rf"(?:\s?@{{1,2}}\s?|\s?{OPEN}(?:@|at|a|{SNABEL}){SHUT}\s?|\s(?:{SNABEL})\s)"
DOT = rf"(?:\.|\s?{OPEN}(?:dot|punktum|prik|\.){SHUT}\s?|\s(?:punktum|prik|dot)\s)"
PART = r"[\w\-]{1,63}"  # of a host's name
TOP = r"(?:dk|com|net|org|eu|io|gg|tv|info|uk|se|no|nl|pl|co|app|ly|link|xyz|fo|gl|site|online|shop"
TOP += r"|club|fi|fr|us|dev|live|cc|ru|ua|tr|chat|cam|porn|xxx|games|social|page|blog|store|eus|example)"
SLASH = r"\s?(?:/|\bskråstreg\b|\bslash\b)\s?"
MAILS = r"(?:gmail|hotmail|outlook|yahoo|live|icloud|msn|mail|jubii|protonmail|proton|webmail|ofir|post)"
TAIL = r"""[^\s<>"']{0,2000}[^\s<>"'.,;:!?)\]]"""
GAP, WIDE_GAP = (
    r"(?:\. |[ .\-/])?",
    r"(?:[\s.,;:|_/\\()~*+=·•#\-]{0,3}|\sog\s|\s?(?:\.{2,5}|…)\s?)",
)  # within a number; between its halves, or two columns
DATE = rf"\d\d{GAP}\d\d{GAP}(?:19|20)?\d\d"
JOINING = (
    r"(?:og|så|derefter|bagefter|efterfulgt|af|de|det|sidste|fire|cifre|tal|er|slutter|ender|på|med|resten)"
)
APART = r"(?:[ ]{0,3}|[.\-/_·•|)][ ]?)"  # between a phone number's digits
EIGHT = rf"[2-9](?:{APART}\d){{7}}"
DIAL = r"(?:(?<=tlf\.)|(?<=mob\.)|(?<=tel\.)|(?<=nr\.)|(?<=Tlf\.)|(?<=tlf)|(?<=mobil)|(?<=ring))"
ACCOUNT = (
    r"\b(?i:brugernavn(?:et)?|username|gamertag|nick(?:name)?|snap(?:chat)?|insta(?:gram)?|tiktok|discord|roblox"
    r"|profil(?:en|navn)?|konto(?:en)?|bruger(?:en)?|ig|sc)"
)
ODD = r"(?=[\w.]{0,30}(?:[a-zæøå][\d_]|[a-zæøå]\.\w|\d[a-zæøå]))"  # a word that is no word
BEFORE = r"(?:(?:Ny|Gammel|Gl\.|Store|Lille|Sankt|Skt\.|Sdr\.|Nr\.|Vester|Øster|Nørre|Sønder) )?"
STREET = (
    r"(?:vej(?:en)?|gaden?|all[eé](?:en)?|stræde(?:t)?|boulevard(?:en)?|vænge(?:t)?|torv(?:et)?|plads(?:en)?)"
)
PLACE = (
    r"(?:haven|parken|marken|lunden|bakken|toften?|vangen|krogen|stien|kaj|dige|ager(?:en)?|høj(?:en)?|holm)"
)
NUMBER = (
    r" ?\d{1,3}(?: ?[A-Za-zÆØÅæøå](?!\w))?(?!\w)"
    r"(?:,? ?(?:st\.?|\d{1,2}\.)(?: ?sal)?,? ?(?:tv|th|mf)?(?!\w))?(?:,? ?\d{4} [A-ZÆØÅ]\w{1,30})?"
)
# Kind, pattern (the group `it` is what counts) and test. Where two meet, the first one wins.
PATTERNS = [
    (kind, re.compile(pattern), fits)
    for kind, pattern, fits in (
        (
            "email",
            rf"(?i)(?<![\w.+\-])(?P<it>[\w.+\-]{{1,64}}{AT}{PART}"
            rf"(?:(?:{DOT}\w[\w\-]{{1,62}}){{1,6}}| (?:dk|com|net|org|eu)(?!\w)))",
            _always,
        ),
        (
            "email",
            rf"(?i)(?<![\w.+\-])(?P<it>[\w.+\-]{{1,64}} at "
            rf"(?:{PART} (?:dot|punktum|prik) |{MAILS}\.)[a-z]{{2,10}})\b",
            _always,
        ),
        (
            "email",
            rf"(?i)(?<![\w.+\-])(?P<it>[\w.+\-]{{1,64}}\s?@\s?{PART}\s?[.,]\s?(?:dk|com|net|org|eu)\b)",
            _always,
        ),
        (
            "email",
            r"(?i)(?<![\w.+])(?P<it>[\w.+]{1,64}([-_])at\2\w{1,63}\2(?:dot|punktum)\2[a-z]{2,10})(?!\w)",
            _always,
        ),
        ("email", r"(?i)(?<!\w)(?P<it>\w(?: \w){1,40} @(?: \w){1,40} \.(?: \w){2,10})(?!\w)", _always),
        ("url", rf"(?i)(?P<it>\b(?:(?:h(?:tt|xx)ps?|s?ftp)\s?:?\s?[/\\]{{2}}\s?|www\.){TAIL})", _always),
        ("url", rf"(?i)(?P<it>(?<![\w.\-@])(?:{PART}\.){{1,6}}[a-z]{{2,10}}/{TAIL})", _always),
        (
            "url",
            rf"(?i)(?P<it>(?<![\w.\-@])(?:{PART}{DOT}){{1,6}}{TOP}\b(?::\d{{2,5}})?(?:{SLASH}[\w@.\-]{{1,60}}(?<![.\-])){{0,4}})(?![\w@])",
            _always,
        ),
        ("url", rf"(?i)(?P<it>(?<![\w.\-@]){PART}\s\.\s(?:dk|com|net|org|eu)\b)(?!\w)", _always),
        ("url", rf"(?i)(?P<it>(?<!\w)www[ .]{PART}[ .](?:dk|com|net|org|eu)\b)(?!\w)", _always),
        ("url", r"(?P<it>(?<![\w.\-@])\w[\w\-]{1,62} (?:dk|com|org))(?!\w)", _is_address_apart),
        (
            "url",
            r"(?P<it>(?<![\w.])(?:10|127|172|192)\.\d{1,3}\.\d{1,3}\.\d{1,3}(?:[:/][\w./:\-]{1,60})?)(?!\w)",
            _always,
        ),
        ("phone", r"(?<![\w+])(?P<it>(?:\+|00)[ ]?[1-9](?:[ \-./()]{0,2}\d){6,14})(?!\d)", _is_foreign_phone),
        (
            "cpr",
            rf"(?<![\d+])(?P<it>\d\d{GAP}\d\d{GAP}(?:19|20)?\d\d{WIDE_GAP}(?:\d{{4}}(?!\d)|[xX*]{{4}}))",
            _is_cpr,
        ),
        ("cpr", rf"(?<![\d+])(?P<it>\d{{6}}{WIDE_GAP}\d\d \d\d)(?!\d)", _is_cpr),
        ("cpr", rf"(?<![\d+])(?P<it>\d{{6}}{WIDE_GAP}\d(?:[ .\-]?\d){{3}})(?![ .\-]?\d)", _is_cpr),
        ("cpr", rf"(?<![\d+])(?P<it>\d\d{GAP}\d\d{GAP}\d\d[ .\-]\d\d[ .\-]\d\d)(?![ .\-]?\d)", _is_cpr),
        ("cpr", r"(?<![\d+])(?P<it>\d(?:[ .\-]\d){5}(?: - |[ .\-])\d(?:[ .\-]\d){3})(?!\d)", _is_cpr),
        (
            "cpr",
            rf"(?i)(?<![\d+])(?P<it>{DATE}(?:[\s,.;:]{{1,3}}{JOINING}){{1,8}}[\s,.;:]{{1,3}}\d\d ?\d\d)(?!\d)",
            _is_cpr,
        ),
        (
            "cpr",
            rf"(?i)(?<!\w)(?:cpr|personnummer)[^\d\n]{{0,25}}(?P<it>{DATE}(?:[\s,.;:()]{{1,3}}[^\W\d_]{{1,20}}){{1,6}}"
            rf"[\s,.;:()]{{1,3}}\d\d ?\d\d)(?!\d)",
            _is_cpr,
        ),
        ("cpr", IN_WORDS, _is_spoken_cpr),
        (
            "phone",
            rf"(?:(?<![\w+.,/\-])|{DIAL})"
            rf"(?P<it>(?:45[ ]?)?\(?{EIGHT}(?:/\d\d(?![\d/]|[ .\-]\d))?|20\d\d - 20\d\d)(?![\w%]|/(?!{EIGHT}(?!\d)))",
            _is_danish_phone,
        ),
        ("phone", rf"(?<={COVER}/)(?P<it>{EIGHT})(?![\w%])", _is_danish_phone),
        ("phone", IN_WORDS, _is_spoken_phone),
        ("phone", r"(?<![\w+.,/\-])(?P<it>0[1-9]\d{0,2}-\d{2,3}(?: ?\d{2,3}){2,3})(?![\w/%])", _always),
        ("handle", r"(?<![\w@])(?P<it>@\w[\w.\-]{0,30}\w)", _always),
        ("handle", r"(?<!\w)(?P<it>\w{2,32}#\d{2,5})(?!\d)", _always),
        (
            "handle",
            r"(?<![\w.])(?P<it>(?=[\w.]{0,40}[^\W\d_])\w[\w.]{0,30}_(?:[\w.]{0,30}\w)?|_[^\W\d_]\w{1,30})(?!\w)",
            _is_no_emphasis,
        ),
        ("handle", r"(?<![\w.\-#])(?P<it>[^\W\d_]{3,24}\d{2,8}[^\W\d_]{0,12})(?!\w)", _is_no_model),
        ("handle", r"(?<![\w.,\-])(?P<it>\d{2,4}[^\W\d_]{5,24})(?!\w)", _is_no_amount),
        (
            "handle",
            r"(?<![\w.\-#])(?P<it>[^\W\d_]{3,24}\.\d{2,6}|[^\W\d_]{3,24}\.[^\W\d_]{1,20}\.?\d{2,6})(?!\w)",
            _is_no_model,
        ),
        ("handle", r"(?<![\w\-#])(?P<it>[a-zæøå]{3,24}-\d{2,6})(?!\w)", _is_no_model),
        (
            "handle",
            r"(?<![\w.\-#])(?P<it>(?=\w{5,30}(?!\w))(?=[^a-zæøå]{0,9}[a-zæøå])[^\W\d_]{1,20}\d{1,6}[^\W\d_]{1,20}\d\w{0,20})(?!\w)",
            _always,
        ),
        ("handle", r"(?<!\w)(?P<it>[xX]{2}[^\W_]{3,24}[xX]{2}|[ur]/\w{3,30})(?!\w)", _always),
        ("handle", rf"{ACCOUNT}(?:-?navn)? ?: ?(?P<it>\w[\w.\-]{{1,30}})", _always),
        (
            "handle",
            rf"{ACCOUNT}(?:-?navn)? (?:er |hedder |var |hed )(?P<it>\w[\w.]{{2,30}}\w)(?!\w)",
            _is_no_word,
        ),
        ("handle", rf"(?<!\w)(?P<it>\w[\w.\-]{{2,30}}) på {ACCOUNT}(?!\w)", _is_made_up),
        ("handle", rf"{ACCOUNT} (?:er |hedder |som |kaldet )?(?P<it>{ODD}[\w.]{{2,30}}\w)(?!\w)", _always),
        ("plate", r"(?<![\w\-])(?P<it>[A-ZÆØÅ]{2}[ \-]?\d\d[ \-]?\d{3})(?!\w|[.,]\d)", _always),
        ("plate", r"(?<![\w\-])(?P<it>(?!kr)[a-zæøå]{2}\d\d ?\d{3})(?!\w)", _always),
        ("address", rf"(?<!\w)(?P<it>{BEFORE}\w{{2,40}}{STREET}{NUMBER})", _always),
        ("address", rf"(?<!\w)(?P<it>[A-ZÆØÅ]\w{{1,40}}[ ](?i:{STREET}){NUMBER})", _always),
        ("address", rf"(?<!\w)(?P<it>[A-ZÆØÅ]\w{{1,40}}{PLACE}{NUMBER})", _always),
        ("address", r"(?<=[,:] )(?P<it>(?!19|20)[1-9]\d{3} [A-ZÆØÅ]\w{1,30})", _always),
        (
            "school",
            r"(?<!\w)(?P<it>(?:[A-ZÆØÅ]\w{1,30}\.? ){1,3}(?:(?:Fri|Privat|Efter)?[Ss]kole|Gymnasium)s?)(?!\w)",
            _is_named_school,
        ),
        ("school", r"(?<!\w)(?P<it>\w{2,40}skolen?s?)(?!\w)", _is_named_school),
        (
            "school",
            r"(?<![\w.,])(?P<it>(?:\d|10)(?:\. ?[a-hA-H]|[a-h]|[ABCEFH]))(?!\w|[./]\w|-(?:mail|sport|bog|boks|læring))",
            _always,
        ),
        ("school", r"\bi (?P<it>\d [a-h])(?:-?klassen)?(?!\w)", _always),
    )
]
