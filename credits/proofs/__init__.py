"""What outsiders check our ledger with: the log's hashes and notes, the pools' sums. Plain Python, no Django.

Written to the byte in docs/proofs.md, so that anyone can check without this code.
"""
