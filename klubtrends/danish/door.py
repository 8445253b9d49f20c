"""What is told at the door: of sheets, of their cells, and of what came in."""

DOOR = {
    "sheet_unopened": "Jeg kan ikke åbne »{file}«. Findes filen, og er den lukket i Excel? Prøv igen.",
    "sheet_folder": "»{folder}« er en mappe. Skriv arkets navn, eller tag alle mappens ark: {all}",
    "sheet_pattern": "Jeg finder ingen filer, der passer til {pattern}. Se efter, om mappen og navnet er rigtige.",
    "sheet_lock": "»{file}« er Excels egen låsefil og ikke arket. Luk arket i Excel, og vælg det uden ~$ foran: {sheet}",
    "sheet_none_taken": "Intet er taget ind, heller ikke fra de andre filer.",
    "sheet_no_excel": "»{file}« er ikke et regneark fra Excel, selv om navnet slutter sådan. Åbn det, det kom fra, gem det som"
    " .xlsx, og prøv igen.",
    "sheet_empty": "»{file}« er tom. Udfyld arket, gem det, og prøv igen.",
    "sheet_protected": "»{file}« er beskyttet med adgangskode (eller gemt i det gamle .xls-format). Gem den uden adgangskode"
    " som .xlsx, og prøv igen.",
    "sheet_unreadable": "»{file}« er ikke et regneark, jeg kan læse. Gem det fra Excel som .xlsx eller som CSV, og prøv igen.",
    "sheet_other_kind": "»{file}« er ikke et regneark. Vælg det ark, hændelserne er skrevet i (.xlsx eller CSV).",
    "sheet_too_large": "»{file}« er for stor til et hændelsesark: der må højst være {rows} rækker, {columns} kolonner og"
    " {megabytes} MB. Slet tomme, formaterede rækker nederst, eller del arket i flere.",
    "sheet_many_tabs": "»{file}« har mere end {most} faner. Del det i flere ark, og importér dem hver for sig.",
    "sheet_headings_missing": "»{file}«: jeg kan ikke finde overskrifterne {headings}. De skal stå på én række øverst,"
    " som i skabelonen fra »klubtrends template«. Hedder kolonnerne noget andet hos jer, så skriv det i"
    " data/reference/columns.csv (file;heading;column).",
    "sheet_tab": "{file}, fane {number}",
    "sheet_no_departments": "Listen over afdelinger ({path}) er tom, så ingen hændelser kan modtages. Skriv afdelingerne"
    " ind, og prøv igen.",
    "cell_empty": "Cellen er tom. {expected}",
    "cell_unknown": "Det, der står her, er ikke på listen. {expected}",
    "cell_identifier": "Her står noget, der ligner {kind}. Slet det i arket. {expected}",
    "cell_date_empty": "Cellen er tom. Skriv en dag i måneden, også ved »Intet at melde«.",
    "cell_date_wrong": "Jeg kan ikke læse datoen. Skriv dag-måned-år, fx {example}, eller ugen, fx uge 41.",
    "cell_date_future": "Datoen ligger ude i fremtiden. Skriv den dag, det skete.",
    "cell_date_old": "Datoen er mere end 12 måneder gammel. Ret den, hvis den er skrevet forkert; ellers skal"
    " hændelsen ikke med.",
    "cell_date_template": "Skriv en dag fra de seneste 12 måneder, fx 3-11-2026.",
    "mended_word": "skrevet lidt anderledes end på listen; det eneste valg, der passer, er brugt.",
    "mended_year": "året manglede; den seneste dag med den dato er brugt.",
    "mended_week": "året manglede; den seneste uge med det nummer er brugt.",
    "mended_merged": "cellen er flettet, så det øverste gælder for alle dens rækker.",
    "mended_nothing": "»Intet at melde« er brugt, og det, der også er udfyldt ({columns}), er ikke. Skete der noget, så vælg"
    " hændelsen i stedet.",
    "expect_one_of": "Skriv en af: {labels}.",
    "expect_listed": "Vælg på rullelisten.",
    "expect_elsewhere": "Valgene står på fanen »Lister« i arket fra »klubtrends template« (højreklik på en fane, »Vis«) og i"
    " data/reference/{file}.",
    "expect_perhaps": "Måske {names}?",
    "kind_cpr": "et cpr-nummer",
    "kind_phone": "et telefonnummer",
    "kind_email": "en mailadresse",
    "kind_url": "et link",
    "kind_handle": "et brugernavn",
    "kind_plate": "en nummerplade",
    "kind_address": "en adresse",
    "kind_path": "en sti på en computer",
    "kind_school": "en skole eller klasse",
    "kind_name": "et navn",
    "kind_department": "en afdeling",
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
    "intake_resembling": "{rows} ligner en hændelse, der er modtaget før, men ikke står i arket nu ({weeks}): samme uge,"
    " afdeling og slags. Er rækken rettet, så slet den gamle (»klubtrends register show UGE« viser ugens hændelser):",
    "intake_erase": "{week}: klubtrends erase {id}",
    "intake_lock": "»{file}« er Excels egen låsefil og er sprunget over. Arket er åbent: gem og luk det, og tag det ind igen.",
    "intake_mend": "Ret de afviste celler i arket, og importér det igen: rækker, der står som før, kommer ikke med to gange.",
    "intake_mended": "Se efter: {what}",
    "intake_corrected": "{count} rettet",
    "intake_changed": "Rettet: {weeks}.",
    "intake_changed_out": "Det rettede i {weeks}",
    "intake_twins": "»{file}«, række {rows}: der er rækker, som er helt ens. De tæller hver for sig, i alt {incidents}. Er det den samme"
    " hændelse, så slet den ene (»klubtrends register show UGE« viser dem).",
    "intake_repeated": "»{file}«, række {rows}: står nøjagtigt som en, der kom i et andet ark, og er ikke talt igen. Er det to hændelser, så"
    " skriv dem i samme ark.",
    "intake_urgent": "{incidents} har alvor »{label}«: er beredskabsplanen fulgt, og ved lederen det?",
    "intake_contradicted": "»Intet at melde« i {month} fra {departments}, som også har meldt hændelser i den måned. Hændelserne tæller med:"
    " spørg afdelingen, hvad der er rigtigt.",
    "cell_total": "Rækken ligner en sum og ikke en hændelse, så den er ikke taget med.",
    "intake_older": "»{file}« retter svar fra Forms, men mangler andre, der er modtaget før: måske er filen ældre end den, I tog"
    " ind sidst. Tag i så fald den nyeste fil ind igen, for det, der kommer til sidst, gælder.",
    "intake_kept_out": "{count} slettet tidligere",
    "intake_withdrawn": "{incidents} er nu rettet til »intet at melde« og er taget ud.",
    "intake_hidden": "»{file}«, række {rows}: skjult i Excel, men taget med.",
    "intake_hidden_tabs": "{tabs} er ikke læst. Står der hændelser på dem, så vis dem i Excel (højreklik på en fane, »Vis«), og"
    " importér arket igen: intet kommer med to gange.",
    "intake_files": "Slet nu arket, også fra papirkurven og dér, hvor det kom fra: {files}.",
    "intake_files_later": "Slet arket, når det er rettet og taget ind: {files}.",
    "intake_notes": "{notes} er gemt. Navne og numre, som programmet fandt, er skjult; det finder ikke alt. Læs dem igennem i 03_noter.ipynb.",
    "intake_dropped": "»{file}«, kolonne {columns}: {reason}",
    "dropped_other": "teksten er ikke gemt, for arket må kun indeholde valg fra listerne.",
    "dropped_notes": "noter er slået fra (notes i klubtrends.toml), så teksten er ikke gemt.",
    "dropped_beside": "teksten står på rækker, hvor intet er valgt, så den er ikke gemt.",
    "intake_recorded": "»{file}«: Forms har registreret mailadresser eller navne. Intet af det er gemt her. Slå »Registrer navn« fra i"
    " formularens indstillinger, og slet svarene i Forms, når de er taget ind (Svar, …, Slet alle svar).",
    "intake_identifiers": "Bemærk: i {rows} står der noget, som ligner cpr-numre, telefonnumre, brugernavne eller lignende"
    " uden for listerne. Det er ikke gemt her. Slet det også i arket.",
}  # fmt: skip
