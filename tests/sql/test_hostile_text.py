# SPDX-License-Identifier: MIT
"""Whatever texts a results file holds, what is printed of it is harmless where it is read: a terminal, a spreadsheet, a
page of HTML.

usage: test_hostile_text.py BUILD_DIRECTORY
"""

import contextlib
import csv
import html
import io
import json
import re
import shutil
import sqlite3
import subprocess
import unicodedata

from cases import run
from command import PROGRAM
from results_file import FOLDER, NUMBERS, fill, insert, make_scan, sql_files

NETWORK = 0xC0000200  # 192.0.2.0/26
SETTINGS = {'shard': 0, 'shards': 1, 'attempts': 2, 'retransmit-delay': 20, 'window': 1, 'rate': 10000, 'max-targets': 64}

# Each has a word in it by which it is found again, and is bytes where it is no text.
HOSTILE = [
    '\x1b[2J\x1b]0;evil\x07', 'evil\r\nverdict: complete', '\x9b2Jevil\x7f\x08', 'evil\0hidden',
    'evil \u202egnp.exe', '\u2066evil\u2069 \u200b\u2060\ufeff\u061c', 'evil\u2028\u2029', 'evil \U000e0061\U000e007f',
    b'evil\xff\xc0\x80\xed\xa0\x80', b'evil\xe2\x82',
    '=evil|calc', '+evil', '-evil', '@evil', ' \u3000=evil', '\t=evil', '\revil', '\uff1devil', 'evil,"=1"\n=2', 'x;=evil',
    '<script>evil()</script>', '</script><img src=x onerror=evil()>', '&lt;evil&gt; <!-- ]]>',
    'evil | a | b |', '\\| evil \\', '`evil` **b** __b__ ~~s~~ # * > $x$', '![evil](http://example.org/x.png)[r][r]',
    '[evil](javascript:x)', '<http://evil.example>', 'http://evil.example/ https://evil.example', 'www.evil.example',
    'evil@example.org @evil #1', "evil','x'", '"evil" \\" \\u0022',
]


def words(value):
    """As text is stored that need not be any."""
    return value if isinstance(value, bytes) else value.encode()


def shown(text):
    """What people get to see of it; the classes are Unicode's own."""
    return ''.join('?' if unicodedata.category(c) in ('Cc', 'Cf', 'Zl', 'Zp') or 0xE0000 <= ord(c) < 0xE1000 else c
                   for c in text)


def seen(value):
    """The same of bytes that may be no text: each of these is a question mark."""
    return shown(value) if isinstance(value, str) else value.decode('ascii', 'replace').replace('\ufffd', '?')


def hostile_file():
    """A scan with a probe for each text, and then a scan for each, in whatever of them is printed."""
    probes = make_scan(1, [f'tcp/{port}' for port in range(len(HOSTILE))])
    scans = [probes, *(make_scan(number, ['ssh'], exit_reason='?') for number, _ in enumerate(HOSTILE, 2))]
    for scan in scans:
        scan['ranges'] = [(NETWORK, NETWORK + 63)]
        scan['log'] = [(NETWORK + 1, i, 1, None, 'syn_ack', None, None, 60, i, 900, 1, 0)
                       for i in range(len(scan['probes']))]
    path = fill(FOLDER / f'{next(NUMBERS)}.db', *scans)
    with contextlib.closing(sqlite3.connect(path)) as database:
        insert(database, 'setting', [(scan['number'], *item) for scan in scans for item in SETTINGS.items()])
        for number, text in enumerate(map(words, HOSTILE)):
            database.execute('UPDATE probe SET name = CAST(? AS TEXT) WHERE scan = 1 AND probe = ?', (text, number))
            for change in ("INSERT INTO setting VALUES (?2, 'imported-from', CAST(?1 AS TEXT))",
                           "INSERT INTO blocklist VALUES (?2, CAST(?1 AS TEXT), '', '203.0.113.0/24')",
                           'UPDATE scan SET exit_reason = CAST(?1 AS TEXT) WHERE scan = ?2'):
                database.execute(change, (text, number + 2))
        database.commit()
    return path


def damaged_file(texts):
    """What a check finds wrong has the texts in it: names of levels at which scans have no addresses, but have."""
    scans = [make_scan(number, ['ssh']) for number, _ in enumerate(texts, 1)]
    for scan in scans:
        scan['log'] = [(NETWORK + 1, 0, 1, None, 'syn_ack', None, None, 60, 1, 900, 1, 0)]
    path = fill(FOLDER / f'{next(NUMBERS)}.db', *scans)
    with contextlib.closing(sqlite3.connect(path)) as database:
        for number, text in enumerate(map(words, texts), 1):
            database.execute("INSERT INTO share_level VALUES (?1, CAST(?2 AS TEXT), 0, 0, 0, 0, '')", (number + 9, text))
            database.execute("""INSERT INTO provenance
                                VALUES (?1, 1, 'share', '', 1, ?1 + 9, 0, NULL, 0, '', NULL, NULL, NULL)""", (number,))
        database.commit()
    return path


def output(*arguments, status=0):
    """As bytes at first, since what must not be in them may be no text."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, timeout=60)
    assert done.returncode == status, done
    for stream in (done.stdout, done.stderr):
        text = stream.decode().replace('\n', '')
        assert shown(text) == text, f'{arguments}: {stream}'
    assert done.stderr.count(b'\n') == (status != 0), done
    return done.stdout.decode()


def check_outputs(form, read, wanted):
    """Reads the cells of all that any command prints; where all texts should be, none was cut off or changed."""
    for file in sql_files('queries'):
        read(output('report', RUDE, file.stem, '--param', 'scan=1', *form))
    outputs = [(output('report', RUDE, 'coverage_probe', '--param', 'scan=1', *form), HOSTILE),
               (output('report', RUDE, 'health', *form), HOSTILE),
               (output('lookup', RUDE, '192.0.2.1', *form), HOSTILE),
               (output('lookup', RUDE, '203.0.113.1', *form), HOSTILE),
               *((output('check', path, *form, status=1), texts) for path, texts in DAMAGED)]
    for printed, texts in outputs:
        cells = read(printed)
        for text in texts:
            assert any(wanted(text) in cell or seen(text) in cell for cell in cells), f'{text!r} is not in {cells}'


def terminals_are_not_steered():
    check_outputs([], str.splitlines, seen)


def read_csv(text):
    head, *rows = csv.reader(io.StringIO(text))
    assert all(len(row) == len(head) for row in rows), text
    cells = [cell for row in rows for cell in row]
    for cell in cells:
        assert cell.lstrip()[:1] not in tuple('=+-@\uff1d') or re.fullmatch(r'-?[0-9.]+', cell), repr(cell)
    return cells


def csv_has_no_formulas():
    check_outputs(['--csv'], read_csv, seen)


def read_json(text):
    assert not set(text) & set('<>&'), text
    return [cell for row in json.loads(text) for cell in row.values() if isinstance(cell, str)]


def json_is_text_in_html_too():
    check_outputs(['--json'], read_json,
                  lambda text: seen(text).replace('?', '\ufffd') if isinstance(text, bytes) else text)


def plain(cell):
    """What a cell of Markdown looks like, which has no markup and no links in it."""
    bare = re.sub(r'\\[!-/:-@\[-`{-~]', '', cell)
    for markup in (r'[<>`*\[\]{}|~$\\]', r'(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])', '//', r'www\.', '(?<!&)[#@](?!&#8203;)',
                   '&(?!(amp|lt|gt|#126|#36|#8203);)'):
        assert not re.search(markup, bare), f'{markup} in {cell}'
    return html.unescape(re.sub(r'\\([!-/:-@\[-`{-~])', r'\1', cell)).replace('\u200b', '')


def cells_of(row):
    """Of Markdown: bars are theirs if an odd number of backslashes is before them."""
    return [cell.strip(' ') for cell in re.findall(r'((?:[^|\\]|\\.)*)\|', row)[1:]]


def read_markdown(text):
    head, *rows = text.splitlines()
    assert all(len(cells_of(row)) == len(cells_of(head)) for row in rows), text
    return [plain(cell) for row in rows[1:] for cell in cells_of(row)]


def markdown_has_no_markup():
    check_outputs(['--markdown'], read_markdown, lambda text: seen(text).strip(' '))


def errors_are_one_harmless_line():
    path = shutil.copy(RUDE, FOLDER / f'{next(NUMBERS)}.db')
    for number, text in enumerate(map(words, HOSTILE), 2):
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.execute("UPDATE setting SET value = CAST(? AS TEXT) WHERE name = 'rate' AND scan = ?", (text, number))
            database.commit()
        assert output('lookup', path, '203.0.113.1', '--scan', number, status=1) == ''


def names_of_files_are_harmless():
    path = fill(FOLDER / '\x1b[2Jevil\u202e.db', make_scan(1, ['echo']))
    assert output('check', path).startswith(f"'{shown(str(path))}' is sound")
    assert output('report', path, 'nosuch', status=2) == ''
    assert output('report', path, 'levels', '--param', 'scan=9', status=2) == ''


RUDE = hostile_file()
DAMAGED = [(damaged_file(texts), texts) for texts in (HOSTILE[i:i + 8] for i in range(0, len(HOSTILE), 8))]

run([
    terminals_are_not_steered,
    csv_has_no_formulas,
    json_is_text_in_html_too,
    markdown_has_no_markup,
    errors_are_one_harmless_line,
    names_of_files_are_harmless,
])
