"""Looking up what was worked out before: answers to three numbers, and to sequences of them.

Hashing: FNV-1a over the numbers of a sequence, with the finaliser of MurmurHash3.
"""

from __future__ import annotations

import numpy as np

from epilogue.space.kernel import layout as at
from epilogue.space.kernel.compiled.types import BYTES, NUMBERS, OFFSETS, PAIR, ROWS, U8, B, I, T, V, compiled
from epilogue.space.kernel.layout import MISSING, MISSING_SEQUENCE

NONE = -1


@compiled(U8(U8))
def mixed(hashed):
    """A number whose bits all depend on all bits of this one."""
    hashed ^= hashed >> np.uint64(33)
    hashed *= np.uint64(0xFF51AFD7ED558CCD)
    hashed ^= hashed >> np.uint64(29)
    return hashed


@compiled(I(ROWS, I, I, I))
def place3(memo, first, second, third):
    """The row of these three numbers in the memo: theirs, or the empty one where they belong."""
    mask = memo.shape[0] - 1
    hashed = mixed(
        np.uint64(first) * np.uint64(0x9E3779B97F4A7C15)
        ^ np.uint64(second) * np.uint64(0xC2B2AE3D27D4EB4F)
        ^ np.uint64(third) * np.uint64(0x165667B19E3779F9)
    )
    row = np.int64(hashed & np.uint64(mask))
    while memo[row, 0] != NONE:
        if memo[row, 0] == first and memo[row, 1] == second and memo[row, 2] == third:
            break
        row = (row + 1) & mask
    return row


@compiled(I(T, I, I, I))
def known3(t, first, second, third):
    """The answer to these three numbers; MISSING if there is none."""
    memo = t.memo
    row = place3(memo, first, second, third)
    if memo[row, 0] == NONE:
        t.ctl[at.MISS0], t.ctl[at.MISS1], t.ctl[at.MISS2] = first, second, third
        return MISSING
    return np.int64(memo[row, 3])


@compiled(V(T, I, I, I, I))
def enter3(t, first, second, third, answer):
    """Enters an answer."""
    row = place3(t.memo, first, second, third)
    if t.memo[row, 0] == NONE:
        t.ctl[at.MEMO] += 1
    t.memo[row, 0], t.memo[row, 1], t.memo[row, 2], t.memo[row, 3] = first, second, third, answer


@compiled(V(ROWS, ROWS))
def spread3(old, new):
    """Enters all rows of one memo in another."""
    for row in range(old.shape[0]):
        if old[row, 0] != NONE:
            there = place3(new, old[row, 0], old[row, 1], old[row, 2])
            new[there] = old[row]


@compiled(I(T, NUMBERS, I, B))
def find(t, numbers, count, add):
    """The sequence of these numbers; added if it is new, or NONE."""
    arena, begins, table = t.arena, t.begins, t.table
    start = t.ctl[at.ARENA]
    end = start
    hashed = np.uint64(0xCBF29CE484222325)
    for index in range(count):
        number = np.uint32(numbers[index] + 1)
        hashed = (hashed ^ np.uint64(number)) * np.uint64(0x100000001B3)
        while number >= np.uint32(128):
            arena[end] = np.uint8(number & np.uint32(127)) | np.uint8(128)
            number >>= np.uint32(7)
            end += 1
        arena[end] = np.uint8(number)
        end += 1
    length = end - start
    mask = table.shape[0] - 1
    row = np.int64(mixed(hashed) & np.uint64(mask))
    while table[row] != NONE:
        known = table[row]
        begin = begins[known]
        if begins[known + 1] - begin == length:
            same = True
            for index in range(length):
                if arena[begin + index] != arena[start + index]:
                    same = False
                    break
            if same:
                return np.int64(known)
        row = (row + 1) & mask
    if not add:
        return np.int64(NONE)
    known = t.ctl[at.SEQUENCES]
    table[row] = known
    begins[known + 1] = end
    t.answer[known] = NONE
    t.ctl[at.SEQUENCES] = known + 1
    t.ctl[at.ARENA] = end
    return np.int64(known)


@compiled(PAIR(BYTES, I))
def number_at(arena, place):
    """The number that begins at a place, one more than the one it stands for, and the place after it."""
    byte = np.uint32(arena[place])
    place += 1
    number = byte & np.uint32(127)
    shift = np.uint32(7)
    while byte & np.uint32(128):
        byte = np.uint32(arena[place])
        place += 1
        number |= (byte & np.uint32(127)) << shift
        shift += np.uint32(7)
    return np.int64(number), place


@compiled(I(T, I, NUMBERS))
def read(t, sequence, numbers):
    """Writes out the numbers of a sequence; their count."""
    arena = t.arena
    place, end, count = t.begins[sequence], t.begins[sequence + 1], 0
    while place < end:
        number, place = number_at(arena, place)
        numbers[count] = np.int32(number - 1)
        count += 1
    return count


@compiled(V(BYTES, OFFSETS, I, NUMBERS))
def spread(arena, begins, count, table):
    """Enters all sequences in an empty table."""
    mask = table.shape[0] - 1
    for sequence in range(count):
        hashed = np.uint64(0xCBF29CE484222325)
        place, end = begins[sequence], begins[sequence + 1]
        while place < end:
            number, place = number_at(arena, place)
            hashed = (hashed ^ np.uint64(number)) * np.uint64(0x100000001B3)
        row = np.int64(mixed(hashed) & np.uint64(mask))
        while table[row] != NONE:
            row = (row + 1) & mask
        table[row] = sequence


@compiled(I(T, NUMBERS, I))
def known(t, numbers, count):
    """The answer to a sequence; MISSING_SEQUENCE if there is none."""
    sequence = find(t, numbers, count, True)
    answer = np.int64(t.answer[sequence])
    if answer == NONE:
        t.ctl[at.MISS0] = sequence
        return MISSING_SEQUENCE
    return answer
