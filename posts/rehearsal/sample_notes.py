"""What pretend scribes write: invented sentences that nobody can mistake for what a group has said."""

SENTENCES = {
    "nb": [
        "Prøve: vi ble enige om at kaffen kom for sent.",
        "Prøve: en benk ved brua ville gjort godt.",
        "Prøve: noen må ha nøkkelen til kjelleren.",
        "Prøve: vi trenger flere kvelder med lys i vinduet.",
        "Prøve: de unge vet det best selv, spør dem.",
        "Prøve: bussen går før møtet er slutt.",
        "Prøve: to av oss var uenige, og det var nyttig.",
        "Prøve: kan biblioteket holde åpent på søndager?",
        "Prøve: vi savner et sted der ingen må kjøpe noe.",
        "Prøve: det som virker, er at noen ringer og spør.",
        "Prøve: korpset trenger et rom med dør som kan lukkes.",
        "Prøve: vi begynner i det små, med ett bord.",
    ],
    "nn": [
        "Prøve: vi vart samde om at kaffien kom for seint.",
        "Prøve: ein benk ved brua hadde gjort godt.",
        "Prøve: nokon må ha nøkkelen til kjellaren.",
        "Prøve: vi treng fleire kveldar med lys i vindauget.",
        "Prøve: dei unge veit det best sjølve, spør dei.",
        "Prøve: bussen går før møtet er slutt.",
        "Prøve: to av oss var usamde, og det var nyttig.",
        "Prøve: kan biblioteket halde ope på søndagar?",
        "Prøve: vi saknar ein stad der ingen må kjøpe noko.",
        "Prøve: det som verkar, er at nokon ringjer og spør.",
        "Prøve: korpset treng eit rom med dør som kan lukkast.",
        "Prøve: vi byrjar i det små, med eitt bord.",
    ],
    "en": [
        "Try-out: we agreed that the coffee came too late.",
        "Try-out: a bench by the bridge would do us good.",
        "Try-out: someone must have the key to the cellar.",
        "Try-out: we need more evenings with a light in the window.",
        "Try-out: young people know best, ask them.",
        "Try-out: the bus leaves before the meeting is over.",
        "Try-out: two of us disagreed, and it was useful.",
        "Try-out: could the library be open on Sundays?",
        "Try-out: we miss a place where nobody has to buy anything.",
        "Try-out: what works is that someone calls and asks.",
        "Try-out: the band needs a room with a door that shuts.",
        "Try-out: we begin small, with one table.",
    ],
}


def sentences(language: str) -> list[str]:
    return SENTENCES.get(language, SENTENCES["nb"])
