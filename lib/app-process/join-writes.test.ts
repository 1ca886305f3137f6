import { createServer, type ServerResponse } from "node:http";
import { once } from "node:events";
import { expect, test } from "vitest";
import { listen } from "@/test/http/listen";
import { joinFirstWrites } from "./join-writes";

test("what wraps an answer's writes later, as compression does, stays in place", async () => {
  const server = createServer((_request, response) => {
    joinFirstWrites(response);
    shout(response);
    response.write("one ");
    setTimeout(() => {
      response.write("two");
      response.end();
    }, 5);
  });
  const port = await listen(server);
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  expect(await answer.text()).toBe("ONE TWO");
  server.close();
  await once(server, "close");
});

/** Changes all that is written. */
function shout(response: ServerResponse): void {
  const write = response.write.bind(response);
  response.write = ((part: string) => write(part.toUpperCase())) as typeof response.write;
}
