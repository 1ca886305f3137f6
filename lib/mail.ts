import { createTransport, type Transporter } from "nodemailer";
import { env } from "@/lib/env";

export interface Mail {
  to: string;
  subject: string;
  /** Plain text: what people must read fits in it. */
  text: string;
}

const TIMEOUT_MS = 10_000;

let transport: Transporter | undefined;

/**
 * Sends a mail. Where no SMTP server is set, it goes to standard output, so that a developer, or
 * the operator of a small installation, can open the link in it.
 * @throws when the server refuses it or does not answer in 10 s
 */
export async function sendMail(mail: Mail): Promise<void> {
  const { SMTP_URL, MAIL_FROM } = env();
  if (!SMTP_URL) {
    process.stdout.write(`\n[mail to ${mail.to}] ${mail.subject}\n${mail.text}\n\n`);
    return;
  }
  transport ??= createTransport(withTimeouts(SMTP_URL));
  await transport.sendMail({ from: MAIL_FROM ?? "Latchkey <no-reply@localhost>", ...mail });
}

/** Beside a URL, nodemailer heeds no other options; in the URL it does. */
function withTimeouts(smtpUrl: string): string {
  const url = new URL(smtpUrl);
  for (const name of ["connectionTimeout", "greetingTimeout", "socketTimeout"]) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, String(TIMEOUT_MS));
  }
  return url.href;
}
