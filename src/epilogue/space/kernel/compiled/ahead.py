"""Exploring apart from the search, and ahead of it: see :mod:`epilogue.space.kernel.ahead`."""

from __future__ import annotations

import numpy as np

from epilogue.space.kernel import layout as at
from epilogue.space.kernel.compiled.exploring import followed, full
from epilogue.space.kernel.compiled.sequences import find, mixed, number_at, read
from epilogue.space.kernel.compiled.types import BYTES, NUMBERS, I, T, V, compiled
from epilogue.space.kernel.layout import ASKED, BY_HAND, FULL, OVER, UNASKED

NONE = -1


# -- by who explores apart


@compiled(I(T, NUMBERS, I))
def explore(t, asked, count):
    """Writes where the states with these keys lead, from the one and the option at which it was left. OVER when that is done."""
    ctl = t.ctl
    while ctl[at.GIVEN] < count:
        sequence = np.int64(asked[ctl[at.GIVEN]])
        read(t, sequence, t.key)
        projection = np.int64(t.key[1])
        ways = np.int64(t.projections[projection, at.NNODES])
        if t.projections[projection, at.DRAW] >= 0:
            ways = np.int64(t.pool[t.key[4]])
        begin = ctl[at.AHEAD]
        if begin + ways + 2 > t.ahead.shape[0]:
            return np.int64(FULL)
        while ctl[at.OPTION] < ways:
            if full(t, 1):
                return np.int64(FULL)
            arrival = followed(t, sequence, ctl[at.OPTION])
            if arrival == BY_HAND:
                break
            if arrival < 0:
                return arrival
            t.ahead[begin + 2 + ctl[at.OPTION]] = arrival
            ctl[at.OPTION] += 1
        if full(t, 1):
            return np.int64(FULL)
        known = ctl[at.OPTION] == ways and ctl[at.SAID] < t.buf.shape[0]
        t.ahead[begin], t.ahead[begin + 1] = NONE, NONE
        if known:
            t.ahead[begin], t.ahead[begin + 1] = ways, find(t, t.said, ctl[at.SAID] + 1, True)
        ctl[at.AHEAD] = begin + 2 + (ways if known else 0)
        for index in range(ctl[at.SAID]):
            t.spoken[t.said[1 + index]] = 0
        ctl[at.SAID], ctl[at.OPTION] = 0, 0
        ctl[at.GIVEN] += 1
    return np.int64(OVER)


@compiled(V(T, NUMBERS, NUMBERS))
def renumbered(t, keys, texts):
    """Numbers keys and texts anew, in the order in which they are first sent; writes out those not sent before."""
    ctl, ahead, answer = t.ctl, t.ahead, t.answer
    place = np.int64(0)
    new_keys = new_texts = 0
    while place < ctl[at.AHEAD]:
        ways = max(np.int64(ahead[place]), 0)
        if ahead[place] >= 0:
            said = ahead[place + 1]
            if answer[said] == NONE:
                answer[said] = ctl[at.TEXTS_SENT] + new_texts
                texts[new_texts] = said
                new_texts += 1
            ahead[place + 1] = answer[said]
        for way in range(place + 2, place + 2 + ways):
            if not ahead[way] & 1:
                key = ahead[way] >> 1
                if answer[key] == NONE:
                    answer[key] = ctl[at.KEYS_SENT] + new_keys
                    keys[new_keys] = key
                    new_keys += 1
                ahead[way] = 2 * answer[key]
        place += 2 + ways
    ctl[at.KEYS_SENT] += new_keys
    ctl[at.TEXTS_SENT] += new_texts


# -- what both send


@compiled(I(T, NUMBERS, I, BYTES))
def packed(t, keys, count, content):
    """Writes these keys, each after its length; the length of it all."""
    end = 0
    for index in range(count):
        begin, finish = t.begins[keys[index]], t.begins[keys[index] + 1]
        length = finish - begin
        while length >= 128:
            content[end] = np.uint8(length & 127) | np.uint8(128)
            length >>= 7
            end += 1
        content[end] = np.uint8(length)
        end += 1
        for place in range(begin, finish):
            content[end] = t.arena[place]
            end += 1
    return np.int64(end)


@compiled(I(T, BYTES, NUMBERS, NUMBERS, NUMBERS, NUMBERS, I))
def unpacked(t, content, projections, outcomes, values, keys, count):
    """Enters keys that another process has written, whose numbers stand for these ones here, from the one at which it was left
    (the register READ_UP_TO) on; how many are entered in all, fewer than ``count`` if there is no room."""
    ctl, row = t.ctl, t.row
    place = ctl[at.READ_UP_TO]
    while count < keys.shape[0] and not full(t, 1):
        length, place = number_at(content, place)
        end = place + length
        numbers = 0
        while place < end:
            number, place = number_at(content, place)
            row[numbers] = number - 1
            numbers += 1
        row[1] = projections[row[1]]
        row[3] = values[row[3]]
        if row[4] >= 0:
            row[4] = outcomes[row[4]]
        for index in range(5, numbers):
            row[index] = values[row[index]]
        keys[count] = find(t, row, numbers, True)
        count += 1
    ctl[at.READ_UP_TO] = place
    return np.int64(count)


# -- by who searches


@compiled(I(T, I, I))
def owner(t, key, owners):
    """The owner of a state, by the hash of its key."""
    hashed = np.uint64(0xCBF29CE484222325)
    for place in range(t.begins[key], t.begins[key + 1]):
        hashed = (hashed ^ np.uint64(t.arena[place])) * np.uint64(0x100000001B3)
    return np.int64(mixed(hashed) % np.uint64(owners))


@compiled(I(T, NUMBERS, NUMBERS, I, I, I))
def foreseen(t, states, owners, among, passed, farthest):
    """Writes out states that nobody was asked for, likely to be among those explored after the next so many, but before so many,
    and who owns them; how many."""
    ctl = t.ctl
    most = states.shape[0]
    count = 0
    waiting = np.int64(0)
    for place in range(ctl[at.HEAP]):
        if count >= most * 3 // 4 or waiting >= farthest:
            break
        state = t.waiting[place]
        if t.rank[state] == -1:
            waiting += 1
            if waiting > passed and t.expanded[state] == UNASKED and t.row_of[state] >= 0:
                t.expanded[state] = ASKED
                states[count], owners[count] = state, owner(t, np.int64(t.row_of[state]), among)
                count += 1
    waiting = np.int64(0)
    for place in range(ctl[at.HEAD], ctl[at.TAIL]):
        if count >= most or waiting * 3 >= farthest:
            break
        state = t.queue[place]
        if t.rank[state] == -1:
            waiting += 1
            if waiting * 3 > passed and t.expanded[state] == UNASKED and t.row_of[state] >= 0:
                t.expanded[state] = ASKED
                states[count], owners[count] = state, owner(t, np.int64(t.row_of[state]), among)
                count += 1
    return np.int64(count)


@compiled(I(T, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS))
def received(t, states, explored, keys, endings, texts):
    """Enters where these states lead, as another process has written it, whose numbers stand for these ones here; how many were
    still to be explored."""
    ctl = t.ctl
    place, used = np.int64(0), 0
    for index in range(states.shape[0]):
        state = states[index]
        ways = max(np.int64(explored[place]), 0)
        if explored[place] >= 0 and t.rank[state] == -1:
            begin = ctl[at.AHEAD]
            t.ahead[begin], t.ahead[begin + 1] = ways, texts[explored[place + 1]]
            for way in range(ways):
                arrival = explored[place + 2 + way]
                t.ahead[begin + 2 + way] = 2 * endings[arrival >> 1] + 1 if arrival & 1 else 2 * keys[arrival >> 1]
            t.expanded[state] = begin
            ctl[at.AHEAD] = begin + 2 + ways
            used += 1
        place += 2 + ways
    return np.int64(used)


@compiled(I(T, NUMBERS))
def tidied(t, ahead):
    """Copies what is still ahead to another array; its length."""
    end = np.int64(0)
    for state in range(min(t.ctl[at.STATES], t.expanded.shape[0])):
        place = t.expanded[state]
        if place >= 0 and t.rank[state] == -1:
            t.expanded[state] = end
            for index in range(2 + t.ahead[place]):
                ahead[end] = t.ahead[place + index]
                end += 1
        elif place >= 0:
            t.expanded[state] = UNASKED
    return end
