"""Given names, by which a column of persons is told from one of areas: common ones of all ages in Thuringia."""

from __future__ import annotations

import re

GIVEN_NAMES = frozenset(
    """
    achim adam ahmad ahmed alexander alexandra ali alina amelie amir amira andrea andreas angela angelika anja anke
    anna anne annegret annett anni antje anton antonia arthur artur astrid aylin ayse barbara bastian beate ben
    benjamin bernd bettina birgit björn brigitte britta burkhard carina carla carolin caroline charlotte christa
    christian christiane christina christine christoph claudia clara cornelia dagmar daniel daniela david dennis
    detlef diana dieter dietmar dirk dominik doreen doris eberhard edith elena elias elif elisabeth elke ella elsa
    emil emilia emily emma emre erich erika ernst erwin eva fabian fatima fatma felix fiona florian frank franz
    franziska frederik friedrich fritz gabriele georg gerd gerda gerhard gertrud gisela greta günter günther hanna
    hannah hannelore hannes hans hans-jürgen harald hassan hatice heidi heike heiko heinrich heinz helena helga
    helmut henri henry herbert hildegard holger horst hussein ibrahim ida ina ines inge ingeborg ingo ingrid irina
    irmgard isabell isabella jan jana janina jannik jasmin jens jessica joachim johann johanna johannes jonas
    jonathan jörg josef josefine julia julian juliane jürgen jutta kai karin karina karl karl-heinz karla karolin
    kathrin katja katrin kerstin kevin klara klaus knut kristin kurt lara lars laura lea lena leni leon leonard
    leonie levi liam lilli lina linda lisa liv lotte louis luca lucas lucia ludwig luis luisa lukas lutz maik maja
    malte mandy manfred manuela marc marcel marco marcus margarete margit maria marianne marie marina mario marion
    mark marko markus marlene marta martha martin martina marvin mathilda matthias max maximilian mehmet melanie mia
    michael michaela michelle mila mina mira mohamed mohammad mohammed monika moritz mustafa nadine nadja nico
    nicole niklas nils nina noah nora norbert oksana olaf oleksandr olena oliver omar oskar otto pascal patrick paul
    paula peggy peter petra phil philipp pia rainer ralf ramona rebecca regina reiner renate rené ricarda richard
    rico rita robert robin roland rolf romy ronny rosa rosemarie roswitha rudolf rüdiger ruth sabine sabrina samuel
    sandra sandy sara sarah sascha saskia sebastian selina sibylle siegfried sigrid silke silvia simon simone sofia
    sonja sophia sophie stefan stefanie steffen steffi stephan susann susanne sven svetlana sylvia tanja tatjana
    theo theresa thomas thorsten till tim timo tina tobias tom toni torsten udo ulrich ulrike ursula ute uta uwe
    valentina vanessa vera veronika viktor viktoria vincent volker volodymyr walter waltraud werner wilhelm wilma
    wolfgang yasmin yusuf yvonne zeynep zoe
    """.split()
)
"""Small letters; enough that most columns of names hold some of them."""
_WORD = r"[^\W\d_][\w'’.-]*"
_PERSON = re.compile(
    rf"(?P<title>(?:Herrn?|Frau|Dr\.|Prof\.)\s+)*(?P<first>{_WORD})(?P<comma>,)?(?P<more>(?:\s+{_WORD}){{1,3}})"
)


def is_given_name(cell: str) -> bool:
    """Whether a cell holds one or two given names and nothing else."""
    words = cell.casefold().split()
    return 0 < len(words) <= 2 and all(word in GIVEN_NAMES for word in words)


def is_person(cell: str) -> bool:
    """Whether a cell reads like a person: `Anna Muster`, `Muster, Anna`, `Frau Dr. Muster`."""
    found = _PERSON.fullmatch(cell)
    if found is None:
        return False
    given = found["more"].split()[0] if found["comma"] else found["first"]
    return bool(found["title"]) or given.casefold() in GIVEN_NAMES
