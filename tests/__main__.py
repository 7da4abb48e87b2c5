"""`python3 -m tests`: pytest with everything that it needs, on a machine that has Python alone.

All words go on to pytest. Where the packages are not there, they come from an environment in this checkout.
"""

import os
import sys
from pathlib import Path

from ops_trainer.__main__ import OLDEST, too_old


def main() -> int:
    """Run pytest; its exit status."""
    if sys.version_info < OLDEST:
        print(too_old(), file=sys.stderr)
        return 2
    from ops_trainer.environment import become, enter, holds, wanted

    # To compile everything anew takes longer than most of the many programs that the tests start.
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(__file__).parents[1] / ".pytest_cache" / "bytecode"))
    pytest = ["-m", "pytest", *sys.argv[1:]]
    return become([sys.executable, *pytest]) if holds(wanted("tests")) else enter("tests", pytest)


if __name__ == "__main__":
    sys.exit(main())
