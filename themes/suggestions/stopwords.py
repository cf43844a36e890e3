"""Words that are common in Norwegian texts, in Bokmål and Nynorsk, and say nothing about the subject of a note."""

COMMON = frozenset(
    """
    og i det er på som til å for av med at de den en et ei ein eit ikke ikkje har hadde ha men om vi me seg så eller
    der her når må kan hva kva dei blir ble blei blitt bli vert vart var vere være vært vore alle alt andre noe noko
    noen nokon nokre bare berre mer meir mest fra frå eg jeg du ho hun han oss deres dere dykk dette denne disse desse
    også inn ut opp ned over under hvor kvar hvordan korleis hvem kven hvis viss hvorfor kvifor mange mye mykje etter
    enn da då skal vil ville skulle kunne få får fikk fekk gjør gjer gjøre gjere gjort går gå gikk gjekk kommer kjem
    komme kome selv sjøl sjølv sin sitt sine mot hos nå no litt slik slike uten utan før mellom jo ja nei vel altså
    enda dem deg meg mitt min mine din ditt dine vår våre vårt hans hennes hennar deira seks fem fire tre to én ta tar
    tok tatt gi gir ga gitt se ser sett si sier seier sa sagt måtte bør burde veldig helt heilt ganske ofte alltid
    aldri igjen bort borte hele heile hver hvert ulike samme same flere fleire færre første neste nok nokså ting ved
    via per ca osv the of and is in on it
    """.split()  # noqa: SIM905
)

# Words that may help to distinguish themes, but say too little to be keywords.
WEAK = frozenset(
    """
    man ingen folk viktig viktige viktigst viktigste bra fin fint fine god godt gode bedre trenger treng trengs rundt
    finnes finne gjerne kanskje faktisk eneste einaste dag dager dagar gang ganger gonger stå står stod ligger ligg
    like la lag jobbe jobber jobb ønsker ønskjer vet veit visst rest resten bruke bruker bruk få stor store stort
    liten lite små komme kommet sitter sit heter heiter mener meiner tenke tenker tenkjer snakke snakker snakkar
    lengre sted stad steder gruppe gruppa bord bordet spørsmål fram frem midt gått halve ny nytt nye mest minst langt
    lenger klokka klokken time timer timar uke uka veke veker måned måneder månad månader år året åra kveld kvelden
    morgen morgon natt helg helga mandag tirsdag onsdag torsdag fredag lørdag laurdag søndag sundag dagen tida tid tiden
    januar februar mars april mai juni juli august september oktober november desember vår sommer sommar høst haust
    vinter del dele deler delt faste fast fastsatt sette setter sett satt skjer skje skjedd tvers gjennom hjem heim
    hjemme heime tilbake attende ute inne oppe nede framme borti nær nærmere nærmare langs foran bak mellom blant
    skriv skrive skriver skriva betale betaler betala koster koste kostar prøve prøver prøvd prøva mulig mogleg
    mulighet mulige umulig eksempel dessverre egentlig eigentleg særlig særleg spesielt generelt vanlig vanleg ting
    måte måter måten måtar sak saker grunn slags type stedet alene aleine sammen saman hverandre kvarandre begge
    annen annet anna andre enkelt enkle lett lettere vanskelig vanskeleg mangler manglar mangle finn start starte
    starter slutt slutte slutter holder holde held holdt halde følge følger følgje vise viser visa spør spørre spurt
    forstå forstår gjelder gjeld handler handlar bety betyr tyder virker verkar hjelpe hjelper hjelpa
    """.split()  # noqa: SIM905
)
