/** Dense numbers for ids of any text, in an order that does not depend on the order of the files. */
export class IdNumbers {
  private readonly byId = new Map<string, number>();

  get size(): number {
    return this.byId.size;
  }

  /** A number for now: the same for the same id, 0, 1, 2 … by first appearance. `final` gives the one to keep. */
  provisional(id: string): number {
    const known = this.byId.get(id);
    if (known !== undefined) return known;
    this.byId.set(id, this.byId.size);
    return this.byId.size - 1;
  }

  /**
   * By provisional number, the place among all ids: those that training knows first, so that no choice depends on what only
   * a test holds; within each half by value where all ids are whole numbers, else by their text.
   */
  final(isKnown: (provisional: number) => boolean): Int32Array {
    const ids = [...this.byId.keys()];
    const compare = ids.every(id => WHOLE.test(id)) ? byValue : byText;
    const places = new Int32Array(ids.length);
    const rest = (id: number): number => (isKnown(id) ? 0 : 1);
    [...ids.keys()]
      .sort((a, b) => rest(a) - rest(b) || compare(ids[a] ?? '', ids[b] ?? ''))
      .forEach((provisional, place) => (places[provisional] = place));
    return places;
  }
}

const WHOLE = /^(0|[1-9]\d*)$/;

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

/** Whole numbers of any length, written without leading zeros. */
const byValue = (a: string, b: string): number => a.length - b.length || byText(a, b);
