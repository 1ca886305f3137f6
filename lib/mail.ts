import { createTransport, type Transporter } from "nodemailer";
import { type Env, env } from "@/lib/env";
import { log } from "@/lib/log";

export interface Mail {
  to: string;
  subject: string;
  /** Plain text: what people must read fits in it. */
  text: string;
}

const TIMEOUT_MS = 10_000;

/** For the operator. */
export const MAIL_NOT_SET_UP = "a mail was not sent, for mail is not set up: set SMTP_URL";

let transport: Transporter | undefined;

/**
 * How mails leave. To the log only where the operator says so, or in development: whoever reads a log, or
 * what it is copied to, could follow the links in it and be anybody. Null: mail is not set up.
 */
export function mailsGo(settings: Env): "by SMTP" | "to the log" | null {
  if (settings.SMTP_URL) return "by SMTP";
  const inLog = settings.LATCHKEY_MAILS_IN_LOG ?? (isDevelopment(settings) ? "on" : "off");
  return inLog === "on" ? "to the log" : null;
}

const isDevelopment = ({ NODE_ENV }: Env) => NODE_ENV === "development";

/** Whether a mail that is sent reaches anybody. */
export const canMail = (): boolean => mailsGo(env()) !== null;

/** Whether the operator has set mail up. A log that shows mails is for trying things out. */
export const mailIsSetUp = (): boolean => mailsGo(env()) === "by SMTP";

/**
 * Sends a mail, or prints it: see `mailsGo`.
 * @throws when mail is not set up, or the server refuses it or does not answer in 10 s
 */
export async function sendMail(mail: Mail): Promise<void> {
  const { SMTP_URL, MAIL_FROM } = env();
  const way = mailsGo(env());
  // Nothing of the mail: it may hold a link.
  if (way === null) throw new Error(MAIL_NOT_SET_UP);
  if (way === "to the log" || !SMTP_URL) return printMail(mail);
  transport ??= createTransport(withTimeouts(SMTP_URL));
  await transport.sendMail({ from: MAIL_FROM ?? "Latchkey <no-reply@localhost>", ...mail });
}

/** Whoever asked for mails in the log wants them at every level of it. */
const mailLog = log.child({}, { level: "info" });

function printMail({ to, subject, text }: Mail): void {
  if (isDevelopment(env())) {
    process.stdout.write(`\n[mail to ${to}] ${subject}\n${text}\n\n`);
    return;
  }
  // A space ends a link: the end of a line is two characters of JSON, which a terminal would take for a part of it.
  mailLog.info(`[mail to ${to}] ${subject}\n${text.replaceAll("\n", " \n")} `);
}

/** Beside a URL, nodemailer heeds no other options; in the URL it does. */
function withTimeouts(smtpUrl: string): string {
  const url = new URL(smtpUrl);
  for (const name of ["connectionTimeout", "greetingTimeout", "socketTimeout"]) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, String(TIMEOUT_MS));
  }
  return url.href;
}
