/** A priority queue: the least key first, and of equal keys the one put in first, so that a search is the same every time. */

interface Entry<T> {
  readonly key: number;
  readonly turn: number;
  readonly value: T;
}

export interface Queue<T> {
  readonly size: number;
  /** The least key, ∞ when empty. */
  readonly least: number;
  push(key: number, value: T): void;
  /** Takes out what has the least key; undefined when empty. */
  pop(): T | undefined;
  clear(): void;
}

/** A binary heap. */
export function queue<T>(): Queue<T> {
  const heap: Entry<T>[] = [];
  let turn = 0;
  const before = (a: Entry<T>, b: Entry<T>) => a.key < b.key || (a.key === b.key && a.turn < b.turn);
  const sinkFrom = (entry: Entry<T>) => {
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child + 1 < heap.length && before(heap[child + 1], heap[child])) child++;
      if (child >= heap.length || !before(heap[child], entry)) break;
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = entry;
  };
  return {
    get size() {
      return heap.length;
    },
    get least() {
      return heap.length > 0 ? heap[0].key : Infinity;
    },
    push(key, value) {
      const entry = { key, turn: turn++, value };
      let i = heap.push(entry) - 1;
      while (i > 0) {
        const parent = (i - 1) >> 1;
        if (!before(entry, heap[parent])) break;
        heap[i] = heap[parent];
        i = parent;
      }
      heap[i] = entry;
    },
    pop() {
      const [top] = heap;
      const last = heap.pop();
      if (heap.length > 0 && last !== undefined) sinkFrom(last);
      return top?.value;
    },
    clear() {
      heap.length = 0;
    },
  };
}
