"""Turns: the compiled counterpart of :class:`epilogue.space.turn.Turns`. A step that needs what was never worked out returns what
is missing."""

from __future__ import annotations

import numpy as np

from epilogue.flow.graph import NodeKind
from epilogue.space.kernel import layout as at
from epilogue.space.kernel.compiled.sequences import find, known, known3
from epilogue.space.kernel.compiled.states import arrive, new_state
from epilogue.space.kernel.compiled.types import I, T, V, compiled
from epilogue.space.kernel.layout import BY_HAND
from epilogue.space.state_graph import StateKind

ENDING = int(StateKind.ENDING)
KINDS = "SET, CHECK, BRANCH, SWITCH, DRAW, OFFER, TEXT, STOP, END, FAIL, GOTO, CALL, LEAVE"
SET, CHECK, BRANCH, SWITCH, DRAW, OFFER, TEXT, STOP, END, FAIL, GOTO, CALL, LEAVE = (
    int(NodeKind[kind]) for kind in KINDS.split(", ")
)
NONE = -1


@compiled(I(T, I))
def value(t, expression):
    """The value of an expression, or below 0 why there is none yet."""
    first, steps = t.exprs[expression, 0], t.exprs[expression, 1]
    env, code, stack = t.env, t.code, t.stack
    top = 0
    for step in range(first, first + steps):
        what, one, two = code[step, 0], code[step, 1], code[step, 2]
        if what == at.READ:
            stack[top] = env[one]
            top += 1
            continue
        if what == at.CONST:
            stack[top] = one
            top += 1
            continue
        if what == at.ONE:
            result = known3(t, one, env[two], 0)
        elif what == at.PICK:
            top -= 1
            result = known3(t, one, stack[top], 0)
            if result >= 0:
                result = np.int64(env[result])
        elif two == 1:
            top -= 1
            result = known3(t, one, stack[top], 0)
        elif two == 2:
            top -= 2
            result = known3(t, one, stack[top], stack[top + 1])
        else:
            top -= two
            t.buf[0] = at.S_ARGS
            for index in range(two):
                t.buf[1 + index] = stack[top + index]
            result = known3(t, one, find(t, t.buf, two + 1, True), 0)
        if result < 0:
            return result
        stack[top] = result
        top += 1
    return np.int64(stack[0])


@compiled(V(T, I))
def say(t, number):
    """Records that the text of a node, or of a function, was said."""
    if not t.spoken[number]:
        t.spoken[number] = 1
        if t.ctl[at.APART]:
            t.ctl[at.SAID] += 1
            t.said[t.ctl[at.SAID]] = number


@compiled(I(T, I, I))
def over(t, ending, position):
    """The state of a playthrough that is over, with this ending, at this position."""
    ctl = t.ctl
    ctl[at.RENAMED] = 0
    state = np.int64(t.ending_state[ending])
    if state < 0:
        t.ended[ctl[at.ENDINGS]] = ending
        state = np.int64(new_state(t, ENDING, NONE, ctl[at.ENDINGS], position))
        ctl[at.ENDINGS] += 1
        t.ending_state[ending] = state
    return state


@compiled(I(T, I))
def ended(t, number):
    """Where a playthrough is over at a node."""
    ctl, env, buf = t.ctl, t.env, t.buf
    count = 4 + ctl[at.NATEND]
    values = t.forms
    for index in range(ctl[at.NATEND]):
        observed = value(t, index)
        if observed < 0:
            return observed
        values[index] = observed
    buf[0], buf[1], buf[2], buf[3] = at.S_ENDING, number, env[ctl[at.MARK_SLOT]], env[ctl[at.LAST_SLOT]]
    for index in range(ctl[at.NATEND]):
        buf[4 + index] = values[index]
    ending = known(t, buf, count)
    if ending < 0:
        return ending
    if ctl[at.APART]:
        return 2 * ending + 1
    return np.int64(over(t, ending, t.nodes[number, at.POSITION]))


@compiled(V(T, I))
def offered(t, count):
    """Records that so many options are on offer."""
    t.env[t.ctl[at.OFFERS_SLOT]] = t.ints[count]


@compiled(I(T, I, I))
def taken(t, offers, option):
    """Takes an option: stores what it carries and keeps those that remain on offer; their number."""
    node, first = t.off_node[option], t.off_first[option]
    stays = 0
    if t.ctl[at.PAGES]:
        for index in range(offers):
            kept = t.nodes[t.off_node[index], at.STAYS]
            if kept and (index != option or kept == 2):
                t.off_node[stays], t.off_first[stays] = t.off_node[index], t.off_first[index]
                stays += 1
    offered(t, stays)
    begin = t.nodes[node, at.FIRST] + t.nodes[node, at.GUARDS]
    for index in range(t.nodes[node, at.COUNT]):
        t.env[t.operands[begin + index]] = t.carried[first + index]
    return stays


@compiled(I(T, I, I))
def drawn(t, number, outcome):
    """Stores the outcome of a draw; below 0 if something is missing."""
    env, nodes, buf = t.env, t.nodes, t.buf
    picked = nodes[number, at.PICKED]
    if picked >= 0:
        if nodes[number, at.SLOT] >= 0:
            env[nodes[number, at.SLOT]] = outcome
        count = value(t, t.operands[nodes[number, at.FIRST]])
        if count < 0:
            return count
        buf[0], buf[1], buf[2], buf[3], buf[4] = at.S_PICKED, number, count, env[picked], outcome
        after = known(t, buf, 5)
        if after < 0:
            return after
        env[picked] = after
    else:
        env[nodes[number, at.SLOT]] = outcome
    return np.int64(0)


@compiled(I(T, I))
def called(t, number):
    """Does what a call does; below 0 if that is not known, or more than to change values."""
    nodes, env, pool = t.nodes, t.env, t.pool
    arguments, inputs = nodes[number, at.COUNT], nodes[number, at.NINPUTS]
    row = t.row
    row[0], row[1] = at.S_CALL, number
    for index in range(arguments):
        argument = value(t, t.operands[nodes[number, at.FIRST] + index])
        if argument < 0:
            return argument
        row[2 + index] = argument
    for index in range(inputs):
        row[2 + arguments + index] = env[t.operands[nodes[number, at.INPUTS] + index]]
    effect = known(t, row, 2 + arguments + inputs)
    if effect < 0:
        return effect
    sets = pool[effect]
    place = effect + 1
    for _ in range(sets):
        env[pool[place]] = pool[place + 1]
        place += 2
    counts = pool[place]
    place += 1
    for _ in range(counts):
        count = known3(t, pool[place + 1], env[pool[place]], pool[place + 2])
        if count < 0:
            return count
        env[pool[place]] = count
        place += 3
    if pool[place] >= 0:
        env[nodes[number, at.SLOT]] = pool[place]
    place += 1
    for index in range(pool[place]):
        say(t, pool[place + 1 + index])
    return np.int64(0)


@compiled(I(T, I, I))
def run(t, number, offers):
    """The state that a turn leads to from a node, or below 0 why there is none yet."""
    nodes, operands, env, truth = t.nodes, t.operands, t.env, t.truth
    for _ in range(at.MOST_STEPS):
        kind = nodes[number, at.KIND]
        if kind == OFFER:
            holds = True
            first = nodes[number, at.FIRST]
            guards = nodes[number, at.GUARDS]
            for index in range(guards):
                guard = value(t, operands[first + index])
                if guard < 0:
                    return guard
                if truth[guard] == 2:
                    return np.int64(BY_HAND)
                if truth[guard] == 0:
                    holds = False
                    break
            if holds:
                if offers >= at.MOST_OFFERS - 1:
                    return np.int64(BY_HAND)
                captures = nodes[number, at.COUNT]
                begin = t.ctl[at.CARRIED]
                if begin + captures >= t.carried.shape[0]:
                    return np.int64(BY_HAND)
                for index in range(captures):
                    carries = value(t, operands[first + guards + captures + index])
                    if carries < 0:
                        return carries
                    t.carried[begin + index] = carries
                t.ctl[at.CARRIED] = begin + captures
                t.off_node[offers], t.off_first[offers] = number, begin
                offers += 1
                offered(t, offers)
            number = nodes[number, at.NEXT]
        elif kind == SET:
            result = value(t, nodes[number, at.EXPR])
            if result < 0:
                return result
            if nodes[number, at.OTHER] >= 0:
                result = known3(t, nodes[number, at.OTHER], result, 0)
                if result < 0:
                    return result
            env[nodes[number, at.SLOT]] = result
            number = nodes[number, at.NEXT]
        elif kind == BRANCH:
            result = value(t, nodes[number, at.EXPR])
            if result < 0:
                return result
            if truth[result] == 2:
                return np.int64(BY_HAND)
            number = nodes[number, at.NEXT] if truth[result] else nodes[number, at.OTHER]
        elif kind == STOP:
            if not offers:
                return ended(t, number)
            shown = 0
            for index in range(offers):
                if not nodes[t.off_node[index], at.FALLBACK]:
                    shown += 1
            if shown:
                if shown < offers:
                    shown = 0
                    for index in range(offers):
                        if not nodes[t.off_node[index], at.FALLBACK]:
                            t.off_node[shown], t.off_first[shown] = t.off_node[index], t.off_first[index]
                            shown += 1
                return arrive(t, NONE, shown, NONE, nodes[number, at.POSITION])
            entry = nodes[t.off_node[0], at.ENTRY]
            offers = taken(t, offers, 0)
            number = entry
        elif kind == TEXT:
            say(t, number)
            number = nodes[number, at.NEXT]
        elif kind == CHECK:
            result = value(t, nodes[number, at.EXPR])
            if result < 0:
                return result
            number = nodes[number, at.NEXT]
        elif kind == SWITCH:
            result = value(t, nodes[number, at.EXPR])
            if result < 0:
                return result
            follow = known3(t, nodes[number, at.OTHER], result, 0)
            if follow < 0:
                return follow
            number = follow
        elif kind == DRAW:
            row = t.row
            row[0], row[1] = at.S_DRAW, number
            count = 2
            for index in range(nodes[number, at.COUNT]):
                result = value(t, operands[nodes[number, at.FIRST] + index])
                if result < 0:
                    return result
                row[count] = result
                count += 1
            if nodes[number, at.PICKED] >= 0:
                row[count] = env[nodes[number, at.PICKED]]
                count += 1
            outcomes = known(t, row, count)
            if outcomes < 0:
                return outcomes
            if t.pool[outcomes]:
                return arrive(t, number, offers, outcomes, nodes[number, at.POSITION])
            result = drawn(t, number, t.ctl[at.EMPTY])
            if result < 0:
                return result
            number = nodes[number, at.NEXT]
        elif kind == CALL:
            result = called(t, number)
            if result < 0:
                return result
            number = nodes[number, at.NEXT]
        elif kind in (END, FAIL):
            return ended(t, number)
        elif kind == LEAVE:
            stays = 0
            for index in range(offers):
                if nodes[t.off_node[index], at.STAYS]:
                    t.off_node[stays], t.off_first[stays] = t.off_node[index], t.off_first[index]
                    stays += 1
            offers = stays
            offered(t, offers)
            number = nodes[number, at.NEXT]
        elif kind == GOTO:
            number = nodes[number, at.NEXT]
        else:
            return np.int64(BY_HAND)
    return np.int64(BY_HAND)
