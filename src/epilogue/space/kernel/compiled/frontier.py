"""The search order: the compiled counterpart of :mod:`epilogue.space.frontier`."""

from __future__ import annotations

from math import frexp

import numpy as np

from epilogue.space.frontier import BREADTH, DEEPER, FAR, OLDEST, PASSES
from epilogue.space.kernel import layout as at
from epilogue.space.kernel.compiled.types import PAIR, I, T, V, compiled
from epilogue.space.state_graph import StateKind

CHOICE = int(StateKind.CHOICE)
NONE = -1


@compiled(V(T, I, I))
def push(t, exponent, state):
    """Adds to the heap, whose least is first."""
    exponents, waiting = t.exponents, t.waiting
    place = t.ctl[at.HEAP]
    t.ctl[at.HEAP] = place + 1
    while place > 0:
        above = (place - 1) >> 1
        if exponents[above] < exponent or (exponents[above] == exponent and waiting[above] <= state):
            break
        exponents[place], waiting[place] = exponents[above], waiting[above]
        place = above
    exponents[place], waiting[place] = exponent, state


@compiled(PAIR(T))
def pop(t):
    """Takes the least from the heap."""
    exponents, waiting = t.exponents, t.waiting
    least = np.int64(exponents[0]), np.int64(waiting[0])
    size = t.ctl[at.HEAP] - 1
    t.ctl[at.HEAP] = size
    exponent, state = exponents[size], waiting[size]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        if below + 1 < size and (
            exponents[below + 1] < exponents[below]
            or (exponents[below + 1] == exponents[below] and waiting[below + 1] < waiting[below])
        ):
            below += 1
        if exponents[below] > exponent or (exponents[below] == exponent and waiting[below] >= state):
            break
        exponents[place], waiting[place] = exponents[below], waiting[below]
        place = below
    if size:
        exponents[place], waiting[place] = exponent, state
    return least


@compiled(V(T))
def purge(t):
    """Takes from the heap what is outdated: the mass it stood for was passed on."""
    exponents, waiting = t.exponents, t.waiting
    size = t.ctl[at.HEAP]
    t.ctl[at.HEAP] = 0
    for place in range(size):
        exponent, state = np.int64(exponents[place]), np.int64(waiting[place])
        if t.mass[state] != 0.0 and frexp(t.mass[state])[1] >= -exponent:
            push(t, exponent, state)


@compiled(V(T, I))
def pass_on(t, state):
    """Passes the mass of an explored state on along its edges."""
    mass = t.mass[state]
    t.mass[state] = 0.0
    if mass == 0.0:
        return
    row = t.rank[state]
    first, end = t.first[row], t.first[row + 1]
    total = 0
    for edge in range(first, end):
        total += t.weight[edge]
    share = mass / total
    ordered = t.ctl[at.LOOKED] >= BREADTH
    for edge in range(first, end):
        target = t.target[edge]
        arriving = share * t.weight[edge]
        if t.rank[target] < -1:
            if t.rank[target] == -2:
                t.settled[0] += arriving
            continue
        before = t.mass[target]
        after = before + arriving
        t.mass[target] = after
        if ordered:
            exponent = frexp(after)[1]
            if before == 0.0 or exponent > frexp(before)[1]:
                push(t, -exponent, target)


@compiled(I(T))
def oldest(t):
    ctl = t.ctl
    while ctl[at.HEAD] < ctl[at.TAIL]:
        state = t.queue[ctl[at.HEAD]]
        ctl[at.HEAD] += 1
        if t.rank[state] == -1:
            return np.int64(state)
    return np.int64(NONE)


@compiled(I(T))
def newest(t):
    ctl = t.ctl
    while ctl[at.HEAD] < ctl[at.TAIL]:
        ctl[at.TAIL] -= 1
        state = t.queue[ctl[at.TAIL]]
        if t.rank[state] == -1:
            return np.int64(state)
    return np.int64(NONE)


@compiled(I(T))
def deeper(t):
    """The next state of the playthrough being followed; at its end, another starts at the newest state."""
    ctl = t.ctl
    dive = ctl[at.DIVE]
    row = t.rank[dive] if dive >= 0 else NONE
    waiting = best = 0
    if row >= 0 and ctl[at.DEPTH] < FAR:
        for edge in range(t.first[row], t.first[row + 1]):
            if t.rank[t.target[edge]] == -1:
                if not waiting or (t.kind[dive] == CHOICE and t.followed[t.label[edge]] < t.followed[t.label[best]]):
                    best = edge
                waiting += 1
    if waiting:
        ctl[at.DEPTH] += 1
        if t.kind[dive] == CHOICE:
            t.followed[t.label[best]] += 1
        else:
            nth = ctl[at.LOOKED] // DEEPER % waiting
            for edge in range(t.first[row], t.first[row + 1]):
                if t.rank[t.target[edge]] == -1:
                    if nth == 0:
                        best = edge
                    nth -= 1
        state = np.int64(t.target[best])
    else:
        state = oldest(t) if ctl[at.DEPTH] >= FAR else newest(t)
        ctl[at.DEPTH] = 0
    ctl[at.DIVE] = state
    return state


@compiled(I(T))
def likeliest(t):
    passes = 0
    while t.ctl[at.HEAP] and passes < PASSES:
        exponent, state = pop(t)
        mass = t.mass[state]
        if mass == 0.0 or frexp(mass)[1] < -exponent:
            continue
        if t.rank[state] < 0:
            return np.int64(state)
        pass_on(t, state)
        passes += 1
    return np.int64(NONE)


@compiled(I(T))
def chosen(t):
    """The state to explore next; NONE if there is none."""
    ctl = t.ctl
    count = ctl[at.LOOKED]
    if count >= BREADTH:
        if count == BREADTH:
            ctl[at.HEAP] = 0
            for state in range(ctl[at.STATES]):
                if t.mass[state] != 0.0:
                    push(t, -frexp(t.mass[state])[1], state)
        state = np.int64(NONE)
        if count % DEEPER == 1:
            state = deeper(t)
        elif count % OLDEST:
            state = likeliest(t)
        if state != NONE:
            return state
    return oldest(t)
