"""Every random event of the model: the complete list, one sentence each.

The rules draw with `uniform(numbers, EVENT, month, a, b)` and `normal(numbers, EVENT, month, a, b)`, where
a and b are the permanent ids of whom the event concerns. A random number is a pure function of the seed and
these four, so all arms, scenarios and parameter points share common random numbers, in any order, on any
number of workers. `noise` is a normal number made a factor of mean one; `poisson` and `binomial` turn one
uniform number into a count. Month 0 is the founding; what happens only then is declared by `founding`.

A number belongs to its event for good. An event that goes leaves its number in `declaration.RETIRED`.
"""

from sim.chance.declaration import Event, event, founding, named
from sim.chance.random_numbers import RandomNumbers, noise, normal, random_numbers_record, reseed, uniform
from sim.chance.transforms import binomial, normal_quantile, poisson

__all__ = [
    "EVENTS",
    "Event",
    "RandomNumbers",
    "binomial",
    "noise",
    "normal",
    "normal_quantile",
    "poisson",
    "random_numbers_record",
    "reseed",
    "uniform",
]

NEED_SPREAD = founding(1, "normal", ("community", "kind"), "How much does a community need at the start?")
MISJUDGED = founding(2, "normal", ("community", "kind"), "How wrongly does the office see that need?")
COMMUNITY_TRUST = founding(3, "uniform", ("community", "organization"), "How much trust is there at first?")
STUDIO_START = founding(4, "uniform", (None, None), "From which community on are the first studios spread?")
SKILL_SPREAD = founding(5, "normal", ("organization", "kind"), "How skilled is an organisation at first?")
EVALUATOR_LENIENCY = founding(6, "uniform", ("evaluator", None), "How lenient is an evaluator?")
EVALUATOR_INDEPENDENCE = founding(7, "uniform", ("evaluator", None), "How independent is an evaluator?")

MISJUDGED_ITSELF = founding(
    8, "normal", ("community", "organization"), "How wrongly does an organisation see a community's needs?"
)

NEED_DRIFT = event(10, "normal", ("community", "kind"), "How does a community's need of a kind drift?")
GROUP_STAGE = event(11, "uniform", ("community", "kind"), "How many stages does a supported group climb?")
GROUP_FALLBACK = event(12, "uniform", ("community", "kind"), "Does an unsupported group fall back a stage?")
GROUP_DEATH = event(13, "uniform", ("community", "kind"), "Does a living group die?")

BUREAU_LEADER = event(20, "uniform", ("bureau", None), "Does the bureau's leader change?")
OFFICE_LEADER = event(21, "uniform", ("office", None), "Does an office's leader change?")
ORGANIZATION_LEADER = event(22, "uniform", ("organization", None), "Does an organisation's leader change?")
PRIORITY = event(23, "uniform", ("office", "kind"), "What does a new office leader think of a kind?")

QUIT_OFFICE = event(30, "uniform", ("office", None), "How many of an office's project staff quit?")
QUIT_ORGANIZATION = event(31, "uniform", ("organization", None), "How many of an organisation's staff quit?")
WORK_NOISE_OFFICE = event(32, "normal", ("office", "kind"), "How well does an office's own work go?")
WORK_NOISE_ORGANIZATION = event(
    33, "normal", ("organization", "kind"), "How well does an organisation's work go?"
)

BID = event(40, "normal", ("office", "organization"), "How far does an office misjudge a bid?")
TIE_BREAK = event(41, "uniform", ("office", "organization"), "Which of equal bids comes first?")
INSTRUMENT_CHOICE = event(42, "uniform", ("office", "kind"), "Which instrument does an office choose?")
LEARNING_NOISE = event(43, "normal", ("office", "kind"), "How far does an office misread a closed lot?")
LATE_PAYMENT = event(44, "uniform", ("office", "organization"), "Is a tranche paid late?")
RENEWAL = event(46, "uniform", ("office", "organization"), "Is a contractor that passed renewed unheard?")
TARGET_ERROR = event(47, "normal", ("office", "kind"), "How far from what fits is a contract's target set?")
EXTENSION = event(45, "uniform", ("office", "organization"), "Is an extension granted?")
CHOICE_REVISED = event(48, "uniform", ("office", "kind"), "Does an office look at its choice anew?")

PANEL_CALL = event(50, "uniform", ("evaluator", "organization"), "Which evaluators are called to a panel?")
PANEL_COMMON = event(51, "normal", ("organization", "office"), "How does a panel as a whole err?")
PANEL_MEMBER = event(52, "normal", ("evaluator", "organization"), "How does a member of a panel err?")

BREACH_OFFICE = event(60, "uniform", ("office", "organization"), "Does the office break a promise?")
BREACH_ORGANIZATION = event(61, "uniform", ("office", "organization"), "Does the organisation break one?")

EVENTS: dict[int, Event] = named(globals())
"""The events by number, in this order."""
