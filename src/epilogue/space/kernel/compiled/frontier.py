"""The search order: the compiled counterpart of :mod:`epilogue.space.frontier`. Its heap has each state once, and
moves it when its mass changes."""

from __future__ import annotations

from math import frexp

import numpy as np

from epilogue.space.frontier import BREADTH, DEEPER, FAR, OLDEST, PASSES
from epilogue.space.kernel import layout as at
from epilogue.space.kernel.compiled.types import I, T, V, compiled
from epilogue.space.state_graph import StateKind

CHOICE = int(StateKind.CHOICE)
NONE = -1


@compiled(V(T, I, I, I))
def put(t, place, exponent, state):
    """Puts a state into the heap, whose least is first, from this place up or down."""
    exponents, waiting, place_of, size = t.exponents, t.waiting, t.place_of, t.ctl[at.HEAP]
    while place > 0:
        above = (place - 1) >> 1
        if exponents[above] < exponent or (exponents[above] == exponent and waiting[above] <= state):
            break
        exponents[place], waiting[place] = exponents[above], waiting[above]
        place_of[waiting[place]] = place
        place = above
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
        place_of[waiting[place]] = place
        place = below
    exponents[place], waiting[place], place_of[state] = exponent, state, place


@compiled(V(T, I))
def push(t, state):
    """Adds a state to the heap by its mass, or moves it there."""
    place = np.int64(t.place_of[state])
    if place == NONE:
        place = t.ctl[at.HEAP]
        t.ctl[at.HEAP] = place + 1
    put(t, place, -frexp(t.mass[state])[1], state)


@compiled(V(T, I))
def remove(t, state):
    """Takes a state from the heap, if it is there."""
    place = np.int64(t.place_of[state])
    if place == NONE:
        return
    size = t.ctl[at.HEAP] - 1
    t.ctl[at.HEAP] = size
    t.place_of[state] = NONE
    if place < size:
        put(t, place, np.int64(t.exponents[size]), np.int64(t.waiting[size]))


@compiled(V(T, I))
def pass_on(t, state):
    """Passes the mass of an explored state on along its edges."""
    mass = t.mass[state]
    t.mass[state] = 0.0
    remove(t, state)
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
        if ordered and after != 0.0 and (before == 0.0 or frexp(after)[1] > frexp(before)[1]):
            push(t, target)


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
        state = np.int64(t.waiting[0])
        remove(t, state)
        if t.rank[state] < 0:
            return state
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
            for state in range(ctl[at.STATES]):
                if t.mass[state] != 0.0:
                    push(t, state)
        state = np.int64(NONE)
        if count % DEEPER == 1:
            state = deeper(t)
        elif count % OLDEST:
            state = likeliest(t)
        if state != NONE:
            return state
    return oldest(t)
