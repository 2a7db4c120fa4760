"""`make bench-ledger` and `make bench-ledger-growth`: what the ledger costs beside its peers, and as it grows."""
