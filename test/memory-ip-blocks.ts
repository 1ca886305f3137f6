import type { IpBlockStore } from "@/lib/enforcement/addresses/ip-blocks";
import type { IpBlockRule } from "@/lib/env";

/** Failures and blocks that the instances of a test share, on a clock of the test's. */
export class MemoryIpBlocks implements IpBlockStore {
  readonly blocks = new Map<string, { untilMs: number; failures: number }>();
  private readonly failures = new Map<string, Array<{ atMs: number; times: number }>>();

  constructor(
    private readonly rule: IpBlockRule | null,
    private readonly now: () => number,
  ) {}

  readAll = async () =>
    [...this.blocks]
      .filter(([, { untilMs }]) => untilMs > this.now())
      .map(([ip, { untilMs }]) => ({ ip, untilMs }));

  read = async (ip: string) => {
    const untilMs = this.blocks.get(ip)?.untilMs;
    return untilMs !== undefined && untilMs > this.now() ? untilMs : null;
  };

  count = async (failures: ReadonlyMap<string, number>) => {
    const nowMs = this.now();
    const blocked: Array<{ ip: string; untilMs: number }> = [];
    for (const [ip, times] of failures) {
      if (this.rule === null || (await this.read(ip)) !== null) continue;
      const fromMs = nowMs - this.rule.windowMs;
      const open = (this.failures.get(ip) ?? []).filter(({ atMs }) => atMs > fromMs);
      open.push({ atMs: nowMs, times });
      const sum = open.reduce((total, each) => total + each.times, 0);
      this.failures.set(ip, sum < this.rule.failures ? open : []);
      if (sum < this.rule.failures) continue;
      const untilMs = nowMs + this.rule.blockMs;
      this.blocks.set(ip, { untilMs, failures: sum });
      blocked.push({ ip, untilMs });
    }
    return blocked;
  };

  prune = async () => {};
}
