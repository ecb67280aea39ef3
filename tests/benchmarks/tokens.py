"""`python -m tests.benchmarks.tokens`: new tokens by PyJWT, and by their known header and libsodium (decision 12).

The same tokens are verified one way and the other, in turns; the times are those of this machine, only their ratio
means something elsewhere.
"""

import time
from statistics import median

from services.chassis.tokens import Signer, Verifier
from tests.support import tokens

TOKENS = 200
ROUNDS = 25


def cpu_per_token(verifier: Verifier, signed: list[str], *, is_header_known: bool) -> float:
    """Seconds of CPU for a token that the verifier has not met."""
    verifier._verified.clear()
    began = time.process_time()
    for token in signed:
        if not is_header_known:
            verifier._known_heads.clear()
        verifier.verify(token)
    return (time.process_time() - began) / len(signed)


def main() -> None:
    signer, verifier = Signer(tokens.private_keys()), Verifier(tokens.public_keys())
    signed = [signer.sign(tokens.participant(), 600) for _ in range(TOKENS)]
    verifier.verify(signed[0])
    rounds = [
        [cpu_per_token(verifier, signed, is_header_known=known) for known in (False, True)] for _ in range(ROUNDS)
    ]
    whole, known = (median(each) * 1e6 for each in zip(*rounds, strict=True))
    print(f"PyJWT {whole:.0f} µs, known header {known:.0f} µs: {known / whole:.2f}")


if __name__ == "__main__":
    main()
