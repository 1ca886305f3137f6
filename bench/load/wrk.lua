-- Arguments: method, body, file of keys. Requests are put together once, at the start: while the
-- load runs, the generator only picks the next one.
local requests = {}
local at = 0

function init(args)
  wrk.method = args[1]
  if args[2] ~= "" then wrk.body = args[2] end
  if args[3] == "" then
    requests[1] = wrk.format()
    return
  end
  for key in io.lines(args[3]) do
    wrk.headers["X-API-Key"] = key
    requests[#requests + 1] = wrk.format()
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
