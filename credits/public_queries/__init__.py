"""What the public pages ask of the ledger. Nothing here counts retirements: it costs the same after ten million."""
