/** NextAuth's answer, gathered as it writes one to Node's and Next's `res`, and made a `Response` of. */
export class AuthAnswer {
  private code = 200;
  private readonly headers = new Map<string, string | string[]>();
  private body: string | null = null;

  status(code: number): this {
    this.code = code;
    return this;
  }

  getHeader(name: string): string | string[] | undefined {
    return this.headers.get(name.toLowerCase());
  }

  setHeader(name: string, value: string | string[]): this {
    this.headers.set(name.toLowerCase(), value);
    return this;
  }

  json(value: unknown): void {
    this.setHeader("content-type", "application/json");
    this.body = JSON.stringify(value);
  }

  send(body: unknown): void {
    if (typeof body === "string") this.body = body;
    else if (body !== undefined) this.json(body);
  }

  end(): void {}

  toResponse(): Response {
    const headers = new Headers();
    for (const [name, value] of this.headers) {
      for (const one of [value].flat()) headers.append(name, one);
    }
    // Sessions, tokens and where to go on to are one person's.
    if (!headers.has("cache-control")) headers.set("cache-control", "private, no-store");
    return new Response(this.body, { status: this.code, headers });
  }
}
