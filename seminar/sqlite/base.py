"""Django's SQLite, in which the threads of this process take fair turns at writing.

SQLite's own lock still decides: a command in another process waits for it as ever. The turn only spares our threads
from racing for that lock, and it leaves the copying of the WAL into the file to one at a time, too.
"""

import re
from collections import defaultdict

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from .turns import Busy, Turns

turns: defaultdict[str, Turns] = defaultdict(Turns)  # by file
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
SECONDS_TO_WAIT = 5.0  # where the settings say nothing; sqlite3's own


class DatabaseWrapper(base.DatabaseWrapper):
    """Has the turn from the beginning of a transaction to its end, however it ends, and for a statement outside one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.turn: Turns | None = None
        self.execute_wrappers.append(self._in_turn)

    def _in_turn(self, execute, sql, params, many, context):
        if self.turn or not (self.autocommit and WRITES.match(sql)):
            return execute(sql, params, many, context)
        self._take_turn()
        try:
            return execute(sql, params, many, context)
        finally:
            self._give_turn()

    def _take_turn(self) -> None:
        turn = turns[str(self.settings_dict["NAME"])]
        try:
            turn.take(self.settings_dict["OPTIONS"].get("timeout", SECONDS_TO_WAIT))
        except Busy:
            raise OperationalError("database is locked: others are writing") from None
        self.turn = turn

    def _give_turn(self) -> None:
        turn, self.turn = self.turn, None
        if turn:
            turn.give()

    def _start_transaction_under_autocommit(self):
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give_turn()
            raise

    def _commit(self):
        super()._commit()
        self._give_turn()  # where it fails, a rollback or the end of the connection follows

    def _rollback(self):
        try:
            return super()._rollback()
        finally:
            self._give_turn()

    def _set_autocommit(self, autocommit):
        try:
            super()._set_autocommit(autocommit)
        finally:
            if autocommit:
                self._give_turn()

    def _close(self):
        try:
            return super()._close()
        finally:
            self._give_turn()
