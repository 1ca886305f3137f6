import { mkdir } from "node:fs/promises";
import path from "node:path";
import getPort from "get-port";
import type { Bed, Served } from "../bed";
import { NotHere } from "../figure";
import { findProgram } from "../find-program";

/**
 * What one would write by hand in front of an API: a static map of keys, a rate limit for each,
 * an access log, kept connections to the upstream. One worker, as Latchkey is one process.
 */
function configuration(dir: string, port: number, upstream: string, keys: readonly string[]) {
  return `
daemon off;
worker_processes 1;
pid ${dir}/nginx.pid;
error_log ${dir}/error.log warn;
events { worker_connections 1024; }
http {
  log_format keyed '$msec $request_id $caller "$request_method $uri" $status $request_time $remote_addr';
  access_log ${dir}/access.log keyed;
  client_body_temp_path ${dir}/body;
  proxy_temp_path ${dir}/proxy;
  fastcgi_temp_path ${dir}/fastcgi;
  uwsgi_temp_path ${dir}/uwsgi;
  scgi_temp_path ${dir}/scgi;
  keepalive_requests 1000000000;
  map_hash_bucket_size 128;
  map_hash_max_size 4096;
  map $http_x_api_key $caller {
    default "";
${keys.map((key, i) => `    "${key}" "caller-${i}";`).join("\n")}
  }
  limit_req_zone $caller zone=per_caller:10m rate=1000000r/s;
  upstream api {
    server ${upstream};
    keepalive 64;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      if ($caller = "") { return 401; }
      limit_req zone=per_caller burst=100000 nodelay;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-API-Key "";
      proxy_set_header X-Request-Id $request_id;
      proxy_pass http://api;
    }
  }
}
`;
}

/** @throws {NotHere} without nginx */
export async function startNginx(
  bed: Bed,
  upstreamOrigin: string,
  keys: readonly string[],
): Promise<Served> {
  const program = await findProgram("nginx");
  if (!program) throw new NotHere("nginx is not installed: apt-get install nginx-light");
  const dir = path.join(bed.dir, "nginx");
  await mkdir(dir, { recursive: true });
  const port = await getPort({ host: "127.0.0.1" });
  const upstream = new URL(upstreamOrigin).host;
  const file = await bed.file("nginx.conf", configuration(dir, port, upstream, keys));
  // nginx does not say when it serves: the shell speaks for it, and then it is asked.
  const child = await bed.child(
    "sh",
    ["-c", 'echo starting; exec "$@"', "sh", program, "-c", file],
    {
      ready: /starting/,
    },
  );
  const origin = `http://127.0.0.1:${port}`;
  await answers(origin);
  return { origin, pid: child.pid, stop: () => child.stop() };
}

async function answers(origin: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await fetch(origin);
      return;
    } catch (error) {
      if (attempt === 50) throw error;
      await new Promise((resume) => setTimeout(resume, 100));
    }
  }
}
