import { Secret, TOTP } from "otpauth";

/** An authenticator app on a phone. */
export class Authenticator {
  private readonly totp: TOTP;
  private lastStep = 0;

  /** @param secret as it is typed in, in groups or not */
  constructor(secret: string) {
    this.totp = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(" ", "")) });
  }

  /**
   * A code that was not shown before: each is good once. A phone's clock may be half a minute fast, so two come
   * without waiting.
   */
  async nextCode(): Promise<string> {
    const step = Math.max(this.totp.counter(), this.lastStep + 1);
    const { period } = this.totp;
    while (this.totp.counter() + 1 < step) {
      await new Promise((resolve) => setTimeout(resolve, this.totp.remaining()));
    }
    this.lastStep = step;
    return this.totp.generate({ timestamp: step * period * 1_000 });
  }
}
