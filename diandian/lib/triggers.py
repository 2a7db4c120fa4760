"""SQL of the database triggers that refuse what no code may do, for PostgreSQL and for SQLite.

Each function returns the statements in order. Run them from a migration with the vendor of its connection.
"""

Vendor = str  # "postgresql" or "sqlite"


def refuse_change(vendor: Vendor, table: str) -> list[str]:
    """Statements that make `table` append-only: UPDATE, DELETE and, on PostgreSQL, TRUNCATE are refused."""
    message = f"{table} is append-only"
    if vendor == "postgresql":
        return [
            *_postgresql_function(f"{table}_refuse_change", f"RAISE EXCEPTION '{message}';"),
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse_change()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse_change()",
        ]
    return [
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for event in ("UPDATE", "DELETE")
    ]


def refuse_insert(
    vendor: Vendor, table: str, name: str, *, when: str, message: str, writers_lock: str = ""
) -> list[str]:
    """Statements that refuse an INSERT into `table` when the SQL condition `when` (on NEW.column) is true.

    Where `when` adds rows up, two writers of PostgreSQL do not see each other's: `writers_lock` is a SELECT that
    locks the row which every writer locks before it writes.
    """
    if vendor == "postgresql":
        return _postgresql_guard(table, name, "INSERT", when, message, writers_lock)
    return [
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    ]


def refuse_update(vendor: Vendor, table: str, name: str, *, when: str, message: str) -> list[str]:
    """Statements that refuse an UPDATE of `table` when `when` (on OLD.column, NEW.column) is true."""
    if vendor == "postgresql":
        return _postgresql_guard(table, name, "UPDATE", when, message)
    return [
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    ]


def refuse_delete(vendor: Vendor, table: str, name: str, *, message: str, when: str = "1 = 1") -> list[str]:
    """Statements that refuse a DELETE from `table` when `when` (on OLD.column) is true: always, by default.

    PostgreSQL's TRUNCATE, which no row trigger sees, is refused in any case.
    """
    if vendor == "postgresql":
        return [
            *_refuse_truncate(table, name, message),
            *_postgresql_function(name, f"IF {when} THEN RAISE EXCEPTION '{message}'; END IF; RETURN OLD;"),
            f"CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return [
        f"CREATE TRIGGER {name} BEFORE DELETE ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    ]


def refuse_overlap(
    vendor: Vendor, table: str, *, owner: str, start: str, end: str, writers_lock: str = ""
) -> list[str]:
    """Statements that refuse a range `[start, end)` overlapping another of the same `owner`.

    With UNIQUE (owner, start) and a CHECK that start < end beside it, looking at the neighbours is enough, so the
    cost does not grow with the table. PostgreSQL looks once for each run of ranges that touch, however many rows
    a statement brings: before it nothing reaches into it, and nothing but the statement's own rows begins in it.
    There two writers do not see each other's rows: `writers_lock` is a SELECT that locks the row which every
    writer locks before it writes.
    """
    name, message = f"{table}_no_overlap", f"{table} ranges may not overlap"
    if vendor == "postgresql":
        # The names come from migrations only.
        runs = f"""(
            SELECT {owner}, MIN({start}) AS first, MAX({end}) AS last, COUNT(*) AS pieces,
                   BOOL_OR(before > {start}) AS overlaps
            FROM (SELECT {owner}, {start}, {end}, before, COUNT(*) FILTER (WHERE before IS DISTINCT FROM {start})
                         OVER (PARTITION BY {owner} ORDER BY {start}) AS run
                  FROM (SELECT {owner}, {start}, {end}, LAG({end}) OVER (PARTITION BY {owner} ORDER BY {start})
                               AS before FROM added) beside) numbered
            GROUP BY {owner}, run) run"""  # noqa: S608
        return refuse_added(
            table,
            name,
            rows=runs,
            when=f"""
                run.overlaps
                OR (SELECT COUNT(*) FROM {table} other WHERE other.{owner} = run.{owner}
                    AND other.{start} >= run.first AND other.{start} < run.last) <> run.pieces
                OR (SELECT other.{end} FROM {table} other
                    WHERE other.{owner} = run.{owner} AND other.{start} < run.first
                    ORDER BY other.{start} DESC LIMIT 1) > run.first""",  # noqa: S608
            message=message,
            first=writers_lock,
        )
    earlier = f"other.{owner} = NEW.{owner} AND other.{start} < NEW.{end}"
    nearest = f"(SELECT other.{end} FROM {table} other WHERE {earlier} ORDER BY other.{start} DESC LIMIT 1)"  # noqa: S608
    return refuse_insert(
        vendor, table, name, when=f"COALESCE({nearest}, NEW.{start}) > NEW.{start}", message=message
    )


def refuse_added(
    table: str, name: str, *, when: str, message: str, first: str = "", rows: str = "added"
) -> list[str]:
    """PostgreSQL's statements that refuse a whole INSERT or COPY when `when` (on added.column) is true of a row.

    `rows` is SQL of what `when` is asked of, made of `added`: with other tables joined, say. `first` is a SELECT
    that runs before, for the locks that it takes.
    """
    return [
        *_postgresql_function(name, f"{_performed(first)}{_refused_rows(rows, when, message)}", _BY_INDEX),
        f"CREATE TRIGGER {name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


def refuse_unfinished(table: str, name: str, *, number: str, when: str, message: str) -> list[str]:
    """PostgreSQL's statements that refuse a transaction at its end if `when` (on added.column) is true of a new row.

    A deferred trigger a row would cost as much as the rows. So each statement notes in a table of the guard's own,
    `{name}_notes`, the `first` and the `last` number of its rows: `number` is a unique column whose values lie side by
    side. The note is looked into when the transaction ends, and deleted: nobody ever sees a note of another.
    """
    notes = f"{name}_notes"
    note = f"INSERT INTO {notes} SELECT MIN({number}), MAX({number}) FROM added HAVING COUNT(*) > 0; RETURN NULL;"  # noqa: S608
    rows = f"{table} added WHERE added.{number} BETWEEN NEW.first AND NEW.last AND ({when})"
    found = f"IF EXISTS (SELECT 1 FROM {rows}) THEN RAISE EXCEPTION '{message}'; END IF;"  # noqa: S608
    forget = f"DELETE FROM {notes} WHERE first = NEW.first; RETURN NULL;"  # noqa: S608
    return [
        f"CREATE TABLE {notes} (first bigint PRIMARY KEY, last bigint NOT NULL)",
        *_postgresql_function(f"{name}_note", note),
        f"CREATE TRIGGER {name}_note AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_note()",
        *_postgresql_function(name, f"{found} {forget}", _BY_INDEX),
        f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT ON {notes} DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def refuse_removed(table: str, name: str, *, when: str, message: str) -> list[str]:
    """PostgreSQL's statements that refuse a whole DELETE when `when` (on removed.column) is true of a row.

    TRUNCATE is refused in any case.
    """
    return [
        *_postgresql_function(name, _refused_rows("removed", when, message), _BY_INDEX),
        f"CREATE TRIGGER {name} AFTER DELETE ON {table} REFERENCING OLD TABLE AS removed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        *_refuse_truncate(table, name, message),
    ]


# How many rows a statement brings is unknown when its guard is planned, and the plan is kept as long as the
# connection: these say that every row is looked up by an index, so that no guard ever reads a table through.
_BY_INDEX = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off"


def _refused_rows(rows: str, when: str, message: str) -> str:
    found = f"EXISTS (SELECT 1 FROM {rows} WHERE {when})"  # noqa: S608  from migrations only
    return f"IF {found} THEN RAISE EXCEPTION '{message}'; END IF; RETURN NULL;"


def _refuse_truncate(table: str, name: str, message: str) -> list[str]:
    return [
        *_postgresql_function(f"{name}_whole", f"RAISE EXCEPTION '{message}';"),
        f"CREATE TRIGGER {name}_whole BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_whole()",
    ]


def _performed(first: str) -> str:
    return f"PERFORM {first.removeprefix('SELECT ')}; " if first else ""


def _postgresql_guard(
    table: str, name: str, event: str, when: str, message: str, first: str = ""
) -> list[str]:
    refusal = f"IF {when} THEN RAISE EXCEPTION '{message}'; END IF; RETURN NEW;"
    return [
        *_postgresql_function(name, _performed(first) + refusal),
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _postgresql_function(name: str, body: str, settings: str = "") -> list[str]:
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {settings} AS $body$ BEGIN {body} END $body$",
    ]
