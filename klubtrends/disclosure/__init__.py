"""Statistical disclosure control: what may be told, the register of what was told, and an attacker that checks.

`protect` decides, `ledger` remembers, `attack` starts from finished pages and imports neither of the two.
"""
