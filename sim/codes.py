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

EXPERT, PEER = 0, 1

VACANT, TENDERED, AWAITING, RUNNING, PASSED, FAILED, TERMINATED = 0, 1, 2, 3, 4, 5, 6

NO_GRANT, GRANT_IN_HOUSE, GRANT_AS_GIFT, GRANT_BY_POLICY = 0, 1, 2, 3

NOBODY = -1
