import { setFlagsFromString } from "node:v8";

/**
 * How far V8 lets the heap grow before it collects all of it, beyond what lived the last time. By
 * itself it takes up to four times that where a machine has much memory, and keeps it.
 */
const HEAP_GROWING_PERCENT = 10;

/** Sets V8 up for a process that serves many short requests (docs/decisions/0009-heap.md). */
export function tuneHeap(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
  // Objects of a place in the code whose objects once lived for long are put into the old heap at
  // once. A busy moment makes such places of those that serve a request; what they refer to is kept
  // until all of the heap is collected.
  setFlagsFromString("--no-allocation-site-pretenuring");
}
