# ruff: noqa: E501
"""Texts, and what looks like personal data in each. `test_personal.py` puts them to both finders.

All numbers are made up. Those of identity have right check digits, but synthetic or impossible owners.
"""

CASES: list[tuple[str, list[tuple[str, str]]]] = [
    # Identity numbers: ordinary, D-number, synthetic (+80, +65, +40), and by the rule that begins in 2032
    ("Hennar nummer er 01010750160.", [("identity", "01010750160")]),
    ("01 01 32 000 64, 010132-00064 og 010132 00064", [("identity", "01 01 32 000 64"), ("identity", "010132-00064"), ("identity", "010132 00064")]),
    ("01.01.32 00064", [("identity", "01.01.32 00064")]),
    ("０１０１３２０００６４", [("identity", "０１０１３２０００６４")]),
    ("010132\n00064", [("identity", "010132\n00064")]),
    ("Fødd 010132 00064 2 søsken", [("identity", "010132 00064")]),
    ("01010750161", []),  # a wrong check digit
    ("99990750160 og 12345678901", []),
    ("010107501601", []),  # twelve digits
    # Telephone numbers
    ("Ring 91234567, 912 34 567 eller 22 33 44 51", [("phone", "91234567"), ("phone", "912 34 567"), ("phone", "22 33 44 51")]),
    ("912-34-567, 91.23.45.67, 91\u00a023\u00a045\u00a067", [("phone", "912-34-567"), ("phone", "91.23.45.67"), ("phone", "91\u00a023\u00a045\u00a067")]),
    ("+47 912 34 567, +4791234567, 004791234567, (+47) 912 34 567", [("phone", "+47 912 34 567"), ("phone", "+4791234567"), ("phone", "004791234567"), ("phone", "912 34 567")]),
    ("+46 70 123 45 67 og 0046 70 123 45 67", [("phone", "+46 70 123 45 67"), ("phone", "0046 70 123 45 67")]),
    ("912 34 567\n913 45 678", [("phone", "912 34 567"), ("phone", "913 45 678")]),
    ("Ring 912 34 567 2 ganger, tlf.91234567", [("phone", "912 34 567"), ("phone", "91234567")]),
    # Numbers that are something else
    ("14 400 kroner, 21 000 000, kr 25000000, 25 000 000 kr og 91234567 kroner", []),
    ("2026-11-29, 29.11.2026, 29/11-26, 20261129 og 29112026", []),
    ("kl. 09.30-11.45, 10.00 11.15, side 20 22 24 26 og gruppe 41 42 43 44", []),
    ("12 34 56 78 90 12", []),
    ("987 654 321", []),
    ("https://example.org/91234567 og nr 91234567", []),
    ("sak 2026/91234567a og A91234567", []),
    ("Vi er 1 250 elever, 3 av 10, 40 % og 2,5 årsverk", []),
    ("+10 000 000 kroner", []),
    # Email addresses
    ("Skriv til kari.nordmann@example.org.", [("email", "kari.nordmann@example.org")]),
    ("<ola+kor@post.kommune.example> (æøå@blåbær.example)", [("email", "ola+kor@post.kommune.example"), ("email", "æøå@blåbær.example")]),
    ("@alle, 3 @ 10 kr, ola@heime", []),
    # Full names
    ("Kari Nordmann sa det.", [("name", "Kari Nordmann")]),
    ("Snakk med Ola Per B. Nordmann-Lie om dette", [("name", "Ola Per B. Nordmann-Lie")]),
    ("Anne-Kari Trollstuen og Ánte Vuolab", [("name", "Anne-Kari Trollstuen"), ("name", "Ánte Vuolab")]),
    ("KARI NORDMANN, Mohammed Ali, Pieter Hansen", [("name", "KARI NORDMANN"), ("name", "Mohammed Ali"), ("name", "Pieter Hansen")]),
    ("Liv Hansen, Stein Granlund", [("name", "Liv Hansen"), ("name", "Stein Granlund")]),
    ("Karen van der Kvist", [("name", "Karen van der Kvist")]),
    # No full names
    ("Kari sa at Ola og Anne Kari var enige.", []),
    ("Liv og helse. Stein på stein. Hans Majestet. Per I dag. May I ask?", []),
    ("Anne Har Ikke Svart. MARTIN ER HER", []),
    ("Olav Vikens gate 3 og Kari Trestakk skole", []),
    ("Den Kulturelle Skolesekken, Norsk Kulturskoleråd, Nordre Land, Sogn og Fjordane", []),
    ("Marte. Etterpå kom Oslo.", []),
    ("Sara Oslo", []),
    ("Kari\nNordmann", []),
    ("", []),
]  # fmt: skip
