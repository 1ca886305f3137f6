/** The variable under which the documentation keeps a key. */
const VARIABLE = "LATCHKEY_KEY";

interface ReadyLines {
  name: ".env" | "curl" | "TypeScript" | "Python";
  code: string;
}

/**
 * What sends a key's first request, with the key filled in: for the one moment in which it is
 * shown, so made in the browser and nowhere else.
 *
 * @param origin where the API is reached, such as `https://api.example.com`
 */
export function readyLines(secret: string, origin: string): ReadyLines[] {
  const url = `${origin}/api/v1/echo`;
  return [
    { name: ".env", code: `${VARIABLE}=${secret}` },
    { name: "curl", code: `curl -H "X-API-Key: ${secret}" ${url}` },
    {
      name: "TypeScript",
      code: `const response = await fetch("${url}", {
  headers: { "X-API-Key": "${secret}" },
});
console.log(response.status, await response.json());`,
    },
    {
      name: "Python",
      code: `import requests

response = requests.get(
    "${url}",
    headers={"X-API-Key": "${secret}"},
    timeout=10,
)
print(response.status_code, response.json())`,
    },
  ];
}
