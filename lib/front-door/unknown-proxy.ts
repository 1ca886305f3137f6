interface Log {
  warn(fields: object, message: string): void;
}

/**
 * Notices a proxy in front that nobody has configured: all clients then share its address, and wrong keys
 * of one must not have all of them blocked.
 */
export class UnknownProxy {
  private address: string | null = null;

  constructor(private readonly log: Log) {}

  /** A request came from there for somebody else. It is warned of once. */
  seen(address: string): void {
    if (this.address !== null) return;
    this.address = address;
    this.log.warn({ proxy: address }, this.note!);
  }

  /** What an operator should do; null where nothing was noticed. */
  get note(): string | null {
    return (
      this.address &&
      `requests come through a proxy at ${this.address} that is not trusted: failed authentications through it are not counted; set LATCHKEY_TRUSTED_PROXIES`
    );
  }
}
