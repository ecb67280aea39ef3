"""Headers that the gateway takes off requests, and those that it puts on answers."""

# Headers by which other gateways tell who the caller is and how he came. Nobody in front of this one may: the token
# says the one, and nothing depends on the other.
IDENTITY_HEADERS = (
    "X-Forwarded-User",
    "X-Forwarded-Email",
    "X-Forwarded-Groups",
    "X-Forwarded-Preferred-Username",
    "X-Auth-Request-User",
    "X-Auth-Request-Email",
    "X-Remote-User",
    "Remote-User",
    "X-User",
    "X-User-Id",
    "Forwarded",
    "X-Forwarded-Proto",
    "X-Real-IP",
)

# How long processes were waited for that did not answer: seconds, divided by commas. Believed from a gateway only.
WAITED_HEADER = "X-Gateway-Waited"

# No browser guesses another type than the one that is named, and no page of others shows one of ours in a frame.
SAFE_HEADERS = (
    "add_header X-Content-Type-Options nosniff always;",
    "add_header Content-Security-Policy \"frame-ancestors 'none'\" always;",
)
