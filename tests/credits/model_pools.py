"""The model's pools: which retirements lie in them, and what their blocks have over."""

from tests.credits.model import UNIT, AccountModel, Model, PoolModel, Refusal


class WholeModel(Model):
    """The ledger with its pools."""

    def open_pool(self, batch: int) -> None:
        if self.batches[batch].is_closed:
            raise Refusal("BatchClosedError")
        if any(pool.batch == batch and not (pool.is_closed or pool.is_withdrawn) for pool in self.pools):
            raise Refusal("PoolOpenError")
        self.pools.append(PoolModel(batch))

    def check_open(self, number: int) -> None:
        if self.pools[number].is_closed:
            raise Refusal("PoolClosedError")
        if self.pools[number].is_withdrawn:
            raise Refusal("PoolWithdrawnError")

    def withdraw_pool(self, number: int) -> None:
        self.check_open(number)
        self.pools[number].is_withdrawn = True

    def attach_block(self, number: int, first: int, last: int) -> None:
        self.check_open(number)
        pool = self.pools[number]
        others = [
            row.block for row in self.pools if row.batch == pool.batch and row.block and not row.is_withdrawn
        ]
        is_foreign = last >= self.batches[pool.batch].units
        if is_foreign or pool.block or any(start <= last and end >= first for start, end in others):
            raise Refusal("PoolBlockError")
        pool.block = (first, last)

    def leaves_of(self, number: int, residual_from: str | None) -> tuple[list[tuple[int, int]], int]:
        """The leaves (retirement, grams) that a pool would close with, and what its block has over."""
        pool = self.pools[number]
        batch = self.batches[pool.batch]
        self.check_open(number)
        if pool.block is None:
            raise Refusal("PoolWithoutBlockError")
        capacity, skipped, leaves = (pool.block[1] - pool.block[0] + 1) * UNIT, batch.pooled, []
        for request, grams in batch.retired:
            passed = min(skipped, grams)
            skipped -= passed
            fitting = min(grams - passed, capacity)
            capacity -= fitting
            if fitting:
                leaves.append((request, fitting))
        if not leaves:
            raise Refusal("PoolEmptyError")
        if capacity:
            account = self.accounts[residual_from] if residual_from else AccountModel()
            of_batch = sum(run.grams for run in account.tape if run.batch == pool.batch)
            if min(account.free, of_batch) < capacity:
                raise Refusal("ResidualNotBackedError")
        return leaves, capacity

    def close_pool(self, number: int, residual_from: str | None) -> list[tuple[int, int]]:
        self.check_clock()
        pool = self.pools[number]
        leaves, residual = self.leaves_of(number, residual_from)
        if residual and residual_from:
            self.give_up(residual_from, pool.batch, residual)
        pool.is_closed = True
        self.batches[pool.batch].pooled += sum(grams for _request, grams in leaves)
        self.log(1)
        return leaves
