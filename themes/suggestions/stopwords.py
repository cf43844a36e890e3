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
    lenger
    """.split()  # noqa: SIM905
)
