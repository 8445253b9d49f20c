"""Scrubs a month's notes, 200 of some lines each: prints the CPU seconds, the lists of names read beforehand."""

import time

from klubtrends.incidents.scrub import scrub

NOTE = (
    "Amalie Kjeldsen fra 7.b fik en besked fra »sofie_07« på snap. Ring til hendes mor på 20 30 40 50, eller skriv til"
    " mor@klub.example. Hun bor på Eksempelvej 3. Vi talte om det i gruppen, og børnene fandt selv på en god aftale."
    " Yusuf og Freja hjalp til. Se https://klub.example/aftale. Drengen, hvis far er præst, var der også."
)

if __name__ == "__main__":
    scrub(NOTE)
    begun = time.process_time()
    for number in range(200):
        scrub(f"{NOTE} {number}")
    print(time.process_time() - begun)
