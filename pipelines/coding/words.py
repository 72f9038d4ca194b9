"""The closed word classes of English that the grammar leans on.

What belongs here: small sets of function words and of words that change what stands beside them. What does not: words
that name actors or events; these are data files.
"""

LOCATIVE = frozenset("in at near inside outside around across throughout within above over off along".split())
PREPOSITIONS = LOCATIVE | frozenset(
    "of on to from by with without for against between among into onto toward towards about under through via upon "
    "during following after before since until amid amidst despite behind beside beyond per than like unlike including "
    "regarding concerning ahead alongside versus as because".split()
)
DETERMINERS = frozenset(
    "the a an this that these those its his her their our your my some any no every each all both".split()
)
CONJUNCTIONS = frozenset(("and", "or", "&", "but", "nor"))
SUBORDINATORS = frozenset(
    "after before as while when because if although though since until unless whether amid amidst despite following "
    "where whereas once lest".split()
)
BACKGROUND = frozenset("after before amid amidst despite following since during over because ahead".split())
RELATIVES = frozenset(("who", "which", "that", "whose", "where"))
BE = frozenset("be is are was were been being am 's 're 'm get gets got getting".split())
HAVE = frozenset("have has had having 've".split())
DO = frozenset(("do", "does", "did"))
FUTURE = frozenset(("will", "shall", "'ll"))
MODALS = frozenset("could may might would should must can cannot ought 'd".split())
NEGATIONS = frozenset("not n't never no nor neither without".split())
PRONOUNS = frozenset("it he she they we i you him her them us himself herself itself themselves who".split())
SUBJECT_PRONOUNS = frozenset("it he she they we i who".split())
ADVERBS = frozenset(
    "also now still again already just soon later then currently reportedly allegedly formally officially publicly "
    "temporarily primarily immediately deeply strongly sharply far so even only further once twice today yesterday "
    "tomorrow tonight jointly finally repeatedly briefly separately closely directly apparently nearly almost about "
    "really openly privately secretly quietly successfully effectively potentially possibly likely".split()
)
NOT_ADVERBS = frozenset(
    "family assembly monopoly anomaly butterfly supply reply apply comply multiply friendly elderly deadly costly".split()
)
FORMER = frozenset("former ex ousted deposed toppled fugitive ex-".split())
# Modifiers that may stand between a country's adjective and the noun that it binds to, beside -al, -ary, -ist … words.
MODIFIERS = frozenset(
    "new top senior chief acting interim deputy outgoing incoming late veteran key leading main special joint young old "
    "hardline far right left wing ruling elected armed heavily masked suspected alleged accused jailed detained "
    "captured wounded injured dead killed elderly local state public private civil foreign military army navy air "
    "police security defence defense interior home finance trade energy health intelligence border coast national "
    "government opposition rebel militant islamist jihadist separatist insurgent peace human rights aid oil gas tech "
    "news war combat ground special elite riot counter terrorism anti nuclear high court supreme constitutional "
    "parliamentary presidential tanker cargo fishing passenger fighter surveillance most wanted then".split()
)
MODIFIER_ENDINGS = (
    "al",
    "ary",
    "ist",
    "ic",
    "ive",
    "ous",
    "ian",
    "backed",
    "led",
    "owned",
    "linked",
    "based",
    "born",
    "run",
)
# Nouns that make the actor before them a maker of armed acts, and what else shows who acts.
FORCE_NOUNS = frozenset(
    "strike strikes airstrike airstrikes attack attacks raid raids missile missiles rocket rockets drone drones shelling "
    "bombing bombings bombardment bombs bomb offensive invasion assault assaults artillery barrage incursion incursions "
    "fire gunfire shell shells warplane warplanes jet jets warship warships tank tanks helicopter helicopters submarine "
    "submarines contingent advance occupation ambush onslaught troops bombers bomber".split()
)
# An adjective before these tells of culture, sport or goods, not of the state.
NOT_STATE = frozenset(
    "language food cuisine wine restaurant film films movie movies drama series song music album artist actor actress "
    "singer rapper star stars megastar comedian author novelist writer poet painter designer chef model fashion team "
    "football footballer soccer cricket rugby tennis golf golfer cyclist boxer swimmer sprinter athlete athletes champion "
    "championship league cup open grand prix gp club player players striker midfielder defender goalkeeper coach "
    "manager fans side driver rider jockey skater olympic olympics dog bulldog shepherd cat doll roulette revolution "
    "dream history art architecture literature theatre theater opera tv television show idol pie cheese beer whisky "
    "vodka new year border-collie garden gardens holiday beach island islands mountain weather storm earthquake quake "
    "wildfire flood floods stocks shares market markets bourse index yen dollar pound rupee currency bond bonds".split()
)
CVL_NOUNS = frozenset(
    "artist actor actress singer rapper star megastar comedian author novelist writer poet painter designer chef model "
    "golfer cyclist boxer swimmer sprinter athlete footballer".split()
)
NAME_PARTICLES = frozenset("al bin ibn el de da do dos van von der den la le abu ben di mac".split())
COORDINATORS = frozenset((",", "and", "&"))
JOINT = frozenset(("together", "along", "alongside", "jointly"))
# Regions leave the country slot empty: "European leaders" is ---.GOV.
REGIONS = frozenset(
    "european western arab african asian gulf nordic baltic balkan scandinavian latin caribbean eastern mideast world "
    "international allied regional "
    "foreign multinational".split()
)
# Governments of the place where a headline is set ("officials said"), unlike leaders and envoys who may meet anywhere.
LOCAL_GOVERNMENT = frozenset(
    f"agents:{word}"
    for word in "official government authority ministry interior-ministry defence-ministry health-ministry "
    "defense-ministry education-ministry foreign-ministry local-official local-authority health-official government-official mayor "
    "governor regional-governor municipality cabinet".split()
) | frozenset(("offices:official", "offices:mayor", "offices:governor"))
# Ranks within a body: they do not change whose man it is.
RANKS = frozenset(
    f"{kind}:{word}"
    for kind in ("agents", "offices")
    for word in "officer official chief head leader boss commander member "
    "spokesman spokeswoman spokesperson director agent source representative delegate employee staff aide adviser advisor "
    "captain deputy veteran recruit".split()
)
# Forces that are a place's own unless something else is said; troops and contingents may be anybody's.
LOCAL_FORCES = frozenset(
    f"agents:{word}"
    for word in "soldier army military security-force navy air-force army-officer soldiers security-forces force".split()
)
# "Trump officials", "Netanyahu's aides" are of his government; other nouns after a name are not his.
ENTOURAGE = frozenset(
    "officials official aides aide administration government envoy envoys ministers cabinet advisers".split()
)
# Agents that are buildings too: after "in" or "at" only a place.
BUILDINGS = frozenset(
    f"agents:{word}"
    for word in "hospital school university church mosque embassy court parliament factory mine synagogue "
    "temple cathedral consulate ministry bank prison college clinic shop store hotel restaurant".split()
)
# Nature and mishap strike without anybody's act.
NATURE = frozenset(
    "earthquake quake tremor storm hurricane typhoon cyclone tornado flood floods flooding tsunami landslide mudslide "
    "avalanche lightning drought heatwave volcano eruption wildfire wildfires bushfire virus disease outbreak epidemic pandemic "
    "cholera ebola malaria flu crash collision derailment stampede capsize capsizes monsoon rain rains snow wave waves bus "
    "shark bear lion tiger dog snake elephant crocodile leopard blast gas accident collapse train plane helicopter ferry "
    "boat coach lorry truck tram blizzard winds famine heat measles meteor cancer covid coronavirus bull".split()
)
# "with the participation of B" joins B to the act.
SHARING = frozenset("participation involvement support help mediation backing cooperation".split())
# After these "from" tells the place that is left, not where the troops are from.
REMOVALS = frozenset(
    "withdraw withdraws withdrew withdrawing pull pulls pulled pulling evacuate evacuates evacuated expel expels expelled remove "
    "removes removed recall recalls recalled free frees freed rescue rescues rescued deport deports deported all its more last".split()
)
# Nouns before "to" and a verb: what becomes of the act. "drop": the noun itself tells what is done with it.
NOUN_CONTROL = {
    **dict.fromkeys("plan plans decision intention proposal proposals move moves readiness order orders".split(), "planned"),
    **dict.fromkeys("bid bids attempt attempts effort efforts hope hopes chance right power powers ability".split(), "hypothetical"),
    **dict.fromkeys(
        "threat threats offer offers vow vows pledge pledges promise promises call calls refusal deal agreement demand demands appeal "
        "request requests pressure failure commitment commitments willingness deadline".split(), "drop",
    ),
}  # fmt: skip
# Words that make a crime or a trial a matter of politics, arms or protest.
POLITICAL = frozenset(
    "political politician politicians protest protests protester protesters demonstrators activist activists dissident dissidents "
    "opposition government anti regime coup treason espionage spy spying terror terrorism terrorist terrorists extremist extremists "
    "separatist separatists insurgents rebels militants jihadist islamist ethnic sectarian hate refugees migrants migrant asylum settlers "
    "blasphemy sedition subversion unrest riot riots rioters election vote journalist journalists war genocide hostage hostages kidnapping kidnappings abduction abductions lynching kidnapped "
    "abducted massacre gunmen suicide troops soldiers army military minister president senator mayor governor lawmaker candidate "
    "corruption sanctions human rights uprising crackdown detained detainees prisoners mercenary assassination assassinated".split()
)
NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve dozen dozens scores hundreds thousands several many more "
    "most some least over nearly almost around about up few".split()
)
# Weapons and armed acts.
ARMED = frozenset(
    "attack attacks raid raids bomb bombs bombing bombings bomber missile missiles rocket rockets drone drones shelling strike "
    "strikes airstrike airstrikes gunmen gunman militants insurgents rebels mortar grenade shooting ambush explosives "
    "landmine shell shells clashes fighting artillery".split()
)
