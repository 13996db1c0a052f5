// Names that are like what was typed, by the rule of kg.store.lookup: letters that two share in order, as rapidfuzz counts.

const ALIKE = 0.72; // so alike a whole name is
const ALIKE_WORD = 0.75; // so alike a word is
const LONGEST_TYPED = 40;

// How alike two texts are: twice the letters of their longest common subsequence, of all their letters; 0 below a bound.
function alikeness(one, other, least) {
  const all = one.length + other.length;
  if (!all || 2 * Math.min(one.length, other.length) < least * all) return 0;
  let row = new Uint16Array(other.length + 1), next = new Uint16Array(other.length + 1);
  for (const letter of one) {
    for (let place = 0; place < other.length; place++) {
      next[place + 1] = letter === other[place] ? row[place] + 1 : Math.max(row[place + 1], next[place]);
    }
    [row, next] = [next, row];
  }
  const found = (2 * row[other.length]) / all;
  return found >= least ? found : 0;
}

const wordsIn = (text) => text.match(/[\p{L}\p{N}+#]+/gu) ?? [];

// Some items by all of their names, and the words that these have.
class Spellings {
  constructor(names) {
    this.names = names;
    this.holding = new Map(); // word -> the numbers of the items that have it in a name
    names.forEach((some, item) => {
      for (const word of new Set(some.flatMap(wordsIn))) {
        if (!this.holding.has(word)) this.holding.set(word, []);
        this.holding.get(word).push(item);
      }
    });
  }

  // The words of a search as names have them, each with how alike it is: for one that none has the most similar.
  respelt(words) {
    return words.map((word) => {
      if (this.holding.has(word)) return { spelt: [word], alike: 1 };
      let spelt = [], most = 0;
      for (const each of word.length > LONGEST_TYPED ? [] : this.holding.keys()) {
        const found = alikeness(word, each, Math.max(ALIKE_WORD, most));
        if (found > most) [spelt, most] = [[], found];
        if (found && found === most) spelt.push(each);
      }
      return { spelt, alike: most };
    });
  }

  // The items with a name like what was typed, and which name that is: as a whole, or by all of its words as names
  // spell them. Of names as like those come first that are so as a whole: that counts less than any other difference.
  near(words, whole) {
    const respelled = this.respelt(words);
    const having = new Set(respelled.flatMap(({ spelt }) => spelt.flatMap((word) => this.holding.get(word))));
    const score = (name, item) => {
      const own = having.has(item) ? wordsIn(name) : [];
      const shared = respelled.map(({ spelt, alike }) => (spelt.some((word) => own.includes(word)) ? alike : 0)).filter(Boolean);
      const share = shared.length < respelled.length ? 0 : shared.reduce((sum, each) => sum + each, 0) / respelled.length;
      const all = whole.length > LONGEST_TYPED ? 0 : alikeness(whole, name, share ? 0 : ALIKE);
      return Math.max(share, all >= ALIKE ? all : 0) + all / 1000;
    };
    return this.names.flatMap((some, item) => {
      const scores = some.map((name) => score(name, item));
      const best = Math.max(...scores);
      return best ? [{ item, name: scores.indexOf(best), score: best }] : [];
    });
  }
}
