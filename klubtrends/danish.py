"""Danish words, numbers, dates and plurals for readers, and every message that a user may meet.

Nothing here reads or writes anything. Page templates and notebooks hold the rest of the Danish.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
SHORT_MONTHS = (
    "jan.", "feb.", "marts", "april", "maj", "juni", "juli", "aug.", "sept.", "okt.", "nov.", "dec.",
)  # fmt: skip
NUMBER_WORDS = ("nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv")
HIDDEN = "·"
HIDDEN_ALOUD = "skjult"
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
TOTAL = "I alt"

# What hand-kept tables hold: each code with its Danish word.
SECTIONS = {  # of the briefing, in order
    "kort": "Kort sagt",
    "nu": "Det gør vi nu",
    "nyt": "Nyt siden sidst",
    "ser": "Det ser vi i klubberne",
    "app": "Månedens app-ark",
    "lov": "Lov og aftaler",
    "tal": "Forskning og tal",
    "spoergsmaal": "Spørgsmål til mødet og børnene",
    "kalender": "Kalender",
    "ringer": "Hvem ringer vi til?",
    "metode": "Sådan er tallene lavet",
}
SUGGESTION = "Forslag:"
DRAFT = "UDKAST"
LOCAL = "udfyldes lokalt"
CERTAINTIES = {
    "verified": "set i kilden",
    "secondary": "gengivet af andre",
    "general": "almen viden, ikke slået efter",
    "uncertain": "usikkert",
    "local": LOCAL,
}
SURENESS = {"high": "ret sikker", "medium": "nogenlunde sikker", "low": "usikker", "none": "ukendt"}
ANSWERS = {"yes": "ja", "no": "nej", "partial": "delvist", "unknown": "ukendt"}
AUDIENCES = {"meeting": "mødet", "children": "børnene"}
EVENT_KINDS = {
    "holiday": "ferie",
    "campaign": "kampagne",
    "season": "sæson",
    "parliament": "folketing",
    "report": "rapport",
}
PLAN_PARTS = {
    "react": "Hvornår reagerer vi?",
    "start": "Hvad gør vi først?",
    "spread": "Hvordan stopper vi spredningen?",
    "evidence": "Hvordan gemmer vi beviserne?",
    "local": "Vores egen plan",
}
PICTURE_WARNING = (
    "Se, kopiér, gem og videresend aldrig intime billeder af børn, heller ikke for at hjælpe."
    " At have dem er strafbart."
)
LAW_STAGES = {
    "agreement": "Politisk aftale eller erklæring, ikke en lov",
    "proposal": "Forslag, ikke vedtaget",
    "guidelines": "Vejledning",
    "adopted": "Vedtaget, endnu ikke trådt i kraft",
    "in_force": "Meldt i kraft, men vi har ikke set den officielle tekst",
    "lapsed": "Bortfaldet",
    "unknown": "Uafklaret",
}
FEATURES = {  # of an app sheet
    "stranger_chat": "Fremmede kan skrive",
    "location": "Viser, hvor man er",
    "ephemeral": "Beskeder forsvinder",
    "anonymous": "Man kan være anonym",
    "livestream": "Livestream",
    "recommender_feed": "Vælger selv det næste til dig",
    "streaks_pullback": "Trækker en tilbage, fx med streaks",
    "purchases": "Køb i appen",
    "random_items": "Køb, hvor man ikke ved, hvad man får",
    "ai_companion": "AI-ven eller chatbot",
    "market": "Køb og salg mellem brugere",
}

# The columns of the incident sheet, in order: heading and help.
INCIDENT_COLUMNS = {
    "department": ("Afdeling", "Vælg på listen"),
    "date": ("Dato", "Dag-måned-år; kun ugen bliver gemt"),
    "type": ("Hændelse", "God eller dårlig, eller »Intet at melde«"),
    "platform": ("Platform", "Hvor skete det mest?"),
    "age_band": ("Aldersgruppe", "De fleste af børnene"),
    "severity": ("Alvor", "Kun ved dårlige hændelser; se Vejledning"),
    "spread": ("Spredning", "Må stå tom"),
    "flags": ("Kendetegn", "Må stå tom; flere: skriv ; imellem"),
    "response": ("Hvad gjorde I", "Må stå tom; flere: skriv ; imellem"),
    "timeliness": ("Hvor hurtigt", "Fra I så det, til netværket vidste det; må stå tom"),
    "note": ("Note", "Må stå tom. Aldrig navne, skoler eller brugernavne; slettes igen"),
}
INCIDENT_SHEET = "Hændelser"
GUIDE_SHEET = "Vejledning"
LISTS_SHEET = "Lister"
URGENT = "Akut? Ring 112/114 og følg beredskabsplanen først"
INCIDENT_INTRODUCTION = (
    "En linje for hver hændelse. Skriv aldrig navne, cpr-numre, brugernavne, adresser, skoler eller klasser, og sæt"
    " aldrig billeder ind. Var der ingenting, så vælg »Intet at melde denne måned«: det er også en melding."
)
GUIDE = {
    "severities": "Alvor: den højeste sætning, der passer, gælder",
    "positive": "Gode episoder",
    "instead": "Arket erstatter ikke en underretning, en politianmeldelse eller registrering af vold mod ansatte.",
}

# What a scrubbed identifier is replaced by.
MARKS = {
    "cpr": "[cpr]",
    "phone": "[telefon]",
    "email": "[mail]",
    "url": "[link]",
    "handle": "[brugernavn]",
    "plate": "[nummerplade]",
    "address": "[adresse]",
    "school": "[skole]",
}


def number(value: float, *, decimals: int = 0) -> str:
    """Write a number as Danes do.

    >>> number(1234.5, decimals=1)
    '1.234,5'
    """
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def counted(count: int, one: str, many: str) -> str:
    """Write a count with its noun in the right number, small counts as words.

    >>> counted(1, "afdeling", "afdelinger"), counted(15, "afdeling", "afdelinger")
    ('en afdeling', '15 afdelinger')
    """
    written = NUMBER_WORDS[count] if 0 <= count < len(NUMBER_WORDS) else number(count)
    return f"{written} {one if count == 1 else many}"


def date(day: dt.date, *, year: bool = True) -> str:
    """Write a date: '3. november 2026'."""
    return f"{day.day}. {MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def short_date(day: dt.date) -> str:
    """Write a date where room is scarce: '3. nov.'."""
    return f"{day.day}. {SHORT_MONTHS[day.month - 1]}"


def month_name(month: str, *, year: bool = True) -> str:
    """Write a month 'YYYY-MM' as 'oktober 2026' (or 'oktober')."""
    name = MONTHS[int(month[5:7]) - 1]
    return f"{name} {month[:4]}" if year else name


def short_month(month: str) -> str:
    """Write a month 'YYYY-MM' as 'okt.'."""
    return SHORT_MONTHS[int(month[5:7]) - 1]


def week(iso_week: str) -> str:
    """Write an ISO week 'YYYY-Www' as 'uge 43'."""
    return f"uge {int(iso_week[6:])}"


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: 'a, b og c'."""
    return " og ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def visible(text: str) -> str:
    r"""Drop characters that take no room (controls, joiners, direction marks): on a page they could hide or turn text.

    >>> visible("\u200eWhats\u200bApp")
    'WhatsApp'
    """
    return _INVISIBLE.sub("", text)


def capital(sentence: str) -> str:
    """Begin a sentence with a capital, leaving the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


# Messages: what, where, what now. One section a room; keys are told apart by their room's name.
MESSAGES = {
    # workspace
    "workspace_missing": "Jeg kan ikke finde et arbejdsområde (en mappe med klubtrends.toml) i {where} eller"
    " mapperne over den. Lav et med »klubtrends init MAPPE«, eller peg på et med --workspace.",
    "workspace_exists": "{where} er allerede et arbejdsområde. Vælg en anden mappe, eller brug det, der er der.",
    "workspace_in_checkout": "{where} ligger inde i programmets egen mappe. Rigtige data må ikke ligge der:"
    " vælg en mappe et andet sted, for eksempel under Dokumenter.",
    "workspace_synchronised": "Bemærk: {where} ser ud til at blive synkroniseret ({service}). Oplysninger om børn"
    " må ikke ligge i en sky, kommunen ikke har godkendt. Vælg hellere en mappe, der kun findes på computeren.",
    "workspace_named": "Arbejdsområde for {municipality}",
    # settings
    "settings_unreadable": "{path} kan ikke læses: linje {line} er ikke gyldig TOML. Ret linjen, eller hent filen"
    " fra en sikkerhedskopi.",
    "setting_missing": "{path}: nøglen »{key}« mangler. {expected}",
    "setting_wrong": "{path}: nøglen »{key}« har en værdi, jeg ikke kan bruge. {expected}",
    "setting_unknown": "{path}: nøglen »{key}« kender jeg ikke. Måske er den stavet forkert? Kendte nøgler: {known}.",
    "expect_municipality": "Skriv kommunens navn som tekst, fx municipality = \"Eksempelkøbing Kommune\".",
    "expect_contact": "Skriv en fælles mailadresse (ikke en persons), fx contact = \"klubber@kommune.example\".",
    "expect_country": "Skriv to små bogstaver, fx country = \"dk\".",
    "expect_threshold": "Skriv et helt tal fra {least} til 100. Grænsen kan kun hæves, ikke sænkes.",
    "expect_switch": "Skriv true eller false, uden anførselstegn.",
    "expect_retention": "Skriv et helt antal måneder fra 1 til 60.",
    "expect_mirror": "Skriv en adresse som http://vært:port, eller lad den være tom.",
    "expect_now": "Skriv et tidspunkt med tidszone, fx 2026-11-24T08:00:00+00:00.",
    "settings_heading": "# Indstillinger for klubtrends. Gem filen, og prøv igen: forkerte værdier bliver forklaret.",
    "now_unreadable": "Miljøvariablen KLUBTRENDS_NOW er ikke et tidspunkt. Skriv fx 2026-11-24T08:00, eller fjern den.",
    "secret_missing": "Arbejdsområdets hemmelige nøgle mangler i {where} (secret.key). Hent den fra en sikkerhedskopi:"
    " uden den kan sider ikke laves ens igen.",
    # -- archive and sources (collect) --
    "source_unknown": "Jeg kender ikke kilden »{name}«. Kendte kilder: {known}.",
    "source_unreachable": "{host} svarer ikke. Se efter, om computeren er på nettet, og prøv igen senere.",
    "source_left_alone": "{host} er sprunget over: den har svigtet flere gange i denne omgang. Prøv igen senere.",
    "source_untrusted": "{host} viser et certifikat, computeren ikke stoler på, så intet er hentet. Spørg kommunens it.",
    "source_refused": "{host} afviste forespørgslen (status {status}). Prøv igen senere.",
    "source_busy": "{host} har for travlt (status {status}). Prøv igen om {wait}.",
    "source_no_answer": "{host} sendte ikke et brugbart svar ({why}), så det er ikke gemt. Prøv igen senere.",
    "source_too_big": "{host} sendte mere, end et svar må fylde ({most} MB), så det er ikke gemt.",
    "source_redirected": "{host} sender videre til {target}, som ikke er en af kildens egne adresser. Intet er hentet"
    " derfra.",
    "source_deadline": "Tiden løb ud, før {host} havde svaret. Prøv igen, eller giv den mere tid med --deadline.",
    "source_slow": "{host} svarede for langsomt, så svaret er ikke gemt. Prøv igen senere.",
    "source_changed": "Kilden {source} svarer anderledes, end den plejer: »{field}« mangler eller har en anden form."
    " Når kilden er rettet i programmet, henter »klubtrends rebuild« de gemte svar ind igen.",
    "source_surprise": "Kilden {source} gik i stå af en grund, programmet ikke kender ({kind}). De andre kilder er"
    " hentet som normalt.",
    "answer_empty": "tomt",
    "answer_page": "en webside",
    "answer_cut": "afkortet",
    "answer_packed": "pakket på en ukendt måde",
    "wait_unknown": "lidt",
    "wait_seconds": "{seconds} sekunder",
    "archive_damaged": "{path} er beskadiget. Hent filen fra en sikkerhedskopi, eller flyt den væk fra data/raw, og"
    " kør »klubtrends rebuild«.",
    "collect_needs_contact": "Wikipedia kræver en kontaktadresse: skriv contact = \"...\" i klubtrends.toml"
    " (en fælles mailadresse, ikke en persons).",
    "collect_got": "{source}: {answers} hentet.",
    "collect_known": "{source}: allerede hentet.",
    "collect_nothing": "{source}: intet at hente.",
    "collect_skipped": "{source}: sprunget over. {reason}",
    "collect_failed": "{source}: {answers} hentet. {reason}",
    # -- incidents --
    "sheet_unopened": "Jeg kan ikke åbne »{file}«. Findes filen, og er den lukket i Excel? Prøv igen.",
    "sheet_empty": "»{file}« er tom. Udfyld arket, gem det, og prøv igen.",
    "sheet_protected": "»{file}« er beskyttet med adgangskode (eller gemt i det gamle .xls-format). Gem den uden adgangskode"
    " som .xlsx, og prøv igen.",
    "sheet_unreadable": "»{file}« er ikke et regneark, jeg kan læse. Gem det fra Excel som .xlsx eller som CSV, og prøv igen.",
    "sheet_other_kind": "»{file}« er ikke et regneark. Vælg det ark, hændelserne er skrevet i (.xlsx eller CSV).",
    "sheet_too_large": "»{file}« er for stor til et hændelsesark: der må højst være {rows} rækker, {columns} kolonner og"
    " {megabytes} MB. Slet tomme, formaterede rækker nederst, eller del arket i flere.",
    "sheet_headings_missing": "»{file}«: jeg kan ikke finde overskrifterne {headings}. De skal stå på én række øverst,"
    " som i skabelonen fra »klubtrends template«.",
    "sheet_no_departments": "Listen over afdelinger ({path}) er tom, så ingen hændelser kan modtages. Skriv afdelingerne"
    " ind, og prøv igen.",
    "cell_empty": "Cellen er tom. {expected}",
    "cell_unknown": "Det, der står her, er ikke på listen. {expected}",
    "cell_identifier": "Her står noget, der ligner {kind}. Slet det i arket. {expected}",
    "cell_date_empty": "Cellen er tom. Skriv en dag i måneden, også ved »Intet at melde«.",
    "cell_date_wrong": "Jeg kan ikke læse datoen. Skriv dag-måned-år, fx {example}.",
    "cell_date_future": "Datoen ligger ude i fremtiden. Skriv den dag, det skete.",
    "cell_date_old": "Datoen er mere end 12 måneder gammel. Ret den, hvis den er skrevet forkert; ellers skal"
    " hændelsen ikke med.",
    "cell_date_template": "Skriv en dag fra de seneste 12 måneder, fx 3-11-2026.",
    "expect_one_of": "Skriv en af: {labels}.",
    "expect_listed": "Vælg på rullelisten.",
    "expect_perhaps": "Måske »{name}«?",
    "kind_cpr": "et cpr-nummer",
    "kind_phone": "et telefonnummer",
    "kind_email": "en mailadresse",
    "kind_url": "et link",
    "kind_handle": "et brugernavn",
    "kind_plate": "en nummerplade",
    "kind_address": "en adresse",
    "kind_school": "en skole eller klasse",
    "intake_rows": "{rows} læst: {parts}.",
    "intake_empty": "Der er ingen udfyldte rækker.",
    "intake_nothing": "»intet at melde« {times}",
    "intake_once": "én gang",
    "intake_times": "{count} gange",
    "intake_known": "{count} kendt i forvejen",
    "intake_late_reports": "{count} for sent",
    "intake_rejected": "{count} afvist",
    "intake_counts": "{count} tæller i {month}",
    "intake_counts_too": "{count} i {month}",
    "intake_moved_one": "Én hører til {belongs}, men den måned er udgivet, så den tæller i {counts}.",
    "intake_moved": "{count} hører til {belongs}, men den måned er udgivet, så de tæller i {counts}.",
    "intake_too_late": "»Intet at melde« for en måned, der er udgivet, tæller ikke med.",
    "intake_cell": "»{file}«, række {rows}, {column}: {reason}",
    "intake_mend": "Ret de afviste celler i arket, og importér det igen: det, der er modtaget, kommer ikke med to gange.",
    "intake_dropped": "{columns} med tekst er ikke gemt, fordi arket kun må indeholde valg fra listerne.",
    "intake_identifiers": "Bemærk: i {rows} står der noget, som ligner cpr-numre, telefonnumre, brugernavne eller lignende"
    " uden for listerne. Det er ikke gemt her. Slet det også i arket.",
    "template_exists": "»{file}« findes allerede. Vælg et andet navn, så det, der er skrevet i arket, ikke går tabt.",
    "template_ending": "Filen skal hedde noget, der slutter på .xlsx.",
    "template_unwritten": "Jeg kan ikke gemme skabelonen som {where}. Findes mappen, og er filen lukket i Excel? Prøv igen.",
    "register_unreachable": "Jeg kan ikke komme til registret over hændelser ({path}). Luk andre programmer og notebooks,"
    " der bruger det, og prøv igen. Intet er ændret.",
    "register_damaged": "{path} er ikke et register over hændelser, eller filen er beskadiget. Hent den fra en"
    " sikkerhedskopi.",
    "register_version": "{path} er lavet af en anden udgave af klubtrends (version {found}, jeg kender {known})."
    " Opdater klubtrends, og prøv igen.",
    "codes_missing": "Jeg kan ikke finde kodelisten {path}. Hent den fra en sikkerhedskopi.",
    "codes_unreadable": "{path} kan ikke læses: linje {line} er ikke gyldig TOML. Ret linjen, eller hent filen"
    " fra en sikkerhedskopi.",
    "codes_wrong": "{path}: »{where}« mangler eller kan ikke bruges. Koder skrives med små bogstaver, tal og _,"
    " to tekster i samme liste må ikke være ens, flags og responses må ikke have komma eller semikolon, og group,"
    " kind og half skal pege på noget, der findes.",
    # -- reference --
    "reference_missing": "{file} mangler i {where}. Hent den fra en sikkerhedskopi, eller lav et nyt arbejdsområde med"
    " »klubtrends init«, og kopiér filen derfra.",
    "reference_unreadable": "{file} kan ikke læses som tekst. Gem den som UTF-8 (i Excel: »CSV UTF-8«), og prøv igen.",
    "reference_workbook": "{file} er et Excel-ark med et forkert efternavn. Åbn det i Excel, vælg »Gem som« og"
    " »CSV UTF-8«, og prøv igen.",
    "reference_letters": "{file}, række {row}: æ, ø og å er gået i stykker. Ret dem, og gem filen som »CSV UTF-8«.",
    "reference_column": "{file}, række 1, kolonnen »{column}«: den skal stå der netop én gang. Kolonnerne er: {known}.",
    "reference_cells": "{file}, række {row}: der er flere felter end kolonner. Står der semikolon eller komma i en"
    " tekst, så sæt anførselstegn om teksten.",
    "reference_cell": "{file}, række {row}, kolonnen »{column}«: {expected}",
    "reference_twin": "{file}, række {row}, kolonnen »{column}«: det samme står allerede i række {first}. Slet den ene,"
    " eller giv dem hvert sit.",
    "cell_text": "Skriv en tekst.",
    "cell_code": "Skriv kun små bogstaver a-z, tal, _ og -.",
    "cell_several": "Skriv en eller flere tekster med | imellem.",
    "cell_day": "Skriv en dato som 2026-11-22 eller 22-11-2026.",
    "cell_month": "Skriv en måned som 2026-11 eller november 2026.",
    "cell_season": "Skriv en måned med bogstaver, fx november.",
    "cell_count": "Skriv et helt tal med cifre.",
    "cell_phone": "Skriv et telefonnummer med cifre og mellemrum.",
    "cell_address": "Skriv en hel adresse, der begynder med https://.",
    "cell_yes_no": "Skriv ja eller nej.",
    "cell_choice": "Skriv et af disse ord: {known}.",
    "cell_or_empty": " Feltet må også være tomt.",
    "cell_when": "Skriv fx 2027-02-09, uge 42, uge 27-32, uge 11 2027, august, påske eller jul.",
    "cell_source": "Skriv, hvor det står. Uden kilde kan det ikke være »verified«.",
    "cell_check_by": "Skriv en dato, hvor det senest skal slås efter, fx 2027-01-31.",
    "cell_claims_force": "Skriv ikke, at noget gælder eller er i kraft, før stage er in_force, og primary_url peger på"
    " retsinformation.dk, ft.dk eller eur-lex.europa.eu.",
    "law_since": "Gælder siden {day}.",
    "law_now": "Gælder.",
    "law_from": "Træder i kraft {day}.",
    "law_stage": "{stage}.",
    "law_stage_of": "{stage} ({day}).",
    "law_claimed": "Meldt i kraft {day}, men vi har ikke set den officielle tekst.",
    "law_uncertain": "Kilderne er uenige eller mangler.",
    "law_checked": "Tjekket {day}.",
    "law_stale": "Skal tjekkes: sidst set efter {day}.",
    "figure_basis": "{base} spurgt, {ages}, {year}. {source}",
    "figure_basis_unknown": "{ages}, {year}; hvor mange der blev spurgt, er ukendt. {source}",
    "app_unchecked": "Ingen af os har prøvet det af i appen endnu (skal ske senest {day}).",
    "app_checked": "Slået efter i appen {day}.",
    "words_unknown": "{file}, linje {line}: overskriften kender jeg ikke. Brug en af disse: {known}.",
    "words_twice": "{file}, linje {line}: den overskrift har stået før. Saml teksten under den første.",
    "words_before": "{file}, linje {line}: teksten står før den første overskrift. Sæt en linje som »## Kort sagt« over den.",
    "words_section": "Afsnittet kender jeg ikke. Brug et af disse navne: {known}.",
    "words_heading": "Teksten må ikke selv have linjer, der begynder med ##. Brug ### til en overskrift inde i et afsnit.",
    # -- analysis --
    # -- disclosure --
    "protected_nothing": "Der er for få hændelser til, at tal kan vises uden at røbe noget om enkelte børn.",
    "protected_coarser": "Tallene er for små til at blive vist {finest}; her er de vist {level}.",
    "protected_few_departments": "Færre end {fewest} afdelinger har meldt i {month}, så der vises ingen tal.",
    "protected_months_left_out": "{count} af månederne er udeladt, fordi færre end {fewest} afdelinger meldte.",
    "protected_level_nothing": "intet",
    "protected_level_months": "måned",
    "stub_all": "Alle klubber",
    "signal_several_places": "flere steder",
    "signal_sure": "set",
    "signal_likely": "tyder på",
    "signal_open": "uafklaret",
    "signal_band_few": "få (under 5)",
    "signal_band_5": "5-9",
    "signal_band_10": "10-19",
    "signal_band_20": "20 eller flere",
    "signal_shown": "{band} hændelser, mere end ventet",
    "signal_hidden": "mere end ventet; tallet bliver ikke vist",
    "signal_every_month": "næsten hver måned, når vi kigger på alle typer",
    "signal_months": "cirka hver {months}. måned, når vi kigger på alle typer",
    "signal_year": "en til to gange på to år, når vi kigger på alle typer",
    "signal_rarely": "sjældnere end hvert andet år, når vi kigger på alle typer",
    "signal_sentence": "{label}: {size}. Så meget ses ved et tilfælde {chance}.",
    "ledger_altered": "Registret over det, der er udgivet ({path}), er ændret eller beskadiget ved post {number}."
    " Udgiv intet, før det er hentet fra en sikkerhedskopi.",
    "ledger_behind": "Registret over det, der er udgivet ({path}), passer ikke med de udgivne sider:"
    " enten er det en ældre kopi, eller en side er ændret bagefter. Hent det, der passer sammen, fra en sikkerhedskopi.",
    "ledger_other_page": "Siden for {month} er udgivet og ligger fast, også ordene. Skriv rettelsen i næste måneds side.",
    "ledger_moved": "Der er udgivet noget andet, mens siden blev lavet. Kør kommandoen igen.",
    "ledger_unreadable": "Registret over det, der er udgivet ({path}), kan ikke læses. Luk andre programmer, der"
    " bruger det, eller hent det fra en sikkerhedskopi.",
    "found_page": "side {number}",
    "found_exact": "Et skjult tal kan regnes ud af det, der vises.",
    "found_narrow": "Et skjult tal kan næsten regnes ud: det kan ikke være alt fra nul til grænsen.",
    "found_unsolved": "Tallene modsiger hinanden, eller kan ikke efterregnes. Så er siden ikke sikker.",
    "found_page_unreadable": "Siden kan ikke læses som hel og velformet HTML, så den kan ikke efterprøves.",
    "found_table_unreadable": "Tabellen følger ikke formen for hændelsestabeller, så den kan ikke efterprøves.",
    "found_output_unreadable": "Her står en figur, et billede eller en udskrift om hændelser, som ikke er lavet af"
    " klubtrends, så den kan ikke efterprøves.",
    "found_in_notebook": "Fjern det, eller vis det med klubtrends' egne figurer og tabeller, og eksportér igen.",
    "found_text": "Teksten ({tag}) nævner et tal om hændelser, som ikke vises i nogen tabel, eller et tal ved siden af"
    " navnet på et skjult felt.",
    "found_attribute": "En attribut på {tag} indeholder et tal, som ikke vises i nogen tabel, eller står på et skjult felt.",
    "found_style_number": "Et typografiark skriver tal eller ord ind på siden.",
    "found_comment": "Siden indeholder en kommentar, som kun står i filen og ikke kan ses.",
    "found_meta": "Siden indeholder skjulte oplysninger (meta), som en side herfra ikke har.",
    "found_script": "Siden indeholder noget, der kan køre ({tag}).",
    "found_request": "Siden henter noget udefra ({tag}).",
    "found_control": "Siden indeholder usynlige tegn, der kan skjule eller vende tekst.",
    "found_identifier": "Siden indeholder noget, der ligner en personlig oplysning ({kind}) og ikke står blandt"
    " kontakterne.",
    "found_drawing_number": "Et diagram skriver et tal, som ikke vises i nogen tabel.",
    "found_drawing_shape": "Et diagram over hændelser tegner andet end søjler for viste tal, så det kan ikke efterprøves.",
    "found_drawing_hidden": "Et diagram tegner et felt, der skal være skjult.",
    "found_drawing_bar": "Et diagram tegner en søjle eller et felt, der ikke passer til et vist tal.",
    "found_drawing_axis": "Et diagrams akse er ikke jævn og rund, eller den er længere, end de viste tal kræver.",
    # -- pages and publishing --
    "page_footer": "Siden er lavet {date} og står alene: den henter intet og virker uden net.",
    "words_draft_line": "<!-- UDKAST: slet denne linje, når siden må udgives. -->",
    "words_draft": "Siden er stadig et udkast. Når den må udgives, så slet linjen med UDKAST øverst i {file}. En udgivet"
    " side kan ikke kaldes tilbage.",
    "words_suggested": "Siden er stadig et udkast: under {sections} står der endnu »Forslag:«. Skriv jeres egne ord, eller"
    " slet forslaget, i {file}.",
    "mark_draft": "UDKAST, MÅ IKKE DELES",
    "mark_example": "EKSEMPELDATA",
    "preview": "Forhåndsvisning af siden ({digest})",
    "page_refused": "Siden er ikke skrevet: den ville røbe for meget.\n{findings}",
    "page_too_large": "Siden er ikke skrevet: den fylder mere end {limit} byte. Kort teksten i månedens fil ned.",
    "words_missing": "Siden er stadig et udkast: {sections} mangler jeres egne ord. Skriv dem i {file}, og udgiv igen.",
    "page_look_here": "Se på jeres egne ord under {sections}: der står noget, som ikke må ud.",
    "page_look_elsewhere": "Det står ikke i jeres egne ord. Skriv ikke siden ud; tag fat i den, der passer kittet.",
    "words_here": "Jeres egne ord: {file}",
    "month_wrong": "Skriv måneden som 2026-10.",
    "month_empty": "Der er ingen meldinger for {month}. Vælg en anden måned.",
    "month_not_over": "{month} er ikke slut endnu. Vent til den første i næste måned, eller vælg en tidligere måned.",
    "file_missing": "Jeg kan ikke finde filen {path}. Er navnet stavet rigtigt?",
    "coverage": "Bygger på {month}: {count} af {departments} afdelinger har meldt. I {earlier}: {before}.",
    "coverage_first": "Bygger på {month}: {count} af {departments} afdelinger har meldt.",
    "coverage_moved": "Det er ikke de samme afdelinger, der har meldt som måneden før. Sammenlign ikke de to måneder.",
    "more_reports": "Flere meldinger kan også betyde, at vi er blevet bedre til at melde.",
    "small_hidden": "En prik (·) er et skjult tal. Små tal er skjult af hensyn til børnene, og af og til et større,"
    " så ingen kan regne sig frem.",
    "table_types": "Hændelser i {month} efter område",
    "table_ages": "Hændelser i {month} efter alder",
    "table_months": "Hændelser pr. måned",
    "table_good": "Gode episoder i {month} efter slags",
    "all_the_rest": "Alt andet",
    "older_or_unknown": "Ældre, blandet eller ukendt",
    "step_all": "under ét",
    "step_types": "efter type",
    "step_groups": "efter område",
    "step_groups_ages": "efter område og alder",
    "step_ages": "efter alder",
    "step_good": "efter slags",
    "month": "Måned",
    "expected": "Ventet",
    "expected_band": "det, vi ville vente",
    "totals_described": "Søjlerne er de viste tal for hver måned. Det lyse felt viser, hvad vi ville vente ud fra de tidligere måneder.",
    "total_above": "{month} ligger over det, vi ville vente",
    "total_below": "{month} ligger under det, vi ville vente",
    "total_within": "{month} ligner det, vi ville vente",
    "total_hidden": "{month}: tallet er skjult",
    "total_coverage_moved": "{month} kan ikke sammenlignes: det er ikke de samme afdelinger, der har meldt",
    "total_without_history": "{month}: {count} hændelser. Vi ved endnu ikke, hvad der er almindeligt",
    "kinds_none": "Tallene er for små til at vise, hvad hændelserne handlede om",
    "kinds_most": "{label} fylder mest: {count} af {total}",
    "kinds_most_shown": "{label} fylder mest af det, vi kan vise: {count}",
    "ranks_title": "Placering på hitlisten i {month}",
    "app_moved": "{app}: {ranks}",
    "rank_change": "nr. {before} → {after}",
    "rank_rose": "{app} er gået fra nummer {before} til {after} i {month}",
    "rank_stayed": "{app} ligger som nummer {after} ved slutningen af {month}",
    "rank_before": "Først i måneden",
    "rank_after": "Sidst i måneden",
    "and_more": "{count} mere",
    "moves_later": "Hvem der er nye på hitlisten, kan vi sige, når den er hentet to måneder i træk.",
    "moves_entries": "Nye blandt de {length} mest hentede: {apps}.",
    "moves_exits": "Ikke længere på listen: {apps}.",
    "moves_missed": "{days} mangler i hitlisten, fordi den ikke blev hentet. De tæller ikke med.",
    "source_charts": "Apples liste over de mest hentede gratis apps i Danmark",
    "source_news": "Overskrifter fra nyhedskilderne",
    "fetched": "{first} – {last}",
    "fetched_answers": "{when}, {count} svar",
    "app_age": "Aldersgrænse ifølge vilkårene",
    "no_signals": "Ingen slags hændelser kom oftere end ventet i denne måned.",
    "signals_later": "Det er for tidligt at sige, hvad der er mere end ventet. Efter otte uger med meldinger kan vi.",
    "signal_what": "Hvad",
    "signal_how": "Hvor sikkert og hvor",
    "signal_words": "Med ord",
    "signal_new": "ny",
    "signal_continued": "fortsat",
    "signal_closed": "lukket",
    "signal_closed_text": "Ikke længere mere end ventet.",
    "kort_calm": "Ingen slags hændelser kom oftere end ventet.",
    "kort_ask": "Spørg børnene, hvad de bruger den til.",
    "kort_good": "**Godt nyt:** Klubberne meldte {count} gode episoder.",
    "to_children": "**Til børnene:** {question}",
    "method_counts": "En hændelse tælles i den måned, den skete. Er den måneds side allerede ude, tæller den i den næste.",
    "method_hidden": "Tal fra 1 til {most} er skjult (1 til {sensitive}, hvor grooming, afpresning eller billeddeling kan"
    " være med), og så mange flere, at ingen kan regne sig frem. En afdeling kan heller ikke bruge sine egne tal til det.",
    "method_expected": "Det ventede er regnet ud fra de tidligere måneders viste tal, hvor mange afdelinger der meldte,"
    " og skolens ferier.",
    "method_signals": "»Mere end ventet« er en sammenligning med typens egne tidligere uger. Vi kigger på alle slags"
    " på én gang og regner med, at højst hver tyvende af sådanne meldinger skyldes et tilfælde.",
    "method_charts": "Hitlisten viser Apples top 100 i Danmark, alle aldre. En app uden for listen har en ukendt"
    " placering, ikke nul.",
    # -- commands --
    "example_months": "Eksemplet kan have fra {least} til {most} måneder (--months).",
    "cli_about": "Trendværktøj for klubbernes social medieambassadører: henter, gemmer, analyserer, beskytter og"
    " udgiver. »klubtrends KOMMANDO --help« fortæller mere.",
    "cli_usage": "Brug:",
    "cli_commands": "Kommandoer",
    "cli_command": "KOMMANDO",
    "cli_arguments": "Argumenter",
    "cli_options": "Valg",
    "cli_help": "vis denne hjælp",
    "cli_workspace": "arbejdsområdets mappe (ellers den nærmeste opad med klubtrends.toml)",
    "cli_json": "skriv svaret som JSON",
    "cli_month": "måneden, fx 2026-10 (ellers den seneste hele måned)",
    "cli_no_month": "skriv måneden som 2026-10",
    "cli_no_seed": "skriv et helt tal, fx 1",
    "cli_stopped": "Stoppet. Intet er halvt skrevet.",
    "collect_example": "Dette er eksemplet: her er alt opdigtet, og intet bliver hentet. Lav jeres eget arbejdsområde"
    " med »klubtrends init MAPPE«.",
    "cli_no_source": "kender ikke kilden {source}; vælg mellem {known}",
    "cli_unknown": "Det kender jeg ikke: {words}",
    "cli_unknown_perhaps": "Det kender jeg ikke: {words}. Mente du {meant}?",
    "cli_broken": "Der skete noget uventet ({kind} i {where}). Intet er halvt skrevet. Fortæl gerne, hvad du gjorde, men send"
    " aldrig ark eller register med.",
    "cli_init": "lav et arbejdsområde til jeres egne data",
    "cli_init_dir": "den nye mappe, uden for programmets egen",
    "cli_init_municipality": "kommunens navn",
    "cli_init_departments": "afdelingernes navne med komma imellem",
    "cli_init_threshold": "antal under denne grænse bliver skjult (mindst 5)",
    "cli_init_contact": "fælles mailadresse, som står i forespørgsler til offentlige kilder",
    "cli_example": "lav et helt arbejdsområde med opdigtede data",
    "cli_example_dir": "den nye mappe (ellers klubtrends-eksempel)",
    "cli_example_months": "hvor mange måneder med hændelser (ellers 30)",
    "cli_example_until": "den sidste måned (ellers 2026-10)",
    "cli_example_seed": "et tal; samme tal giver samme eksempel (ellers 1)",
    "cli_collect": "hent dagens tal og nyheder, og gem dem i arkivet",
    "cli_collect_source": "kun disse kilder (ellers alle)",
    "cli_collect_deadline": "stop senest efter så mange sekunder (ellers 120)",
    "cli_rebuild": "byg de behandlede tabeller igen ud fra arkivet",
    "cli_template": "lav arket, som afdelingerne skriver hændelser i",
    "cli_template_file": "filen, der skal laves",
    "cli_import": "tag udfyldte ark ind; afviste rækker får række, kolonne og grund",
    "cli_import_file": "udfyldt ark, .xlsx eller .csv",
    "cli_briefing": "lav månedens kladde, mærket UDKAST; intet bliver registreret",
    "cli_publish": "udgiv månedens briefing, og skriv i udgivelsesbogen, hvad der er udgivet",
    "cli_audit": "angrib færdige sider, som en udenforstående ville, og fortæl, hvad der kan læres",
    "cli_audit_file": "færdig side, .html",
    "cli_doctor": "fortæl, hvad der mangler, er gammelt eller usikkert, og hvad I kan gøre",
    "cli_lab": "åbn JupyterLab på arbejdsområdets startside",
    "ask_municipality": "Hvad hedder kommunen?",
    "ask_departments": "Hvad hedder afdelingerne? Skriv dem med komma imellem.",
    "ask_threshold": "Hvor små tal skal skjules? Tryk Enter for 5: så vises antal fra 5 og op.",
    "init_unanswered": "Jeg mangler et svar. Skriv det her, eller kør kommandoen igen med {option}.",
    "init_wrong": "Det kan jeg ikke bruge ({option}). {expected}",
    "init_municipality": "Skriv kommunens navn på én linje, fx Eksempelkøbing Kommune.",
    "init_contact": "Skriv en fælles mailadresse (ikke en persons), fx klubber@kommune.example.",
    "init_twins": "Hver afdeling skal have sit eget navn, og {names} står der flere gange.",
    "init_no_contact": "Skriv også en fælles mailadresse i klubtrends.toml (contact).",
    "init_done": "Arbejdsområdet er klart i {where}. Næste skridt: »klubtrends lab --workspace \"{where}\"«.",
    "example_done": "Eksemplet er klart i {where}. Alt i det er opdigtet.",
    "rebuild_done": "{count} tabeldele er bygget igen ud fra arkivet.",
    "template_done": "Arket er klart: {where}",
    "audit_no_page": "»{file}« er ikke en side. Vælg en briefing.html.",
    "audit_clean": "Intet fundet: ud fra siderne kan ingen lære mere, end de viser.",
    "doctor_well": "Alt ser godt ud.",
    "doctor_contact": "Der mangler en fælles mailadresse. Skriv den i klubtrends.toml som contact: uden den svarer nogle"
    " kilder ikke.",
    "doctor_departments": "Der er ingen afdelinger endnu. Skriv dem i data/reference/departments.csv.",
    "doctor_ambassador": "Uden ambassadør: {departments}. Ret departments.csv, når der er fundet en.",
    "doctor_placeholders": "Her mangler jeres egne oplysninger: {files}. Filerne ligger i data/reference.",
    "doctor_overdue": "{count} oplysninger skulle være tjekket nu. Se kolonnen check_by i data/reference.",
    "doctor_no_charts": "Hitlisten er ikke hentet endnu. Kør »klubtrends collect«, helst hver dag.",
    "doctor_stale": "Hitlisten er sidst hentet {date}. Kør »klubtrends collect« i dag: en dag, der ikke hentes, er tabt.",
    "doctor_gaps": "{count} dage siden {date} blev aldrig hentet. De tæller som ukendte, ikke som nul.",
}  # fmt: skip

# argparse's own English, and what is said instead.
COMMAND_LINE = (
    ("the following arguments are required:", "Der mangler:"),
    ("expected one argument", "her mangler en værdi"),
    ("expected at least one argument", "her mangler mindst én værdi"),
    ("invalid choice:", "ukendt valg:"),
    ("invalid int value:", "skal være et helt tal, ikke"),
    ("invalid float value:", "skal være et tal, ikke"),
    ("choose from", "vælg mellem"),
    ("ignored explicit argument", "her skal ingen værdi stå, heller ikke"),
    ("ambiguous option:", "flere valg begynder sådan:"),
    ("could match", "det kan være"),
    ("argument ", ""),
)


def say(code: str, **facts: object) -> str:
    """Fill in one message.

    Raises
    ------
    KeyError
        If the message is not in the catalogue, or a fact that it names is missing.
    """
    return MESSAGES[code].format_map(facts)
