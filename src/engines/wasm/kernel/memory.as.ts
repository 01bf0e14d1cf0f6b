/** Where everything lies: a bump allocator over the linear memory, in cache lines, all of it zero when handed out. */

/** Bytes of a cache line; every array starts on one. */
const line: usize = 64;

/** Bytes of a WebAssembly page. */
const page: usize = 65536;

/** First byte that is not handed out yet. */
let top: usize = 0;

/** The next multiple of `unit` that is not below `size`. */
// @ts-ignore: decorator
@inline
export function roundUp(size: i32, unit: i32): i32 {
  return (size + unit - 1) / unit * unit;
}

/** Forgets every array: the memory is used again from its start. */
export function releaseAll(): void {
  top = (__heap_base + line - 1) & ~(line - 1);
}

/** A mark to which `release` returns. */
export function mark(): usize {
  return top;
}

/** Forgets the arrays allocated since the mark. */
export function release(marked: usize): void {
  top = marked;
}

/** The address of `count` zeros, each a float of 4 bytes. Grows the memory when it must, which detaches views outside. */
export function allocate(count: i32): usize {
  const address = top;
  top = (top + (<usize>count << 2) + line - 1) & ~(line - 1);
  const missing = <isize>top - (<isize>memory.size() * <isize>page);
  if (missing > 0 && memory.grow(<i32>((<usize>missing + page - 1) / page)) < 0) unreachable();
  memory.fill(address, 0, top - address);
  return address;
}
