"""What is told at the desk: the workspace, sources, the register, hand-kept tables, and what is wrong with them."""

TOLD = {
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
    "secret_missing": "Arbejdsområdets hemmelige nøgle mangler eller er skåret over i {where} (secret.key). Hent den fra en sikkerhedskopi:"
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
    "source_late": "Kilden {source} var ikke færdig, da tiden løb ud. Det, der kom, er gemt; resten hentes næste gang.",
    "source_leads_on": "Kilden {source} henviser til mere, end der må hentes på én gang ({most}). Resten er ikke hentet.",
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
    "archive_original_missing": "{path} gentager et svar fra {date}, som mangler eller er beskadiget. Hent den dags fil fra en"
    " sikkerhedskopi, eller flyt filen her væk fra data/raw, og kør »klubtrends rebuild«.",
    "archive_stranger": "{path} hedder eller ligger anderledes end arkivets egne filer, så den bliver ikke læst. Flyt den tilbage,"
    " eller flyt den ud af data/raw.",
    "archive_holds": "{source}: {days}, {period}; {missing}; {files}, {size}.",
    "archive_period": "{first} til {last}",
    "archive_complete": "intet mangler",
    "archive_missing": "mangler {count}: {dates}",
    "archive_invented": "opdigtede tal",
    "archive_holds_nothing": "{source}: intet endnu.",
    "archive_answer": "{url}\n  hentet {when}, status {status}, {size} bytes\n  {digest}\n  {file}",
    "archive_answer_pulled": "  fra et andet arkiv (archive pull)",
    "archive_answer_repeats": "  samme svar som {date}",
    "archive_no_answer": "Arkivet har intet svar for »{what}«. Se »klubtrends archive list«: kildens navn og en dag (2026-10-05),"
    " eller svarets mærke, som det står på siden.",
    "archive_well": "Arkivet er helt: {answers} i {files}.",
    "archive_example": "Eksemplets tal er opdigtede. De må ikke blandes med rigtige arkiver.",
    "archive_other_country": "{where} er et arkiv fra et andet land end jeres (country i klubtrends.toml). Vælg en anden mappe"
    " eller adresse.",
    "archive_exported": "{copied} kopieret; {known} lå der i forvejen. Nyheder kommer aldrig med.",
    "pull_no_index": "{where} er ikke et arkiv, jeg kan læse: {index} mangler eller er ikke, som den skal være. Tjek adressen.",
    "pull_done": "{files} hentet, {known} i forvejen.",
    "pull_refused": "{file} er ikke taget med: {reason}.",
    "pull_unnamed": "filens navn er ikke et, arkivet kan have",
    "pull_source": "kilden er ikke en, der deles",
    "pull_future": "den er fra fremtiden eller fra før, der var noget at hente",
    "pull_big": "den fylder for meget",
    "pull_digest": "indholdet passer ikke til sit mærke i listen",
    "pull_damaged": "den er beskadiget, eller et svar, den gentager, mangler",
    "pull_content": "den indeholder andet end kildens egne svar fra jeres land på den tid",
    "health_stale": "{source} er sidst hentet {date}. Kør »klubtrends collect«, helst hver dag.",
    "health_never": "{source} er aldrig hentet. Kør »klubtrends collect«.",
    "health_missing": "{source} mangler {count} siden {date}. Det tæller som ukendt, ikke som nul. Har et andet netværk"
    " tallene, så hent dem med »klubtrends archive pull«.",
    "health_trouble": "{source} gik ikke godt {date}: {reason}",
    "collect_needs_contact": "Wikipedia kræver en kontaktadresse: skriv contact = \"...\" i klubtrends.toml"
    " (en fælles mailadresse, ikke en persons).",
    "collect_busy": "En anden omgang er i gang i {where}. Vent, til den er færdig, og prøv igen.",
    "tables_busy": "En anden kommando bygger tabellerne i {where} lige nu. Vent et øjeblik, og prøv igen. Intet er tabt.",
    "collect_got": "{source}: {answers} hentet.",
    "collect_known": "{source}: allerede hentet.",
    "collect_nothing": "{source}: intet at hente.",
    "collect_skipped": "{source}: sprunget over. {reason}",
    "collect_as_above": "Samme grund som ovenfor.",
    "collect_failed": "{source}: {answers} hentet. {reason}",
    # -- incidents --
    "template_exists": "»{file}« findes allerede. Vælg et andet navn, så det, der er skrevet i den, ikke går tabt.",
    "template_ending": "Filen skal hedde noget, der slutter på .xlsx (arket) eller .html (opslaget til væggen).",
    "template_unwritten": "Jeg kan ikke gemme {where}. Findes mappen, og er filen lukket i andre programmer? Prøv igen.",
    "template_link": "--link hører til opslaget: giv filen et navn, der slutter på .html, eller lad linket være.",
    "wall_platform": "{kind} (fx {platform})",
    "wall_link_address": "Linket skal være en hel adresse, der begynder med https://, uden mellemrum og på højst {most} tegn."
    " Kopiér den fra formularen (»Indsaml svar«).",
    "wall_link_person": "Der står en mailadresse, et brugernavn eller et cpr-nummer i linket, og opslaget hænger, hvor alle kan"
    " se det. Kopiér formularens eget, korte link.",
    "wall_link_share": "Linket går til én persons OneDrive, hvor navnet står i adressen. Flyt formularen eller arket til en gruppe,"
    " og brug gruppens link.",
    "register_unreachable": "Jeg kan ikke komme til registret over hændelser ({path}). Luk andre programmer og notebooks,"
    " der bruger det, og prøv igen. Intet er ændret.",
    "register_full": "Der er ikke plads på disken til registret over hændelser ({path}), eller der må ikke skrives. Gør plads,"
    " og prøv igen. Intet er ændret.",
    "register_leftovers": "Det er slettet, men et andet program har {path} åben, så der kan ligge rester i filen. Luk programmer"
    " og notesbøger, og kør »klubtrends retain«: så bliver resterne fjernet.",
    "register_counts": "{incident} hændelser, {reported} meldinger fra afdelinger, {note} noter og {folded} ugetal fra før."
    " {gone} slettede bliver holdt ude.",
    "register_well": "Registret er helt.",
    "register_broken": "Registret er beskadiget. Hent det fra en sikkerhedskopi.",
    "register_unwiped": "Der kan ligge rester af slettede rækker i filen. Luk andre programmer, der bruger registret, og kør"
    " »klubtrends retain«.",
    "register_too_old": "{rows} er ældre, end I gemmer dem (retention_months). Kør »klubtrends retain«.",
    "register_orphans": "{rows} hændelser og {reports} meldinger hører til {departments}, som ikke står i departments.csv. Skriv"
    " afdelingen ind igen, eller giv den nye det gamle navns kode.",
    "register_unlisted": "{column}: {count} koder i registret står ikke i codes.toml. Skriv dem ind igen, eller skriv under"
    " [renamed], hvad de nu hedder.",
    "register_week_empty": "Der er ingen hændelser i {week}.",
    "register_row": "{id}  {told}, tæller i {month}",
    "register_severity": "alvor: {label}",
    "retain_done": "{count} hændelser fra før {before} er slettet for altid. Tilbage er kun, hvor mange der var pr. uge af hver slags,"
    " for alle klubber under ét. Slet dem også i gamle ark og sikkerhedskopier.",
    "retain_nothing": "Der er ingen hændelser fra før {before}, og der ligger ingen rester af slettede.",
    "retain_notes": "{notes} er slettet for altid: der er gået 30 dage siden mødet, eller noter er slået fra.",
    "register_late_notes": "{notes} skulle være slettet nu: 30 dage efter mødet, eller fordi noter er slået fra. Kør »klubtrends retain«.",
    "note_changed": "Noten er slettet eller ændret, siden den blev vist. Kør cellen igen, og se den, som den er nu.",
    "quote_no_role": "Skriv, hvem der har godkendt: en rolle, fx klublederen.",
    "quote_role_named": "Skriv en rolle, fx klublederen, og ikke et navn eller et nummer: det kommer til at stå i udgivelsesbogen.",
    "quote_nothing_left": "Der er ikke noget tilbage at citere. Vis nogle af ordene igen, eller slet noten.",
    "quote_other_month": "Noten hører til {month}. Her kan kun noter fra {desk} citeres. Lad den ligge, til den måned er på"
    " bordet, eller slet den.",
    "quote_month_out": "Siden for {month} er udgivet og ændrer sig ikke mere, så noten kan kun slettes.",
    "quote_doubts": "Intet er skrevet endnu. {doubts} Skjul mere, eller slet noten. Har I set på det og vil citere alligevel, så tryk"
    " en gang til.",
    "quote_doubt_described": "Sådan, som den nu bliver citeret, kan en beskrivelse i den pege på ét barn, også uden et navn.",
    "quote_doubt_few": "Den slags er i {month} kun meldt fra {departments}: dér ved mange, hvem det handler om.",
    "quote_unwritten": "Jeg kan ikke skrive i {file}. Er filen åben i et andet program, eller er disken fuld? Noten er her endnu.",
    "review_off": "Noter er slået fra i klubtrends.toml (notes), så der er ingen at læse igennem.",
    "review_none": "Der er ingen noter, der venter.",
    "review_waiting": "Der er noter, der venter. Kør cellen for at læse dem: de bliver ikke gemt i notesbogen.",
    "review_begin": "Vis noterne",
    "review_done": "Der er ikke flere noter.",
    "review_title": "Note {place} af {count}: {label}, {month}",
    "review_kept": "Sådan er den gemt",
    "review_hints": "Det understregede kan pege på ét barn, også uden et navn. Skjul det, hvis nogen kan gætte, hvem det er.",
    "review_words": "Skjul mere.",
    "review_words_help": "Tryk på et ord for at skjule det, og igen for at vise det. De mørke er skjult.",
    "review_word_shown": "vist: tryk for at skjule",
    "review_word_hidden": "skjult: tryk for at vise",
    "review_word_fixed": "skjult: ligner et navn eller et nummer og kan ikke vises",
    "review_quoted": "Sådan bliver den citeret",
    "review_nothing_left": "Der er ikke noget tilbage.",
    "review_role": "Godkendt af",
    "review_role_example": "en rolle, fx klublederen",
    "review_approve": "Godkend til citat",
    "review_delete": "Slet nu",
    "review_next": "Næste note",
    "review_approved": "Citatet står nu i månedens fil under »Det ser vi i klubberne«, og hændelsen tæller som fortalt. Noten er slettet.",
    "review_deleted": "Noten er slettet for altid.",
    "erase_it": "Den",
    "erase_done": "Hændelsen er slettet for altid, også en note. Kommer arket ind igen, bliver den ude.",
    "erase_published": "{what} tæller med på siden for {month}, som er udgivet. Siden bliver, som den er: tallet er ude.",
    "erase_quarter": "Passer rækkerne ikke længere til siden, bliver tabellerne for {quarter} ikke vist.",
    "erase_elsewhere": "Slet den også i arket, i svarene i Forms og i sikkerhedskopier.",
    "erase_again": "Den hændelse er slettet før. Der ligger ingen rester af den.",
    "erase_unknown": "Der er ingen hændelse med det id. »klubtrends register show UGE« viser ugens hændelser med deres id.",
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
    "cell_case": "Skriv sagen med sin samling, fx L 130 (2025-26), eller lad feltet være tomt.",
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
    "law_moved": "Skal tjekkes: her står »{stage}«, men sagen er rykket i Folketinget.",
    "figure_basis": "{base} spurgt, {ages}, {year}.",
    "figure_basis_unknown": "{ages}, {year}; hvor mange der blev spurgt, er ukendt.",
    "kept_source": "Kilde: {source} ({sure}).",
    "kept_unsourced": "Kilde: ikke noteret ({sure}).",
    "kept_checked": "{sure}, tjekket {day}",
    "kept_undated": "{sure}, uden dato",
    "app_unchecked": "Ingen af os har prøvet det af i appen endnu (skal ske senest {day}).",
    "app_checked": "Slået efter i appen {day}.",
    "words_unknown": "{file}, linje {line}: overskriften kender jeg ikke. Brug en af disse: {known}.",
    "words_twice": "{file}, linje {line}: den overskrift har stået før. Saml teksten under den første.",
    "words_before": "{file}, linje {line}: teksten står før den første overskrift. Sæt en linje som »## Kort sagt« over den.",
    "words_section": "Afsnittet kender jeg ikke. Brug et af disse navne: {known}.",
    "words_heading": "Teksten må ikke selv have linjer, der begynder med ##. Brug ### til en overskrift inde i et afsnit.",
    "words_told": "{file}, linje {line}: linjen FORTALT skal stå over den første overskrift og se sådan ud:"
    " <!-- FORTALT: Digital mobning eller udelukkelse · 2 · godkendt af klublederen -->",
    "words_told_line": "<!-- FORTALT: {label} · {count} · godkendt af {approved} -->",
    "words_told_unfit": "En linje FORTALT kan ikke skrives med den rolle eller den type. Brug ikke tegnene < > · ; |.",
    "words_told_twice": "{file}, linje {line}: den slags hændelser er nævnt i en linje FORTALT højere oppe. Læg tallene"
    " sammen i én linje.",
    "words_told_within": "En linje med FORTALT hører til øverst i månedens fil, over den første overskrift.",
    "words_no_names": "{file}, linje {line}: linjen IKKE ET NAVN skal stå over den første overskrift og se sådan ud:"
    " <!-- IKKE ET NAVN: et ord, et andet ord -->",
    "words_no_names_within": "En linje med IKKE ET NAVN hører til øverst i månedens fil, over den første overskrift.",
    "words_no_name": "Det ord kan ikke stå på en linje med IKKE ET NAVN: det må ikke have komma, < eller > i sig. Skriv"
    " det anderledes i teksten.",
}  # fmt: skip
