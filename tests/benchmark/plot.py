# SPDX-License-Identifier: MIT
"""Draws small plots, one above the other and each from zero, over the same steps, as SVG."""

WIDTH, HEIGHT, LEFT, TOP = 640, 130, 60, 26
INK, LINE = '#333', '#1f6feb'


def nice(most):
    """The end of an axis: 1, 2 or 5 times a power of ten."""
    step = 1.0
    while step < most:
        step *= 2 if f'{step:e}'[0] in '15' else 2.5
    return step


def panel(title, values, steps, top):
    most = nice(max(values))
    across = (WIDTH - LEFT - 20) / max(len(steps) - 1, 1)
    points = [(LEFT + across * i, top + HEIGHT * (1 - value / most)) for i, value in enumerate(values)]
    yield f'<text x="{LEFT}" y="{top - 8}" font-weight="bold">{title}</text>'
    for mark in (0, most / 2, most):
        y = top + HEIGHT * (1 - mark / most)
        yield f'<line x1="{LEFT}" x2="{WIDTH - 20}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{mark:g}</text>'
    for (x, _), step in zip(points, steps):
        yield f'<text x="{x:.1f}" y="{top + HEIGHT + 16}" text-anchor="middle">{step}</text>'
    path = ' '.join(f'{x:.1f},{y:.1f}' for x, y in points)
    yield f'<polyline points="{path}" fill="none" stroke="{LINE}" stroke-width="2"/>'
    yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{LINE}"/>' for x, y in points)


def write_plot(path, steps, panels):
    """`panels` are lists of values, one a step, by their titles."""
    distance = TOP + HEIGHT + 26
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{distance * len(panels)}" '
             f'font-family="sans-serif" font-size="12" fill="{INK}">',
             '<rect width="100%" height="100%" fill="white"/>']
    for number, (title, values) in enumerate(panels.items()):
        lines += panel(title, values, steps, TOP + distance * number)
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join([*lines, '</svg>']) + '\n')
