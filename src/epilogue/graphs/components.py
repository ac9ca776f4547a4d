"""Strongly connected components, in an order in which every edge leads to the same or an earlier component."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def components(first: Sequence[int], target: Sequence[int]) -> list[list[int]]:
    """Strongly connected components, by Tarjan's algorithm (SIAM J. Comput. 1972), iterative. ``first``: n + 1 offsets into
    ``target``.

    Returns them in reverse topological order: successors before predecessors.
    """
    count = len(first) - 1
    index = [0] * count
    low = [0] * count
    on_stack = bytearray(count)
    stack: list[int] = []
    result: list[list[int]] = []
    next_index = 1
    for root in range(count):
        if index[root]:
            continue
        calls = [(root, first[root])]
        index[root] = low[root] = next_index
        next_index += 1
        stack.append(root)
        on_stack[root] = 1
        while calls:
            node, edge = calls.pop()
            end = first[node + 1]
            while edge < end:
                follow = target[edge]
                edge += 1
                if not index[follow]:
                    calls.append((node, edge))
                    index[follow] = low[follow] = next_index
                    next_index += 1
                    stack.append(follow)
                    on_stack[follow] = 1
                    calls.append((follow, first[follow]))
                    break
                if on_stack[follow] and index[follow] < low[node]:
                    low[node] = index[follow]
            else:
                if low[node] == index[node]:
                    component = []
                    while True:
                        member = stack.pop()
                        on_stack[member] = 0
                        component.append(member)
                        if member == node:
                            break
                    result.append(component)
                if calls:
                    parent = calls[-1][0]
                    if low[node] < low[parent]:
                        low[parent] = low[node]
    return result


def cyclic_components(first: Sequence[int], target: Sequence[int]) -> Iterator[list[int]]:
    """The strongly connected components that contain a cycle: more than one node, or a node with an edge to itself."""
    for component in components(first, target):
        node = component[0]
        if len(component) > 1 or node in target[first[node] : first[node + 1]]:
            yield component
