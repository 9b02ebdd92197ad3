"""How much work one input may cause, counted in steps and not in seconds.

Time differs between machines and is not a property of an input; steps are the same everywhere and can be tested. A door
opens a budget around one whole judgement (`with allowance(steps=…):`); every loop that an input controls spends from
it (`spend(…)`), wherever it is in the call tree. The budget is ambient, like a transaction: passed as an argument,
it would be one more keyword of every function between the door and the loop.
"""

from esigner.bounds.allowance import STEPS, allowance, is_bounded, spend, spent
from esigner.bounds.errors import WorkLimitExceededError

__all__ = ["STEPS", "WorkLimitExceededError", "allowance", "is_bounded", "spend", "spent"]
