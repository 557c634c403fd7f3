-- Requests of wrk: each a chat completion with its own 50 harmless words.
local words = {}
for word in ([[the a garden river stone bridge morning evening bread kitchen window light summer winter
  boat harbour letter paper music piano table chair coffee apple orange forest mountain path village
  church market flower bicycle train station ticket museum painting colour green yellow quiet warm
  fresh early late small tall old young gentle friendly teacher pupil lesson story chapter page book
  library]]):gmatch("%a+") do words[#words + 1] = word end

local key = os.getenv("BENCH_KEY")
local seed = tonumber(os.getenv("BENCH_SEED") or "1")
local counter = 0

function setup(thread)
  counter = counter + 1
  thread:set("number", counter)
end

function init(args)
  math.randomseed(seed * 1000 + number)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  if key then wrk.headers["Authorization"] = "Bearer " .. key end
  -- Portkey's gateway is told its upstream by headers; the others ignore them.
  local host = os.getenv("BENCH_CUSTOM_HOST")
  if host then
    wrk.headers["x-portkey-provider"] = "openai"
    wrk.headers["x-portkey-custom-host"] = host
  end
end

function request()
  local text = {}
  for i = 1, 50 do text[i] = words[math.random(#words)] end
  return wrk.format(nil, nil, nil,
    '{"model":"fixed","messages":[{"role":"user","content":"' .. table.concat(text, " ") .. '"}]}')
end


function done(summary, latency)
  local errors = summary.errors
  print(string.format("RESULT %.1f %.3f %.3f %d",
    summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
