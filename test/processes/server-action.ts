import { type Answer, call } from "../http/call";

/** What the browser finds in a page's scripts: by which id an action of a form is called. */
export async function actionId(
  port: number,
  page: string,
  name: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const { text } = await call(port, { path: page, headers });
  for (const [, path] of text.matchAll(/src="(\/_next\/static\/[^"]+\.js)"/g)) {
    const script = await call(port, { path: path! });
    const pattern = new RegExp(`createServerReference\\)?\\("([0-9a-f]{40,})"[^;]*?"${name}"\\)`);
    const id = pattern.exec(script.text)?.[1];
    if (id) return id;
  }
  throw new Error(`${page} has no action ${name}`);
}

/** The head and the body with which a page calls an action with one argument. */
export function actionCall(
  port: number,
  { page, id, input }: { page: string; id: string; input: unknown },
) {
  const body = Buffer.from(JSON.stringify([input]));
  return {
    method: "POST",
    path: page,
    headers: {
      Accept: "text/x-component",
      "Content-Type": "text/plain;charset=UTF-8",
      "Content-Length": String(body.length),
      "Next-Action": id,
      Origin: `http://127.0.0.1:${port}`,
    } as Record<string, string>,
    body,
  };
}

/** What an action has answered, at the head of its stream; null where it was not run. */
export function actionResult({ text }: Pick<Answer, "text">): unknown {
  const result = /^1:(\{.*)$/m.exec(text)?.[1];
  return result === undefined ? null : JSON.parse(result);
}
