// Puts the draws of inkjs under the control of a test, in one of two ways:
//   seed    inkle's own generator (the seeded one of .NET) in place of the one inkjs uses, so that a seed gives inkle's outcomes
//   draws   a list of plain numbers: the k-th draw among n outcomes is number k modulo n; a draw among one outcome is none;
//           outcomes are in order: of numbers, of the branches left in a shuffle, of the items' numbers in a list
// The engine looks ahead over a line break and may take its steps back: what was drawn therefore lives in the state it restores.
"use strict";

// The subtractive generator of Knuth (Seminumerical Algorithms, 3.2.2) as .NET seeds it.
class DotNetRandom {
  constructor(seed) {
    const big = 2147483647;
    const cells = new Int32Array(56);
    seed |= 0;
    let last = (161803398 - (seed === -2147483648 ? big : Math.abs(seed))) | 0;
    let next = 1;
    cells[55] = last;
    for (let i = 1; i < 55; i++) {
      const at = (21 * i) % 55;
      cells[at] = next;
      next = (last - next) | 0;
      if (next < 0) next = (next + big) | 0;
      last = cells[at];
    }
    for (let round = 0; round < 4; round++)
      for (let i = 1; i < 56; i++) {
        cells[i] -= cells[1 + ((i + 30) % 55)];
        if (cells[i] < 0) cells[i] += big;
      }
    this.cells = cells;
    this.low = 0;
    this.high = 21;
  }
  next() {
    if (++this.low >= 56) this.low = 1;
    if (++this.high >= 56) this.high = 1;
    let value = (this.cells[this.low] - this.cells[this.high]) | 0;
    if (value === 2147483647) value--;
    if (value < 0) value += 2147483647;
    return (this.cells[this.low] = value);
  }
}

// The places of a list's items as inkjs keeps them, in the order of their numbers (then of their lists' names).
function placesInOrder(list) {
  const items = [...list.entries()].map(([key, number], place) => ({ key, number, place }));
  items.sort((a, b) => a.number - b.number || (a.key < b.key ? -1 : 1));
  return items.map((item) => item.place);
}

function installDraws(inkjs) {
  const prng = inkjs("inkjs/engine/PRNG");
  const { Story } = inkjs("inkjs/engine/Story");
  const { ControlCommand } = inkjs("inkjs/engine/ControlCommand");
  const { Random, ListRandom } = ControlCommand.CommandType;
  let script = null; // the numbers of the playthrough under way, or null
  let story = null;
  let range = 1; // outcomes of the draw about to be made; 1 else, as when a new state of the engine asks for a seed
  let places = null; // of a draw from a list: where each outcome stands in the engine's own order

  function draw(kind, count) {
    if (count <= 1) return 0;
    const drawn = story.state.drawn || [];
    const outcome = script[drawn.length % script.length] % count;
    story.state.drawn = [...drawn, [kind, count, outcome]];
    return outcome;
  }

  prng.PRNG = class {
    constructor(seed) {
      this.random = script === null ? new DotNetRandom(seed) : null;
    }
    next() {
      if (this.random !== null) return this.random.next();
      const count = range;
      range = 1;
      const outcome = draw("random", count);
      return places === null ? outcome : places[outcome];
    }
  };

  const plainPerform = Story.prototype.PerformLogicAndFlowControl;
  Story.prototype.PerformLogicAndFlowControl = function (object) {
    if (script !== null && object instanceof ControlCommand) {
      const stack = this.state.evaluationStack;
      const top = stack.length ? stack[stack.length - 1].value : null;
      places = null;
      if (object.commandType === Random) range = stack.length > 1 ? top - stack[stack.length - 2].value + 1 : 1;
      else if (object.commandType === ListRandom) {
        range = top && top.Count ? top.Count : 1;
        places = range > 1 ? placesInOrder(top) : [0];
      }
    }
    return plainPerform.call(this, object);
  };

  const plainShuffle = Story.prototype.NextSequenceShuffleIndex;
  Story.prototype.NextSequenceShuffleIndex = function () {
    if (script === null) return plainShuffle.call(this);
    const size = this.state.PopEvaluationStack().value;
    const round = Math.floor(this.state.PopEvaluationStack().value / size);
    const where = this.state.currentPointer.container.path.toString();
    const picked = this.state.picked || {};
    const last = picked[where];
    const before = last && last.round === round && last.taken.length < size ? last.taken : [];
    const left = [...Array(size).keys()].filter((index) => !before.includes(index));
    const index = left[draw("shuffle", left.length)];
    this.state.picked = { ...picked, [where]: { round, taken: [...before, index] } };
    return index;
  };

  return {
    release() {
      script = null;
    },
    begin(played, request) {
      story = played;
      script = request.draws || null;
      story.state.drawn = [];
      story.state.picked = {};
      if (request.seed !== undefined) {
        story.state.storySeed = request.seed;
        story.state.previousRandom = 0;
      }
    },
  };
}

module.exports = { installDraws };
