import { execa } from "execa";
import { afterEach, expect, test, vi } from "vitest";
import type { Visit } from "@/lib/sessions/visit";
import { parseEnv } from "@/lib/env";
import { mailsGo } from "@/lib/mail";

const MAIL = {
  to: "ada@example.com",
  subject: "Hello",
  text: "https://keys.example/reset?token=x",
};

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
  vi.restoreAllMocks();
});

test.each([
  [{ NODE_ENV: "production" }, null],
  [{ NODE_ENV: "test" }, null],
  [{ NODE_ENV: "production", LATCHKEY_MAILS_IN_LOG: "on" }, "to the log"],
  [{ NODE_ENV: "production", LATCHKEY_MAILS_IN_LOG: "" }, null],
  [{ NODE_ENV: "development" }, "to the log"],
  [{ NODE_ENV: "development", LATCHKEY_MAILS_IN_LOG: "off" }, null],
  [{ NODE_ENV: "production", SMTP_URL: "smtp://h", LATCHKEY_MAILS_IN_LOG: "on" }, "by SMTP"],
  [{ NODE_ENV: "development", SMTP_URL: "smtp://h" }, "by SMTP"],
])("with %j mails go %s", (source, way) => {
  expect(mailsGo(parseEnv(source))).toBe(way);
});

/** The modules as a process with these variables has them, and what it writes. */
async function processWith(variables: Record<string, string>) {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.resetModules();
  const written: string[] = [];
  const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  vi.spyOn(process.stdout, "write").mockImplementation(write);
  return { written, mail: await import("@/lib/mail") };
}

test("where nobody asked for it a link is printed nowhere, and the failure does not hold it", async () => {
  const { written, mail } = await processWith({ NODE_ENV: "production", SMTP_URL: "" });
  const failure = await mail.sendMail(MAIL).catch((error: Error) => error.message);
  expect(failure).toContain("SMTP_URL");
  expect(`${failure}${written.join("")}`).not.toMatch(/token|ada@/);
});

test("in development the mail is printed as it would be read", async () => {
  const { written, mail } = await processWith({ NODE_ENV: "development", SMTP_URL: "" });
  await mail.sendMail(MAIL);
  expect(written.join("")).toContain(MAIL.text);
});

test.each(["info", "error", "silent"])(
  "where it was asked for the mail is a line of the log, at the level %s too",
  async (level) => {
    const script = `
      const { sendMail } = await import("@/lib/mail");
      await sendMail(${JSON.stringify({ ...MAIL, text: `${MAIL.text}\n\nOnce.` })});`;
    const { stderr, exitCode } = await execa(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "-e", script],
      {
        env: {
          NODE_ENV: "production",
          SMTP_URL: "",
          LATCHKEY_MAILS_IN_LOG: "on",
          LATCHKEY_LOG_LEVEL: level,
        },
      },
    );
    expect(exitCode).toBe(0);
    const { msg } = JSON.parse(stderr) as { msg: string };
    expect(msg).toContain(`[mail to ${MAIL.to}] ${MAIL.subject}\n${MAIL.text} \n`);
  },
);

test("who asks for a reset where mail is not set up is told so, and the log once, without the address", async () => {
  const { written } = await processWith({ NODE_ENV: "production", SMTP_URL: "" });
  const { log } = await import("@/lib/log");
  const warned = vi.spyOn(log, "warn");
  const { requestResetLater } = await import("@/lib/actions/request-reset-later");
  const call = { visit: {} as Visit, input: { email: MAIL.to } };
  for (let i = 0; i < 3; i++) {
    await expect(requestResetLater(call)).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringMatching(/^Mail is not set up/),
    });
  }
  expect(warned).toHaveBeenCalledTimes(1);
  expect(JSON.stringify([warned.mock.calls, written])).not.toMatch(/token|ada@/);
});
