# SPDX-License-Identifier: MIT
"""What every file of the corpus is made by: a name, a function that writes the file, and what is to become of it."""

import shutil

from commands import REFUSED, RESULTS
from good_file import SEALED, connect


class HostileFile:
    """`make` writes it at a path in a folder of its own, and may put others beside it. `only` and `without` choose
    commands by what they begin with: what takes the whole time that a reader gives itself is tried with few. `base` is
    the file without what is wrong."""

    def __init__(self, name, make, kind=REFUSED, only=('',), without=(), file_name=RESULTS, base=SEALED):
        self.name, self.make, self.kind, self.file_name = name, make, kind, file_name
        self.only, self.without, self.base = tuple(only), tuple(without), base


ALIKE = ('import', 'report FILE patterns')  # that read by the same code as others, where there are many files


def sql(script, base=SEALED):
    """A copy that a script was run on."""
    def make(path):
        shutil.copy(base, path)
        with connect(path) as database:
            database.executescript(script)
    return make


def schema_text(database, name):
    (text,), = database.execute('SELECT sql FROM sqlite_schema WHERE name = ?', (name,))
    return text


def edit_schema(database, script, parameters=()):
    """Writes to sqlite_schema itself; whoever opens the file next reads it anew."""
    (version,), = database.execute('PRAGMA schema_version')
    database.execute('PRAGMA writable_schema = ON')
    database.execute(script, parameters)
    database.execute(f'PRAGMA schema_version = {version + 1}')
    database.execute('PRAGMA writable_schema = OFF')


def schema_edit(script, parameters=(), base=SEALED):
    """A copy whose sqlite_schema was written to."""
    def make(path):
        shutil.copy(base, path)
        with connect(path) as database:
            edit_schema(database, script, parameters)
    return make


def replaced_text(name, old, new, base=SEALED):
    """A copy where the text of a table, index or view is another, and nothing else."""
    def make(path):
        shutil.copy(base, path)
        with connect(path) as database:
            text = schema_text(database, name)
            assert old in text, f'{old!r} is not in {name}'
            edit_schema(database, 'UPDATE sqlite_schema SET sql = ? WHERE name = ?', (text.replace(old, new), name))
    return make
