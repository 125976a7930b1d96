"""The codes of the model's choices; where a scenario chooses by name, the name at place k has the code k."""

APPOINTERS = ("purchaser", "bureau", "lot")
PURCHASER, BUREAU, LOT = 0, 1, 2

OFFICE_POLICIES = ("given", "multitask", "index", "mission")
GIVEN, MULTITASK, INDEX, MISSION_PAY = 0, 1, 2, 3

PRESSURE_RULES = ("given", "tournament")
PRESSURE_GIVEN, TOURNAMENT = 0, 1

INSTRUMENT_RULES = ("fixed", "checklist", "learning")
FIXED, CHECKLIST, LEARNING = 0, 1, 2

CHOOSERS = ("office", "community", "open")
OFFICE_CHOOSES, COMMUNITY_CHOOSES, OPEN_ENTRY = 0, 1, 2

PAYMENTS = ("input", "output", "outcome", "use", "hours")
PAYS_INPUT, PAYS_OUTPUT, PAYS_OUTCOME, PAYS_USE, PAYS_HOURS = 0, 1, 2, 3, 4

INSTRUMENTS = ("direct", "contract", "grant", "voucher", "ppp", "franchise", "time_bank")
DIRECT, CONTRACT, GRANT = 0, 1, 2

CIRCLES = ("independent", "nested", "disjoint")
INDEPENDENT, NESTED, DISJOINT = 0, 1, 2

SCHEDULES = ("none", "contracts", "lots")
UNHURRIED, CONTRACTS_HURRIED, LOTS_HURRIED = 0, 1, 2

EFFORTS = ("contract", "provider")
PER_CONTRACT, PER_PROVIDER = 0, 1

SIGHTS = ("shared", "own")
SHARED_SIGHT, OWN_SIGHT = 0, 1

TRUSTS = ("two_outcomes", "three_outcomes", "logistic")
TWO_OUTCOMES, THREE_OUTCOMES, LOGISTIC = 0, 1, 2

COVERAGES = ("district", "provider")
WHOEVER_DID_IT, ITS_PROVIDER = 0, 1

SCORINGS = ("verifiability", "declared")
BY_VERIFIABILITY, BY_DECLARED_WEIGHT = 0, 1

GROUP_PROGRESS = ("matured", "stages")
MATURED_GROUPS, STAGES_CLIMBED = 0, 1

CANDOURS = ("honest", "by_trust")
HONEST, HONEST_BY_TRUST = 0, 1

TARGETS = ("given", "planned")
TARGETS_GIVEN, TARGETS_PLANNED = 0, 1

UNAWARDED = ("withdrawn", "in_house")
WITHDRAWN, DONE_IN_HOUSE = 0, 1

PAUSES = ("all", "tenders")
PAUSES_ALL, PAUSES_TENDERS = 0, 1

LATENESS = ("each_month", "once")
LATE_EACH_MONTH, LATE_ONCE = 0, 1

RETAINED = ("returned", "kept")
UNUSED_RETURNED, UNUSED_KEPT = 0, 1

COPRODUCTION = ("ces", "leontief")
CES, LEONTIEF = 0, 1

BY_OFFICE, BY_MISSION, BY_CONTRACT = 1, 2, 3
"""Who is at work, and who opened what opens; 0: it was open from the start."""

EXPERT, PEER = 0, 1

VACANT, TENDERED, AWAITING, RUNNING, PASSED, FAILED, TERMINATED = 0, 1, 2, 3, 4, 5, 6

NO_GRANT, GRANT_IN_HOUSE, GRANT_AS_GIFT, GRANT_BY_POLICY = 0, 1, 2, 3

NOBODY = -1
