import { Counter, Gauge, type Registry } from "prom-client";

/** What is read when metrics are asked for; null: it is not known now, and not told. */
type Read<T> = () => T | null | Promise<T | null>;

/** A value and what it is the value of; labels come from sets that do not grow. */
export type Labelled = Array<readonly [labels: Record<string, string>, value: number]>;

/**
 * Makes gauges and counters of what is counted elsewhere: nothing is done for them before somebody asks for metrics.
 * What is counted on the way of a request is a number in an object.
 */
export class Instruments {
  constructor(private readonly registry: Registry) {}

  gauge(name: string, help: string, read: Read<number>): void {
    this.add(Gauge, { name, help }, one(read));
  }

  gauges(name: string, help: string, labelNames: string[], read: Read<Labelled>): void {
    this.add(Gauge, { name, help, labelNames }, read);
  }

  /** @param read never less than before, but for a process that began anew */
  counter(name: string, help: string, read: Read<number>): void {
    this.add(Counter, { name, help }, one(read));
  }

  counters(name: string, help: string, labelNames: string[], read: Read<Labelled>): void {
    this.add(Counter, { name, help, labelNames }, read);
  }

  private add(
    Kind: typeof Gauge | typeof Counter,
    { labelNames = [], ...described }: { name: string; help: string; labelNames?: string[] },
    read: Read<Labelled>,
  ): void {
    new Kind({
      ...described,
      labelNames,
      registers: [this.registry],
      async collect(this: Gauge | Counter) {
        const values = await read();
        this.reset();
        // Without labels a reset is a zero, and what is not known is no zero.
        if (values === null) {
          if (labelNames.length === 0) this.remove();
          return;
        }
        for (const [labels, value] of values) this.inc(labels, value);
      },
    });
  }
}

const one =
  (read: Read<number>): Read<Labelled> =>
  async () => {
    const value = await read();
    return value === null ? null : [[{}, value]];
  };
