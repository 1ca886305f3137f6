import fs from "node:fs";
import os from "node:os";
import { birthOf } from "@/db/embedded/process-identity";

/** A process, so that no other is taken for it: pids are reused, so its start counts too. */
export interface ProcessMark {
  host: string;
  /** In which its pid means something; containers may share a host's name. Null where the system has none. */
  pidNamespace: string | null;
  pid: number;
  /** Null where the system does not say. */
  startedAt: string | null;
}

/** What the operating system says of itself and its processes. */
export interface Machine {
  /** The process that asks. */
  self(): ProcessMark;
  /** Whether a process of this machine runs. */
  isRunning(process: Pick<ProcessMark, "pid" | "startedAt">): boolean;
  /** Milliseconds since the machine was started, those in which it was suspended included; null where it does not say. */
  upForMs(): number | null;
}

/** The machine on which this process runs. */
export const THIS_MACHINE: Machine = {
  self: () => ({
    host: os.hostname(),
    pidNamespace: pidNamespace(),
    pid: process.pid,
    startedAt: processStart(process.pid),
  }),
  isRunning({ pid, startedAt }) {
    if (startedAt !== null) return processStart(pid) === startedAt;
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EPERM";
    }
  },
  upForMs() {
    if (process.platform !== "linux") return null;
    try {
      return Number.parseFloat(fs.readFileSync("/proc/uptime", "utf8")) * 1000;
    } catch {
      return null;
    }
  },
};

/** This process's namespace of pids (Linux), or null. */
function pidNamespace(): string | null {
  try {
    return fs.readlinkSync("/proc/self/ns/pid");
  } catch {
    return null;
  }
}

/**
 * The start of a process in clock ticks since boot (Linux), or null. One that has ended and that nobody has reaped (as
 * the first process of some containers does not) has none: it would seem to live for ever.
 */
const processStart = (pid: number): string | null =>
  process.platform === "linux" ? (birthOf(pid) ?? null) : null;
