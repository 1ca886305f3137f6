import { Pool } from "undici";

/** What clients of the benchmarks look at. */
export interface Answer {
  status: number;
  /** `Latchkey-Error`. */
  code: string | null;
  /** `RateLimit-Policy`. */
  policy: string | null;
}

const header = (value: string | string[] | undefined) => (typeof value === "string" ? value : null);

/** A client of one server, with kept connections, that sends single requests. */
export class Client {
  private readonly pool: Pool;

  constructor(
    readonly origin: string,
    connections: number,
  ) {
    this.pool = new Pool(origin, { connections, pipelining: 1 });
  }

  async ask(path: string, headers: Record<string, string>): Promise<Answer> {
    const answer = await this.pool.request({ path, method: "GET", headers });
    await answer.body.dump();
    return {
      status: answer.statusCode,
      code: header(answer.headers["latchkey-error"]),
      policy: header(answer.headers["ratelimit-policy"]),
    };
  }

  /** Sends one request with each key, some at a time. @throws when one is refused */
  async touchEach(path: string, keys: readonly string[], atOnce: number): Promise<void> {
    let next = 0;
    const work = async () => {
      for (let key = keys[next++]; key !== undefined; key = keys[next++]) {
        const { status, code } = await this.ask(path, { "x-api-key": key });
        if (status === 404 || status === 200) continue;
        throw new Error(`a key was answered with ${status} ${code}`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

/** Enforced and logged like any path under it, and answered by nobody: 404 once admitted. */
export const NOWHERE = "/api/v1/nowhere";
