import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import getPort from "get-port";
import { findProgram } from "./chromium";

export interface TestRedis {
  url: string;
  /** SIGKILL: connections break, and what it held is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay, and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Starts it again, empty, on the same port. */
  restart(): Promise<void>;
}

/**
 * A real redis-server on a free port of the loopback, that keeps nothing on disk.
 * @param more further arguments
 */
export async function startRedis({ more = [] as string[] } = {}): Promise<TestRedis> {
  const program = findProgram("redis-server");
  if (!program) {
    throw new Error("install redis-server: your system's package redis or redis-server");
  }
  const port = await getPort({ host: "127.0.0.1" });
  let child: ChildProcess;

  async function start(): Promise<void> {
    const args = [
      "--port",
      String(port),
      "--bind",
      "127.0.0.1",
      "--save",
      "",
      "--appendonly",
      "no",
      ...more,
    ];
    child = spawn(program!, args, { stdio: "ignore" });
    for (let tries = 0; !(await answers(port)); tries++) {
      if (tries > 200) throw new Error("redis-server did not start");
      await new Promise((resume) => setTimeout(resume, 25));
    }
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
    },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    restart: start,
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once("connect", () => socket.write("PING\r\n"));
    socket.once("data", (data) => end(/^(\+PONG|-NOAUTH)/.test(data.toString())));
    socket.once("error", () => end(false));
  });
}
