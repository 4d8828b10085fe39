"""The closed lists of words that cutting a text into sentences and blocks relies on.

Only words of grammar and convention stand here (titles, abbreviations, verbs of saying), never the
name of a person, a place or a site.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Never the end of a sentence when written with a capital: a name follows.
TITLES = _words("""
    mr mrs ms mx messrs dr drs prof hon sen rep gen amb st ste col lt maj capt cmdr cpt adm sgt cpl
    gov pres rev fr msgr supt insp det atty mme mmes mlle mgr hr frl sra srta dra sta gral ing lic
    ud uds
""")

# Never the end of a sentence: something of the same sentence follows.
NEVER_FINAL = _words("""
    vs v cf viz approx ca incl esp resp e.g i.e a.k.a f.k.a c.f q.v bzw vgl ggf evtl inkl sog z.b
    d.h u.a p.ex им ул проф см стр тов акад обл род डॉ प्रो
""")

# Not the end of a sentence when a number follows.
BEFORE_NUMBER = _words("""
    no nos nr núm num art arts p pp pg pág para paras vol vols ch chap sec sect fig figs pt op tel
    ver ext jan feb mar apr jun jul aug sep sept oct nov dec
""")

# May end a sentence; they do when the next word is one that seldom follows a name.
SELDOM_FINAL = _words("inc ltd co corp bros jr sr llc plc dept univ assn ave blvd mt ft al")

# Words that seldom follow a name or an abbreviation: "in the U.S. The", but not "the U.S. Ambassador".
STARTERS = _words("""
    The A An This That These Those There Here He She It We They You I His Her Its Our Their My Your
    In On At By For From With Without Under After Before During Since While When Where Who What Why
    How If Although Though Because But And Or So Yet However Moreover Meanwhile Also Then Thus
    Therefore Nor Not Some Many Most All Each Every Both Such Other Another As To Once Until Unlike
    Despite According
""")

# After a small number and a full stop these make an ordinal, in languages that write it so.
AFTER_ORDINAL = _words("""
    Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember
    Jahrhundert Jahrhunderts Jh Weltkrieg Weltkriegs Weltkrieges
""")

# Without the forms that are nouns as well ("note", "answer").
_SAYING_EN = (
    "say|says|said|tell|tells|told|asks|asked|adds|added|write|writes|wrote|replies|replied|answered|continues|"
    "continued|explains|explained|concludes|concluded|declares|declared|stated|testifies|testified|recalls|recalled|"
    "stresses|stressed|emphasised|emphasized|announces|announced|noted|argues|argued|warns|warned|wondered|shouted|"
    "cried|exclaimed"
)
_SAYING_FA = (
    "گفت|گفتم|گفتند|گفته|گوید|گویند|می‌گوید|میگوید|می‌گویند|پرسید|پرسیدم|پرسیدند|می‌پرسد|افزود|نوشت|نوشته|"
    "می‌نویسد|داد|داشت|کرد|می‌کند|می‌دهد"
)
_SAYING_AR = "قال|قالت|قالوا|يقول|تقول|وقال|وأضاف|أضاف|أضافت|سأل|سألت|كتب|كتبت"
_SAYING_OTHER = (
    "dit|déclare|déclaré|affirme|affirmé|écrit|ajoute|ajouté|sagt|sagte|erklärt|erklärte|schrieb|fragte|"
    "dijo|dice|afirma|afirmó|escribió|disse|afferma|scrisse|сказал|сказала|говорит|заявил|заявила|"
    "dedi|diyor|söyledi|कहा|पूछा"
)

# Alternatives of a regular expression.
SAYING_ENGLISH = _SAYING_EN
SAYING = "|".join((_SAYING_EN, _SAYING_FA, _SAYING_AR, _SAYING_OTHER))

# Who goes on speaking after a closing quotation mark, in scripts without capitals.
QUOTE_GOES_ON = (
    r"(?:(?:او|وی|آنها|آن‌ها)\s+)?(?:گفت|گفتم|گفتند|می‌گوید|پرسید|پرسیدم|پرسیدند|می‌پرسد|افزود|نوشت|قال|قالت|سأل|سألت|"
    r"أضاف|أضافت|و|که|را)(?![\w\u200c])"
    r"|と|って|(?:他|她|我|你)们?(?:说|說|问|問|道|喊|答)|说道"
)
