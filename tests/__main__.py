"""`python3 -m tests`: pytest with everything that it needs, on a machine that has Python alone.

All words go on to pytest. Where the packages are not there, they come from an environment in this checkout.
"""

import sys

from ops_trainer.__main__ import OLDEST, too_old


def main() -> int:
    """Run pytest; its exit status."""
    if sys.version_info < OLDEST:
        print(too_old(), file=sys.stderr)
        return 2
    from ops_trainer.environment import become, enter, holds, wanted

    pytest = ["-m", "pytest", *sys.argv[1:]]
    return become([sys.executable, *pytest]) if holds(wanted("tests")) else enter("tests", pytest)


if __name__ == "__main__":
    sys.exit(main())
