"""`contest up` with the stub's processes: up_stub.py PORT DATA_DIR."""

import sys
from pathlib import Path

from contest.embedded.system import UpOptions, run

if __name__ == "__main__":
    command = (sys.executable, str(Path(__file__).with_name("contest_stub.py")))
    sys.exit(run(UpOptions(port=int(sys.argv[1]), data_dir=Path(sys.argv[2]), workers=2), command))
