import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export interface Certificate {
  key: string;
  certificate: string;
}

/** A certificate authority that signs what a test wants to have signed. */
export class Authority {
  private readonly folder = mkdtempSync(path.join(os.tmpdir(), "lk-ca-"));
  /** Its own certificate, which those believe who believe it. */
  readonly certificate: string;
  readonly certificateFile = path.join(this.folder, "ca.pem");

  constructor(name: string) {
    this.openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "2",
      "-subj",
      `/CN=${name}`,
      "-keyout",
      "ca.key",
      "-out",
      "ca.pem",
    );
    this.certificate = readFileSync(this.certificateFile, "utf8");
  }

  /** @param names as the certificate has them, such as `DNS:localhost` */
  issue(...names: string[]): Certificate {
    writeFileSync(path.join(this.folder, "names"), `subjectAltName=${names.join(",")}\n`);
    this.openssl(
      "req",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-subj",
      "/CN=server",
      "-keyout",
      "server.key",
      "-out",
      "server.csr",
    );
    this.openssl(
      "x509",
      "-req",
      "-in",
      "server.csr",
      "-CA",
      "ca.pem",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-days",
      "2",
      "-extfile",
      "names",
      "-out",
      "server.pem",
    );
    const read = (name: string) => readFileSync(path.join(this.folder, name), "utf8");
    return { key: read("server.key"), certificate: read("server.pem") };
  }

  private openssl(...args: string[]): void {
    execFileSync("openssl", args, { cwd: this.folder, stdio: "pipe" });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
