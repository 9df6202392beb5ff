"""``python -m skm``: the command line where its script is not on the path."""

import sys

from skm.cli import main

sys.exit(main())
